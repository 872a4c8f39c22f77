"""Zip archives without their directory, as a cut copy is: members found by the headers before them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import attrs
import pyarrow as pa

from broadsheet.readers.archive import Body
from broadsheet.readers.archive_zip_member import LOCAL, STREAMED, Entry, local_entry, member
from broadsheet.readers.faults import Fault
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.streams import Read, chunks
from broadsheet.readers.walker import Walker

_MEMBER = b"PK\3\4"
_DESCRIPTOR = b"PK\7\x08"
_ENDLESS = 1 << 62
"""The size of a member whose end is not in the file."""


def documents(read: Read, origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of an archive that is read from its beginning, and a reject for what is not there."""
    walker = Walker(chunks(read, "", options.limits))
    number = 0
    while (found := _next(walker, options.limits.document_bytes)) is not None:
        entry, behind = found
        body = Body(walker, entry.packed)
        yield from member(entry, body.read, origin, options)
        body.finish()
        if body.left:
            # The member's own reject tells of the cut.
            return
        walker.skip(behind)
        number += 1
    message = f"the archive has no directory: it ends at byte {walker.offset:,} or was damaged there"
    yield origin.reject(Place(number, walker.offset, 0), Fault("truncated", message))


def _next(walker: Walker, limit: int) -> tuple[Entry, int] | None:
    """Take the header of the next member; return it and how many bytes stand between its end and the next."""
    header = walker.peek(LOCAL.size)
    if len(header) < LOCAL.size or not header.startswith(_MEMBER):
        return None
    name, extra = LOCAL.unpack(header)[-2:]
    size = LOCAL.size + name + extra
    if walker.ahead(size) < size:
        return None
    offset = walker.offset
    taken = walker.take(size)
    entry = local_entry(taken[: LOCAL.size], taken[LOCAL.size : LOCAL.size + name], taken[LOCAL.size + name :], offset)
    if not entry.flags & STREAMED:
        return entry, 0
    return _described(walker, entry, limit)


def _described(walker: Walker, entry: Entry, limit: int) -> tuple[Entry, int]:
    """Complete an entry from what stands behind the member: its checksum and its sizes, in 4 or 8 bytes each."""
    at = walker.find(_DESCRIPTOR, limit)
    while at >= 0:
        behind = walker.at(at, 24).ljust(24, b"\0")
        for form, length in (("<4xLLL", 16), ("<4xLQQ", 24)):
            crc, packed, size = struct.unpack_from(form, behind)
            # In the 8-byte form, the lower half of the packed size looks like the 4-byte form's.
            if packed == at and walker.at(at + length, 2) in (b"PK", b""):
                return attrs.evolve(entry, crc=crc, packed=packed, size=size), length
        at = walker.find(_DESCRIPTOR, limit, at + 1)
    return attrs.evolve(entry, packed=_ENDLESS, size=_ENDLESS), 0
