"""Tar archives, compressed or not, read as a stream (POSIX ustar and pax, GNU long names).

A header that is damaged costs its own member: reading goes on at the next block that is a header by its checksum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs
import pyarrow as pa

from broadsheet.readers.archive import Body, documents, is_hidden, unreadable
from broadsheet.readers.cursor import overlapping
from broadsheet.readers.faults import Fault
from broadsheet.readers.files import opened
from broadsheet.readers.options import MIB, ReadOptions
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import Chunk, chunks
from broadsheet.readers.walker import Walker

BLOCK = 512
_ZEROS = bytes(BLOCK)
_REGULAR = "0\0" + "7"
_DIRECTORY = "5"
_PAX, _PAX_GLOBAL, _LONG_NAME, _LONG_LINK = "xgLK"
_SPECIAL = {
    "1": "a link to another member",
    "2": "a link",
    "3": "a character device",
    "4": "a block device",
    "6": "a FIFO",
    "S": "a sparse file",
}
_WITHOUT_BYTES = "123456"
"""Kinds of members behind whose header no bytes follow, whatever size it says."""
_EXTENDED_BYTES = MIB
_PAX_FIELD = re.compile(rb"\d+ ([^=]+)=")


@attrs.frozen
class _Header:
    """What a member's header says."""

    name: str
    size: int
    kind: str


@attrs.frozen(eq=False)
class _Member:
    """A member, or a break between two (then it has a fault); `body` can be read once, before the next is asked for."""

    number: int
    offset: int
    stop: int
    header: _Header | None = None
    body: Body | None = None
    fault: Fault | None = None


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a tar stream."""
    for member in _members(Walker(source)):
        yield from _rows(member, origin, options)


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of those members whose headers lie in a range of the decompressed bytes."""

    def begin() -> Iterator[_Member]:
        with opened(file) as raw:
            yield from _members(Walker(chunks(raw.read, file.compression, options.limits)))

    for member in overlapping(file, options.limits, start, stop, begin):
        if start <= member.offset and (stop is None or member.offset < stop):
            yield from _rows(member, Origin(file.uri), options)


def _rows(member: _Member, origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    header = member.header
    if member.fault is not None:
        yield origin.reject(Place(member.number, member.offset, member.stop - member.offset), member.fault)
    elif header is None or member.body is None or header.kind == _DIRECTORY or is_hidden(header.name):
        return
    elif header.kind in _REGULAR:
        yield from documents(member.body, header.name, origin, options)
    else:
        yield unreadable(origin, header.name, f"{_SPECIAL.get(header.kind, 'no regular file')}: it holds no text")


def _members(walker: Walker) -> Iterator[_Member]:
    number = 0
    ended = False
    while True:
        offset = walker.offset
        block = walker.peek(BLOCK)
        if block == _ZEROS:
            ended = True
            walker.skip(BLOCK)
            continue
        if len(block) < BLOCK:
            fault = _end(walker, ended=ended, rest=block)
            if fault is not None:
                yield _Member(number, offset, offset, fault=fault)
            return
        header = _header(walker)
        if header is None and len(walker.peek(BLOCK)) < BLOCK:
            ended = False
            continue
        if header is None:
            _to_next_header(walker)
            fault = Fault(
                "damaged", f"{walker.offset - offset:,} bytes at byte {offset:,} are no member of the archive"
            )
            yield _Member(number, offset, walker.offset, fault=fault)
        else:
            body = Body(walker, header.size)
            yield _Member(number, offset, walker.offset + header.size, header, body)
            body.finish()
            if body.left:
                if not body.told and (cut := body.cut()) is not None:
                    yield _Member(number, offset, walker.offset, fault=cut.fault)
                return
            walker.skip(-header.size % BLOCK)
        ended = False
        number += 1


def _end(walker: Walker, *, ended: bool, rest: bytes) -> Fault | None:
    """Return what is wrong with the end of an archive, if anything is."""
    if walker.fault is not None:
        return walker.pass_fault()[1]
    if ended and not rest.strip(b"\0"):
        return None
    return Fault("truncated", f"the archive ends at byte {walker.offset + len(rest):,}, without its end mark")


def _header(walker: Walker) -> _Header | None:
    """Take the header of the next member, with the extended headers before it; None, taking nothing, if it is none."""
    path, size, sparse = "", -1, False
    while True:
        block = walker.peek(BLOCK)
        if not _is_header(block):
            return None
        kind = chr(block[156])
        length = _number(block[124:136])
        if kind not in (_PAX, _PAX_GLOBAL, _LONG_NAME, _LONG_LINK):
            break
        walker.skip(BLOCK)
        extended = walker.take(min(length, _EXTENDED_BYTES))
        walker.skip(length - len(extended) + -length % BLOCK)
        if kind == _LONG_NAME:
            path = _text(extended.rstrip(b"\0"))
        elif kind == _PAX:
            fields = _pax(extended)
            path = _text(fields.get(b"path", b"")) or path
            size = int(fields[b"size"]) if fields.get(b"size", b"").isdigit() else size
            sparse = any(name.startswith(b"GNU.sparse") for name in fields)
    walker.skip(BLOCK)
    size = 0 if kind in _WITHOUT_BYTES else length if size < 0 else size
    return _Header(path or _name(block), size, "S" if sparse else kind)


def _is_header(block: bytes) -> bool:
    if len(block) < BLOCK or _number(block[124:136]) < 0:
        return False
    said = _number(block[148:156])
    rest = block[:148] + b" " * 8 + block[156:]
    # Some old programs summed the bytes as signed ones.
    total = sum(rest)
    return said == total or said == total - 256 * sum(byte >> 7 for byte in rest)


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        return int.from_bytes(field, "big") & ~(0x80 << 8 * (len(field) - 1))
    digits = field.strip(b" \0")
    return int(digits, 8) if re.fullmatch(rb"[0-7]+", digits) else 0 if not digits else -1


def _name(block: bytes) -> str:
    name = block[:100].partition(b"\0")[0]
    prefix = block[345:500].partition(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    return _text(prefix + b"/" + name if prefix else name)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _pax(data: bytes) -> dict[bytes, bytes]:
    """Return the fields of an extended header: `length key=value` and a newline, one behind the other."""
    fields: dict[bytes, bytes] = {}
    at = 0
    while match := _PAX_FIELD.match(data, at):
        length = int(data[at : data.index(b" ", at)])
        fields[match[1]] = data[match.end() : at + length - 1]
        at += max(length, 1)
    return fields


def _to_next_header(walker: Walker) -> None:
    """Move on by blocks to one that is a header, or zeros, or to the end."""
    walker.skip(BLOCK)
    while len(block := walker.peek(BLOCK)) == BLOCK and block != _ZEROS and not _is_header(block):
        walker.skip(BLOCK)
