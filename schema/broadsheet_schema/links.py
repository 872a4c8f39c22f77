"""The rules between rows and between tables: keys, orphans, gaps, counts. They need only the columns of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet_schema.arrow import Rows, is_usable
from broadsheet_schema.findings import Finding, row_finding, row_keys
from broadsheet_schema.records import TABLES, Article
from broadsheet_schema.rules import rule_code
from broadsheet_schema.tables import Table

Ids: TypeAlias = Mapping[str, Mapping[str, pa.ChunkedArray]]
"""Table name -> column name -> values, of those columns of `LINK_COLUMNS` that are at hand."""


def _columns_of(table: Table) -> tuple[str, ...]:
    needed = {*table.shown_by, *(key.column for key in table.foreign_keys), table.sequence}
    if table.record is Article:
        needed |= {other.counted_in for other in TABLES.values()}
    return tuple(name for name in table.columns if name in needed)


LINK_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {table.name: _columns_of(table) for table in TABLES.values()}
)
"""The columns of each table that `check_links` reads; it passes over all others."""


def check_links(tables: Mapping[str, Rows]) -> list[Finding]:
    """Check the rules that need more than one row.

    Holds the ids of all rows in memory. A rule is left out where a table or a column that it needs is not given or has
    another type, which `check_rows` reports.
    """
    usable = {
        name: {
            column: _chunked(tables[name][column]) for column in wanted if is_usable(tables[name].schema, name, column)
        }
        for name, wanted in LINK_COLUMNS.items()
        if name in tables
    }
    findings: list[Finding] = []
    for table in TABLES.values():
        if table.name in usable:
            findings += [*_duplicates(table, usable), *_orphans(table, usable), *_gaps(table, usable)]
        findings += _mismatches(table, usable)
    return findings


def _duplicates(table: Table, tables: Ids) -> Iterator[Finding]:
    """Find rows that share a primary key; counts those beyond the first."""
    rows = tables[table.name]
    if not table.primary_key or not set(table.primary_key) <= set(rows):
        return
    keys = pa.table({name: rows[name] for name in table.primary_key}).drop_null()
    groups = keys.group_by(table.primary_key, use_threads=False).aggregate([([], "count_all")])
    mask = pc.greater(groups["count_all"], 1)
    if spare := pc.sum(pc.subtract(groups["count_all"], 1)).as_py():
        rule = rule_code(table.record, table.primary_key[-1], "duplicate")
        yield row_finding(table.name, rule, spare, row_keys(table, _by_name(groups), mask))


def _orphans(table: Table, tables: Ids) -> Iterator[Finding]:
    """Find rows that point to no row."""
    rows = tables[table.name]
    for key in table.foreign_keys:
        owners = [(tables.get(target, {}), TABLES[target].primary_key[0]) for target in key.targets]
        if key.column not in rows or any(name not in owner for owner, name in owners):
            continue
        chunks = [chunk for owner, name in owners for chunk in owner[name].chunks]
        ids = pa.chunked_array(chunks, rows[key.column].type)
        mask = pc.and_not(pc.is_valid(rows[key.column]), pc.is_in(rows[key.column], value_set=ids))
        if count := pc.sum(mask).as_py():
            yield row_finding(
                table.name, rule_code(table.record, key.column, "orphan"), count, row_keys(table, rows, mask)
            )


def _gaps(table: Table, tables: Ids) -> Iterator[Finding]:
    """Find articles whose rows are not counted 1, 2, 3 ..."""
    rows = tables[table.name]
    if table.sequence is None or not {"article_id", table.sequence} <= set(rows):
        return
    numbers = pa.table({"article_id": rows["article_id"], "number": rows[table.sequence]}).drop_null()
    groups = numbers.group_by("article_id", use_threads=False).aggregate(
        [("number", "max"), ("number", "count_distinct")]
    )
    mask = pc.not_equal(groups["number_max"].cast(pa.int64()), groups["number_count_distinct"])
    if count := pc.sum(mask).as_py():
        rule = rule_code(table.record, table.sequence, "gap")
        articles = row_keys(TABLES["articles"], _by_name(groups), mask)
        yield row_finding(table.name, rule, count, articles, where="for {} article{}")


def _mismatches(table: Table, tables: Ids) -> Iterator[Finding]:
    """Find articles whose count of rows in this table is not the number of those rows."""
    articles, rows = tables.get("articles", {}), tables.get(table.name, {})
    column = table.counted_in
    if column is None or "article_id" not in rows or not {"article_id", column} <= set(articles):
        return
    found = pa.table({"article_id": rows["article_id"]}).group_by("article_id").aggregate([([], "count_all")])
    place = pc.index_in(articles["article_id"], value_set=found["article_id"])
    actual = pc.fill_null(found["count_all"].take(place), 0)
    mask = pc.not_equal(articles[column].cast(pa.int64()), actual)
    if count := pc.sum(mask).as_py():
        rule = rule_code(Article, column, "mismatch")
        yield row_finding("articles", rule, count, row_keys(TABLES["articles"], articles, mask))


def _chunked(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])


def _by_name(rows: pa.Table) -> dict[str, pa.ChunkedArray]:
    return dict(zip(rows.column_names, rows.columns, strict=True))
