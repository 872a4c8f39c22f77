"""Putting a finished dataset into an object store, where no rename makes many files appear at once.

A part's name holds the beginning of its digest (`articles/part-00000-5f3a...parquet`), so no attempt ever writes over a
part of another dataset, and one that is made again finds what the last one has put. `manifest.json` comes last: it is
the dataset, and `open_dataset` reads only what it lists. Until then whoever opens the URI finds what was there before.
Parts that a replaced manifest lists are deleted after it; those of attempts that failed stay, and nobody reads them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
from attrs import evolve, frozen
from pyarrow import fs

from broadsheet.dataset import card
from broadsheet.dataset.manifest import MANIFEST, DataFile, Manifest
from broadsheet.dataset.strict import from_json, to_json
from broadsheet.errors import InputOutputError, UserError, reported
from broadsheet.stores import address_errors, filesystem, remote_errors
from broadsheet_schema.records import TABLES

_DIGITS = 16
_BLOCK = 8 << 20
_OWN_NAMES = frozenset({*TABLES, "schema", "README.md", "croissant.json", "datapackage.json", MANIFEST})


@frozen(eq=False)
class Store:
    """A place in an object store where a dataset is, or shall be."""

    uri: str
    system: fs.FileSystem
    root: str

    @classmethod
    def at(cls, uri: str) -> Store:
        """Return the place that a URI names. Raises `UserError` for one that cannot hold a dataset."""
        if uri.startswith("file:") or not uri.partition("://")[2].partition("/")[2].strip("/"):
            raise UserError(f"{uri} cannot be a dataset: choose a place inside a bucket, such as s3://bucket/news.")
        uri = uri.rstrip("/")
        system, root = filesystem(uri)
        return cls(uri, system, root.rstrip("/"))

    @property
    def scratch(self) -> Path:
        """The local folder in which the dataset is made before it is put; the same one for every run to this URI."""
        name = f"broadsheet-{os.getuid()}-{hashlib.sha256(self.uri.encode()).hexdigest()[:_DIGITS]}"
        return Path(tempfile.gettempdir()) / name

    def make_scratch(self) -> Path:
        """Make the local folder, which must be nobody else's."""
        folder = self.scratch
        with reported("create", folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            raise InputOutputError(f"{folder} belongs to somebody else; set TMPDIR to a folder of your own.")
        return folder

    def manifest(self) -> bytes | None:
        """Return the manifest that is there; None where there is none."""
        with address_errors(f"cannot read {self.uri}"), remote_errors("read", f"{self.uri}/{MANIFEST}"):
            if self.system.get_file_info(f"{self.root}/{MANIFEST}").type != fs.FileType.File:
                return None
            with self.system.open_input_stream(f"{self.root}/{MANIFEST}") as stream:
                return bytes(stream.read())

    def check_replaceable(self, before: bytes | None, *, overwrite: bool) -> None:
        """Raise `UserError` unless nothing is lost by putting a dataset here, or what is lost is a dataset and may be.

        `before` is the manifest that is here.
        """
        if before is None:
            with remote_errors("list", self.uri):
                there = self.system.get_file_info(fs.FileSelector(self.root, allow_not_found=True))
            if other := sorted({info.base_name for info in there} - _OWN_NAMES - {""}):
                raise UserError(f"{self.uri} holds {other[0]}, which is no part of a dataset. Choose another place.")
            return
        if self.read(before) is None:
            raise UserError(f"{self.uri} is there and is no Broadsheet dataset. Choose another place.")
        if not overwrite:
            raise UserError(f"{self.uri} is a dataset already. Replace it with --overwrite, or choose another place.")

    def read(self, content: bytes | None) -> Manifest | None:
        """Return what a manifest says; None where there is none, or none that this release can read."""
        with suppress(InputOutputError):
            return None if content is None else from_json(Manifest, content, f"{self.uri}/{MANIFEST}")
        return None

    def put(self, folder: Path, manifest: Manifest, before: bytes | None) -> Manifest:
        """Put the finished dataset in a local folder here.

        Args:
            folder: the dataset.
            manifest: its manifest.
            before: the manifest that is to be replaced; if another one is there in the end, its run keeps the place.

        Returns:
            The manifest as it was put: with the names that the parts have here.

        Raises:
            InputOutputError: the store failed, or another run was faster; what was there before is still there.
        """
        files = tuple(evolve(file, path=_named(file)) for file in manifest.files)
        for file, named in zip(manifest.files, files, strict=True):
            self._put_file(folder / file.path, named)
        put = evolve(manifest, files=files)
        for path, content in card.files(put).items():
            self._write(path, content)
        if self.manifest() != before:
            raise InputOutputError(f"another run has written {self.uri} meanwhile; choose another place for this one.")
        self._write(MANIFEST, to_json(put))
        if replaced := self.read(before):
            self._delete({file.path for file in replaced.files} - {file.path for file in files})
        return put

    def _put_file(self, source: Path, named: DataFile) -> None:
        where = f"{self.root}/{named.path}"
        with remote_errors("write", f"{self.uri}/{named.path}"):
            if self.system.get_file_info(where).size == named.bytes:
                return  # an earlier attempt got that far; the name says that the content is the same
            with source.open("rb") as content, self._output(where) as stream:
                while block := content.read(_BLOCK):
                    stream.write(block)
            size = self.system.get_file_info(where).size
        if size != named.bytes:
            message = f"cannot write {self.uri}/{named.path}: the store holds {size} of its {named.bytes} bytes"
            raise InputOutputError(message)

    def _write(self, path: str, content: bytes) -> None:
        with remote_errors("write", f"{self.uri}/{path}"), self._output(f"{self.root}/{path}") as stream:
            stream.write(content)

    def _output(self, where: str) -> pa.NativeFile:
        if self.system.type_name not in {"s3", "gcs", "abfs"}:  # which have no folders
            self.system.create_dir(where.rpartition("/")[0], recursive=True)
        return self.system.open_output_stream(where)

    def _delete(self, paths: set[str]) -> None:
        for path in sorted(paths):
            with suppress(OSError, pa.ArrowException):  # what stays costs space, and no reader opens it
                self.system.delete_file(f"{self.root}/{path}")


def _named(file: DataFile) -> str:
    return f"{file.path.removesuffix('.parquet')}-{file.sha256[:_DIGITS]}.parquet"
