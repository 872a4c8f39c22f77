"""The schema as JSON Schema 2020-12, of the plain data that `structure` takes and `unstructure` gives.

A JSON Schema cannot say all rules: it compares no two values of one object. Those left out are named in a `$comment`.
"""

# ruff: noqa: ANN401 - operands of expressions, see terms.py
from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import pyarrow as pa

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.examples import plain
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.records import SCHEMA_VERSION, TABLES, Article, Comment, Media, Page
from broadsheet_schema.rules import rule_code
from broadsheet_schema.terms import Inexpressible, Term

Json = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TIME_PATTERN: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?$"
_TYPES: Final[dict[pa.DataType, Json]] = {
    TEXT: {"type": "string"},
    BOOL: {"type": "boolean"},
    FLOAT: {"type": "number"},
    # Not "format": "date-time", which demands a zone.
    TIME: {"type": "string", "pattern": _TIME_PATTERN},
    **{
        kind: {"type": "integer", "minimum": -(2 ** (kind.bit_width - 1)), "maximum": 2 ** (kind.bit_width - 1) - 1}
        for kind in (INT16, INT32, INT64)
    },
}
_BOUNDS: Final = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}


def to_json_schema(table: str) -> Json:
    """Give the JSON Schema of one record of a table."""
    record = TABLES[table].record
    return {"$schema": _DIALECT, **json_object(record), **_definitions(_nested(record))}


def page_json_schema() -> Json:
    """Give the JSON Schema of a Page; its `$defs` hold the records of all tables."""
    properties: Json = {"article": _reference(Article)}
    for name, record in (("media", Media), ("comments", Comment)):
        properties[name] = {"type": "array", "items": _reference(record)}
    return {
        "$schema": _DIALECT,
        "$comment": f"Broadsheet, schema version {SCHEMA_VERSION}",
        "title": Page.__name__,
        "description": (Page.__doc__ or "").strip(),
        **_strict(properties),
        **_definitions([table.record for table in TABLES.values()]),
    }


def json_object(record: type[Record]) -> Json:
    """Give the schema of a record of any class, without the definitions that it refers to."""
    demands, unsaid = [], []
    for rule in record.rules:
        try:
            demands.append({"$comment": rule.sentence, **rule.test(JsonRow()).truth()})
        except Inexpressible:
            unsaid.append(f"{rule.sentence} ({rule_code(record, rule.column, rule.code)})")
    schema = {
        "title": record.__name__,
        "description": (record.__doc__ or "").strip(),
        **_strict({name: _property(column) for name, column in columns(record).items()}),
    }
    if demands:
        schema["allOf"] = demands
    if unsaid:
        schema["$comment"] = "Rules that JSON Schema cannot say: " + "; ".join(unsaid)
    return schema


class JsonTerm(Term):
    """A value, or a truth about one, as a JSON Schema.

    `schema` is what a truth demands. A value has none; `column` says where it stands: as a property of the row, or None
    for the value itself.
    """

    def __init__(self, column: str | None = None, schema: Json | None = None) -> None:
        self.column = column
        self.schema = schema

    def demand(self, schema: Json) -> JsonTerm:
        """Give the truth that the value fits a schema."""
        return JsonTerm(schema=schema if self.column is None else {"properties": {self.column: schema}})

    def truth(self) -> Json:
        """Give the schema of a truth; a column read as a truth is a bool."""
        schema = self.schema if self.schema is not None else self.demand({"const": True}).schema
        return schema or {}

    def compare(self, operator: str, other: Any) -> JsonTerm:
        """Say a comparison with a constant, or that two truths are the same."""
        if isinstance(other, JsonTerm):
            if operator != "==" or (self.schema is None and other.schema is None):
                raise Inexpressible
            both = [self.truth(), other.truth()]
            return JsonTerm(schema={"anyOf": [{"allOf": both}, {"not": {"anyOf": both}}]})
        if not isinstance(other, str | int | float):
            raise Inexpressible
        if operator in _BOUNDS:
            return self.demand({_BOUNDS[operator]: other})
        if operator == "==":
            return self.demand({"const": other})
        return self.demand({"minLength": 1} if other == "" else {"not": {"const": other}})

    def combine(self, operator: str, other: Any) -> JsonTerm:
        """Say `and` or `or` of two truths."""
        both = [self.truth(), other.truth()]
        if operator == "|":
            return JsonTerm(schema={"anyOf": both})
        disjoint = not both[0].keys() & both[1].keys()
        return JsonTerm(schema=both[0] | both[1] if disjoint else {"allOf": both})

    def call(self, function: str, *arguments: Any) -> JsonTerm:
        """Say a function of `terms.py`, of those that JSON Schema has a word for."""
        if function == "negation":
            return JsonTerm(schema={"not": self.truth()})
        if function in _DEMANDS:
            return self.demand(_DEMANDS[function](*arguments))
        raise Inexpressible


_DEMANDS: Final[dict[str, Callable[..., Json]]] = {
    "absent": lambda: {"type": "null"},
    "present": lambda: {"not": {"type": "null"}},
    "filled": lambda: {"minItems": 1},
    "among": lambda words: {"enum": list(words)},
    "matches": lambda pattern: {"pattern": f"^(?:{pattern})$"},
    "contains": lambda part: {"pattern": _escaped(part)},
    "starts_with": lambda part: {"pattern": "^" + _escaped(part)},
    "ends_with": lambda part: {"pattern": _escaped(part) + "$"},
}


class JsonRow:
    """The row of an expression, read as JSON Schema: each attribute is a JsonTerm."""

    def __getattr__(self, name: str) -> JsonTerm:
        return JsonTerm(column=name)


def _definitions(records: Iterable[type[Record]]) -> Json:
    schemas = {each.__name__: json_object(each) for record in records for each in (record, *_nested(record))}
    return {"$defs": schemas} if schemas else {}


def _nested(record: type[Record]) -> list[type[Record]]:
    return [column.record for column in columns(record).values() if column.record is not None]


def _reference(record: type[Record]) -> Json:
    return {"$ref": f"#/$defs/{record.__name__}"}


def _strict(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _property(column: Column) -> Json:
    value = _value(column)
    if column.is_list:
        value = {"type": "array", "items": value}
    if column.nullable:
        value = {"anyOf": [value, {"type": "null"}]}
    return {"description": column.meaning, **value, "examples": [plain(column.example)]}


def _value(column: Column) -> Json:
    """Give the schema of a value that is not null; of a list, of one item."""
    if column.record is not None:
        return _reference(column.record)
    schema = _TYPES[column.item_type]
    for constraint in column.constraints:
        try:
            demand = constraint.test(JsonTerm()).truth()
        except Inexpressible:
            continue
        # A range lies within the bounds of its type, so it may take their place.
        clash = (schema.keys() & demand.keys()) - {"minimum", "maximum"}
        schema = {"allOf": [schema, demand]} if clash else schema | demand
    return schema


def _escaped(text: str) -> str:
    return re.escape(text).replace("\\\n", "\\n")
