"""Commands that run in the process of the tests leave their workers to the next one: most of a worker is its start."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

from broadsheet.driver import conversion
from broadsheet.executors import launch, local
from broadsheet.executors.engine import Folder, Result, Watch, unwatched
from broadsheet.executors.process import Worker
from broadsheet.tasks import Task

_WAITING: defaultdict[str, list[Worker]] = defaultdict(list)
"""Idle workers, by the folder that they were started in, where they look for files."""


class _Lasting(local.Local):
    """Worker processes on this machine that outlive the run, but for those that it stopped in their work."""

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        """Convert shards; see `Engine.run`."""
        self.first = None
        self.idle += _WAITING.pop(os.getcwd(), [])  # noqa: PTH109 - a key
        return super().run(tasks, folder, watch)

    def close(self) -> None:
        """Let the idle workers wait, and end the others."""
        _WAITING[os.getcwd()] += self.idle  # noqa: PTH109 - as above
        self.idle = []
        super().close()


class _Nobody:
    """Stands for the worker that a command starts before it is loaded itself."""

    def close(self) -> None:
        """Do nothing: nobody was started."""


@pytest.fixture(scope="package", autouse=True)
def workers_last() -> Iterator[None]:
    """Keep workers between the runs of these tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local, "Local", _Lasting)
        patched.setattr(conversion, "Local", _Lasting)
        patched.setattr(launch, "launch", _Nobody)
        yield
    for workers in _WAITING.values():
        for worker in workers:
            worker.kill()
    _WAITING.clear()
