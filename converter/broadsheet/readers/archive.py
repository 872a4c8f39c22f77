"""Members of archives: read where they lie, never unpacked to a disk, so that no name in an archive can do harm."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import fields_of
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row, member_origin
from broadsheet.readers.sniff import HEAD, kind
from broadsheet.readers.streams import Chunk, chunks
from broadsheet.readers.walker import Walker


class Body:
    """The bytes of one member, taken from the archive's walk; `finish` passes over what nobody took."""

    def __init__(self, walker: Walker, size: int) -> None:
        self._walker = walker
        self.left = size
        self.told = False
        """Whether a reject says already that the member is not whole."""

    def head(self) -> bytes:
        """Return the first bytes, without taking them."""
        return self._walker.peek(min(HEAD, self.left))

    def read(self, size: int) -> bytes:
        """Take up to `size` bytes; none at the end, or where the archive breaks off."""
        data = self._walker.take(min(size, self.left))
        self.left -= len(data)
        return data

    def finish(self) -> None:
        """Move to the member's end."""
        self.left -= self._walker.skip(self.left)

    def cut(self) -> Chunk | None:
        """Return what stands at a break that ended the member too early, if there is one."""
        if not self.left:
            return None
        if self._walker.fault is not None:
            return Chunk(*self._walker.pass_fault())
        message = f"the archive ends {self.left:,} bytes before the end of this member"
        return Chunk(b"", Fault("truncated", message))


def is_hidden(name: str) -> bool:
    """Return whether a member is passed over, as hidden files in a folder are."""
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/"))


def unreadable(origin: Origin, name: str, why: str) -> Row:
    """Return the reject of a member that holds no bytes of its own, or none that can be had."""
    member = member_origin(origin, name)
    return member.reject(Place(0, None, None), Fault("unreadable", why), None, member.stem)


def documents(body: Body, name: str, origin: Origin, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of one member, whatever container it is itself."""
    found = kind(name, body.head(), fields_of(options))
    yield from nested(_chunks(body, found.compression, options), found.container, name, origin, options)


def nested(
    source: Iterator[Chunk], container: str, name: str, origin: Origin, options: ReadOptions
) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a member's decompressed bytes."""
    from broadsheet.readers import READERS

    stream = READERS[container].stream
    if stream is None or container == "tar":
        yield unreadable(origin, name, f"a {container} file inside an archive is not read: unpack the archive")
    else:
        yield from stream(source, member_origin(origin, name), options)


def _chunks(body: Body, compression: str, options: ReadOptions) -> Iterator[Chunk]:
    for chunk in chunks(body.read, compression, options.limits):
        body.told = body.told or chunk.fault is not None
        yield chunk
    cut = body.cut()
    if cut is not None and not body.told:
        body.told = True
        yield cut
