"""Standard input: read once, by the process that has it, as one shard; its content says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from broadsheet.errors import UserError
from broadsheet.readers.fields import fields_of
from broadsheet.readers.files import opened
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.sniff import HEAD, kind
from broadsheet.readers.streams import chunks


def ranged(file: SourceFile, _: int, __: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of standard input.

    Raises:
        UserError: It holds a container that cannot be read as a stream.
    """
    from broadsheet.readers import READERS

    with opened(file) as raw:
        head = _filled(raw.read)
        found = kind(file.name, head, fields_of(options))
        stream = READERS[found.container].stream
        if stream is None:
            message = f"standard input holds {found.container}, which is read from its end: save it to a file first"
            raise UserError(message)
        source = chunks(_after(head, raw.read), found.compression, options.limits)
        yield from stream(source, Origin(file.uri, spans=False), options)


def _filled(read: Callable[[int], bytes]) -> bytes:
    """Read the head, which a pipe may give in small pieces."""
    head = b""
    while len(head) < HEAD and (more := read(HEAD - len(head))):
        head += more
    return head


def _after(head: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    waiting = [head]

    def read_on(size: int) -> bytes:
        return waiting.pop() if waiting and waiting[-1] else read(size)

    return read_on
