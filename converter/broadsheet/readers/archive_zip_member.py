"""One member of a zip archive: what the archive says of it, and its documents."""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterable, Iterator

import attrs
import pyarrow as pa

from broadsheet.readers.archive import Body, documents, is_hidden, unreadable
from broadsheet.readers.codecs import CODECS, DEFLATE, Codec
from broadsheet.readers.faults import Fault
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row, member_origin
from broadsheet.readers.streams import CHUNK, HELD, Chunk, Read, unpacked
from broadsheet.readers.walker import Walker

LOCAL = struct.Struct("<4s5H3L2H")
"""The header before a member."""
STREAMED = 1 << 3
"""The flag of a member whose sizes stand behind it."""

_ENCRYPTED, _UTF8 = 1, 1 << 11
_IN_EXTRA = 0xFFFFFFFF
_STORED = 0
_CODECS: dict[int, Codec] = {8: DEFLATE, 12: CODECS["bz2"], 93: CODECS["zst"], 95: CODECS["xz"]}


@attrs.frozen
class Entry:
    """What an archive says of one member."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    """Bytes in the archive."""
    size: int
    """Bytes when unpacked."""
    offset: int
    mode: int = 0
    """File type and permissions where the archive was made on Unix, else 0."""


def member(entry: Entry, read: Read, origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of one member, whose packed bytes are what `read` gives."""
    if entry.name.endswith("/") or is_hidden(entry.name):
        return
    codec = _CODECS.get(entry.method)
    if stat.S_ISLNK(entry.mode):
        yield unreadable(origin, entry.name, "a link: it holds no text")
    elif entry.flags & _ENCRYPTED:
        yield unreadable(origin, entry.name, "the member is encrypted")
    elif codec is None and entry.method != _STORED:
        yield unreadable(origin, entry.name, f"packed with method {entry.method}, which is not known here")
    else:
        source = _stored(read, entry) if codec is None else unpacked(read, codec, options.limits)
        walker = Walker(_checked(source, entry))
        body = Body(walker, entry.size)
        yield from documents(body, entry.name, origin, options)
        body.finish()
        if not walker.ahead(1) and walker.fault is not None and not body.told:
            yield member_origin(origin, entry.name).reject(Place(0, None, None), walker.fault)
        elif walker.ahead(1):
            fault = Fault("damaged", f"the member holds more than the {entry.size:,} bytes that the archive says")
            yield member_origin(origin, entry.name).reject(Place(0, None, None), fault)


def limited(read: Read, count: int) -> Read:
    """Return a function that reads no more than `count` bytes in all."""
    left = count

    def read_on(size: int) -> bytes:
        nonlocal left
        data = read(min(size, left)) if left else b""
        left -= len(data)
        return data

    return read_on


def local_entry(header: bytes, name: bytes, extra: bytes, offset: int) -> Entry:
    """Return what the header before a member says of it; sizes are 0 where they stand behind it."""
    _, _, flags, method, _, _, crc, packed, size, _, _ = LOCAL.unpack(header)
    size, packed, _ = from_extra(extra, size, packed, 0)
    return Entry(name_of(name, flags), method, flags, crc, packed, size, offset)


def _stored(read: Read, entry: Entry) -> Iterator[Chunk]:
    left = entry.packed
    while data := read(CHUNK):
        left -= len(data)
        yield Chunk(data)
    if left:
        yield Chunk(b"", Fault("truncated", f"the archive ends {left:,} bytes before the end of this member"))


def _checked(source: Iterable[Chunk], entry: Entry) -> Iterator[Chunk]:
    """Yield a member's bytes; up to `HELD` of them only when their checksum was found right."""
    held: list[bytes] = []
    size = crc = 0
    for chunk in source:
        if chunk.fault is not None:
            yield Chunk(b"".join([*held, chunk.data]), chunk.fault)
            return
        crc = zlib.crc32(chunk.data, crc)
        size += len(chunk.data)
        held.append(chunk.data)
        if size > HELD:
            yield Chunk(b"".join(held))
            held = []
    sound = crc == entry.crc
    yield Chunk(b"".join(held), None if sound else Fault("damaged", "the member's checksum is not that of its bytes"))


def from_extra(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return sizes and offset, from the zip64 field where they do not fit into 32 bits."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{length // 8}Q", extra[at + 4 :].ljust(length, b"\0")))
            size, packed, offset = (
                next(wide, value) if value == _IN_EXTRA else value for value in (size, packed, offset)
            )
        at += 4 + length
    return size, packed, offset


def name_of(name: bytes, flags: int) -> str:
    """Return a member's name: UTF-8 where it says so or is it, else the code page of DOS."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "surrogateescape") if flags & _UTF8 else name.decode("cp437")
