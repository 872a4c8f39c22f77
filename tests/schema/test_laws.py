from __future__ import annotations

import io
import json
import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_schema.arrow import arrow_schema, from_batch, from_tables, to_batch, to_tables
from broadsheet_schema.checks import check
from broadsheet_schema.records import TABLES, Page
from broadsheet_schema.structure import structure, unstructure
from tests.strategies.records import RECORDS, pages

EACH_TABLE = pytest.mark.parametrize("table", TABLES)


@EACH_TABLE
@given(data=st.data())
def test_what_a_record_unstructures_to_structures_back(table: str, data: st.DataObject) -> None:
    """Invariant 7, through JSON text."""
    record = data.draw(RECORDS[table])
    assert structure(type(record), json.loads(json.dumps(unstructure(record)))) == record


@given(pages(most=2))
def test_what_a_page_unstructures_to_structures_back(page: Page) -> None:
    """Invariant 7, for a whole document."""
    assert structure(Page, json.loads(json.dumps(unstructure(page)))) == page


@EACH_TABLE
@given(data=st.data())
def test_records_come_back_from_arrow(table: str, data: st.DataObject) -> None:
    """Invariant 7, through a record batch."""
    records = data.draw(st.lists(RECORDS[table], max_size=2))
    batch = to_batch(table, records)
    batch.validate(full=True)
    assert batch.schema.equals(arrow_schema(table), check_metadata=True)
    assert from_batch(table, batch) == records


@EACH_TABLE
@given(data=st.data())
def test_records_come_back_from_parquet(table: str, data: st.DataObject) -> None:
    """Invariant 7, through a file; the schema comes back whole, descriptions included."""
    records = data.draw(st.lists(RECORDS[table], max_size=2))
    file = io.BytesIO()
    pq.write_table(pa.Table.from_batches([to_batch(table, records)]), file)
    read = pq.read_table(file)
    assert read.schema.equals(arrow_schema(table), check_metadata=True)
    assert from_batch(table, read) == records


@given(st.lists(pages(most=2), max_size=2, unique_by=lambda page: page.article.article_id))
def test_pages_come_back_from_their_tables_and_break_no_rule(some: list[Page]) -> None:
    """Invariant 7, for whole documents; and the checks find nothing in valid records."""
    tables = to_tables(some)
    assert from_tables(tables) == some
    assert check(tables) == []


@EACH_TABLE
@given(data=st.data())
def test_records_can_be_pickled_and_hashed(table: str, data: st.DataObject) -> None:
    """Records go to other processes, and into sets."""
    record = data.draw(RECORDS[table])
    copy = pickle.loads(pickle.dumps(record))  # noqa: S301 - our own
    assert copy == record
    assert len({copy, record}) == 1
