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
            given += entry.size
            bomb = given > max(_RATIO_FROM, options.limits.ratio * file.size)
            if number >= start and (stop is None or number < stop):
                if bomb:
                    # Members may share their packed bytes: each is harmless, all of them are not.
                    message = f"the first {number + 1:,} members would give {given:,} bytes; the rest was not read"
                    yield origin.reject(Place(number, None, None), Fault("bomb", message))
                else:
                    yield from _located(raw, entry, origin, options)
            if bomb:
                return


def _located(raw: BinaryIO, entry: Entry, origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of the member that lies where the directory says."""
    raw.seek(max(0, entry.offset))
    local = raw.read(LOCAL.size) if entry.offset >= 0 else b""
    if len(local) < LOCAL.size or not local.startswith(b"PK\3\4"):
        fault = Fault("damaged", f"no member begins at byte {entry.offset:,}, where the directory says one does")
        yield member_origin(origin, entry.name).reject(Place(0, None, None), fault)
        return
    raw.seek(sum(LOCAL.unpack(local)[-2:]), 1)
    yield from member(entry, limited(raw.read, entry.packed), origin, options)


def _directory(raw: BinaryIO, file: SourceFile) -> tuple[bytes, int] | None:
    """Return the directory of an archive and how many bytes stand before it; None where it has none.

    Raises:
        InputOutputError: It has one, but that cannot be read.
    """
    tail_at = max(0, file.size - _END.size - _COMMENT_BYTES - _LOCATOR_64.size)
    raw.seek(tail_at)
    tail = raw.read(file.size - tail_at)
    at = _end_record(tail)
    if at < 0:
        return None
    size, offset = _END.unpack_from(tail, at)[5:7]
    end = tail_at + at
    if tail[:at][-_LOCATOR_64.size :].startswith(b"PK\6\7"):
        end = _LOCATOR_64.unpack(tail[at - _LOCATOR_64.size : at])[2]
        raw.seek(min(end, file.size))
        record = raw.read(_END_64.size).ljust(_END_64.size, b"\0")
        size, offset = _END_64.unpack(record)[-2:]
    raw.seek(max(0, end - size))
    directory = raw.read(size) if size <= end else b""
    if len(directory) != size or (size and not directory.startswith(b"PK\1\2")):
        message = f"the directory of {file.path}, before byte {end:,}, cannot be read; `zip -FF` may mend the archive"
        raise InputOutputError(message)
    return directory, end - size - offset


def _end_record(tail: bytes) -> int:
    """Return where the record behind the directory begins; -1 if there is none. A comment can look like one."""
    last = at = tail.rfind(b"PK\5\6", 0, max(0, len(tail) - _END.size + 4))
    while at >= 0:
        if at + _END.size + _END.unpack_from(tail, at)[7] == len(tail):
            return at
        at = tail.rfind(b"PK\5\6", 0, at)
    return last


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
