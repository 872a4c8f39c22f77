"""Opening inputs: local files, standard input, and what lies behind a URI.

A file that is no longer what planning saw is an error, because its shards would not fit together. Nothing but a regular
file is ever read: a FIFO would block for ever and a device never ends.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

from broadsheet.errors import InputOutputError, reported
from broadsheet.readers.remote import open_remote
from broadsheet.readers.shard import STANDARD_INPUT, SourceFile


class InputFile(Protocol):
    """What readers of streams need of a file."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


class LocalFile(io.FileIO):
    """A regular local file, watched: `InputOutputError` when it is not what planning saw."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        with reported("open", file.path):
            # Without O_NONBLOCK, opening what has become a FIFO would wait for its writer.
            super().__init__(os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        self.check()

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes; at the end of the file, look once more whether it has changed."""
        with reported("read", self._file.path):
            data = super().read(-1 if size is None else size)
        if not data:
            self.check()
        return data or b""

    def check(self) -> None:
        """Raise `InputOutputError` if the file has changed since it was planned."""
        if _is_changed(self._file, os.fstat(self.fileno())):
            self.close()
            raise _changed(self._file)


def first_bytes(file: SourceFile, count: int) -> bytes:
    """Return the first bytes of a file; of a local one with little ado, because there can be a million."""
    if not file.root:
        with open_remote(file) as stream:
            return stream.read(count)
    return _local_bytes(file, count)


def all_bytes(file: SourceFile) -> bytes:
    """Return all bytes of a local file, watched as `LocalFile` is."""
    return _local_bytes(file, file.size + 1)


def _local_bytes(file: SourceFile, count: int) -> bytes:
    path = file.path
    with reported("read", path):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            data = os.read(descriptor, count)
            while len(data) < min(count, file.size) and (more := os.read(descriptor, count - len(data))):
                data += more
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    if _is_changed(file, status) or len(data) != min(count, file.size):
        raise _changed(file)
    return data


def _is_changed(file: SourceFile, now: os.stat_result) -> bool:
    same = stat.S_ISREG(now.st_mode) and now.st_size == file.size
    return not same or file.modified not in (0, now.st_mtime_ns)


def _changed(file: SourceFile) -> InputOutputError:
    return InputOutputError(f"{file.path} has changed since this run began; run again when nobody writes to it")


@contextmanager
def opened(file: SourceFile) -> Iterator[InputFile]:
    """Open an input for reading from its beginning."""
    if is_standard_input(file):
        yield sys.stdin.buffer
    else:
        with seekable(file) as stream:
            yield stream


@contextmanager
def seekable(file: SourceFile) -> Iterator[BinaryIO]:
    """Open an input that has an end and can be read from anywhere."""
    if not file.root:
        with open_remote(file) as stream:
            yield stream
        return
    local = LocalFile(file)
    try:
        yield local
    finally:
        local.close()


def is_standard_input(file: SourceFile) -> bool:
    """Return whether a file is `-`."""
    return file.name == STANDARD_INPUT and not file.root
