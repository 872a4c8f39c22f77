"""Parquet parts: record batches in, files of a table out.

    with PartWriter(folder, schemas) as writer:
        writer.write("articles", batch)      # as often as there are batches, each table in its own order
    writer.files                             # what was written, for the manifest

Bytes depend on the rows alone (see `cuts`): a row group is one write, and a part ends with the row group at which its
bytes of rows reach `part_bytes`. A table without rows has no part here; the commit adds an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import define, field, frozen

from broadsheet.dataset.cuts import ROW_GROUP_BYTES, RowGroups
from broadsheet.dataset.durable import HashedFile
from broadsheet.dataset.encoding import writer_options
from broadsheet.dataset.manifest import DataFile
from broadsheet.errors import reported

PART_BYTES = 512 * 1024 * 1024
"""Uncompressed bytes of rows at which a part is complete."""


@frozen
class PartOptions:
    """What decides the bytes of parts besides the rows; sizes are uncompressed bytes of rows."""

    content_defined_chunking: bool = False
    row_group_bytes: int = ROW_GROUP_BYTES
    part_bytes: int = PART_BYTES

    def for_parquet(self, schema: pa.Schema, rows: int) -> dict[str, Any]:
        """Return what `pyarrow.parquet.ParquetWriter` is called with, for a table with this many rows a row group."""
        return writer_options(schema, rows, content_defined_chunking=self.content_defined_chunking)


def part_path(table: str, number: int) -> str:
    """Return a part's path inside the dataset; numbers count from 0."""
    return f"{table}/part-{number:05d}.parquet"


def write_empty_part(folder: Path, table: str, schema: pa.Schema, options: PartOptions) -> DataFile:
    """Write a table's first part without a row in it: globs over a dataset's tables need a file to match."""
    path = part_path(table, 0)
    with reported("write", folder / path):
        return _Part.create(folder, path, table, schema, options.for_parquet(schema, 0)).finish()


@define
class PartWriter:
    """Writes the parts of several tables below one folder. Holds at most an unfinished row group of each.

    `schemas` names the tables and the Arrow schema of each; batches must have exactly its columns.
    Raises `InputOutputError` when a file cannot be written; what was written by then stays, unfinished and unlisted.
    """

    folder: Path
    schemas: Mapping[str, pa.Schema]
    options: PartOptions = PartOptions()
    _tables: dict[str, _TableWriter] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tables = {
            table: _TableWriter(self.folder, table, schema, self.options) for table, schema in self.schemas.items()
        }

    def write(self, table: str, batch: pa.RecordBatch) -> None:
        """Append rows to a table. Raises `ValueError` when the batch has other columns than the table."""
        self._tables[table].write(batch)

    def close(self) -> None:
        """Write the last row groups and wait until the disk holds every part."""
        try:
            for table in self._tables.values():
                table.close()
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Close the parts as they are, unfinished."""
        for table in self._tables.values():
            table.abandon()

    @property
    def files(self) -> tuple[DataFile, ...]:
        """The finished parts, table by table, in order; complete after `close`."""
        return tuple(part for table in self._tables.values() for part in table.files)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()


@define
class _TableWriter:
    """The parts of one table."""

    folder: Path
    table: str
    schema: pa.Schema
    options: PartOptions
    files: list[DataFile] = field(factory=list, init=False)
    _groups: RowGroups = field(init=False)
    _part: _Part | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._groups = RowGroups(self.options.row_group_bytes)

    def write(self, batch: pa.RecordBatch) -> None:
        if not batch.schema.equals(self.schema):
            raise ValueError(f"table {self.table}: a batch has the columns {batch.schema}, not {self.schema}")
        for group, weight in self._groups.add(batch):
            self._append(group, weight)

    def close(self) -> None:
        for group, weight in self._groups.rest():
            self._append(group, weight)
        self._end_part()

    def abandon(self) -> None:
        if self._part is not None:
            self._part.abandon()
            self._part = None

    def _append(self, group: pa.RecordBatch, weight: int) -> None:
        path = part_path(self.table, len(self.files))
        with reported("write", self.folder / path):
            if self._part is None:
                options = self.options.for_parquet(self.schema, len(group))
                self._part = _Part.create(self.folder, path, self.table, self.schema, options)
            self._part.append(group, weight)
        if self._part.weight >= self.options.part_bytes:
            self._end_part()

    def _end_part(self) -> None:
        if self._part is None:
            return
        with reported("write", self.folder / self._part.path):
            self.files.append(self._part.finish())
        self._part = None


@define
class _Part:
    """One Parquet file that is being written."""

    table: str
    path: str
    rows: int
    weight: int
    _sink: HashedFile
    _writer: pq.ParquetWriter

    @classmethod
    def create(cls, folder: Path, path: str, table: str, schema: pa.Schema, options: Mapping[str, Any]) -> _Part:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        sink = HashedFile(target)
        try:
            writer = pq.ParquetWriter(sink, schema, **options)
        except BaseException:
            sink.close()
            raise
        return cls(table, path, 0, 0, sink, writer)

    def append(self, group: pa.RecordBatch, weight: int) -> None:
        """Write one row group."""
        with self._abandoned_on_error():
            self._writer.write_batch(group, row_group_size=len(group))
        self.rows += len(group)
        self.weight += weight

    def finish(self) -> DataFile:
        """Write the footer and wait until the disk holds the file."""
        with self._abandoned_on_error():
            self._writer.close()
            digest = self._sink.finish()
        return DataFile(table=self.table, path=self.path, rows=self.rows, bytes=self._sink.bytes, sha256=digest)

    def abandon(self) -> None:
        """Close the file as it is; without this the Parquet writer would try to end it once more when it is freed."""
        self._writer.is_open = False
        self._sink.close()

    @contextmanager
    def _abandoned_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.abandon()
            raise
