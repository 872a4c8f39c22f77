"""Invariant 1: every non-blank line carries exactly one label; each record's text comes only from its own lines."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from hypothesis import given

from broadsheet.decode import decode
from broadsheet.lines import split_lines
from tests.properties.reading import BATCHES, PARSER, batch
from tests.strategies.damage import heaps

_NOT_PRINTED = ("_id", "sha256", "uri", "precision", "record", "member")
"""Text columns that are no words of the page."""
_NAMED = {"site", "language", "url", "layout", "layout_version", "kind", "flags"}


@given(heaps())
@BATCHES
def test_every_line_is_there_once_and_blank_ones_are_blank(heap: dict[str, str | bytes]) -> None:
    """Invariant 1, first half; and nothing is lost from `lines`, nor changed in them."""
    documents = batch(heap)
    decoded = decode(documents)
    tables = PARSER.read(documents)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables["lines"].to_pylist():
        rows[row["article_id"]].append(row)
    place = {name: number for number, name in enumerate(heap)}
    for article in tables["articles"].to_pylist():
        text, clean = (column[place[article["doc_id"]]].as_py() for column in (decoded.text, decoded.clean))
        own = rows[article["article_id"]]
        assert [row["text"] for row in own] == text.split("\n")
        assert [row["line"] for row in own] == list(range(1, len(own) + 1))
        assert [row["label"] == "blank" for row in own] == [not line for line in clean.split("\n")]


@given(heaps())
@BATCHES
def test_text_comes_from_the_record_s_own_lines(heap: dict[str, str | bytes]) -> None:
    """Invariant 1, second half: each line of a value is printed in a line that feeds this column of this record."""
    documents = batch(heap)
    tables = PARSER.read(documents)
    printed = _printed(documents, tables)
    for table, key in (("articles", "article_id"), ("media", "media_id"), ("comments", "comment_id")):
        for row in tables[table].to_pylist():
            for column, value in row.items():
                if column in _NAMED or column.endswith(_NOT_PRINTED):
                    continue
                for words in _words(value):
                    lines = printed[row[key], column]
                    assert any(words in line for line in lines), (table, column, words, lines)


def _printed(documents: Any, tables: Any) -> dict[tuple[str, str], list[str]]:  # noqa: ANN401 - Arrow has no types
    """Return the lines, as the parser reads them, that feed each column of each record."""
    lines = split_lines(decode(documents).clean)
    names = documents["doc_id"].to_pylist()
    clean = {
        (names[document], number): text
        for document, number, text in zip(lines.document, lines.number, lines.text.to_pylist(), strict=True)
    }
    doc_ids = {row["article_id"]: row["doc_id"] for row in tables["articles"].to_pylist()}
    printed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tables["lines"].to_pylist():
        for field in row["fields"]:
            printed[row["record"], field].append(clean[doc_ids[row["article_id"]], np.int32(row["line"])])
    return printed


def _words(value: object) -> list[str]:
    """Return the lines of a text, of the items of a list or of the members of a struct."""
    if isinstance(value, str):
        return [line for line in value.split("\n") if line]
    if isinstance(value, list):
        return [words for item in value for words in _words(item)]
    return [words for item in value.values() for words in _words(item)] if isinstance(value, dict) else []
