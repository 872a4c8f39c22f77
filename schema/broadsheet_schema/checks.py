"""Check whole Arrow tables against the schema: every rule of `records.py`, run as kernels, reported and never raised.

`check` takes whole tables. Of a dataset larger than memory, call `check_rows` for each batch, add the findings up with
`merge`, and give `check_links` only the columns in `LINK_COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet_schema.arrow import Rows, is_usable
from broadsheet_schema.arrow_types import TEXT
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.findings import RULES, Finding, RuleInfo, merge, row_finding, row_keys, rule_info
from broadsheet_schema.kernels import broken, mask_of
from broadsheet_schema.links import LINK_COLUMNS, check_links
from broadsheet_schema.records import TABLES
from broadsheet_schema.rules import rule_code
from broadsheet_schema.tables import Table
from broadsheet_schema.terms import Inexpressible

__all__ = ["LINK_COLUMNS", "RULES", "Finding", "RuleInfo", "check", "check_links", "check_rows", "merge", "rule_info"]

Masks: TypeAlias = Iterator[tuple[str, pa.BooleanArray]]
"""Rule codes, each with the mask of the rows that break it."""


def check(tables: Mapping[str, Rows]) -> list[Finding]:
    """Check tables by every rule, those between tables included.

    Tables that are not given are not missed, and rules that need them are left out. Gives the findings table by table,
    in the order of the schema; none when all is well. Never raises for what the tables hold.
    """
    findings = [
        Finding(
            rule="dataset.table.unknown",
            table=name,
            column="",
            rows=0,
            message=f"{name} is no table of the schema, which has {', '.join(TABLES)}",
        )
        for name in tables
        if name not in TABLES
    ]
    for name in TABLES:
        if name in tables:
            findings += check_rows(name, tables[name])
    return findings + check_links(tables)


def check_rows(table: str, rows: Rows) -> list[Finding]:
    """Check the columns of a table, and each row by itself."""
    declared = TABLES[table]
    findings = list(_column_findings(declared, rows.schema))
    usable = [name for name in declared.columns if is_usable(rows.schema, table, name)]
    for batch in rows.to_batches() if isinstance(rows, pa.Table) else [rows]:
        arrays = {name: batch.column(name) for name in usable}
        for rule, mask in _record_masks(declared.record, arrays):
            if count := mask.true_count:
                findings.append(row_finding(table, rule, count, row_keys(declared, arrays, mask)))
    return merge(findings)


def _column_findings(table: Table, schema: pa.Schema) -> Iterator[Finding]:
    def finding(column: str, code: str, message: str) -> Finding:
        rule = f"{table.prefix}.{column}.{code}"
        return Finding(rule=rule, table=table.name, column=column, rows=0, message=f"{table.name} {message}")

    for name, column in table.columns.items():
        if name not in schema.names:
            yield finding(name, "missing", f"has no column {name}")
        elif not is_usable(schema, table.name, name) and schema.names.count(name) == 1:
            yield finding(name, "type", f"holds {name} as {schema.field(name).type}, not {column.arrow_type}")
    for name in dict.fromkeys(schema.names):
        if name not in table.columns:
            yield finding(name, "unknown", f"has a column {name} that the schema does not know")
        elif schema.names.count(name) > 1:
            yield finding(name, "unknown", f"has the column {name} more than once")


def _record_masks(record: type[Record], arrays: Mapping[str, pa.Array]) -> Masks:
    """Give the mask of every rule on one row, for those columns of a record that are at hand."""
    readable: dict[str, pa.Array] = {}
    for name, column in columns(record).items():
        if name in arrays:
            readable[name] = yield from _value_masks(record, name, column, arrays[name], nullable=column.nullable)
            if column.is_list:
                yield from _item_masks(record, name, column, arrays[name])
    for rule in record.rules:
        try:
            yield rule_code(record, rule.column, rule.code), broken(rule.test, readable)
        except Inexpressible:  # a column is missing or has another type: that is a finding already
            continue


def _value_masks(
    record: type[Record], name: str, column: Column, values: pa.Array, *, nullable: bool
) -> Generator[tuple[str, pa.BooleanArray], None, pa.Array]:
    """Give the masks of the rules on single values; returns the values with null for those that are no UTF-8.

    Kernels may raise on such bytes, so all other rules pass them by.
    """
    if values.null_count and not nullable:
        yield rule_code(record, name, "null"), pc.is_null(values)
    if values.type == TEXT and (undecodable := _undecodable(values)) is not None:
        yield rule_code(record, name, "encoding"), undecodable
        values = pc.if_else(undecodable, None, values)
    if values.type == column.item_type:
        for constraint in column.constraints:
            yield rule_code(record, name, constraint.code), broken(constraint.test, values)
    return values


def _item_masks(record: type[Record], name: str, column: Column, lists: pa.ListArray) -> Masks:
    """Give the masks of the rules on the items of lists: a row breaks a rule where one of its items does."""
    rows, items = pc.list_parent_indices(lists), pc.list_flatten(lists)
    masks: Masks = _value_masks(record, name, column, items, nullable=False)
    if column.record is not None:
        there = pc.is_valid(items)
        yield from _lifted(masks, rows, len(lists))
        rows, items = rows.filter(there), items.filter(there)
        masks = _record_masks(column.record, dict(zip(columns(column.record), items.flatten(), strict=True)))
    yield from _lifted(masks, rows, len(lists))


def _lifted(masks: Masks, rows: pa.Array, count: int) -> Masks:
    for rule, mask in masks:
        yield rule, mask_of(rows.filter(mask), count)


def _undecodable(texts: pa.StringArray) -> pa.BooleanArray | None:
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return pa.array([value is not None and not _is_utf8(value) for value in texts.view(pa.binary()).to_pylist()])
    return None


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
