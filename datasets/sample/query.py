"""Query a converted dataset with DuckDB: the articles of each paper, their comments and the first date.

Usage: python datasets/sample/query.py [DATASET]
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

PAPERS = """
    SELECT
        coalesce(a.rights_holder, '(no footer)') AS paper,
        count(DISTINCT a.article_id) AS articles,
        count(c.comment_id) AS comments,
        count(DISTINCT c.author) AS commenters,
        min(a.published_at)::DATE AS first_article
    FROM read_parquet($articles) AS a
    LEFT JOIN read_parquet($comments) AS c USING (article_id)
    GROUP BY paper
    ORDER BY articles DESC, paper
"""


def main() -> None:
    """Print the table for the dataset that the command line names, or for the demo's."""
    dataset = Path(sys.argv[1] if sys.argv[1:] else "build/demo")
    files = {table: str(dataset / table / "*.parquet") for table in ("articles", "comments")}
    print(duckdb.sql(PAPERS, params=files))


if __name__ == "__main__":
    main()
