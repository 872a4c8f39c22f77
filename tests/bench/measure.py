"""What a child process costs: CPU-seconds and peak memory, as the kernel counts them.

Nothing here imports numpy or Arrow, on purpose: a child starts out as a copy of this process, and the kernel counts
what this process holds into the child's peak.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

ONE_THREAD = {"OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
"""Arrow takes the size of its pool for computing from OpenMP's variable."""


class Usage(NamedTuple):
    """Costs of one finished process with all its children.

    `cpu` is user and system seconds, `wall` seconds; `peak` is bytes, of whichever of these processes held most.
    """

    cpu: float
    wall: float
    peak: int


class RunFailedError(Exception):
    """A measured command did not succeed; the message holds what it printed."""


def run(command: Sequence[str], **variables: str) -> Usage:
    """Run a command to its end and return what it cost. Raises `RunFailedError` when its exit code is not 0.

    `variables` are added to its environment.
    """
    with tempfile.TemporaryFile() as printed:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=printed,
            env={**os.environ, **ONE_THREAD, **variables},
        )
        _, status, spent = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            said = printed.read()[-2_000:].decode(errors="replace").strip()
            raise RunFailedError(f"exit code {process.returncode} of: {' '.join(command)}\n{said}")
    # The kernel counts kilobytes.
    return Usage(spent.ru_utime + spent.ru_stime, wall, spent.ru_maxrss * 1024)


def alternate(runs: Sequence[Callable[[], Usage]], times: int) -> list[list[Usage]]:
    """Measure several things in turn, A B A B: what slows the machine for a while then slows all of them.

    Returns one list for each of the things, in the order of the rounds.
    """
    rounds = [[measured() for measured in runs] for _ in range(times)]
    return [list(usages) for usages in zip(*rounds, strict=True)]
