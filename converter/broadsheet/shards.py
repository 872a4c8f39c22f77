"""Planning: which shards a list of inputs is read in.

The plan follows from the inputs alone, never from how many workers there are. Small files, in the order of their URIs,
share a shard; a large one is cut into ranges. Shards come as they are found, so the first is being read while the
folders behind it are still listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from broadsheet.errors import InputOutputError
from broadsheet.readers import READERS, ReadOptions, Shard, SourceFile
from broadsheet.readers.fields import fields_of
from broadsheet.readers.files import is_standard_input, seekable
from broadsheet.readers.listing import listed
from broadsheet.readers.shard import SHARD_BYTES
from broadsheet.readers.sniff import HEAD, is_known, kind

__all__ = ["SHARD_BYTES", "Shard", "plan"]

SHARD_FILES = 1 << 16
"""At most so many files share a shard, however small they are."""


def plan(inputs: Sequence[str], options: ReadOptions, shard_bytes: int = SHARD_BYTES) -> Iterator[Shard]:
    """Yield the shards of some inputs: paths of files and folders, globs, URIs, `-` for standard input.

    Raises:
        InputOutputError: An input does not exist, a folder or file cannot be read.
        UserError: An input or an option is none that can be used.
    """
    fields_of(options)  # A wrong preset is told before anything is listed.
    for index, shard in enumerate(_shards(listed(inputs), options, shard_bytes)):
        yield attrs.evolve(shard, index=index)


def _shards(files: Iterable[SourceFile], options: ReadOptions, shard_bytes: int) -> Iterator[Shard]:
    group: list[SourceFile] = []
    size = 0
    for listed_file in files:
        file, estimate = _inspected(listed_file, options)
        cut = READERS[file.container].cut
        ranges = cut(file, estimate, shard_bytes, options) if cut is not None and estimate > shard_bytes else []
        if group and (len(ranges) > 1 or size + estimate > shard_bytes or len(group) >= SHARD_FILES):
            yield Shard(0, tuple(group), estimated_bytes=size)
            group, size = [], 0
        if len(ranges) > 1:
            yield from (Shard(0, (file,), span.start, span.stop, span.estimated_bytes) for span in ranges)
        else:
            group.append(file)
            size += estimate
    if group:
        yield Shard(0, tuple(group), estimated_bytes=size)


def _inspected(file: SourceFile, options: ReadOptions) -> tuple[SourceFile, int]:
    """Return the file with its kind, and about how many bytes of content it holds."""
    if file.problem:
        return file, 0
    if is_standard_input(file):
        return attrs.evolve(file, container="stdin"), 0
    try:
        if not file.root and is_known(file.name):
            # To open a million objects of a store takes hours.
            found = kind(file.name, b"", fields_of(options))
        else:
            with seekable(file) as raw:
                found = kind(file.name, raw.read(HEAD), fields_of(options))
    except InputOutputError as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
        return attrs.evolve(file, problem=f"{file.uri}: permission denied"), 0
    estimate = int(file.size * found.ratio)
    return attrs.evolve(file, container=found.container, compression=found.compression), estimate
