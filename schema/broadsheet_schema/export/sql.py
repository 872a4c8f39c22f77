"""The schema as SQL that DuckDB runs: tables with types, keys, rules, and the words of the schema as comments."""

# ruff: noqa: ANN401 - operands of expressions, see terms.py
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.records import SCHEMA_VERSION, TABLES
from broadsheet_schema.tables import Table
from broadsheet_schema.terms import PARAGRAPH_BREAK, Inexpressible, Term

_TYPES: Final = {
    TEXT: "VARCHAR",
    INT16: "SMALLINT",
    INT32: "INTEGER",
    INT64: "BIGINT",
    FLOAT: "DOUBLE",
    BOOL: "BOOLEAN",
    TIME: "TIMESTAMP_MS",
}
_OPERATORS: Final = {"==": "=", "!=": "<>", "&": "AND", "|": "OR"}


def to_sql() -> str:
    """Give the statements that create all tables, in an order in which each refers only to those before it."""
    statements = [f"-- Broadsheet, schema version {SCHEMA_VERSION}. For DuckDB."]
    for table in TABLES.values():
        statements.append(f"CREATE TABLE {table.name} (\n    " + ",\n    ".join(_table_lines(table)) + "\n);")
        statements += _comments(table)
    return "\n".join(statements) + "\n"


class SqlTerm(Term):
    """An operand as SQL text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def compare(self, operator: str, other: Any) -> SqlTerm:
        """Write a comparison."""
        return SqlTerm(f"({self.text} {_OPERATORS.get(operator, operator)} {_sql(other)})")

    def combine(self, operator: str, other: Any) -> SqlTerm:
        """Write AND or OR."""
        return self.compare(operator, other)

    def call(self, function: str, *arguments: Any) -> SqlTerm:
        """Write a function of `terms.py` in DuckDB's words."""
        return SqlTerm(_FUNCTIONS[function](self.text, *map(_sql, arguments)))


class SqlRow:
    """The row of an expression, read as SQL: each attribute is a SqlTerm."""

    def __getattr__(self, name: str) -> SqlTerm:
        return SqlTerm(_quoted(name))


_FUNCTIONS: Final[dict[str, Callable[..., str]]] = {
    "absent": "({} IS NULL)".format,
    "present": "({} IS NOT NULL)".format,
    "negation": "(NOT {})".format,
    "filled": "(len({}) > 0)".format,
    "among": "({} IN {})".format,
    "matches": "regexp_full_match({}, {})".format,
    "contains": "contains({}, {})".format,
    "starts_with": "starts_with({}, {})".format,
    "ends_with": "ends_with({}, {})".format,
    "head": "left({}, {})".format,
    "joined": "concat({}, {}, {})".format,
    "rounded": "round({}, {})".format,
    "truncated": lambda time, unit: f"date_trunc({unit}, {time})",
    "all_paragraphs": lambda parts, body: f"list_has_all(string_split({body}, {_sql(PARAGRAPH_BREAK)}), {parts})",
}


def _sql(value: Any) -> str:
    """Write an operand, or a constant."""
    match value:
        case SqlTerm():
            return value.text
        case str():
            escaped = value.replace("'", "''")
            return f"E'{escaped}'".replace("\n", "\\n") if "\n" in escaped else f"'{escaped}'"
        case tuple():
            return f"({', '.join(map(_sql, value))})"
        case datetime():
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        case _:
            return str(value)


def _quoted(name: str) -> str:
    return f'"{name}"'


class _Items(Term):
    """The items of a list, of which DuckDB can say two things in a CHECK: it allows no lambda there."""

    def __init__(self, column: str) -> None:
        self.column = column

    def compare(self, operator: str, other: Any) -> SqlTerm:
        """Say that no item is a constant."""
        if operator != "!=":
            raise Inexpressible
        return SqlTerm(f"(NOT list_contains({self.column}, {_sql(other)}))")

    def call(self, function: str, *arguments: Any) -> SqlTerm:
        """Say that all items are words of a vocabulary."""
        if function != "among":
            raise Inexpressible
        words = ", ".join(map(_sql, arguments[0]))
        return SqlTerm(f"list_has_all([{words}], {self.column})")


def _table_lines(table: Table) -> Iterator[str]:
    for name, column in table.columns.items():
        parts = [_quoted(name), _type(column), *([] if column.nullable else ["NOT NULL"])]
        yield " ".join([*parts, *_checks(name, column)])
    for rule in table.record.rules:
        yield f"CHECK {_bracketed(rule.test(SqlRow()).text)}"
    if table.primary_key:
        yield f"PRIMARY KEY ({', '.join(map(_quoted, table.primary_key))})"
    for key in table.foreign_keys:
        # DuckDB checks a key row by row, so a table cannot refer to rows of its own that come later.
        if len(key.targets) == 1 and key.targets[0] != table.name:
            owner = TABLES[key.targets[0]]
            yield f"FOREIGN KEY ({_quoted(key.column)}) REFERENCES {owner.name} ({_quoted(owner.primary_key[0])})"


def _checks(name: str, column: Column) -> Iterator[str]:
    operand = _Items(_quoted(name)) if column.is_list else SqlTerm(_quoted(name))
    for constraint in column.constraints:
        try:
            yield f"CHECK {_bracketed(constraint.test(operand).text)}"
        except Inexpressible:
            continue


def _type(column: Column) -> str:
    if column.record is not None:
        return f"{_struct(column.record)}[]"
    return _TYPES[column.item_type] + "[]" * column.is_list


def _struct(record: type[Record]) -> str:
    fields = ", ".join(f"{_quoted(name)} {_type(column)}" for name, column in columns(record).items())
    return f"STRUCT({fields})"


def _comments(table: Table) -> Iterator[str]:
    yield f"COMMENT ON TABLE {table.name} IS {_sql(table.description)};"
    for name, column in table.columns.items():
        yield f"COMMENT ON COLUMN {table.name}.{_quoted(name)} IS {_sql(column.meaning)};"


def _bracketed(expression: str) -> str:
    return expression if expression.startswith("(") else f"({expression})"
