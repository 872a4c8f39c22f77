"""Which worker gets which shard, where several lie in one file.

A compressed file can only be read from its beginning, so a worker that is given one shard out of its middle has to
decompress all that lies before. Each worker therefore goes on with the file that it has open (`readers.cursor` keeps
its place), and begins with one that no other is reading. Only when nothing else is left do several share a file. What
each shard gives is the same whoever converts it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

import attrs

from broadsheet.readers.shard import SourceFile
from broadsheet.tasks import Task

AHEAD = 64
"""At most so many tasks are looked through; each holds the names of its files, up to `shards.SHARD_FILES`."""


@attrs.define(eq=False)
class Order:
    """Tasks that no worker has yet.

    Attributes:
        source: gives them, in the order of the shards; asked for no more than it takes to find a fitting one.
    """

    source: Iterator[Task]
    _waiting: list[Task] = attrs.field(factory=list, init=False)

    def next(self, own: SourceFile | None, others: Container[SourceFile | None]) -> Task | None:
        """Take a task; None when there are no more.

        Args:
            own: the file that a worker has stopped in, if it has.
            others: those that other workers are reading.
        """
        for place, task in enumerate(self._waiting):
            if _first(task) == own:
                return self._waiting.pop(place)
        place = 0
        while place < AHEAD and (place < len(self._waiting) or self._more()):
            if _first(self._waiting[place]) not in others:
                return self._waiting.pop(place)
            place += 1
        return self._waiting.pop(0) if self._waiting else None

    def _more(self) -> bool:
        task = next(self.source, None)
        if task is not None:
            self._waiting.append(task)
        return task is not None


def _first(task: Task) -> SourceFile:
    return task.shard.files[0]
