"""Run tasks on this machine: one after another, or in worker processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from pathlib import Path

import attrs

from broadsheet.convert_shard import Outcome, Task, convert_shard
from broadsheet.errors import InputOutputError

Folder = Callable[[int], Path]


def run(tasks: Iterable[Task], folder: Folder, jobs: int) -> Iterator[tuple[Task, Path, Outcome]]:
    """Convert shards and yield each as it is finished, in any order.

    Args:
        tasks: taken one by one, no more of them ahead than workers need.
        folder: gives an empty folder for an attempt at a shard.
        jobs: how many worker processes; with 1 the work is done in this process.

    Raises:
        InputOutputError: an input could not be read, a part not be written, or a worker died.
    """
    if jobs == 1:
        for task in tasks:
            place = folder(task.shard.index)
            yield task, place, convert_shard(task, place)
        return
    # Workers are spawned: a fork of a process with Arrow's threads may hang.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        workers = _Workers(pool)
        try:
            yield from _spread(tasks, folder, workers, jobs)
        except BrokenProcessPool as error:
            message = (
                "a worker process died, perhaps for want of memory. What was finished is kept: run the same command "
                "again with --resume, and with fewer --jobs."
            )
            raise InputOutputError(message) from error
        except BaseException:
            workers.stop()
            raise


def _spread(
    tasks: Iterable[Task], folder: Folder, workers: _Workers, jobs: int
) -> Iterator[tuple[Task, Path, Outcome]]:
    running: dict[Future[Outcome], tuple[Task, Path]] = {}
    source = iter(tasks)
    while True:
        for task in source:
            place = folder(task.shard.index)
            running[workers.submit(task, place)] = (task, place)
            if len(running) > jobs:
                break
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task, place = running.pop(future)
            yield task, place, future.result()


@attrs.define
class _Workers:
    """The processes of a pool, which does not name them itself."""

    pool: ProcessPoolExecutor
    processes: set[BaseProcess] = attrs.field(factory=set, init=False)

    def submit(self, task: Task, place: Path) -> Future[Outcome]:
        """Start converting a shard.

        A worker that is started here inherits a mask for Ctrl-C, which the terminal sends to it too: to end is for the
        main process to decide.
        """
        before = set(multiprocessing.active_children())
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self.pool.submit(convert_shard, task, place)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self.processes |= set(multiprocessing.active_children()) - before

    def stop(self) -> None:
        """End the workers, whatever they are at: nothing that they write from here on would be used."""
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in self.processes:
            process.terminate()
