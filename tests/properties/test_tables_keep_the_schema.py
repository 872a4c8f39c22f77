"""Invariant 7, for what the parser gives: tables keep every rule of the schema and come back from records."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given

from broadsheet_schema.arrow import arrow_schema, from_batch, to_batch
from broadsheet_schema.checks import check
from broadsheet_schema.structure import structure, unstructure
from tests.properties.reading import BATCHES, read
from tests.strategies.damage import heaps


@given(heaps())
@BATCHES
def test_tables_break_no_rule_and_come_back_from_records(heap: dict[str, str | bytes]) -> None:
    """Invariant 7: no finding, no invalid row; Arrow and JSON give equal records back."""
    tables = read(heap)
    assert check({name: pa.Table.from_batches([rows]) for name, rows in tables.items()}) == []
    for name, rows in tables.items():
        rows.validate(full=True)
        assert rows.schema.equals(arrow_schema(name), check_metadata=True)
        records = from_batch(name, rows)
        assert from_batch(name, to_batch(name, records)) == records
        for record in records[:20]:
            assert structure(type(record), json.loads(json.dumps(unstructure(record)))) == record
