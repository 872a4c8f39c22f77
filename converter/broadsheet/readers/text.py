"""Text files: a file is a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.errors import InputOutputError
from broadsheet.readers import split
from broadsheet.readers.faults import Fault
from broadsheet.readers.files import all_bytes, opened
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile, Span, by_offset
from broadsheet.readers.streams import Chunk, chunks


def whole(stream: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield one file or archive member as one document."""
    limit = options.limits.document_bytes
    held: list[bytes] = []
    size = 0
    fault: Fault | None = None
    for chunk in stream:
        size += len(chunk.data)
        if size <= limit:
            held.append(chunk.data)
        fault = fault or chunk.fault
    if size > limit and (fault is None or fault.rule != "bomb"):
        fault = Fault("too-large", f"the document has {size:,} bytes; the limit is {limit:,}")
    content = b"".join(held) if size <= limit else None
    if fault is None:
        yield origin.row(Place(0, 0, size), origin.stem, content)
    else:
        yield origin.reject(Place(0, 0, size), fault, content, origin.stem)


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield a text file as one document, or cut where `options.split_on` matches."""
    origin = Origin(file.uri)
    if options.split_on is not None:
        yield from split.ranged(file, start, stop, options)
        return
    try:
        if not file.compression and file.root and file.size <= options.limits.document_bytes:
            content = all_bytes(file)
            yield origin.row(Place(0, 0, len(content)), origin.stem, content)
            return
        with opened(file) as raw:
            yield from whole(chunks(raw.read, file.compression, options.limits), origin, options)
    except InputOutputError as error:
        # One page that may not be read is no reason to stop a million others.
        if not isinstance(error.__cause__, PermissionError):
            raise
        yield origin.reject(Place(0, 0, file.size), Fault("unreadable", error.message), None, origin.stem)


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield a stream of text as one document, or cut where `options.split_on` matches."""
    if options.split_on is None:
        yield from whole(source, origin, options)
    else:
        yield from split.documents(source, origin, options)


def cut(file: SourceFile, estimate: int, shard_bytes: int, options: ReadOptions) -> list[Span]:
    """Cut a large file into ranges, if it holds several documents."""
    return [] if options.split_on is None else by_offset(file, estimate, shard_bytes, options)
