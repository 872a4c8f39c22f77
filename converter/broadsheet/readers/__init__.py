"""Readers: one for each container, all giving batches of documents.

A container is what holds documents: a text file, JSON Lines, Parquet, WARC, an archive of any of them. `READERS` names
them; `read` reads what a shard says. How a list of inputs becomes shards is in `broadsheet.shards`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs
import pyarrow as pa

from broadsheet.readers import archive_tar, archive_zip, csvs, json_files, jsonl, parquet, stdin, text, warc
from broadsheet.readers.faults import RULES, Fault
from broadsheet.readers.options import Limits, ReadOptions
from broadsheet.readers.rows import Origin, Place, Row, batches
from broadsheet.readers.shard import Shard, SourceFile, Span, by_offset
from broadsheet.readers.streams import Chunk

__all__ = ["READERS", "RULES", "Limits", "ReadOptions", "Reader", "Shard", "SourceFile", "read"]

Stream = Callable[[Iterable[Chunk], Origin, ReadOptions], Iterator[Row | pa.RecordBatch]]
Ranged = Callable[[SourceFile, int, int | None, ReadOptions], Iterator[Row | pa.RecordBatch]]
Cut = Callable[[SourceFile, int, int, ReadOptions], list[Span]]


@attrs.frozen
class Reader:
    """How one container is read."""

    ranged: Ranged
    """Reads a range of one file, in the unit in which `Shard.start` and `Shard.stop` count for this container."""
    stream: Stream | None = None
    """Reads what cannot be sought in: standard input, a member of an archive. None if the container needs its end."""
    cut: Cut | None = None
    """Cuts a file into ranges of about as many bytes of content as asked for; None if it is always read as a whole.

    Takes the file, an estimate of its bytes of content, the bytes for one range, and the options.
    """


READERS = {
    "text": Reader(text.ranged, text.stream, text.cut),
    "jsonl": Reader(jsonl.ranged, jsonl.stream, by_offset),
    "warc": Reader(warc.ranged, warc.stream, by_offset),
    "json": Reader(json_files.ranged, json_files.stream),
    "csv": Reader(csvs.ranged_csv, csvs.stream_csv),
    "tsv": Reader(csvs.ranged_tsv, csvs.stream_tsv),
    "parquet": Reader(parquet.ranged, cut=parquet.cut),
    "tar": Reader(archive_tar.ranged, archive_tar.stream, by_offset),
    "zip": Reader(archive_zip.ranged, cut=archive_zip.cut),
    "stdin": Reader(stdin.ranged),
}
"""All containers, by the name that `SourceFile.container` has."""


def read(shard: Shard, options: ReadOptions) -> Iterator[pa.RecordBatch]:
    """Yield the documents of a shard, in batches of `DOCUMENTS` with about `BATCH_BYTES` of content each.

    The documents depend on the shard and the options alone. How they are cut into batches may vary.

    Raises:
        InputOutputError: A file is gone, has changed since planning, or cannot be read.
        UserError: The options do not fit the files: no such preset.
    """
    rows = (row for file in shard.files for row in _rows(file, shard, options))
    yield from _slice(batches(rows, options.captured_at), shard.first_document, shard.stop_document)


def _rows(file: SourceFile, shard: Shard, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    if file.problem:
        origin = Origin(file.uri)
        return iter([origin.reject(Place(0, 0, file.size), Fault("unreadable", file.problem), None, origin.stem)])
    return READERS[file.container].ranged(file, shard.start, shard.stop, options)


def _slice(found: Iterator[pa.RecordBatch], first: int, stop: int | None) -> Iterator[pa.RecordBatch]:
    """Yield only the rows `first` up to `stop`, counted over all batches."""
    passed = 0
    for batch in found:
        begin = max(0, first - passed)
        end = len(batch) if stop is None else min(len(batch), stop - passed)
        passed += len(batch)
        if begin < end:
            yield batch.slice(begin, end - begin)
        if stop is not None and passed >= stop:
            return
