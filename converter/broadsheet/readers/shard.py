"""A shard: what one task reads. It is a value: it can be compared, pickled and written as JSON."""

from __future__ import annotations

import attrs

from broadsheet.readers.names import path_to_uri

SHARD_BYTES = 128 * 1024 * 1024
"""About how many bytes of content one shard holds."""

STANDARD_INPUT = "-"


@attrs.frozen
class SourceFile:
    """One input file as planning saw it: where it is, what is in it, and how to tell whether it changed since."""

    root: str
    """The folder that `name` is relative to; empty for standard input and for URIs such as `s3://bucket/key`."""
    name: str
    """The path below `root`, with `/`; bytes that are no UTF-8 are kept as lone surrogates (PEP 383)."""
    size: int
    """In bytes; -1 for standard input."""
    modified: int = 0
    """Nanoseconds since 1970 as the file system has them; 0 where it does not say."""
    container: str = "text"
    """A key of `broadsheet.readers.READERS`."""
    compression: str = ""
    """A key of `broadsheet.readers.codecs.CODECS`, or empty."""
    problem: str = ""
    """Why the file cannot be read; it becomes one reject (`unreadable`)."""

    @property
    def path(self) -> str:
        """The path or URI to open."""
        return f"{self.root.rstrip('/')}/{self.name}" if self.root else self.name

    @property
    def uri(self) -> str:
        """The value of `source_uri`: never an absolute path."""
        return path_to_uri(self.name) if self.root else self.name


@attrs.frozen
class Shard:
    """Some whole files, or a range of one large file.

    `start` and `stop` are in the unit of the container: bytes of the decompressed file for those that are read as
    streams (a record belongs to the shard in which its first byte lies), row groups for Parquet, members for zip.
    """

    index: int
    files: tuple[SourceFile, ...]
    start: int = 0
    stop: int | None = None
    estimated_bytes: int = 0
    """A guess at the bytes of content, for progress and for balance; nothing depends on it."""
    first_document: int = 0
    """With `stop_document`: only these of the documents that lie in the range, counted from 0."""
    stop_document: int | None = None

    def only(self, first: int, stop: int | None) -> Shard:
        """Return the shard with only its documents `first` up to `stop`: what is left to try after a worker died."""
        return attrs.evolve(self, first_document=first, stop_document=stop)


@attrs.frozen
class Span:
    """A range of a large file, in the unit of its container, and about how many bytes of content it holds."""

    start: int
    stop: int | None
    estimated_bytes: int


def by_offset(_: SourceFile, estimate: int, shard_bytes: int, __: object) -> list[Span]:
    """Cut a file into ranges of its decompressed bytes; the last one is open, since the estimate may be too low."""
    count = max(1, round(estimate / shard_bytes))
    starts = [index * shard_bytes for index in range(count)]
    spans = [Span(start, start + shard_bytes, shard_bytes) for start in starts[:-1]]
    return [*spans, Span(starts[-1], None, max(1, estimate - starts[-1]))]
