"""The inside of a worker process: takes tasks from a pipe, sends steps and outcomes back.

It ends with the process that started it: at once where Linux sees to that, else as soon as its pipe is closed.

What parsing needs is loaded with the first page that needs it, which no document may be blamed for: a worker that may
find a document guilty of taking too long reads `PAGE` before it begins.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import attrs
import pyarrow as pa

from broadsheet.convert_shard import convert_shard
from broadsheet.documents import one_document
from broadsheet.errors import BroadsheetError
from broadsheet.executors.trial import Failure
from broadsheet.tasks import Outcome, Report, Task

Job = tuple[Task, Path]

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>

PAGE = """
Ferry leaves on time
By Nora Whitcombe
3 March 2015, 09:40
The first boat of the day left the quay at seven sharp, to the surprise of everybody who was not on it.
Captain Swantje Moll on Tuesday. Photo: Mina Duarte
The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch.
2 comments
Tidewatcher, 3 March 2015, 10:12
Nineteen years I have run for that boat, and now this.
Pauline, 3 March 2015, 11:02
There is another one at eight.
"""
"""A page with something for each step of the learned labeller."""


def serve(pipe: Connection, parent: int) -> None:
    """Convert shards until the pipe is closed."""
    _die_with(parent)
    # Arrow's own pool takes memory in huge pages, which are cleared whole, and gives it back late. With that of the C
    # library a worker holds a third less, and a small batch costs less time.
    pa.set_memory_pool(pa.system_memory_pool())
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    Thread(target=_receive, args=(pipe, jobs), daemon=True).start()
    while True:
        task, folder = jobs.get()
        answer = attempt(task, folder, pipe.send)
        pipe.send(answer)
        if isinstance(answer, Failure):
            return  # what an exception, of memory above all, left behind is not built on


def attempt(task: Task, folder: Path, report: Report) -> Outcome | Failure:
    """Convert a shard; whatever goes wrong comes back as a value."""
    try:
        if task.timed:
            _load(task)
        return convert_shard(task, folder, report)
    except BroadsheetError as error:
        return Failure(error, "", "")
    except MemoryError:
        return Failure(None, "ran out of memory", traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - a defect of ours costs one document, not the run
        return Failure(None, f"failed with {type(error).__name__}", traceback.format_exc())


def _load(task: Task) -> None:
    """Load what parsing needs; no step is reported yet, so nobody looks at the clock."""
    attrs.evolve(task.settings, min_confidence=0.0).parser().read(one_document(PAGE, doc_id="page"))


def _receive(pipe: Connection, jobs: queue.SimpleQueue[Job]) -> None:
    """Pass jobs on; ends the process with the pipe, also in the middle of a job, which nobody waits for any more."""
    try:
        while True:
            jobs.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before it could be watched
        os._exit(0)
