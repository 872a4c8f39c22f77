"""CSV and TSV: a row is a document, one of its columns the text.

Rows are read as bytes (each byte as the character of the same number), because the text's charset is not known yet: a
column of text is decoded later, document by document, as a text file is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import Fields, fields_of, no_column, values
from broadsheet.readers.files import opened
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.records import document
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import Chunk, chunks

_BYTES = "latin-1"
_BOM = "\ufeff".encode().decode(_BYTES)
_TAB = "\t"


def ranged_csv(file: SourceFile, _: int, __: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a CSV file."""
    with opened(file) as raw:
        yield from stream_csv(chunks(raw.read, file.compression, options.limits), Origin(file.uri), options)


def ranged_tsv(file: SourceFile, _: int, __: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a TSV file."""
    with opened(file) as raw:
        yield from stream_tsv(chunks(raw.read, file.compression, options.limits), Origin(file.uri), options)


def stream_csv(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a stream of CSV, with commas or, where the header has none, semicolons."""
    yield from _documents(source, origin, options, "")


def stream_tsv(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a stream of TSV."""
    yield from _documents(source, origin, options, _TAB)


def _documents(source: Iterable[Chunk], origin: Origin, options: ReadOptions, delimiter: str) -> Iterator[Row]:
    fields = fields_of(options)
    limit = options.limits.document_bytes
    csv.field_size_limit(limit)
    raw = _Lines(source, limit)
    lines = io.TextIOWrapper(io.BufferedReader(raw, 1 << 16), _BYTES, newline="")
    first = lines.readline()
    names = _names(first, delimiter)
    if names and not set(names) & set(fields.text):
        yield origin.reject(Place(0, None, None), no_column(fields.text, names), None, origin.stem)
        return
    waiting: Row | None = None
    for row in _rows(csv.reader(lines, delimiter=delimiter or _delimiter(first)), names, origin, fields):
        if waiting is not None:
            yield waiting
        waiting = row
    yield from _end(waiting, raw, origin)


def header(line: bytes, container: str) -> list[str]:
    """Return the names of the columns that the first line of a file tells, `csv` or `tsv`."""
    return _names(line.decode(_BYTES), _TAB if container == "tsv" else "")


def _names(first: str, delimiter: str) -> list[str]:
    found = next(csv.reader([first], delimiter=delimiter or _delimiter(first)), [])
    names = [name.encode(_BYTES).decode("utf-8", "replace").strip() for name in found]
    return [name.removeprefix("\ufeff") for name in names[:1]] + names[1:]


def _delimiter(header: str) -> str:
    return ";" if ";" in header and "," not in header else ","


def _rows(rows: Iterator[list[str]], names: list[str], origin: Origin, fields: Fields) -> Iterator[Row]:
    record = 0
    while True:
        place = Place(record, None, None)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            rule = "too-large" if "field limit" in str(error) else "damaged"
            yield origin.reject(place, Fault(rule, f"no CSV row that can be held: {error}"))
        else:
            if not row:
                continue
            yield _row(row, names, place, origin, fields)
        record += 1


def _row(row: list[str], names: list[str], place: Place, origin: Origin, fields: Fields) -> Row:
    if len(row) != len(names):
        fault = Fault("damaged", f"the row has {len(row)} columns, the header {len(names)}")
        return origin.reject(place, fault, "\n".join(row).encode(_BYTES))
    raw = {*fields.text, *fields.title}
    said = values(
        {name: cell if name in raw else _decoded(cell) for name, cell in zip(names, row, strict=True)}, fields
    )
    return document(said, said.text.encode(_BYTES), origin, place, decoded=False)


def _decoded(cell: str) -> str:
    return cell if cell.isascii() else cell.encode(_BYTES).decode("utf-8", "replace")


def _end(last: Row | None, raw: _Lines, origin: Origin) -> Iterator[Row]:
    """Yield the last row, which is no sound one where the file broke off in it."""
    if raw.fault is None or (last is not None and raw.at_line_end):
        if last is not None:
            yield last
        last = None if last is None else last._replace(source_record=last.source_record + 1, content=None)
    if raw.fault is not None:
        place = Place(last.source_record if last else 0, None, None)
        yield origin.reject(place, raw.fault, last.content if last else None)


class _Lines(io.RawIOBase):
    """The bytes of a stream up to its first fault; of a line that is too long, only as much as shows that."""

    def __init__(self, source: Iterable[Chunk], limit: int) -> None:
        self._chunks = iter(source)
        self._limit = limit
        self._waiting = memoryview(b"")
        self._line = 0
        self.fault: Fault | None = None
        self.at_line_end = True

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a writable buffer, which Python 3.11 has no name for
        """Fill a buffer and return how many bytes were put there."""
        while not self._waiting and self.fault is None and (chunk := next(self._chunks, None)) is not None:
            self.fault = chunk.fault
            if self.fault is None or self.fault.rule != "damaged":
                self._waiting = memoryview(self._shortened(chunk.data))
        count = min(len(buffer), len(self._waiting))
        buffer[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count

    def _shortened(self, data: bytes) -> bytes:
        if data:
            self.at_line_end = data.endswith(b"\n")
        first, last = data.find(b"\n"), data.rfind(b"\n")
        room = max(0, self._limit + 2 - self._line)
        self._line = len(data) - last - 1 if last >= 0 else self._line + len(data)
        if first < 0:
            return data[:room]
        return data[:room] + data[first:] if first > room else data
