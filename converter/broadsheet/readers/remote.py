"""Files behind URIs: `s3://`, `gs://`, `hdfs://` through Arrow, every other scheme through fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from glob import has_magic
from typing import BinaryIO, cast

import pyarrow as pa
from pyarrow import fs

from broadsheet.errors import InputOutputError, UserError
from broadsheet.readers.shard import SourceFile

_ARROW_SCHEMES = ("s3", "gs", "gcs", "hdfs", "viewfs", "abfs", "abfss")


def is_remote(name: str) -> bool:
    """Return whether an input is named by a URI."""
    return "://" in name


@contextmanager
def open_remote(file: SourceFile) -> Iterator[BinaryIO]:
    """Open the file behind a URI for reading from anywhere."""
    system, path = filesystem(file.name)
    with remote_errors("read", file.name), system.open_input_file(path) as stream:
        if stream.size() != file.size:
            message = f"{file.name} has changed since this run began; run again when nobody writes to it"
            raise InputOutputError(message)
        yield cast("BinaryIO", stream)


@contextmanager
def remote_errors(action: str, uri: str) -> Iterator[None]:
    """Turn what Arrow and fsspec raise into an `InputOutputError`."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        message = f"cannot {action} {uri}: {reason[0]}"
        raise InputOutputError(message) from error


def filesystem(uri: str) -> tuple[fs.FileSystem, str]:
    """Return the file system that a URI names and the path in it.

    Raises:
        UserError: The scheme is unknown, or needs a package that is not installed.
    """
    scheme, _, rest = uri.partition("://")
    bucket, _, path = rest.partition("/")
    system, prefix = _filesystem(scheme, bucket)
    return system, f"{prefix}/{path}" if path else prefix


@cache
def _filesystem(scheme: str, bucket: str) -> tuple[fs.FileSystem, str]:
    root = f"{scheme}://{bucket}"
    if scheme in _ARROW_SCHEMES:
        with remote_errors("reach", root):
            return fs.FileSystem.from_uri(root)  # type: ignore[no-any-return]
    try:
        import fsspec
    except ImportError as error:
        message = f"reading {scheme}:// needs fsspec: install broadsheet[remote]"
        raise UserError(message) from error
    try:
        system, path = fsspec.core.url_to_fs(root)
    except (ValueError, ImportError) as error:
        message = f"cannot read {scheme}://: {error}"
        raise UserError(message) from error
    return fs.PyFileSystem(fs.FSSpecHandler(system)), path.rstrip("/")


def remote_files(uri: str) -> Iterator[SourceFile]:
    """Yield the file that a URI names, all files below it, or all that a pattern matches, sorted by URI.

    Raises:
        InputOutputError: There is nothing, or it cannot be listed.
    """
    parts = uri.split("/")
    fixed = next((at for at, part in enumerate(parts) if has_magic(part)), len(parts))
    system, path = filesystem("/".join(parts[:fixed]))
    with remote_errors("list", uri):
        info = system.get_file_info(path)
        below = fs.FileSelector(path, recursive=True)
        found = system.get_file_info(below) if info.type == fs.FileType.Directory else [info]
    scheme = uri.partition("://")[0]
    files = [
        SourceFile("", f"{scheme}://{item.path.lstrip('/')}", item.size, item.mtime_ns or 0)
        for item in found
        if item.type == fs.FileType.File
    ]
    matching = [file for file in files if fixed == len(parts) or _matches(file.name.split("/"), parts)]
    if not matching:
        message = f"the input {uri} does not exist, or holds no file"
        raise InputOutputError(message)
    yield from sorted(matching, key=lambda file: file.name)


def _matches(path: list[str], pattern: list[str]) -> bool:
    """Match a path as shells do: `*` within one part of it, `**` for any number of parts."""
    if not pattern or not path:
        return pattern in (path, ["**"])
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or _matches(path[1:], pattern)
    return fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
