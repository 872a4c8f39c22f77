"""Invariant 5, as far as the parser goes: rows do not depend on how documents are batched."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.reading import BATCHES, PARSER, batch
from tests.strategies.damage import heaps


@given(heaps(), st.data())
@BATCHES
def test_rows_are_the_same_however_documents_are_batched(heap: dict[str, str | bytes], data: st.DataObject) -> None:
    """Invariant 5: one batch, cut at any place, gives the same bytes of rows; so do documents read alone."""
    whole = batch(heap)
    cut = data.draw(st.integers(0, len(whole)))
    alone = data.draw(st.integers(0, len(whole) - 1))
    tables = PARSER.read(whole)
    head, tail = PARSER.read(whole[:cut]), PARSER.read(whole[cut:])
    one = PARSER.read(whole[alone : alone + 1])
    for name, rows in tables.items():
        assert (
            pa.Table.from_batches([head[name], tail[name]])
            .combine_chunks()
            .equals(pa.Table.from_batches([rows]).combine_chunks())
        )
    doc_id = whole["doc_id"][alone]
    for name in ("articles", "rejects"):
        rows = tables[name]
        assert [row for row in rows.to_pylist() if row["doc_id"] == doc_id.as_py()] == one[name].to_pylist()
    ids = one["articles"]["article_id"].to_pylist()
    for name in ("media", "comments", "lines"):
        assert [row for row in tables[name].to_pylist() if row["article_id"] in ids] == one[name].to_pylist()
