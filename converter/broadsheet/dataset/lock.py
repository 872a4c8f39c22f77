"""One writer for each dataset: a lock that the kernel lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.errors import InputOutputError, reported


@contextmanager
def locked(path: Path, dataset: Path) -> Iterator[None]:
    """Hold the lock file at `path` during the block, and remove it afterwards.

    Raises `InputOutputError` at once when another process, alive, is writing this dataset.
    """
    with reported("create", path):
        handle = _acquire(path, dataset)
    try:
        yield
    finally:
        # In this order: whoever has opened the file before finds out in `_acquire` that it is not the file any more.
        path.unlink(missing_ok=True)
        # Workers forked meanwhile share the lock through their copies of the handle: unlocking frees it for them all.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _acquire(path: Path, dataset: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, handle):
                os.truncate(handle, 0)
                os.write(handle, f"{os.getpid()}\n".encode())
                return handle
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            os.close(handle)
            raise InputOutputError(
                f"another run (process {holder or 'unknown'}) is writing {dataset}. "
                "Wait for its end, or choose another folder."
            ) from None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_at(path: Path, handle: int) -> bool:
    """Whether the open file still has that name: its last holder may have removed it before we locked it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
