"""Every sample page is read as a careful reader reads it: `truth` holds what that reader wrote down."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.sample.exact import faults
from tests.sample.places import RAW, TRUTH

PAGES = sorted(path.stem for path in TRUTH.glob("*.json"))


@cache
def rows(dataset: Path, table: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a table, by the doc_id or article_id that they have."""
    found = defaultdict(list)
    for row in pq.read_table(dataset / table).to_pylist():
        found[row["doc_id"] if "doc_id" in row else row["article_id"]].append(row)
    return found


def test_every_page_has_a_truth() -> None:
    assert sorted(path.stem for path in RAW.rglob("*.txt")) == sorted(path.stem for path in TRUTH.glob("*.json"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_rightly(page: str, converted: Path) -> None:
    truth = json.loads((TRUTH / f"{page}.json").read_text("utf-8"))
    found = [row for name in ("articles", "rejects") for row in rows(converted, name)[page]]
    assert len(found) == 1, "a page is one article or one reject"
    assert found[0] in rows(converted, truth["expect"]["table"])[page], f"not in {truth['expect']['table']}"
    if "article" in truth:
        article = found[0]
        media, comments = (rows(converted, name)[article["article_id"]] for name in ("media", "comments"))
        assert not faults(truth, article, media, comments)
        assert set(truth["expect"].get("flags", ())) <= set(article["flags"])


def test_the_same_text_under_two_ids_is_known_by_its_digest(converted: Path) -> None:
    for path in TRUTH.glob("*.json"):
        truth = json.loads(path.read_text("utf-8"))
        if other := truth["expect"].get("same_text_as"):
            texts = [rows(converted, "articles")[page][0]["text_sha256"] for page in (truth["doc_id"], other)]
            assert texts[0] == texts[1]
