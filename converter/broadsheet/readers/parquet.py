"""Parquet: a row is a document, one of its columns the text.

Rejects of a dataset are read as what they were: under their own ids and sources, so that a second conversion, with a
layout for them perhaps, gives the articles that the first would have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.documents import BATCH_BYTES
from broadsheet.readers.faults import Fault, NoTable
from broadsheet.readers.fields import fields_of
from broadsheet.readers.files import seekable
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.parquet_rows import Columns, TableRows
from broadsheet.readers.rows import BATCH_ROWS, Origin, Place, Row
from broadsheet.readers.shard import SourceFile, Span


def cut(file: SourceFile, _: int, shard_bytes: int, options: ReadOptions) -> list[Span]:
    """Cut a file into ranges of row groups, by the bytes of their text."""
    spans: list[Span] = []
    with suppress(NoTable), _opened(file) as table:
        text = Columns.of(table.schema_arrow, fields_of(options)).text
        first = size = 0
        for group in range(table.num_row_groups):
            size += _text_bytes(table, group, text)
            if size >= shard_bytes or group + 1 == table.num_row_groups:
                spans.append(Span(first, group + 1, size))
                first, size = group + 1, 0
    return spans


def schema_of(file: SourceFile) -> pa.Schema:
    """Return the columns of a file. Raises `NoTable` when it is no Parquet."""
    with _opened(file) as table:
        return table.schema_arrow


def ranged(file: SourceFile, start: int, stop: int | None, options: ReadOptions) -> Iterator[Row | pa.RecordBatch]:
    """Yield the documents of a range of row groups; one reject for a file that is no Parquet or has no text."""
    origin = Origin(file.uri)
    try:
        yield from _documents(file, start, stop, origin, options)
    except NoTable as found:
        yield origin.reject(Place(0, None, None), found.fault, None, origin.stem)


def _documents(
    file: SourceFile, start: int, stop: int | None, origin: Origin, options: ReadOptions
) -> Iterator[Row | pa.RecordBatch]:
    with _opened(file) as table:
        reader = TableRows(Columns.of(table.schema_arrow, fields_of(options)), origin, options)
        groups = range(table.num_row_groups)
        rows = [table.metadata.row_group(group).num_rows for group in groups]
        for group in groups[start:stop]:
            done = sum(rows[:group])
            size = max(1, _text_bytes(table, group, reader.columns.text) // max(1, rows[group]))
            batches = table.iter_batches(
                min(BATCH_ROWS, max(1, BATCH_BYTES // size)),
                row_groups=[group],
                columns=reader.columns.paths,
                use_threads=False,
            )
            try:
                for batch in batches:
                    yield from reader.documents(batch, done)
                    done += len(batch)
            except (OSError, pa.ArrowException) as error:
                fault = Fault("damaged", f"row group {group} cannot be read: {str(error).splitlines()[0]}")
                for record in range(done, sum(rows[: group + 1])):
                    yield origin.reject(Place(record, None, None), fault)


@contextmanager
def _opened(file: SourceFile) -> Iterator[pq.ParquetFile]:
    with seekable(file) as raw:
        try:
            table = pq.ParquetFile(raw, pre_buffer=False, page_checksum_verification=True)
        except (OSError, pa.ArrowException) as error:
            message = f"no Parquet file that can be read, or a cut one: {str(error).splitlines()[0]}"
            raise NoTable(Fault("damaged", message)) from error
        yield table


def _text_bytes(table: pq.ParquetFile, group: int, path: str) -> int:
    """Return the bytes that the text of a row group takes, as far as the footer tells."""
    metadata = table.metadata.row_group(group)
    chunks = (metadata.column(index) for index in range(metadata.num_columns))
    return sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema == path)
