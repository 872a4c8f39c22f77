"""A worker process, as seen from the process that started it."""

from __future__ import annotations

import math
import shutil
import signal
import subprocess
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import attrs

from broadsheet.documents import BATCH_BYTES
from broadsheet.executors.engine import Advance, Folder, Result, Watch
from broadsheet.executors.launch import launch
from broadsheet.executors.trial import Death, Failure, Trial
from broadsheet.readers.shard import SourceFile
from broadsheet.tasks import Outcome, Step


@attrs.define(eq=False)
class Worker:
    """One process, which converts one shard after another."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    trial: Trial | None = None
    place: Path = Path()
    step: Step | None = None
    file: SourceFile | None = None
    """The last one of the shard that it has or had."""
    deadline: float = math.inf
    """When the documents that are being parsed have taken too long, in the seconds of `time.monotonic`."""
    passed: Advance = attrs.field(factory=Advance)

    @classmethod
    def start(cls) -> Worker:
        """Start a process."""
        return cls(*launch())

    def begin(self, trial: Trial, folder: Folder) -> None:
        """Let it make an attempt."""
        self.trial, self.step, self.deadline, self.passed = trial, None, math.inf, Advance()
        self.place = folder(trial.task.shard.index)
        self.file = trial.task.shard.files[-1]
        self._send((trial.task, self.place))

    def receive(self, watch: Watch) -> Result | None:
        """Take what it has sent; return the result of the attempt if that was it.

        Raises:
            Died: it will send nothing more.
            BroadsheetError: what the attempt raised.
        """
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                if isinstance(message, Step):
                    self._note(message, watch)
                    continue
                assert self.trial is not None  # noqa: S101 - it answers to what it was sent
                if isinstance(message, Outcome):
                    trial, self.trial = self.trial, None
                    return trial.task, self.place, message
                self._failed(message)
        except (EOFError, OSError):
            raise Died(Death("crashed", _ending(self.process.wait()))) from None
        return None

    def lost(self, watch: Watch) -> None:
        """Undo what the attempt has done so far, after the process died."""
        watch(-self.passed)
        shutil.rmtree(self.place, ignore_errors=True)

    def kill(self) -> None:
        """End the process, whatever it is at, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()

    def _note(self, step: Step, watch: Watch) -> None:
        self.step, self.deadline = step, math.inf
        assert self.trial is not None  # noqa: S101 - as above
        if step.action == "parsing":
            self.deadline = time.monotonic() + allowed(self.trial, step)
        elif step.action == "writing":
            more = Advance(step.stop - step.first, step.rejects, step.content_bytes)
            self.passed += more
            watch(more)

    def _failed(self, failure: Failure) -> None:
        if failure.error is not None:
            raise failure.error
        parsing = self.step is not None and self.step.action == "parsing"
        if not parsing and "memory" not in failure.reason:
            raise RuntimeError(failure.trace)  # a defect that no document explains
        raise Died(Death("crashed", failure.reason))

    def _send(self, message: Any) -> None:  # noqa: ANN401 - whatever can be pickled
        try:
            self.pipe.send(message)
        except OSError:  # it died; `receive` will say so
            return


class Died(Exception):  # noqa: N818 - what happened, and no error yet
    """A worker ended before its attempt did."""

    def __init__(self, death: Death) -> None:
        super().__init__(death)
        self.death = death


def allowed(trial: Trial, step: Step) -> float:
    """Return how many seconds parsing may take: the limit of one document, longer where there is more than a batch.

    No document can be blamed for what takes long where each has its verdict already.
    """
    if all(number in trial.task.rejects for number in range(step.first, step.stop)):
        return math.inf
    return trial.task.settings.document_seconds * max(1, math.ceil(step.content_bytes / BATCH_BYTES))


def too_slow(trial: Trial, step: Step) -> Death:
    """Return the death of a worker that was killed for taking longer."""
    return Death("timeout", f"took longer than {allowed(trial, step):g} seconds")


def _ending(status: int) -> str:
    if status >= 0:
        return f"ended with exit code {status}"
    try:
        return f"was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"was killed by signal {-status}"
