from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.parser.blocks import Block, blocks
from tests.properties.reading import read

BLOCKS = list(blocks(Path(__file__).with_name("shapes.txt")))


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    """All pages of shapes.txt, read in one batch: title -> flattened values."""
    tables = read({block.title: block.text for block in BLOCKS}, captured_at=datetime(2015, 9, 17, 20, 5))
    pages: dict[str, dict[str, Any]] = {}
    titles: dict[str, str] = {}
    for article in tables["articles"].to_pylist():
        titles[article["article_id"]] = article["doc_id"]
        pages[article["doc_id"]] = {**article, "media": article["media_found"], "comments": article["comments_found"]}
    for table, word in (("media", "media"), ("comments", "comment")):
        for row in tables[table].to_pylist():
            own = {f"{word} {row['position']} {column}": value for column, value in row.items()}
            pages[titles[row["article_id"]]].update(own)
    return pages


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.title)
def test_shape(block: Block, found: dict[str, dict[str, Any]]) -> None:
    page = found[block.title]
    printed = {name: str(page[name]) if isinstance(page[name], datetime) else page[name] for name in block.expected}
    assert printed == block.expected


def test_there_are_shapes() -> None:
    assert len({block.title for block in BLOCKS}) == len(BLOCKS) > 10
