"""WARC and WET: a `conversion` record (or a `resource` of plain text) is a document.

Records are told apart by their own lengths, read here and not by a WARC library: those stop without a word where a file
is cut or damaged, and do not say where a record lies in the decompressed file. After a break, reading goes on at the
next line that begins a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from broadsheet.documents import BATCH_BYTES
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

_VERSION = b"WARC/"
_NEXT = b"\r\nWARC/1."
_NEXT_RECORD = b"\r\n\r\nWARC/"
_LENGTH = b"\nContent-Length:"
FRAME = BATCH_BYTES
_BLANK = b"\r\n\r\n"
_HEAD_BYTES = 64 * 1024
_ENDS = b"\r\n"
_FIELD = re.compile(rb"^([A-Za-z-]+):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)
_FIELDS = (
    b"warc-type",
    b"warc-record-id",
    b"warc-target-uri",
    b"warc-date",
    b"warc-identified-content-language",
    b"content-type",
)
_DOCUMENTS = {"conversion", "resource"}
_WITH_PAGES = {"response", *_DOCUMENTS}
"""Types of records that hold a page; the others (warcinfo, request, metadata, revisit) are about pages."""


class _Record(NamedTuple):
    """One record: its header, its block, and where that lies in the file."""

    head: bytes
    block: bytes | None
    offset: int
    length: int
    fault: Fault | None = None


class _Frame(NamedTuple):
    """Records that stand behind each other; `stop` is where the next one may begin."""

    number: int
    offset: int
    stop: int
    starts: list[int]
    records: list[_Record]


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a WARC stream."""
    pages = _Pages(origin)
    for frame in _frames(Walker(source), options.limits.document_bytes):
        yield from pages.rows(frame, 0, None)


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents whose records begin in a range of the decompressed bytes."""
    pages = _Pages(Origin(file.uri))

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
        if not frame.records:
            while walker.peek(1) in (b"\r", b"\n"):
                walker.skip(1)
            if not walker.ahead(1) and walker.fault is None:
                return
            offset = walker.offset
            frame = _Frame(number, offset, -1, [offset], [_record(walker, limit)])
        yield frame._replace(stop=walker.offset)
        number += len(frame.records)


def _sound(walker: Walker, number: int, limit: int) -> _Frame:
    """Take as many records as stand ahead, whole and behind each other as they should."""
    data, begin = walker.window(FRAME)
    base, at = walker.offset - begin, begin
    starts: list[int] = []
    records: list[_Record] = []
    while data.startswith(_VERSION, at) and (blank := data.find(_BLANK, at)) > 0:
        field = data.find(_LENGTH, at, blank)
        value = data[field + len(_LENGTH) : data.find(_ENDS, field + 1)] if field > 0 else b""
        block = blank + len(_BLANK)
        if blank - at > _HEAD_BYTES or not value.strip().isdigit() or int(value) > limit:
            break
        stop = block + int(value)
        if not data.startswith(_NEXT_RECORD, stop):
            break
        starts.append(base + at)
        records.append(_Record(data[at:blank], data[block:stop], base + block, stop - block))
        at = stop + len(_BLANK)
    walker.skip(at - begin)
    return _Frame(number, base + begin, base + at, starts, records)


def _record(walker: Walker, limit: int) -> _Record:
    """Take the next record, or what stands before the next one that may be sound."""
    offset = walker.offset
    begins = _VERSION.startswith(walker.peek(len(_VERSION)))
    size = walker.find(_BLANK, _HEAD_BYTES) if begins else -1
    head = walker.peek(max(0, size))
    length = next((value for name, value in _FIELD.findall(head) if name.lower() == b"content-length"), b"")
    if not length.isdigit():
        what = "the record at byte {:,} has no sound header" if begins else "no WARC record at byte {:,}"
        return _broken(walker, limit, Fault("damaged" if begins else "not-warc", what.format(offset)))
    count, begin = int(length), size + len(_BLANK)
    if count > limit:
        message = f"the record at byte {offset:,} has {count:,} bytes; the limit is {limit:,}"
        return _broken(walker, limit, Fault("too-large", message), head)
    if walker.ahead(begin + count) < begin + count or not _is_end(walker.at(begin + count, 16)):
        message = f"the record at byte {offset:,} is not as long as it says"
        return _broken(walker, limit, Fault("damaged", message), head)
    walker.skip(begin)
    return _Record(head, walker.take(count), offset + begin, count)


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

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._header = _Header.like(_VERSION)

    def rows(self, frame: _Frame, start: int, stop: int | None) -> Iterator[Row]:
        """Yield the documents of those records that begin in a range."""
        for number, (offset, record) in enumerate(zip(frame.starts, frame.records, strict=True), frame.number):
            if start <= offset and (stop is None or offset < stop):
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
        if kind in _DOCUMENTS and (not content_type or content_type.startswith("text/plain")):
            return self._origin.row(place, doc_id, record.block, said=said)
        if kind in _WITH_PAGES:
            message = f"a {kind} record that holds {content_type or 'something'}; the text of pages is in WET files"
            return self._origin.reject(place, Fault("no-text", message), None, doc_id, said)
        return None

    def _fields(self, head: bytes) -> list[str]:
        """Return the values of `_FIELDS`, empty where the header has none."""
        match = self._header.form.fullmatch(head)
        if match is None:
            self._header = _Header.like(head)
            match = self._header.form.fullmatch(head)
        if match is None:
            return [""] * len(_FIELDS)
        values = match.groups()
        return [values[at].strip().decode("utf-8", "replace") if at >= 0 else "" for at in self._header.groups]


class _Header(NamedTuple):
    """How the headers of a file look: mostly all alike, so that one pattern takes them apart."""

    form: re.Pattern[bytes]
    groups: list[int]
    """For each of `_FIELDS`, which group of the pattern is its value; -1 where there is none."""

    @classmethod
    def like(cls, head: bytes) -> _Header:
        """Return the form of a header: its names, in their order."""
        names = [line.partition(b":")[0] for line in head.split(_ENDS)]
        lowered = [name.lower() for name in names]
        wanted = {lowered.index(name): name for name in _FIELDS if name in lowered[1:]}
        lines = [
            re.escape(name) + (rb":([^\r]*)" if at in wanted else rb"(?::[^\r]*)?") for at, name in enumerate(names)
        ]
        order = [wanted[at] for at in sorted(wanted)]
        return cls(re.compile(_ENDS.join(lines)), [order.index(name) if name in order else -1 for name in _FIELDS])
