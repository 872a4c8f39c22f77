"""Dumps behind URIs, read where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from glob import has_magic
from typing import BinaryIO, cast

from pyarrow import fs

from broadsheet.errors import InputOutputError
from broadsheet.readers.shard import SourceFile
from broadsheet.stores import address_errors, filesystem, remote_errors


@contextmanager
def open_remote(file: SourceFile) -> Iterator[BinaryIO]:
    """Open the file behind a URI for reading from anywhere."""
    system, path = filesystem(file.name)
    with remote_errors("read", file.name), system.open_input_file(path) as stream:
        if stream.size() != file.size:
            message = f"{file.name} has changed since this run began; run again when nobody writes to it"
            raise InputOutputError(message)
        yield cast("BinaryIO", stream)


def remote_files(uri: str) -> Iterator[SourceFile]:
    """Yield the file that a URI names, all files below it, or all that a pattern matches, sorted by URI.

    Raises:
        UserError: It is no address that could be listed.
        InputOutputError: There is nothing, or it cannot be listed.
    """
    parts = uri.split("/")
    fixed = next((at for at, part in enumerate(parts) if has_magic(part)), len(parts))
    system, path = filesystem("/".join(parts[:fixed]))
    root = "/".join(parts[:3])
    _, prefix = filesystem(f"{root}/")
    with address_errors(f"cannot list {uri}"), remote_errors("list", uri):
        info = system.get_file_info(path)
        below = fs.FileSelector(path, recursive=True)
        found = system.get_file_info(below) if info.type == fs.FileType.Directory else [info]
    files = [
        SourceFile("", uri_of(item.path, root, prefix), item.size, item.mtime_ns or 0)
        for item in found
        if item.type == fs.FileType.File
    ]
    matching = [file for file in files if fixed == len(parts) or _matches(file.name.split("/"), parts)]
    if not matching:
        message = f"the input {uri} does not exist, or holds no file"
        raise InputOutputError(message)
    yield from sorted(matching, key=lambda file: file.name)


def uri_of(path: str, root: str, prefix: str) -> str:
    """Return the URI of a path in a store: some paths begin with what stands in the URI of its root, some do not.

    Args:
        path: as the store lists it.
        root: scheme and authority, `gs://anonymous@bucket` or `hdfs://host:8020`.
        prefix: the root's own path, `bucket` or `/`.
    """
    below = path.strip("/").removeprefix(prefix.strip("/")).lstrip("/")
    return f"{root}/{below}"


def _matches(path: list[str], pattern: list[str]) -> bool:
    """Match a path as shells do: `*` within one part of it, `**` for any number of parts."""
    if not pattern or not path:
        return pattern in (path, ["**"])
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or _matches(path[1:], pattern)
    return fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
