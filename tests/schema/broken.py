"""For every rule of the schema, tables that break it: made from the examples of the schema by changing one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs
import pyarrow as pa

from broadsheet_schema.arrow import arrow_schema, to_batch
from broadsheet_schema.arrow_types import FLOAT, TEXT, TIME
from broadsheet_schema.constraints import Constraint
from broadsheet_schema.examples import example
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.records import TABLES, Article, Comment, Quote
from broadsheet_schema.rules import rule_code

Tables = dict[str, pa.Table]
Row = dict[str, Any]

NOT_UTF8 = pa.array([b"\xff"]).view(TEXT)
AFTER_THE_CALENDAR = 400_000_000_000_000  # milliseconds: in the year 14645

# What breaks a constraint, by its code; ranges are broken below.
WRONG_VALUES: Mapping[str, Any] = {
    "empty": "",
    "form": "Hafen",
    "vocabulary": "Hafen",
    "rounded": 0.12345,
    "paragraphs": "Klarbach\n\n\nWer zahlt",
}

# What breaks the rules between the columns of a row: changes to the example of the record.
ROW_CHANGES: tuple[tuple[str, Row], ...] = (
    ("article.source_length.partner", {"source_length": None}),
    ("article.body.empty", {"body": "", "subheadings": (), "lede": None, "media_found": 0}),
    ("article.subheadings.paragraph", {"subheadings": ("Wer",)}),
    ("article.published_precision.partner", {"published_precision": None}),
    ("article.published_at.finer", {"published_at": datetime(2015, 9, 16, 7, 42, 1)}),
    ("article.published_offset_minutes.partner", {"published_at": None, "published_precision": None}),
    ("article.updated_precision.partner", {"updated_at": None, "updated_offset_minutes": None}),
    ("article.updated_at.finer", {"updated_at": datetime(2015, 9, 16, 7)}),
    ("article.updated_offset_minutes.partner", {"updated_at": None, "updated_precision": None}),
    ("media.media_id.position", {"position": 2}),
    ("media.caption.nothing", {"caption": None, "credit": None}),
    ("media.line_end.order", {"line_end": 4}),
    ("comment.comment_id.position", {"position": 4}),
    ("comment.number_printed.missing", {"number_printed": None}),
    ("comment.body.removed", {"removed": True}),
    ("comment.body.empty", {"body": "", "title": None, "quotes": ()}),
    ("comment.reply_to.article", {"reply_to": "f" * 32 + ":c1"}),
    ("comment.reply_to.self", {"reply_to": example(Comment).comment_id}),
    ("comment.posted_precision.partner", {"posted_precision": None}),
    ("comment.posted_at.finer", {"posted_at": datetime(2015, 9, 16, 0, 0, 1)}),
    ("comment.line_end.order", {"line_end": 4}),
    ("reject.source_length.partner", {"source_offset": None}),
    ("reject.duplicate_of.partner", {"rule": "no-layout"}),
    ("line.record.article", {"record": "f" * 32 + ":m1"}),
    ("line.fields.record", {"record": None}),
    ("article.source_length.partner", {"source_offset": None}),
    ("article.published_precision.partner", {"published_at": None, "published_offset_minutes": None}),
    ("article.published_at.finer", {"published_precision": "day"}),
    (
        "article.published_at.finer",
        {"published_precision": "second", "published_at": datetime(2015, 9, 16, 7, 42, 11, 500_000)},
    ),
    ("comment.body.removed", {"body": None}),
    ("comment.posted_precision.partner", {"posted_at": None}),
    ("reject.duplicate_of.partner", {"duplicate_of": None}),
)


def rows(record: type[Record]) -> Row:
    """Give the example of a record as a row."""
    return {name: column.example for name, column in columns(record).items()}


def table_of(name: str, row: Row) -> pa.Table:
    """Put one row into a table, whatever rule it breaks."""
    schema = arrow_schema(name)
    arrays = []
    for field in schema:
        value = row[field.name]
        if field.name == "quotes" and value is not None:
            value = [quote if isinstance(quote, dict) else quote and attrs.asdict(quote) for quote in value]
        arrays.append(pa.array([value], field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def wrong_value(constraint: Constraint, column: Column) -> Any:  # noqa: ANN401 - of the column's type
    """Give a value that breaks a constraint."""
    if constraint.code != "range":
        return WRONG_VALUES[constraint.code]
    if column.item_type == TIME:
        return AFTER_THE_CALENDAR
    return 1.5 if column.item_type == FLOAT else -2000


def value_changes(name: str) -> Iterator[tuple[str, Row]]:
    """Give, for every rule on single values of a table, the change to the example that breaks it."""
    record = TABLES[name].record
    for column_name, column in columns(record).items():
        if not column.nullable:
            yield rule_code(record, column_name, "null"), {column_name: None}
        for constraint in column.constraints:
            value = wrong_value(constraint, column)
            code = rule_code(record, column_name, constraint.code)
            yield code, {column_name: (value,) if column.is_list else value}


def with_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """Replace a column, its type included."""
    return table.set_column(table.schema.get_field_index(name), name, values)


def undecodable(column: Column) -> pa.Array:
    """Give one row of a column with bytes that are no UTF-8."""
    if not column.is_list:
        return NOT_UTF8
    return pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), NOT_UTF8)


def undecodable_quote(field: str) -> pa.Array:
    """Give one row of quotes, one field of which is no UTF-8."""
    parts = {name: pa.array(["Möwe"]) for name in columns(Quote)} | {field: NOT_UTF8}
    items = pa.StructArray.from_arrays(list(parts.values()), list(parts))
    return pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), items)


def broken_tables() -> Iterator[tuple[str, Tables]]:
    """Give, for each rule of the catalogue, tables that break it."""
    for name in TABLES:
        yield from _broken_columns(name)
        for code, change in value_changes(name):
            yield code, {name: table_of(name, rows(TABLES[name].record) | change)}
    for code, change in ROW_CHANGES:
        name = next(name for name, table in TABLES.items() if table.prefix == code.partition(".")[0])
        yield code, {name: table_of(name, rows(TABLES[name].record) | change)}
    yield from _broken_quotes()
    yield from _broken_links()
    yield "dataset.table.unknown", {"y": pa.table({})}


def _broken_columns(name: str) -> Iterator[tuple[str, Tables]]:
    record = TABLES[name].record
    table = table_of(name, rows(record))
    yield f"{TABLES[name].prefix}.y.unknown", {name: table.append_column("y", pa.array([1]))}
    for column_name, column in columns(record).items():
        yield rule_code(record, column_name, "missing"), {name: table.drop_columns(column_name)}
        yield rule_code(record, column_name, "type"), {name: with_column(table, column_name, pa.array([b"x"]))}
        if column.item_type == TEXT:
            code = rule_code(record, column_name, "encoding")
            yield code, {name: with_column(table, column_name, undecodable(column))}


def _broken_quotes() -> Iterator[tuple[str, Tables]]:
    table = table_of("comments", rows(Comment))
    for name in columns(Quote):
        yield f"quote.{name}.encoding", {"comments": with_column(table, "quotes", undecodable_quote(name))}
    changes = {
        "quote.author.empty": {"author": "", "text": "Die Stadt zahlt."},
        "quote.text.empty": {"author": None, "text": ""},
        "quote.text.null": {"author": None, "text": None},
    }
    for code, quote in changes.items():
        yield code, {"comments": table_of("comments", rows(Comment) | {"quotes": (quote,)})}


def _broken_links() -> Iterator[tuple[str, Tables]]:
    articles = pa.Table.from_batches([to_batch("articles", [example(Article)])])
    for name, table in TABLES.items():
        if table.primary_key:
            twice = table_of(name, rows(table.record))
            yield rule_code(table.record, table.primary_key[-1], "duplicate"), {name: pa.concat_tables([twice, twice])}
        for key in table.foreign_keys:
            row = table_of(name, rows(table.record))
            owners = {target: table_of(target, rows(TABLES[target].record)).slice(0, 0) for target in key.targets}
            yield rule_code(table.record, key.column, "orphan"), owners | {name: row}
        if table.sequence is not None:
            late = table_of(name, rows(table.record) | {table.sequence: 7})
            yield rule_code(table.record, table.sequence, "gap"), {name: late}
        if table.counted_in is not None:
            row = table_of(name, rows(table.record))
            yield rule_code(Article, table.counted_in, "mismatch"), {"articles": articles, name: row}
