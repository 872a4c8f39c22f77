"""Reading ranges of a file that can only be read from its beginning, without beginning again for each range.

A shard of a compressed file begins somewhere in the decompressed bytes, so whoever reads it has to decompress all that
lies before. A worker that is given shard after shard of one file would do so each time; the place where it stopped is
kept open instead. What is read does not depend on it: a new worker comes to the same place by passing over the rest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Protocol, TypeVar

from broadsheet.readers.shard import SourceFile

KEPT = 4
"""How many files may stay open between two shards."""


class Spanning(Protocol):
    """A piece of a file that knows where it lies in the decompressed bytes."""

    @property
    def offset(self) -> int:
        """Of its first byte."""

    @property
    def stop(self) -> int:
        """Behind its last byte."""


Piece = TypeVar("Piece", bound=Spanning)

# By process: a forked child shares the file offsets of its parent's open files and must not read them.
_kept: dict[tuple[object, ...], tuple[int, tuple[Any, ...], Iterator[Any]]] = {}


def overlapping(
    file: SourceFile, context: object, start: int, stop: int | None, pieces: Callable[[], Iterator[Piece]]
) -> Iterator[Piece]:
    """Yield the pieces of a file that overlap a range of its decompressed bytes.

    Args:
        file: The file, as the key under which its open reading is kept.
        context: Whatever else the pieces depend on; hashable.
        start: Offset of the first byte of the range.
        stop: Offset behind the range; None for the end of the file.
        pieces: Begins to read the file and yields its pieces in order.
    """
    key = (os.getpid(), file, context)
    reached, waiting, reading = _kept.pop(key, (0, (), None))
    if reading is None or reached > start:
        waiting, reading = (), pieces()
    # Not a generator: to close one would close what it delegates to, and that is to be read on.
    for piece in chain(waiting, reading):
        if piece.offset < start and piece.stop <= start:
            continue
        if stop is not None and piece.offset >= stop:
            _keep(key, stop, (piece,), reading)
            return
        yield piece
        if stop is not None and piece.stop > stop:
            _keep(key, stop, (piece,), reading)
            return


def _keep(key: tuple[object, ...], reached: int, waiting: tuple[Any, ...], reading: Iterator[Any]) -> None:
    _kept[key] = (reached, waiting, reading)
    while len(_kept) > KEPT:
        del _kept[next(iter(_kept))]
