"""The schema in the forms of other tools, each made from `records.py`.

`FORMATS` holds those that describe all tables at once, as text. Of a single table: `to_json_schema`, `to_table_schema`
(Data Package), `to_record_set` (Croissant).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from broadsheet_schema.arrow import arrow_schema
from broadsheet_schema.export.croissant import CONFORMS_TO, CONTEXT, to_record_set
from broadsheet_schema.export.datapackage import to_table_schema
from broadsheet_schema.export.document import to_html, to_markdown
from broadsheet_schema.export.json_schema import page_json_schema, to_json_schema
from broadsheet_schema.export.sql import to_sql
from broadsheet_schema.records import TABLES

__all__ = [
    "FORMATS",
    "page_json_schema",
    "to_arrow_text",
    "to_croissant",
    "to_html",
    "to_json_schema",
    "to_markdown",
    "to_record_set",
    "to_sql",
    "to_table_schema",
]


_LONGEST_VALUE = 1 << 20
"""More characters than any value of the metadata has: Arrow cuts what is longer."""


def to_arrow_text() -> str:
    """Give the Arrow schemas of all tables as text, the fields' metadata included."""
    schemas = (
        arrow_schema(table).to_string(
            truncate_metadata=False, show_schema_metadata=False, element_size_limit=_LONGEST_VALUE
        )
        for table in TABLES
    )
    return "\n".join(f"{table}\n\n{schema}\n" for table, schema in zip(TABLES, schemas, strict=True))


def to_croissant() -> dict[str, Any]:
    """Give the Croissant metadata of a dataset as far as they are the same for all: context and record sets, no files.

    The record set of a table reads from the file set `<table>-files`, which the writer of a dataset adds.
    """
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "recordSet": [
            to_record_set(table.name, f"{table.name}-files") for table in TABLES.values() if not table.optional
        ],
    }


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


FORMATS: Final[Mapping[str, Callable[[], str]]] = MappingProxyType(
    {
        "markdown": to_markdown,
        "html": to_html,
        "json": lambda: _json_text(page_json_schema()),
        "croissant": lambda: _json_text(to_croissant()),
        "arrow": to_arrow_text,
        "sql": to_sql,
    }
)
"""The forms of the whole schema by name; each call gives the text to print."""
