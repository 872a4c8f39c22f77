"""Invariant 3: printing records and parsing the print gives the same records."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet_schema.arrow import from_tables
from tests.properties.reading import BATCHES, plain, read
from tests.strategies.truth import FETCHED, Dump, dumps


@given(st.lists(dumps(), min_size=1, max_size=12, unique_by=lambda dump: dump.doc_id))
@BATCHES
def test_what_is_printed_is_read_back(prints: list[Dump]) -> None:
    """Invariant 3: parse(print(x)) == x, on the domain that `tests.strategies.pages` explains; ids, spans too."""
    tables = read({dump.doc_id: dump.text for dump in prints}, FETCHED)
    assert tables["rejects"].num_rows == 0
    for page, dump in zip(from_tables(tables), prints, strict=True):
        assert plain(page) == dump.page, dump.text
        assert set(page.article.flags) <= {"comments-truncated", "layout-low-coverage"}
        found, declared = page.article.comments_found, page.article.comments_declared or 0
        assert ("comments-truncated" in page.article.flags) == (declared > found)
