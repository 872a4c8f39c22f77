"""Start the interpreter of a worker.

It is a new interpreter and no fork: a fork of a process with Arrow's threads may hang. It does not import the program
that asked for it, as `multiprocessing` would, so a script that calls `broadsheet.convert` needs no
`if __name__ == "__main__"`.

This module imports nothing of ours and nothing heavy, so that the command line can start the first worker before it has
loaded what it needs itself: both then load side by side.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NamedTuple

_START = """
import sys
from multiprocessing.connection import Connection
pipe = Connection(int(sys.argv[1]))
sys.path[:] = pipe.recv()
from broadsheet.lean import one_thread, without_pandas
without_pandas()
one_thread()
from broadsheet.executors.worker import serve
serve(pipe, int(sys.argv[2]))
"""

KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20)}
"""For GNU's C library: use the memory of one batch again for the next one, which needs about as much. Else each column
is mapped and unmapped, and the kernel clears the same pages over and over.
"""


class Launched(NamedTuple):
    """A worker's process, and the pipe to it."""

    process: subprocess.Popen[bytes]
    pipe: Connection

    def close(self) -> None:
        """End the process, whatever it is at, and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()


def launch() -> Launched:
    """Start a process that waits for tasks.

    It inherits a mask for Ctrl-C, which the terminal sends to it too: to end is for this process to decide.
    """
    ours, theirs = Pipe()
    words = [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(os.getpid())]
    quiet = subprocess.DEVNULL
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter
            words,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            pass_fds=[theirs.fileno()],
            env=KEEP_MEMORY | os.environ,
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    theirs.close()
    with suppress(OSError):  # it died; who gives it a task will hear of it
        ours.send(sys.path)
    return Launched(process, ours)
