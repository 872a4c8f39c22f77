"""WARC and WET: a `conversion` record (or a `resource` of plain text) is a document.

Records are told apart by their own lengths, read here and not by a WARC library: those stop without a word where a file
is cut or damaged, and do not say where a record lies in the decompressed file. After a break, reading goes on at the
next line that begins a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from broadsheet.documents import BATCH_BYTES
from broadsheet.readers.columns import Index
from broadsheet.readers.cursor import overlapping
from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import timestamp
from broadsheet.readers.files import opened
from broadsheet.readers.languages import bcp47
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row, Said
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import CHUNK, Chunk, chunks
from broadsheet.readers.walker import Walker
from broadsheet.readers.warc_bulk import DOCUMENT_TYPES, FIELDS, PAGE_TYPES, Spans, documents

_VERSION = b"WARC/"
_NEXT = b"\nWARC/1."
_NEXT_RECORD = b"\r\n\r\nWARC/"
_LENGTH = b"\nContent-Length:"
FRAME = BATCH_BYTES - CHUNK
"""Bytes of records that are taken together; a whole chunk may come on top. Where that is more than a batch, Arrow's
buffers grow beyond what `KEEP_MEMORY` lets the C library use again, and the kernel clears new pages for each frame.
"""
_BLANK = b"\r\n\r\n"
_HEAD_BYTES = 64 * 1024
_ENDS = b"\r\n"
_FIELD = re.compile(rb"^([A-Za-z-]+):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)


class _Record(NamedTuple):
    """One record: its header, its block, and where that lies in the file."""

    head: bytes
    block: bytes | None
    offset: int
    length: int
    fault: Fault | None = None


class _Frame(NamedTuple):
    """Records that stand behind each other; `stop` is where the next one may begin.

    `spans` says where they lie in a block that begins at `base`; or `broken` is one that stands alone.
    """

    number: int
    offset: int
    stop: int
    base: int
    spans: Spans
    broken: _Record | None = None

    @property
    def size(self) -> int:
        """How many records there are."""
        return len(self.spans.head) if self.broken is None else 1

    def starts(self) -> Index:
        """Return the offsets of the records in the file."""
        return self.spans.head + self.base if self.broken is None else np.array([self.offset])

    def records(self) -> Iterator[_Record]:
        """Yield the records."""
        if self.broken is not None:
            yield self.broken
            return
        data, spans = self.spans.data, self.spans
        for head, end, block, stop in zip(*(values.tolist() for values in spans.bounds()), strict=True):
            yield _Record(data[head:end], data[block:stop], self.base + block, stop - block)


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a WARC stream."""
    pages = _Pages(origin, options)
    for frame in _frames(Walker(source), options.limits.document_bytes):
        yield from pages.rows(frame, 0, None)


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents whose records begin in a range of the decompressed bytes."""
    pages = _Pages(Origin(file.uri), options)

    def begin() -> Iterator[_Frame]:
        with opened(file) as raw:
            source = chunks(raw.read, file.compression, options.limits)
            yield from _frames(Walker(source), options.limits.document_bytes)

    for frame in overlapping(file, options.limits, start, stop, begin):
        yield from pages.rows(frame, start, stop)


def _frames(walker: Walker, limit: int) -> Iterator[_Frame]:
    number = 0
    while True:
        frame = _sound(walker, number, limit)
        if not frame.size:
            while walker.peek(1) in (b"\r", b"\n"):
                walker.skip(1)
            if not walker.ahead(1) and walker.fault is None:
                return
            offset = walker.offset
            frame = _Frame(number, offset, -1, 0, frame.spans, _record(walker, limit))
        yield frame._replace(stop=walker.offset)
        number += frame.size


def _sound(walker: Walker, number: int, limit: int) -> _Frame:
    """Take as many records as stand ahead, whole and behind each other as they should."""
    data, begin = walker.window(FRAME)
    base, at = walker.offset - begin, begin
    found: list[tuple[int, int, int, int]] = []
    sound = data.startswith(_VERSION, at)
    while sound and (blank := data.find(_BLANK, at, at + _HEAD_BYTES)) > 0:
        field = data.find(_LENGTH, at, blank) + len(_LENGTH)
        value = data[field : data.find(_ENDS, field)].strip() if field >= len(_LENGTH) else b""
        if not value.isdigit() or (size := int(value)) > limit:
            break
        block = blank + len(_BLANK)
        stop = block + size
        if sound := data.startswith(_NEXT_RECORD, stop):
            found.append((at, blank, block, stop))
            at = stop + len(_BLANK)
    walker.skip(at - begin)
    bounds = np.array(found, np.int64).reshape(-1, 4).T
    return _Frame(number, base + begin, base + at, base, Spans(data, *bounds))


def _record(walker: Walker, limit: int) -> _Record:
    """Take the next record, or what stands before the next one that may be sound."""
    offset = walker.offset
    begins = _VERSION.startswith(walker.peek(len(_VERSION)))
    blank = _blank(walker)
    size = walker.find(blank, _HEAD_BYTES) if begins else -1
    head = walker.peek(max(0, size))
    if blank != _BLANK:
        head = head.replace(b"\n", _ENDS)
    length = next((value for name, value in _FIELD.findall(head) if name.lower() == b"content-length"), b"")
    if not length.isdigit():
        what = "the record at byte {:,} has no sound header" if begins else "no WARC record at byte {:,}"
        return _broken(walker, limit, Fault("damaged" if begins else "not-warc", what.format(offset)))
    count, begin = int(length), size + len(blank)
    if count > limit:
        message = f"the record at byte {offset:,} has {count:,} bytes; the limit is {limit:,}"
        return _broken(walker, limit, Fault("too-large", message), head)
    if walker.ahead(begin + count) < begin + count or not _is_end(walker.at(begin + count, 16)):
        message = f"the record at byte {offset:,} is not as long as it says"
        return _broken(walker, limit, Fault("damaged", message), head)
    walker.skip(begin)
    return _Record(head, walker.take(count), offset + begin, count)


def _blank(walker: Walker) -> bytes:
    """Return what ends the header ahead: two newlines, bare ones in files that were made by hand."""
    end = walker.find(b"\n", _HEAD_BYTES)
    return b"\n\n" if end > 0 and walker.at(end - 1, 1) != b"\r" else _BLANK


def _is_end(behind: bytes) -> bool:
    """Return whether bytes can stand behind a record: two newlines as the standard asks, or the next one."""
    rest = behind.lstrip(_ENDS)
    return behind.startswith(_BLANK) or rest.startswith(_VERSION) or _VERSION.startswith(rest)


def _broken(walker: Walker, limit: int, fault: Fault, head: bytes = b"") -> _Record:
    """Take all that stands before the next record, as one record that is none."""
    offset = walker.offset
    held: list[bytes] = []
    found = -1
    while found < 0 and (seen := walker.ahead(CHUNK)):
        found = walker.find(_NEXT, seen)
        found -= found > 0 and walker.at(found - 1, 1) == b"\r"
        held.append(walker.take(found if found >= 0 else seen if seen < CHUNK else seen - len(_NEXT)))
        if walker.offset - offset > limit:
            held.clear()
    if found < 0 and walker.fault is not None:
        suspect, fault = walker.pass_fault()
        held.append(suspect)
    elif found < 0 and fault.rule == "damaged":
        message = f"the file ends at byte {walker.offset:,}, inside the record that begins at byte {offset:,}"
        fault = Fault("truncated", message)
    length = walker.offset - offset
    return _Record(head, b"".join(held) if length <= limit else None, offset, length, fault)


class _Pages:
    """Turns records into documents."""

    def __init__(self, origin: Origin, options: ReadOptions) -> None:
        self._origin = origin
        self._captured_at = options.captured_at
        self._header = _Header.like(_VERSION)

    def rows(self, frame: _Frame, start: int, stop: int | None) -> Iterator[Row | pa.RecordBatch]:
        """Yield the documents of those records that begin in a range."""
        starts = frame.starts()
        inside = (starts >= start) & (starts < stop) if stop is not None else starts >= start
        if frame.broken is None and inside.any():
            numbers = frame.number + np.flatnonzero(inside)
            batch = documents(frame.spans.take(inside), numbers, frame.base, self._origin, self._captured_at)
            if batch is not None:
                yield batch
                return
        for number, (mine, record) in enumerate(zip(inside.tolist(), frame.records(), strict=True), frame.number):
            if mine:
                row = self._row(number, record)
                if row is not None:
                    yield row

    def _row(self, number: int, record: _Record) -> Row | None:
        kind, doc_id, url, date, language, content_type = self._fields(record.head)
        said = Said(timestamp(date, utc=True), url.strip("<>") or None, bcp47(language), None)
        place = Place(number, record.offset, record.length)
        doc_id = doc_id or self._origin.numbered(number)
        if record.fault is not None:
            return self._origin.reject(place, record.fault, record.block, doc_id, said)
        if kind in DOCUMENT_TYPES and (not content_type or content_type.startswith("text/plain")):
            return self._origin.row(place, doc_id, record.block, said=said)
        if kind in PAGE_TYPES:
            message = f"a {kind} record that holds {content_type or 'something'}; the text of pages is in WET files"
            return self._origin.reject(place, Fault("no-text", message), None, doc_id, said)
        return None

    def _fields(self, head: bytes) -> list[str]:
        """Return the values of `FIELDS`, empty where the header has none."""
        match = self._header.form.fullmatch(head)
        if match is None:
            self._header = _Header.like(head)
            match = self._header.form.fullmatch(head)
        if match is None:  # a return in the middle of a line
            lines = [line.partition(b":") for line in head.split(_ENDS)[:0:-1]]
            said = {name.lower(): value for name, _, value in lines}
            return [said.get(name.encode(), b"").strip().decode("utf-8", "replace") for name in FIELDS]
        values = match.groups()
        return [values[at].strip().decode("utf-8", "replace") if at >= 0 else "" for at in self._header.groups]


class _Header(NamedTuple):
    """How the headers of a file look: mostly all alike, so that one pattern takes them apart."""

    form: re.Pattern[bytes]
    groups: list[int]
    """For each of `FIELDS`, which group of the pattern is its value; -1 where there is none."""

    @classmethod
    def like(cls, head: bytes) -> _Header:
        """Return the form of a header: its names, in their order."""
        # As Latin-1, where each byte is a character and stays one.
        form, order = _header_form(head.decode("latin-1"))
        return cls(re.compile(form.encode("latin-1")), [order.index(n) if n in order else -1 for n in FIELDS])


def _header_form(head: str) -> tuple[str, list[str]]:
    """Return a pattern for headers with the same names in the same order, and which of `FIELDS` its groups are."""
    names = [line.partition(":")[0] for line in head.split("\r\n")]
    lowered = [name.lower() for name in names]
    wanted = {lowered.index(name): name for name in FIELDS if name in lowered[1:]}
    lines = [re.escape(name) + (r":([^\r]*)" if at in wanted else r"(?::[^\r]*)?") for at, name in enumerate(names)]
    return r"\r\n".join(lines), [wanted[at] for at in sorted(wanted)]
