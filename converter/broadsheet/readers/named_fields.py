"""Fields that no record has: a misspelt name would else be one more column of nulls, or a run of nothing but rejects.

Only the beginnings of some files are looked at, which is enough to see a mistake. Among other files, a table without
text is a reject that says so; where there are only such tables, the user has to name the column of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

import pyarrow as pa

from broadsheet.errors import UserError
from broadsheet.readers.csvs import header
from broadsheet.readers.faults import Fault, NoTable
from broadsheet.readers.fields import fields_of, no_column
from broadsheet.readers.files import first_bytes
from broadsheet.readers.frames import NEWLINE
from broadsheet.readers.jsonl import parsed
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.parquet import schema_of
from broadsheet.readers.parquet_rows import Columns
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.sniff import HEAD, unpacked

FILES = 64
"""So many files are looked at."""
_SHOWN = 12

Tree = Mapping[str, Any]
"""The fields of a record, by name; those of an object below its name."""


def missing_fields(files: Iterable[SourceFile], options: ReadOptions) -> Iterator[str]:
    """Yield a sentence for each option whose field is in no record that was looked at.

    Args:
        files: as planning inspected them; no more than `FILES` are looked at.
        options: how they are read.
    """
    named = {
        "--id-field": options.id_field,
        "--url-field": options.url_field,
        "--language-field": options.language_field,
        "--date-field": options.date_field,
        "--captured-field": options.captured_field,
    }
    left = {option: name for option, name in named.items() if name is not None}
    seen: dict[str, None] = {}
    for file in islice(files, FILES if left else 0):
        for record in _records(file):
            seen |= dict.fromkeys(record)
            left = {option: name for option, name in left.items() if not _has(record, name)}
        if not left:
            return
    for option, name in left.items() if seen else ():
        more = f" and {len(seen) - _SHOWN} more" if len(seen) > _SHOWN else ""
        fields = ", ".join(islice(seen, _SHOWN))
        yield f"{option} {name}: no record that was looked at has this field; there are {fields}{more}"


def refuse_textless(files: Iterable[SourceFile], options: ReadOptions) -> None:
    """Raise a `UserError` if the files are tables, a few at most, and not one of them has a column of text.

    Args:
        files: as planning inspected them; more than `FILES` are too many to say so.
        options: how they are read.
    """
    first, fault = "", None
    for number, file in enumerate(files):
        fault = _textless(file, options) if number < FILES else None
        if fault is None:
            return
        first = first or f"{file.uri}: {fault.message}"
    if fault is not None:
        raise UserError(first)


def _textless(file: SourceFile, options: ReadOptions) -> Fault | None:
    """Return the fault of a table that has no text, or null; so for other files, and those that cannot be read."""
    try:
        if file.container == "parquet":
            Columns.of(schema_of(file), fields_of(options))
        elif file.container in ("csv", "tsv"):
            names = fields_of(options).text
            for columns in _records(file):
                if columns and not set(names) & set(columns):
                    return no_column(names, list(columns))
    except NoTable as found:
        return found.fault if found.fault.rule == "no-text" else None
    return None


def _has(record: Tree, name: str) -> bool:
    if name in record:
        return True
    top, _, rest = name.partition(".")
    below = record.get(top)
    return bool(rest) and isinstance(below, Mapping) and _has(below, rest)


def _records(file: SourceFile) -> Iterator[Tree]:
    """Yield the fields of a table, or of each record that lies wholly in the beginning of a file."""
    if file.problem:
        return
    if file.container == "parquet":
        with suppress(NoTable):
            yield _tree(schema_of(file))
    elif file.container in ("csv", "tsv", "jsonl"):
        beginning = first_bytes(file, HEAD)
        text = unpacked(beginning, file.compression)[:HEAD] if file.compression else beginning
        lines = text.split(NEWLINE)
        if HEAD in (len(beginning), len(text)):  # the last line goes on
            lines.pop()
        if file.container != "jsonl":
            yield from (dict.fromkeys(header(line, file.container)) for line in lines[:1])
            return
        for line in lines:
            record, _ = parsed(line)
            if isinstance(record, dict):
                yield record


def _tree(fields: Iterable[pa.Field]) -> Tree:
    return {field.name: _tree(field.type) if pa.types.is_struct(field.type) else None for field in fields}
