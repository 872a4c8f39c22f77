"""The schema as Croissant 1.0 record sets: the part of a `croissant.json` that does not depend on files."""

from __future__ import annotations

from typing import Any, Final

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.fields import Column, columns
from broadsheet_schema.records import TABLES

CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The JSON-LD context of Croissant 1.0, as the reference reader (mlcroissant) expects it."""

CONFORMS_TO: Final = "http://mlcommons.org/croissant/1.0"

_TYPES: Final = {
    TEXT: "sc:Text",
    INT16: "sc:Integer",
    INT32: "sc:Integer",
    INT64: "sc:Integer",
    FLOAT: "sc:Float",
    BOOL: "sc:Boolean",
    TIME: "sc:DateTime",
}


def to_record_set(table: str, file_set: str) -> dict[str, Any]:
    """Give the `cr:RecordSet` of a table whose Parquet files are the `cr:FileSet` with the id `file_set`."""
    declared = TABLES[table]
    record_set: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": declared.description,
    }
    if declared.primary_key:
        record_set["key"] = [{"@id": f"{table}/{name}"} for name in declared.primary_key]
    fields = {
        name: _field(f"{table}/{name}", column, _source(file_set, name)) for name, column in declared.columns.items()
    }
    for key in declared.foreign_keys:
        # Croissant readers join along a reference; that fails where the key may be null or leads to its own table.
        if len(key.targets) == 1 and not declared.columns[key.column].nullable:
            target = key.targets[0]
            fields[key.column]["references"] = {"field": {"@id": f"{target}/{TABLES[target].primary_key[0]}"}}
    record_set["field"] = list(fields.values())
    return record_set


def _field(identifier: str, column: Column, source: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": identifier,
        "name": identifier.rpartition("/")[2],
        "description": column.meaning,
    }
    if column.is_list:
        field["repeated"] = True
    if column.term is not None:
        field["equivalentProperty"] = f"sc:{column.term}"
    field["source"] = source
    if column.record is None:
        return field | {"dataType": _TYPES[column.item_type]}
    inner = columns(column.record).items()
    return field | {
        "subField": [
            _field(f"{identifier}/{name}", part, {**source, "transform": {"jsonPath": name}}) for name, part in inner
        ]
    }


def _source(file_set: str, column: str) -> dict[str, Any]:
    return {"fileSet": {"@id": file_set}, "extract": {"column": column}}
