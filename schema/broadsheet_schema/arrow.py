"""Records in Arrow: the schema of each table, and the way between record objects and record batches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal, TypeAlias, TypeVar, overload

import attrs
import pyarrow as pa

from broadsheet_schema.arrow_types import same_type
from broadsheet_schema.examples import example_text
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.records import SCHEMA_VERSION, TABLES, Article, Comment, Line, Media, Page, Reject
from broadsheet_schema.validation import RecordError

R = TypeVar("R", bound=Record)
Rows: TypeAlias = pa.RecordBatch | pa.Table


class TableError(ValueError):
    """Arrow data that cannot be read as records; the message says which table, column or row, and why."""


@functools.cache
def arrow_schema(table: str) -> pa.Schema:
    """Give the Arrow schema of a table.

    The metadata of each field hold its `description` and `example`, and where there are any its `constraint` and its
    schema.org `term`. Those of the schema hold the `table`, its `description` and the `schema_version`.
    """
    declared = TABLES[table]
    fields = [
        pa.field(name, column.arrow_type, nullable=column.nullable, metadata=_metadata(column))
        for name, column in declared.columns.items()
    ]
    about = {"table": table, "description": declared.description, "schema_version": SCHEMA_VERSION}
    return pa.schema(fields, metadata=about)


def to_batch(table: str, records: Iterable[Record]) -> pa.RecordBatch:
    """Put records of one table into a record batch: a row each, in their order."""
    rows = list(records)
    schema = arrow_schema(table)
    arrays = []
    for name, column in TABLES[table].columns.items():
        values = [getattr(row, name) for row in rows]
        if column.record is not None:
            values = [[attrs.asdict(item) for item in items] for items in values]
        arrays.append(pa.array(values, column.arrow_type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


@overload
def from_batch(table: Literal["articles"], batch: Rows) -> list[Article]: ...
@overload
def from_batch(table: Literal["media"], batch: Rows) -> list[Media]: ...
@overload
def from_batch(table: Literal["comments"], batch: Rows) -> list[Comment]: ...
@overload
def from_batch(table: Literal["rejects"], batch: Rows) -> list[Reject]: ...
@overload
def from_batch(table: Literal["lines"], batch: Rows) -> list[Line]: ...
@overload
def from_batch(table: str, batch: Rows) -> list[Record]: ...
def from_batch(table: str, batch: Rows) -> Sequence[Record]:
    """Read the rows of a table as records, each of them validated.

    The columns must be those of `arrow_schema(table)`, in any order. Raises TableError, which names the column, or the
    row and the rule that it breaks.
    """
    return list(_rows(table, TABLES[table].record, batch))


def to_tables(pages: Iterable[Page]) -> dict[str, pa.RecordBatch]:
    """Put pages into the tables articles, media and comments: one batch each."""
    pages = list(pages)
    return {
        "articles": to_batch("articles", [page.article for page in pages]),
        "media": to_batch("media", [row for page in pages for row in page.media]),
        "comments": to_batch("comments", [row for page in pages for row in page.comments]),
    }


def from_tables(tables: Mapping[str, Rows]) -> list[Page]:
    """Read the tables articles, media and comments as pages.

    The pages come in the order of the articles, their media and comments in the order of the positions. Rows of no
    article are left out (`checks.check` finds them). Raises TableError as `from_batch` does.
    """
    media = _by_article(_rows("media", Media, tables["media"]))
    comments = _by_article(_rows("comments", Comment, tables["comments"]))
    return [
        Page(
            article=article,
            media=media.get(article.article_id, ()),
            comments=comments.get(article.article_id, ()),
        )
        for article in _rows("articles", Article, tables["articles"])
    ]


def is_usable(schema: pa.Schema, table: str, column: str) -> bool:
    """Whether a table has a column, once and with the type of the schema."""
    index = schema.get_field_index(column)
    return index >= 0 and same_type(schema.field(index).type, TABLES[table].columns[column].arrow_type)


def _metadata(column: Column) -> dict[str, str]:
    parts = {
        "description": column.meaning,
        "constraint": column.constraint,
        "example": example_text(column.example),
        "term": column.term,
    }
    return {key: text for key, text in parts.items() if text}


def _rows(table: str, record: type[R], batch: Rows) -> Iterator[R]:
    declared = columns(record)
    _require_columns(table, declared, batch.schema)
    readers = [_reader(column) for column in declared.values()]
    try:
        values = [batch.column(name).to_pylist() for name in declared]
    except (ValueError, OverflowError) as error:  # bytes that are no UTF-8, times out of the calendar
        raise TableError(f"{table} holds a value that is none: {error}") from error
    for number, row in enumerate(zip(*values, strict=True)):
        try:
            yield record(**{name: read(value) for name, read, value in zip(declared, readers, row, strict=True)})
        except RecordError as error:
            raise TableError(f"{table}, row {number}: {error}") from error


def _require_columns(table: str, declared: Mapping[str, Column], schema: pa.Schema) -> None:
    for name in declared:
        if name not in schema.names:
            raise TableError(f"{table} has no column {name}")
    for name in schema.names:
        if name not in declared:
            raise TableError(f"{table} has a column {name} that the schema does not know")
        if not is_usable(schema, table, name):
            raise TableError(f"{table}.{name} is {schema.field(name).type}, not {declared[name].arrow_type}")


def _reader(column: Column) -> Callable[[Any], Any]:
    """Give what makes a value of `to_pylist` the value of a record: lists become tuples, structs records."""
    if (item := column.record) is not None:
        return lambda values: None if values is None else tuple(value and item(**value) for value in values)
    if column.is_list:
        return lambda values: None if values is None else tuple(values)
    return lambda value: value


def _by_article(rows: Iterable[Media | Comment]) -> dict[str, tuple[Any, ...]]:
    by_place = sorted(rows, key=lambda row: (row.article_id, row.position))
    return {key: tuple(group) for key, group in groupby(by_place, key=lambda row: row.article_id)}
