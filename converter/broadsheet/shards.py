"""Planning: which shards a list of inputs is read in.

The plan follows from the inputs alone, never from how many workers there are. Small files, in the order of their URIs,
share a shard; a large one is cut into ranges. Shards come as they are found, so the first is being read while the
folders behind it are still listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import InputOutputError
from broadsheet.readers import READERS, ReadOptions, Shard, SourceFile, read
from broadsheet.readers.fields import fields_of
from broadsheet.readers.files import first_bytes, is_standard_input
from broadsheet.readers.listing import listed
from broadsheet.readers.shard import SHARD_BYTES
from broadsheet.readers.sniff import BEGINNING, HEAD, is_known, is_plain_text, kind
from broadsheet.stores import is_remote

__all__ = ["SHARD_BYTES", "Shard", "plan", "read_again"]

_BEGIN_AT_OFFSET = ("text", "jsonl")
"""Containers whose ranges can begin where a document's bytes do."""

SHARD_FILES = 1 << 14
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


def read_again(source: Mapping[str, Any], folder: str, options: ReadOptions) -> pa.RecordBatch | None:
    """Return one document again, as a batch of one; None where its source holds it no longer.

    Args:
        source: The `source_` columns that a dataset has of the document.
        folder: Where the inputs lie: the folder that local URIs are relative to.
        options: Those of the conversion.

    Raises:
        InputOutputError: The file is not there, or cannot be read.
    """
    uri = source["source_uri"]
    if is_remote(uri):
        [file] = listed([uri])
    else:
        name = unquote(uri, errors="surrogateescape")
        [file] = listed([f"{folder}/{name}"])
        file = attrs.evolve(file, root=folder, name=name)
    file, _ = _inspected(file, options)
    offset = source["source_offset"]
    shard = Shard(0, (file,))
    if file.container in _BEGIN_AT_OFFSET and offset is not None:
        shard = Shard(0, (file,), offset, offset + 1)
    for batch in read(shard, options):
        wanted = pc.equal(batch["source_record"], source["source_record"])
        member = batch["source_member"].fill_null("")
        found = batch.filter(pc.and_(wanted, pc.equal(member, source["source_member"] or "")))
        if len(found):
            return found.slice(0, 1)
    return None


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
            beginning = first_bytes(file, BEGINNING)
            if is_plain_text(file.name, beginning):
                return file, file.size
            found = kind(file.name, first_bytes(file, HEAD), fields_of(options))
    except InputOutputError as error:
        if not isinstance(error.__cause__, PermissionError):
            raise
        return attrs.evolve(file, problem=f"{file.uri}: permission denied"), 0
    estimate = int(file.size * found.ratio)
    return attrs.evolve(file, container=found.container, compression=found.compression), estimate
