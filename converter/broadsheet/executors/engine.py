"""What the driver asks of an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import attrs

from broadsheet.tasks import Outcome, Task

Folder = Callable[[int], Path]
"""Gives a new empty folder for an attempt at the shard of that number."""

Result = tuple[Task, Path, Outcome]
"""A task that is done, the folder that holds its parts, and what it gave."""


@attrs.frozen
class Advance:
    """How much further a run has come; less than nothing when an attempt is lost and its shard begins anew."""

    documents: int = 0
    rejects: int = 0
    content_bytes: int = 0

    def __neg__(self) -> Advance:
        return Advance(-self.documents, -self.rejects, -self.content_bytes)

    def __add__(self, other: Advance) -> Advance:
        return Advance(
            self.documents + other.documents, self.rejects + other.rejects, self.content_bytes + other.content_bytes
        )


Watch = Callable[[Advance], None]


def unwatched(_: Advance) -> None:
    """Tell nobody."""


class Engine(Protocol):
    """Runs tasks. Between two runs it may keep what was costly to start; `close` ends that."""

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        """Convert shards and yield each as it is finished, in any order.

        Args:
            tasks: taken one by one where the engine can, no more of them ahead than it needs.
            folder: gives folders for attempts; it may be called in another process, on another machine.
            watch: is told of progress.

        Raises:
            InputOutputError: an input could not be read, a part not be written, or a shard not be converted.
        """

    def close(self) -> None:
        """End what was started, whatever it is at."""
