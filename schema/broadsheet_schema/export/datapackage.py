"""The schema as Table Schemas: the part of a Data Package (version 2) that does not depend on files."""

from __future__ import annotations

from typing import Any, Final

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.examples import plain
from broadsheet_schema.export.json_schema import to_json_schema
from broadsheet_schema.fields import Column
from broadsheet_schema.records import TABLES
from broadsheet_schema.tables import ForeignKey

_TYPES: Final = {
    TEXT: "string",
    INT16: "integer",
    INT32: "integer",
    INT64: "integer",
    FLOAT: "number",
    BOOL: "boolean",
    TIME: "datetime",
}
_CONSTRAINTS: Final = ("minimum", "maximum", "minLength", "enum", "pattern")


def to_table_schema(table: str) -> dict[str, Any]:
    """Give the Table Schema of a table: fields with types and constraints, primary key, foreign keys.

    A resource of a Data Package takes it as its `schema`. Its foreign keys take each resource to bear its table's name.
    """
    declared = TABLES[table]
    properties = to_json_schema(table)["properties"]
    schema: dict[str, Any] = {
        "fields": [_field(name, column, properties[name]) for name, column in declared.columns.items()],
        # Null is null: no text stands for it.
        "missingValues": [],
    }
    if declared.primary_key:
        schema["primaryKey"] = list(declared.primary_key)
    if keys := [_foreign_key(key, table) for key in declared.foreign_keys if len(key.targets) == 1]:
        schema["foreignKeys"] = keys
    return schema


def _field(name: str, column: Column, schema: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": name,
        "type": "array" if column.is_list else _TYPES[column.arrow_type],
        "description": column.meaning,
        "example": plain(column.example),
    }
    if column.term is not None:
        field["rdfType"] = f"https://schema.org/{column.term}"
    value = schema["anyOf"][0] if column.nullable else schema
    # The pattern of a time is that of its JSON text. Of what a list holds, the readers of Data Packages check nothing.
    constraints = {key: value[key] for key in _CONSTRAINTS if key in value and column.arrow_type != TIME}
    field["constraints"] = constraints if column.nullable else {"required": True, **constraints}
    return field


def _foreign_key(key: ForeignKey, table: str) -> dict[str, Any]:
    target = key.targets[0]
    reference: dict[str, Any] = {"fields": [TABLES[target].primary_key[0]]}
    # Without a resource, the reference is to the table itself.
    return {"fields": [key.column], "reference": reference if target == table else {"resource": target, **reference}}
