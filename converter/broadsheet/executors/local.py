"""Run tasks on this machine, in worker processes that may die.

Also with `--jobs 1` the work is done by a worker: nothing else survives a segmentation fault in a library or the
kernel's killing for want of memory, and only another process can end a document that hangs. Only workers import the
parser, the first of them while this process still loads what it needs itself and lists the inputs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait

import attrs

from broadsheet.executors.engine import Advance, Folder, Result, Watch, unwatched
from broadsheet.executors.launch import Launched
from broadsheet.executors.order import Order
from broadsheet.executors.process import Died, Worker, too_slow
from broadsheet.executors.trial import Trial
from broadsheet.tasks import Step, Task


@attrs.define(eq=False)
class Local:
    """Worker processes on this machine.

    Attributes:
        jobs: how many; they change nothing in the data.
        first: a worker that was started before.
    """

    jobs: int = 1
    first: Launched | None = None
    idle: list[Worker] = attrs.field(factory=list, init=False)
    busy: list[Worker] = attrs.field(factory=list, init=False)

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        """Convert shards; see `Engine.run`.

        Raises:
            InputOutputError: an input could not be read, a part not be written; or a worker died several times while
                it read or wrote.
        """
        again: deque[Trial] = deque()
        order = Order(iter(tasks))
        if not self.idle:
            # It imports what it needs while the first shard is still looked for.
            self.idle.append(Worker.start() if self.first is None else Worker(*self.first))
            self.first = None
        while True:
            self._assign(again, order, folder)
            if not self.busy:
                return
            for worker in self._ready():
                result = self._taken(worker, again, watch)
                if result is not None:
                    self._assign(again, order, folder)  # the caller may take its time
                    yield result

    def close(self) -> None:
        """End the workers: nothing that they write from here on would be used."""
        for worker in [*self.idle, *self.busy]:
            worker.kill()
        self.idle, self.busy = [], []

    def _assign(self, again: deque[Trial], order: Order, folder: Folder) -> None:
        while len(self.busy) < self.jobs:
            if again:
                trial = again.popleft()
            else:
                own = self.idle[-1].file if self.idle else None
                task = order.next(own, [worker.file for worker in self.busy])
                if task is None:
                    return
                trial = Trial(task)
            worker = self.idle.pop() if self.idle else Worker.start()
            self.busy.append(worker)
            worker.begin(trial, folder)

    def _ready(self) -> list[Worker]:
        """Wait until a worker has something to say or has taken too long."""
        soonest = min(worker.deadline for worker in self.busy)
        pipes = {worker.pipe: worker for worker in self.busy}
        seconds = max(0.0, soonest - time.monotonic())
        speaking = wait(list(pipes), min(seconds, _LONG))
        late = [worker for worker in self.busy if worker.deadline <= time.monotonic()]
        # What was sent in time counts, however late it is read.
        return [worker for pipe, worker in pipes.items() if pipe in speaking or worker in late]

    def _taken(self, worker: Worker, again: deque[Trial], watch: Watch) -> Result | None:
        """Take what a worker has sent, or take note of its end."""
        trial = worker.trial
        assert trial is not None  # noqa: S101 - it is busy
        try:
            result = worker.receive(watch)
            if result is not None:
                self.busy.remove(worker)
                self.idle.append(worker)
                return result
            if worker.deadline > time.monotonic():
                return None
            assert worker.step is not None  # noqa: S101 - a deadline is that of a step
            death = too_slow(trial, worker.step)
        except Died as end:
            death = end.death
        self.busy.remove(worker)
        worker.kill()
        worker.lost(watch)
        trial.failed(worker.step, death)
        again.append(trial)
        return None


_LONG = 3600.0
"""Seconds; a wait without end would take no number."""


@attrs.define(eq=False)
class Here:
    """No worker at all: tasks run in this process, one after another, and what ends one ends it.

    For what only this process can read, its standard input, and for debuggers.
    """

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        """Convert shards; see `Engine.run`."""
        from broadsheet.convert_shard import convert_shard  # with the parser, which no other engine has here

        def report(step: Step) -> None:
            if step.action == "writing":
                watch(Advance(step.stop - step.first, step.rejects, step.content_bytes))

        for task in tasks:
            place = folder(task.shard.index)
            yield task, place, convert_shard(task, place, report)

    def close(self) -> None:
        """Do nothing: nothing was started."""
