"""Zip archives (zip64 too), member by member through the directory at their end.

An archive that was cut has lost that directory: then its members are found by the headers before them
(`archive_zip_cut`), and what is missing is told.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from broadsheet.errors import InputOutputError
from broadsheet.readers import archive_zip_cut
from broadsheet.readers.archive_zip_member import LOCAL, Entry, from_extra, limited, member, name_of
from broadsheet.readers.faults import Fault
from broadsheet.readers.files import seekable
from broadsheet.readers.options import MIB, ReadOptions
from broadsheet.readers.rows import Origin, Place, Row, member_origin
from broadsheet.readers.shard import SourceFile, Span

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s2B5H3L5H2L")
_COMMENT_BYTES = 0xFFFF
_UNIX = 3
_RATIO_FROM = 64 * MIB


def cut(file: SourceFile, _: int, shard_bytes: int, __: ReadOptions) -> list[Span]:
    """Cut an archive into ranges of members, counted from 0."""
    with seekable(file) as raw:
        directory = _directory(raw, file)
    spans: list[Span] = []
    first = size = number = 0
    for number, entry in enumerate(_entries(*(directory or (b"", 0))), 1):
        size += entry.size
        if size >= shard_bytes:
            spans.append(Span(first, number, size))
            first, size = number, 0
    return [*spans, Span(first, None, size)] if number > first or not spans else spans


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a range of members."""
    origin = Origin(file.uri)
    given = 0
    with seekable(file) as raw:
        directory = _directory(raw, file)
        if directory is None:
            raw.seek(0)
            yield from archive_zip_cut.documents(raw.read, origin, options)
            return
        for number, entry in enumerate(_entries(*directory)):
            if number < start or (stop is not None and number >= stop):
                continue
            given += entry.size
            if given > max(_RATIO_FROM, options.limits.ratio * file.size):
                # Members that share their packed bytes: each is harmless, all of them are not.
                fault = Fault("bomb", f"the first {number:,} members have given {given:,} bytes; the rest was not read")
                yield origin.reject(Place(number, None, None), fault)
                return
            raw.seek(entry.offset)
            local = raw.read(LOCAL.size)
            if len(local) < LOCAL.size or not local.startswith(b"PK\3\4"):
                fault = Fault(
                    "damaged", f"no member begins at byte {entry.offset:,}, where the directory says one does"
                )
                yield member_origin(origin, entry.name).reject(Place(0, None, None), fault)
                continue
            raw.seek(sum(LOCAL.unpack(local)[-2:]), 1)
            yield from member(entry, limited(raw.read, entry.packed), origin, options)


def _directory(raw: BinaryIO, file: SourceFile) -> tuple[bytes, int] | None:
    """Return the directory of an archive and how many bytes stand before it; None where it has none.

    Raises:
        InputOutputError: It has one, but that cannot be read.
    """
    raw.seek(max(0, file.size - _END.size - _COMMENT_BYTES - _LOCATOR_64.size))
    tail = raw.read(_END.size + _COMMENT_BYTES + _LOCATOR_64.size)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, _, _, _, _, size, offset, _ = _END.unpack_from(tail, at)
    end = file.size - len(tail) + at
    locator = tail[max(0, at - _LOCATOR_64.size) : at]
    if locator.startswith(b"PK\6\7"):
        raw.seek(_LOCATOR_64.unpack(locator)[2])
        size, offset = _END_64.unpack(raw.read(_END_64.size))[-2:]
        end = _LOCATOR_64.unpack(locator)[2]
    raw.seek(end - size)
    directory = raw.read(size)
    if len(directory) != size or (size and not directory.startswith(b"PK\1\2")):
        message = f"the directory of {file.path} at byte {end - size:,} cannot be read; `zip -FF` may mend the archive"
        raise InputOutputError(message)
    return directory, end - size - offset


def _entries(directory: bytes, shift: int) -> Iterator[Entry]:
    """Yield the members; `shift` is how many bytes stand before the archive, such as a program that unpacks it."""
    at = 0
    while at + _ENTRY.size <= len(directory):
        values = _ENTRY.unpack_from(directory, at)
        flags, method, crc, packed, size = values[4], values[5], *values[8:11]
        name_at = at + _ENTRY.size
        extra_at = name_at + values[11]
        name, extra = directory[name_at:extra_at], directory[extra_at : extra_at + values[12]]
        size, packed, offset = from_extra(extra, size, packed, values[17])
        mode = values[16] >> 16 if values[2] == _UNIX else 0
        yield Entry(name_of(name, flags), method, flags, crc, packed, size, offset + shift, mode)
        at = extra_at + values[12] + values[13]
