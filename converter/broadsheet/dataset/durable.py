"""Files that are wholly there or not at all, also after the power went."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from attrs import define, field

from broadsheet.errors import reported


def write_file(path: Path, content: bytes) -> None:
    """Write a small file in one step: a reader sees the old content, or all of the new.

    Raises `InputOutputError` when it cannot be written; what stood there before is then still there.
    """
    draft = path.with_name(f"{path.name}.draft")
    with reported("write", path):
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: what was created, renamed and removed there."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@define
class HashedFile:
    """A new file that takes its own SHA-256 while it is written, so that nothing has to be read again for it.

    It offers what Arrow asks of an output stream. `FileExistsError` when the path is taken.
    """

    path: Path
    bytes: int = field(default=0, init=False)
    _hash: hashlib._Hash = field(factory=hashlib.sha256, init=False)
    _file: BinaryIO = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._file = self.path.open("xb", buffering=0)

    def write(self, data: memoryview) -> int:
        """Append bytes; Arrow hands over a page, or a header, at a time."""
        view = memoryview(data).cast("B")
        self._hash.update(view)
        written = 0
        while written < len(view):  # an unbuffered write may stop early
            written += self._file.write(view[written:])
        self.bytes += written
        return written

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.bytes

    def flush(self) -> None:
        """Do nothing: no byte is held back."""

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
        return self._file.closed

    def close(self) -> None:
        """Close the file without waiting for the disk."""
        self._file.close()

    def finish(self) -> str:
        """Wait until the disk holds the file, close it and return its SHA-256 in hex."""
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()
