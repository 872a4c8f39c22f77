from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import attrs
import duckdb
import jsonschema
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.constraints import Constraint
from broadsheet_schema.examples import plain
from broadsheet_schema.export.json_schema import JsonRow, JsonTerm
from broadsheet_schema.export.sql import SqlRow, SqlTerm
from broadsheet_schema.fields import Column, columns
from broadsheet_schema.kernels import broken
from broadsheet_schema.records import TABLES, Comment, Quote
from broadsheet_schema.terms import Inexpressible

ID = "0f4c1ab27d9e4c55b1e6a30d8c27f914"
SQL = duckdb.connect()
Row = dict[str, Any]

# Few values each, so that columns often agree; every rule both holds and breaks on some rows of these.
POOLS: Mapping[pa.DataType, list[Any]] = {
    TEXT: ["", "a", "b", "a\n\nb", "aa\n\na", "day", "minute", "second", "duplicate", ID, f"{ID}:c1", f"{ID}:m1"],
    INT16: [0, 1, 60],
    INT32: [0, 1, 2],
    INT64: [0, 1, 2],
    FLOAT: [0.0, 0.5],
    BOOL: [False, True],
    TIME: [
        datetime(2015, 9, 16),
        datetime(2015, 9, 16, 7, 42),
        datetime(1960, 1, 1, 7, 42, 11),
        datetime(1, 1, 1, 0, 0, 0, 1000),
    ],
}
QUOTES = [Quote(author=None, text="a")]

WILD: Mapping[pa.DataType, SearchStrategy[Any]] = {
    TEXT: st.text() | st.sampled_from(POOLS[TEXT]) | st.text("\na", max_size=6),
    INT16: st.integers(-(2**15), 2**15 - 1) | st.sampled_from([0, 1, -1439, 1439, -1440, 1440]),
    INT32: st.integers(-(2**31), 2**31 - 1) | st.sampled_from([-1, 0, 1]),
    INT64: st.integers(-(2**63), 2**63 - 1) | st.sampled_from([-1, 0, 1]),
    FLOAT: st.floats(-1e6, 1e6)
    | st.sampled_from([math.nan, math.inf, -math.inf])
    | st.integers(-10, 1010).map(lambda number: number / 1000)
    | st.floats(0, 1),
    TIME: st.datetimes().map(lambda time: time.replace(microsecond=0)),
}


@st.composite
def some_rows(draw: st.DrawFn, table: str) -> list[Row]:
    """Rows whose values are right each by itself, and agree or disagree by chance."""
    declared = TABLES[table].columns
    return draw(
        st.lists(st.fixed_dictionaries({name: _cells(column) for name, column in declared.items()}), min_size=1)
    )


def _cells(column: Column) -> SearchStrategy[Any]:
    pool = QUOTES if column.record is not None else POOLS[column.item_type]
    if column.is_list:
        return st.lists(st.sampled_from(pool), max_size=2).map(tuple)
    return st.sampled_from([None, *pool] if column.nullable else pool)


@pytest.mark.parametrize("table", TABLES)
@given(data=st.data())
def test_rules_say_the_same_of_records_columns_sql_and_json(table: str, data: st.DataObject) -> None:
    """One rule, four readings: no reading may let through what another refuses."""
    rows = data.draw(some_rows(table))
    arrays = {name: _array(column, [row[name] for row in rows]) for name, column in TABLES[table].columns.items()}
    rules = TABLES[table].record.rules
    in_sql = _in_sql(arrays, [rule.test(SqlRow()).text for rule in rules])
    for number, rule in enumerate(rules):
        holds = [bool(rule.test(SimpleNamespace(**row))) for row in rows]
        assert [not wrong for wrong in broken(rule.test, arrays).to_pylist()] == holds, rule
        assert [row[number] for row in in_sql] == holds, rule
        try:
            schema = rule.test(JsonRow()).truth()
        except Inexpressible:
            continue
        assert [_fits(schema, {name: plain(value) for name, value in row.items()}) for row in rows] == holds, rule


def _constraints() -> Iterator[Any]:
    seen = set()
    for record in (*(table.record for table in TABLES.values()), Quote):
        for column in columns(record).values():
            for constraint in column.constraints:
                if (constraint.code, constraint.words) not in seen:
                    seen.add((constraint.code, constraint.words))
                    yield pytest.param(column.item_type, constraint, id=f"{constraint.code}-{len(seen)}")


@pytest.mark.parametrize(("kind", "constraint"), list(_constraints()))
@given(data=st.data())
def test_constraints_say_the_same_of_values_columns_sql_and_json(
    kind: pa.DataType, constraint: Constraint, data: st.DataObject
) -> None:
    """One constraint, four readings."""
    values = data.draw(st.lists(WILD[kind], min_size=1))
    holds = [bool(constraint.test(value)) for value in values]
    array = pa.array(values, kind)
    assert [not wrong for wrong in broken(constraint.test, array).to_pylist()] == holds
    # To SQL, NaN is equal to itself; it is out of every range all the same.
    usable = [place for place, value in enumerate(values) if value == value]  # noqa: PLR0124 - NaN is what differs
    sound = {"x": array.take(pa.array(usable, pa.int64()))}
    in_sql = _in_sql(sound, [constraint.test(SqlTerm("x")).text])
    assert [row[0] for row in in_sql] == [holds[place] for place in usable]
    try:
        schema = constraint.test(JsonTerm()).truth()
    except Inexpressible:
        return
    # Python's `$` also matches before a last line end, that of JSON Schema's own dialect does not.
    usable = [place for place in usable if not (constraint.code == "form" and values[place].endswith("\n"))]
    assert [_fits(schema, values[place]) for place in usable] == [holds[place] for place in usable]


def test_nulls_hold() -> None:
    for table in TABLES.values():
        for column in table.columns.values():
            for constraint in column.constraints:
                assert broken(constraint.test, pa.nulls(2, column.item_type)).true_count == 0


def test_rules_read_slices_of_columns() -> None:
    row = {name: column.example for name, column in columns(Comment).items()}
    rows = [row, row | {"quotes": (), "title": None, "body": ""}, row]
    arrays = {name: _array(column, [row[name] for row in rows]) for name, column in columns(Comment).items()}
    for rule in Comment.rules:
        whole = broken(rule.test, arrays)
        assert broken(rule.test, {name: array.slice(1) for name, array in arrays.items()}) == whole.slice(1)


def _array(column: Column, values: list[Any]) -> pa.Array:
    if column.record is not None:
        values = [[attrs.asdict(item) for item in items] for items in values]
    return pa.array(values, column.arrow_type)


def _in_sql(arrays: Mapping[str, pa.Array], expressions: Sequence[str]) -> list[tuple[bool, ...]]:
    """Give the truths of some expressions for each row; what is null holds, as in a CHECK."""
    if not expressions:
        return []
    SQL.register("rows", pa.table(dict(arrays)))
    truths = ", ".join(f"coalesce({expression}, true)" for expression in expressions)
    return SQL.execute(f"SELECT {truths} FROM rows").fetchall()  # noqa: S608 - our own expressions


def _fits(schema: Mapping[str, Any], value: object) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(value)
