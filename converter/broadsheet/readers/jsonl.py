"""JSON Lines: a line is a document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from broadsheet.readers.bulk import BulkParser
from broadsheet.readers.cursor import overlapping
from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import Fields, fields_of, values
from broadsheet.readers.files import opened
from broadsheet.readers.frames import NEWLINE, Frame, frames
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.records import document
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import Chunk, chunks

_BOM = b"\xef\xbb\xbf"


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a stream of JSON Lines."""
    parser = _Parser(origin, options)
    for frame in frames(source, options.limits):
        yield from parser.documents(frame, 0, None)


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents whose lines begin in a range of the decompressed bytes."""
    parser = _Parser(Origin(file.uri), options)

    def begin() -> Iterator[Frame]:
        with opened(file) as raw:
            yield from frames(chunks(raw.read, file.compression, options.limits), options.limits)

    for frame in overlapping(file, options.limits, start, stop, begin):
        yield from parser.documents(frame, start, stop)


class _Parser:
    """Turns the frames of one file into documents: in bulk where they are regular, else line by line."""

    def __init__(self, origin: Origin, options: ReadOptions) -> None:
        self._origin = origin
        self._options = options
        self._fields = fields_of(options)
        self._bulk = BulkParser(self._fields, options.limits.document_bytes)

    def documents(self, frame: Frame, start: int, stop: int | None) -> Iterator[Row | pa.RecordBatch]:
        """Yield the documents of a frame whose offsets lie in a range."""
        batch = self._bulk.documents(frame, self._origin, self._options.captured_at)
        if batch is not None:
            yield batch if frame.offset >= start and stop is None else _within(batch, start, stop)
            return
        for row, offset in _rows(frame, self._origin, self._fields, self._options):
            if start <= offset and (stop is None or offset < stop):
                yield row


def _within(batch: pa.RecordBatch, start: int, stop: int | None) -> pa.RecordBatch:
    offsets = batch["source_offset"].to_numpy()
    first = int(np.searchsorted(offsets, start))
    return batch.slice(first, None if stop is None else int(np.searchsorted(offsets, stop)) - first)


def _rows(frame: Frame, origin: Origin, fields: Fields, options: ReadOptions) -> Iterator[tuple[Row, int]]:
    """Yield the documents of a frame, each with its offset."""
    if frame.fault is not None and not frame.data.strip():
        place = Place(frame.record, frame.offset, frame.stop - frame.offset)
        yield origin.reject(place, frame.fault), frame.offset
        return
    offset = frame.offset
    for record, line in enumerate(frame.data.split(NEWLINE), frame.record):
        if line and not line.isspace():
            place = Place(record, offset, len(line))
            fault = frame.fault or _too_large(line, options)
            if fault is None:
                yield _row(line, place, origin, fields), offset
            else:
                yield origin.reject(place, fault, None if fault.rule == "too-large" else line), offset
        offset += len(line) + 1


def _too_large(line: bytes, options: ReadOptions) -> Fault | None:
    limit = options.limits.document_bytes
    if len(line) <= limit:
        return None
    return Fault("too-large", f"the line has {len(line):,} bytes; the limit is {limit:,}")


def _row(line: bytes, place: Place, origin: Origin, fields: Fields) -> Row:
    found, raw = parsed(line.removeprefix(_BOM) if place.record == 0 else line, place.record + 1)
    if not isinstance(found, dict):
        fault = found if isinstance(found, Fault) else not_an_object(found)
        return origin.reject(place, fault, line)
    said = values(found, fields)
    content = encoded(said.text, raw=raw) if said.fault is None else line
    return document(said, content, origin, place, decoded=not raw)


def parsed(text: bytes, line: int = 1) -> tuple[object, bool]:
    """Parse JSON that begins in a line of its file, counted from 1.

    Returns:
        The value, or the `Fault`; and whether its strings hold bytes of an unknown charset (as PEP 383 has them).
    """
    raw = False
    try:
        try:
            return json.loads(text), raw
        except UnicodeDecodeError:
            raw = True
            return json.loads(text.decode("utf-8", "surrogateescape")), raw
    except RecursionError:
        return Fault("not-json", "the JSON is nested too deeply"), raw
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1} column {error.colno}"
        return Fault("not-json", f"no JSON: {error.msg}: {place}"), raw
    except ValueError as error:
        return Fault("not-json", f"no JSON: {error}"), raw


def not_an_object(found: object) -> Fault:
    """Return the fault of a value that stands where an object should."""
    return Fault("not-json", f"no JSON object but {type(found).__name__}")


def encoded(text: str, *, raw: bool) -> bytes:
    """Return the bytes of a text; a lone surrogate as its three bytes (WTF-8), or, if `raw`, as the byte it keeps."""
    try:
        return text.encode("utf-8", "surrogateescape" if raw else "strict")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
