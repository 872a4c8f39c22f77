"""Reading many pages at once: a batch costs little more than a page, so each example of a law is a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs
import pyarrow as pa
from hypothesis import settings

from broadsheet.documents import documents
from broadsheet.layouts import shipped
from broadsheet.parser import Parser, Tables

PARSER = Parser(shipped(), keep_lines=True)
READER_S_OWN = (
    "article_id",
    "text_sha256",
    "media_id",
    "comment_id",
    "doc_id",
    "source_",
    "line_",
    "flags",
    "confidence",
)
"""Columns that may differ between two dresses of one page, and the ids made of them."""

BATCHES = settings(max_examples=max(5, settings().max_examples // 4))
"""A quarter of the examples that the profile asks for, each a batch of up to twelve pages."""


def batch(texts: Mapping[str, str | bytes], captured_at: datetime | None = None) -> pa.RecordBatch:
    """Return a batch of documents by their ids; a `str` counts as decoded by its container."""
    rows: list[dict[str, object]] = [
        {
            "doc_id": doc_id,
            "source_uri": "memory",
            "content": text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text,
            "decoded": isinstance(text, str),
            "captured_at": captured_at,
        }
        for doc_id, text in texts.items()
    ]
    return documents(rows)


def read(texts: Mapping[str, str | bytes], captured_at: datetime | None = None) -> Tables:
    """Read documents, given by their ids, in one batch."""
    return PARSER.read(batch(texts, captured_at))


def values(tables: Tables) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return doc_id -> table -> rows, without the columns in which two dresses of one page may differ."""
    articles = tables["articles"].to_pylist()
    owner = {row["article_id"]: row["doc_id"] for row in articles}
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        row["doc_id"]: {"articles": [], "media": [], "comments": [], "rejects": []} for row in articles
    }
    for name in ("articles", "media", "comments"):
        for row in tables[name].to_pylist():
            kept = {key: value for key, value in row.items() if not key.startswith(READER_S_OWN)}
            found[owner[row["article_id"]]][name].append(kept)
    for row in tables["rejects"].to_pylist():
        found[row["doc_id"]] = {"rejects": [{"rule": row["rule"]}]}
    return found


def by_id(items: Iterable[Any]) -> dict[str, Any]:
    """Return things with a `doc_id` by it; of several with one id the last."""
    return {item.doc_id: item for item in items}


def plain(page: Any) -> Any:  # noqa: ANN401 - see the next line
    """Return a page without what is the reader's own: `confidence` and `flags`."""
    return attrs.evolve(page, article=attrs.evolve(page.article, confidence=1.0, flags=()))
