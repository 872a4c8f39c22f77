"""Reading a dataset: only what its manifest lists, so that a stray or unfinished file is never read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen
from pyarrow import fs

from broadsheet.dataset.commit import Places
from broadsheet.dataset.manifest import MANIFEST, DataFile, Manifest
from broadsheet.dataset.strict import from_json
from broadsheet.errors import InputOutputError, UserError, reported
from broadsheet.stores import address_errors, filesystem, is_remote
from broadsheet_schema.records import SCHEMA_VERSION

if TYPE_CHECKING:
    import pyarrow.dataset as pads


@frozen
class Dataset:
    """A dataset to read from. Made by `open_dataset`.

    `path` is where it lies on `filesystem`.
    """

    path: str
    manifest: Manifest
    filesystem: fs.FileSystem

    def table(self, name: str) -> pads.Dataset:
        """Return one table as a `pyarrow.dataset.Dataset`, which DuckDB, pandas and polars read lazily.

        Raises `UserError` when the dataset has no such table, `InputOutputError` when its first part cannot be read.
        """
        import pyarrow.dataset as pads  # as heavy as all else together, and writing needs none of it

        files = self.manifest.files_of(name)
        if not files:
            raise UserError(f"{self.path} has no table {name}; it has {', '.join(self.manifest.tables)}.")
        with reported("read", self.locate(files[0]), pa.ArrowException):
            return pads.dataset([self.locate(file) for file in files], format="parquet", filesystem=self.filesystem)

    def articles(self) -> pads.Dataset:
        """Return the table of articles."""
        return self.table("articles")

    def media(self) -> pads.Dataset:
        """Return the table of media."""
        return self.table("media")

    def comments(self) -> pads.Dataset:
        """Return the table of comments."""
        return self.table("comments")

    def batches(self, name: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield a table's rows in order, at most one row group at a time in memory.

        Raises `InputOutputError` when a part cannot be read.
        """
        for file in self.manifest.files_of(name):
            yield from self.part_batches(file, columns)

    def part_batches(self, file: DataFile, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one part, as `batches` does."""
        with reported("read", self.locate(file), pa.ArrowException), self.parquet(file) as part:
            for group in range(part.num_row_groups):
                yield from part.read_row_group(group, columns=columns, use_threads=False).to_batches()

    def parquet(self, file: DataFile) -> pq.ParquetFile:
        """Open one part; only its footer is read. Close it after use."""
        return pq.ParquetFile(self.locate(file), filesystem=self.filesystem, page_checksum_verification=True)

    def locate(self, file: DataFile) -> str:
        """Return where a part lies on the file system."""
        return f"{self.path}/{file.path}"


def open_dataset(path: str | Path) -> Dataset:
    """Open the dataset in a folder, or at a URI (`s3://`, `gs://`, `hdfs://`; others through fsspec).

    Raises `InputOutputError` when there is none, or none that this release can read, and `UserError` for what is no
    address.
    """
    system, root = _located(str(path))
    with address_errors(f"cannot open {path}"), reported("open", path, pa.ArrowException):
        kind = system.get_file_info(f"{root}/{MANIFEST}").type
        if kind != fs.FileType.File:
            raise InputOutputError(_why_missing(str(path)))
        with system.open_input_stream(f"{root}/{MANIFEST}") as stream:
            content = stream.read()
    manifest = from_json(Manifest, content, f"{root}/{MANIFEST}")
    if manifest.schema_version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise InputOutputError(
            f"{path} has schema version {manifest.schema_version}; this release reads version {SCHEMA_VERSION}."
        )
    return Dataset(root, manifest, system)


def _located(path: str) -> tuple[fs.FileSystem, str]:
    if not is_remote(path):
        return fs.LocalFileSystem(), str(Path(path).resolve())
    system, root = filesystem(path)
    return system, root.rstrip("/")


def _why_missing(path: str) -> str:
    if is_remote(path) or Path(path).is_dir():
        return f"{path} is no Broadsheet dataset: it has no {MANIFEST}."
    places = Places.of(Path(path))
    if places.replaced.exists():
        return (
            f"{path} was being replaced when its run was killed. Run the same `broadsheet convert` again with --resume "
            f"to complete that; the old dataset is in {places.replaced}."
        )
    if places.partial.exists():
        return f"{path} is not finished: run the same `broadsheet convert` again with --resume."
    if Path(path).exists():
        return f"{path} is a file and no Broadsheet dataset, which is a folder."
    return f"{path} does not exist."
