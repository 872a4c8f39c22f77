"""What a dataset says of itself: the card, and its description for other tools. All of it is made from the manifest.

The card's front matter names one configuration for each table. Without it, Hugging Face's `load_dataset` takes the
files of all tables for one table and fails; with one for a table without rows, it fails too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from broadsheet.dataset.manifest import Manifest
from broadsheet.dataset.parts import part_path
from broadsheet_schema.export import to_croissant, to_json_schema, to_record_set, to_table_schema
from broadsheet_schema.records import TABLES

_NAME = "broadsheet-dataset"
_READING = """\
DuckDB, in this folder:

```sql
SELECT headline, published_at, author, comments.body
FROM 'articles/*.parquet' AS articles JOIN 'comments/*.parquet' AS comments USING (article_id);
```
"""
_MEDIA_TYPE = "application/vnd.apache.parquet"
_CROISSANT_TYPE = "application/x-parquet"  # the only name of Parquet that Croissant's reader knows


def files(manifest: Manifest) -> dict[str, bytes]:
    """Return the describing files of a dataset: paths relative to it, and their content."""
    described = {
        "croissant.json": croissant(manifest),
        "datapackage.json": data_package(manifest),
        **{_schema_path(table): to_json_schema(table) for table in manifest.tables},
    }
    texts = {path: json.dumps(value, indent=2, ensure_ascii=False) + "\n" for path, value in described.items()}
    return {path: text.encode() for path, text in {"README.md": card(manifest), **texts}.items()}


def paths(tables: Iterable[str]) -> list[str]:
    """Return which describing files a dataset of these tables has."""
    return ["README.md", "croissant.json", "datapackage.json", *(_schema_path(table) for table in tables)]


def _schema_path(table: str) -> str:
    return f"schema/{table}.schema.json"


def card(manifest: Manifest) -> str:
    """Return `README.md`."""
    sections = (_front_matter, _heading, _tables)
    return "\n\n".join(["\n".join(section(manifest)) for section in sections] + [_READING])


def _front_matter(manifest: Manifest) -> Iterator[str]:
    filled = [table for table in manifest.tables if _rows(manifest, table)]
    yield "---"
    yield "pretty_name: News pages as articles, media and comments"
    yield "tags:\n- news\n- comments"
    if filled:
        yield "configs:"
    for table in filled:
        yield f"- config_name: {table}\n  data_files:" + _data_files(manifest, table)
        if table == filled[0]:
            yield "  default: true"
    yield "---"


def _data_files(manifest: Manifest, table: str) -> str:
    """Return a table's files for the front matter: in an object store, where others may lie beside, one by one."""
    if _has_plain_names(manifest, table):
        return f" {table}/*.parquet"
    return "".join(f"\n  - {path}" for path in _paths(manifest, table))


def _has_plain_names(manifest: Manifest, table: str) -> bool:
    return all(file.path == part_path(table, number) for number, file in enumerate(manifest.files_of(table)))


def _heading(manifest: Manifest) -> Iterator[str]:
    counts = manifest.counts
    yield "# News pages as articles, media and comments"
    yield ""
    yield (
        f"{counts.documents:,} documents, read by Broadsheet {manifest.tool_version} into tables of schema "
        f"version {manifest.schema_version}. What a page does not print is null; what gave no valid article is kept "
        "in `rejects`."
    )


def _tables(manifest: Manifest) -> Iterator[str]:
    yield "| table | rows | one row is |"
    yield "| --- | ---: | --- |"
    for table in manifest.tables:
        yield f"| `{table}` | {_rows(manifest, table):,} | {TABLES[table].description} |"
    for title, counts in (("layout", manifest.counts.layouts), ("reject rule", manifest.counts.rejects)):
        if counts:
            yield f"\n| {title} | documents |\n| --- | ---: |"
            yield from (f"| `{name}` | {count:,} |" for name, count in counts.items())
    yield ""
    if empty := [f"`{table}`" for table in manifest.tables if not _rows(manifest, table)]:
        yield f"No configuration, since `load_dataset` takes no empty table: {', '.join(empty)}."
        yield ""
    yield "Each column is described in `schema/`, and in the metadata of the Parquet files. `rights_holder` and"
    yield "`rights_notice` hold what the pages say about rights; this card grants none."


def croissant(manifest: Manifest) -> dict[str, Any]:
    """Return `croissant.json`: the record sets of the schema, and for each a set of files that it reads from."""
    general = to_croissant()
    return {
        "@context": general["@context"],
        "@type": general["@type"],
        "conformsTo": general["conformsTo"],
        "name": _NAME,
        "description": _description(manifest),
        "version": manifest.schema_version,
        "distribution": list(_distribution(manifest)),
        "recordSet": [to_record_set(table, f"{table}-files") for table in manifest.tables],
    }


def _distribution(manifest: Manifest) -> Iterator[Mapping[str, Any]]:
    for file in manifest.files:
        yield {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "contentUrl": file.path,
            "contentSize": f"{file.bytes} B",
            "encodingFormat": _CROISSANT_TYPE,
            "sha256": file.sha256,
        }
    for table in manifest.tables:
        yield {
            "@type": "cr:FileSet",
            "@id": f"{table}-files",
            "name": f"{table}-files",
            "encodingFormat": _CROISSANT_TYPE,
            "includes": f"{table}/*.parquet" if _has_plain_names(manifest, table) else _paths(manifest, table),
        }


def _paths(manifest: Manifest, table: str) -> list[str]:
    return [file.path for file in manifest.files_of(table)]


def data_package(manifest: Manifest) -> dict[str, Any]:
    """Return `datapackage.json`: a Data Package of version 2, one resource for each table."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _NAME,
        "description": _description(manifest),
        "resources": [_resource(manifest, table) for table in manifest.tables],
    }


def _resource(manifest: Manifest, table: str) -> dict[str, Any]:
    parts = manifest.files_of(table)
    resource: dict[str, Any] = {
        "name": table,
        "type": "table",
        "description": TABLES[table].description,
        "path": _paths(manifest, table) if len(parts) > 1 else parts[0].path,
        "format": "parquet",
        "mediatype": _MEDIA_TYPE,
    }
    if len(parts) == 1:  # they are about one file
        resource |= {"bytes": parts[0].bytes, "hash": f"sha256:{parts[0].sha256}"}
    return {**resource, "schema": to_table_schema(table)}


def _description(manifest: Manifest) -> str:
    rows = ", ".join(f"{_rows(manifest, table):,} {table}" for table in manifest.tables)
    return f"News pages, read from text into records by Broadsheet {manifest.tool_version}: {rows}."


def _rows(manifest: Manifest, table: str) -> int:
    return sum(file.rows for file in manifest.files_of(table))
