"""Text files that hold several documents: a line that matches a pattern begins the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import UserError
from broadsheet.readers.cursor import overlapping
from broadsheet.readers.faults import Fault
from broadsheet.readers.files import opened
from broadsheet.readers.frames import frames
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import Chunk, chunks

_NEWLINE, _RETURN = 10, 13


class _Piece:
    """A document and where it lies; `offset` and `stop` are what `cursor.overlapping` asks for."""

    __slots__ = ("offset", "row", "stop")

    def __init__(self, row: Row, offset: int, stop: int) -> None:
        self.row, self.offset, self.stop = row, offset, stop


def documents(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a stream of text, cut before each line that matches `options.split_on` (RE2)."""
    for piece in _pieces(source, origin, options):
        yield piece.row


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents that begin in a range of the decompressed bytes."""

    def begin() -> Iterator[_Piece]:
        with opened(file) as raw:
            yield from _pieces(chunks(raw.read, file.compression, options.limits), Origin(file.uri), options)

    for piece in overlapping(file, (options.split_on, options.limits), start, stop, begin):
        if start <= piece.offset and (stop is None or piece.offset < stop):
            yield piece.row


def matching_lines(data: bytes, pattern: str) -> list[int]:
    """Return the offsets at which lines begin that match a pattern (RE2, unanchored, without the line's end).

    Raises:
        UserError: The pattern is none.
    """
    content = np.frombuffer(data, np.uint8)
    ends = content == _NEWLINE
    if b"\r" in data:
        # A carriage return ends a line of its own, unless it belongs to the line feed behind it.
        ends[:-1] |= (content[:-1] == _RETURN) & (content[1:] != _NEWLINE)
        ends[-1] |= content[-1] == _RETURN
    starts = np.append(0, np.flatnonzero(ends) + 1)
    starts = starts[starts < len(data)]
    offsets = np.append(starts, len(data)).astype(np.int32)
    lines = pa.Array.from_buffers(pa.string(), len(starts), [None, pa.py_buffer(offsets), pa.py_buffer(data)])
    try:
        mask = pc.match_substring_regex(pc.ascii_rtrim(lines, "\r\n"), pattern)
    except pa.ArrowInvalid as error:
        message = f"--split-on is no RE2 pattern: {error}"
        raise UserError(message) from error
    found: list[int] = starts[mask.to_numpy(zero_copy_only=False)].tolist()
    return found


def _pieces(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[_Piece]:
    document = _Document(origin, options.limits.document_bytes)
    for frame in frames(source, options.limits):
        if frame.fault is not None:
            document.add(frame.data, frame.stop - frame.offset)
            yield from document.close(frame.fault)
            continue
        begin = 0
        for cut in matching_lines(frame.data, options.split_on or ""):
            document.add(frame.data[begin:cut], cut - begin)
            yield from document.close()
            begin = cut
        document.add(frame.data[begin:], len(frame.data) - begin)
    yield from document.close(last=True)


class _Document:
    """The document that is being read: its pieces so far."""

    def __init__(self, origin: Origin, limit: int) -> None:
        self._origin = origin
        self._limit = limit
        self._held: list[bytes] = []
        self._size = 0
        self._offset = 0
        self._record = 0

    def add(self, data: bytes, length: int) -> None:
        self._size += length
        if self._size <= self._limit:
            self._held.append(data)

    def close(self, fault: Fault | None = None, *, last: bool = False) -> Iterator[_Piece]:
        """Yield the document, unless it is only the blank beginning of a file."""
        size, offset = self._size, self._offset
        content = b"".join(self._held) if size <= self._limit else None
        self._held, self._size = [], 0
        self._offset += size
        empty_file = last and self._record == 0
        if content is not None and not content.strip() and fault is None and not (empty_file and offset == 0):
            return
        if content is None and fault is None:
            fault = Fault("too-large", f"the document has {size:,} bytes; the limit is {self._limit:,}")
        record, self._record = self._record, self._record + 1
        if fault is None:
            row = self._origin.row(Place(record, offset, size), self._origin.numbered(record), content)
        else:
            row = self._origin.reject(Place(record, offset, size), fault, content)
        yield _Piece(row, offset, offset + size)
