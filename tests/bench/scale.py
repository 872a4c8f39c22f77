"""Many pages on two workers: how fast, in how much memory of all processes, what a second one and a resume are worth.

Beside it, what reading WET costs: our reader alone against fastwarc, which only iterates over the records.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from broadsheet.executors.launch import KEEP_MEMORY
from tests.bench.measure import RunFailedError, Usage, alternate, run
from tests.bench.table import Row
from tests.bench.trial import Bench, Dump

CONTAINERS = (".jsonl.zst", ".warc.wet.gz")
_PAGES_A_FILE = 100_000
_ROUNDS = 3
_INTERVAL = 0.2
"""Seconds between two looks at the memory of all processes."""


class Load(NamedTuple):
    """One run: seconds on the wall and of all processors, and the most bytes that all its processes held at once."""

    wall: float
    cpu: float
    peak: int


class Scale(NamedTuple):
    """What converting the pages in one container cost; `stopped` and `resumed` are the two halves of a killed run."""

    container: str
    pages: int
    text_bytes: int
    one: Load
    two: Load
    stopped: float
    resumed: float

    def row(self) -> Row:
        """Return the figures for a table, which names the container before them."""
        return {
            "pages": self.pages,
            "text MB": round(self.text_bytes / 1e6),
            "docs/s": round(self.pages / self.two.wall),
            "MB/s": round(self.text_bytes / 1e6 / self.two.wall, 1),
            "peak MB of all": round(self.two.peak / 1e6),
            "1 worker s": round(self.one.wall, 1),
            "2 workers s": round(self.two.wall, 1),
            "speed-up": round(self.one.wall / self.two.wall, 2),
            "killed and resumed s": round(self.stopped + self.resumed, 1),
            "resume costs %": round(100 * ((self.stopped + self.resumed) / self.two.wall - 1), 1),
        }


class Reading(NamedTuple):
    """CPU-seconds over the WET files, start-up taken off: fastwarc iterating, our reader, our whole conversion."""

    pages: int
    fastwarc: float
    reader: float
    convert: float

    def row(self) -> Row:
        """Return the figures for a table."""
        allowed = 1.3 * self.fastwarc + self.convert - self.reader
        return {
            "pages": self.pages,
            "fastwarc s": round(self.fastwarc, 2),
            "reader s": round(self.reader, 2),
            "reader / fastwarc": round(self.reader / self.fastwarc, 2) if self.fastwarc > 0 else None,
            "convert s": round(self.convert, 2),
            "1.3 fastwarc + conversion s": round(allowed, 2),
        }


def dumps(bench: Bench, pages: int) -> list[Dump]:
    """Return files that hold so many pages together, made side by side."""
    sizes = [min(_PAGES_A_FILE, pages - begin) for begin in range(0, pages, _PAGES_A_FILE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda place: bench._replace(seed=bench.seed + place[0]).dump(place[1]), enumerate(sizes)))


def scale(bench: Bench, pages: int) -> Scale:
    """Convert with one worker, with two, and once more with two, killed half-way and resumed."""
    made = dumps(bench, pages)
    inputs = [str(dump.path) for dump in made]
    bench.say(f"converting {pages:,} pages in {len(made)} files {bench.suffix}")
    one, two = (watched(_convert(bench, inputs, jobs)) for jobs in (1, 2))
    words = _convert(bench, inputs, 2)
    stopped = watched(words, two.wall / 2).wall
    resumed = watched([*words, "--resume"]).wall
    lost = pages - sum(bench.rows().get(table, 0) for table in ("articles", "rejects"))
    if lost:
        raise RunFailedError(f"of {pages:,} pages {lost:,} are neither articles nor rejects")
    return Scale(bench.suffix, pages, sum(dump.text_bytes for dump in made), one, two, stopped, resumed)


def reading(bench: Bench, pages: int) -> Reading:
    """Measure what reading WET costs: medians of rounds in which fastwarc and our reader take turns."""
    one, many = [str(bench.dump(1).path)], [str(dump.path) for dump in dumps(bench, pages)]
    bench.say(f"reading {pages:,} pages as WET, {_ROUNDS} times")

    def read(what: str, paths: Sequence[str]) -> Usage:
        # Memory is treated as in a worker, which is where the reader is at work.
        return run([sys.executable, "-m", "tests.bench.reading", what, *paths], **KEEP_MEMORY)

    runs = [partial(read, what, paths) for what in ("fastwarc", "reader") for paths in (one, many)]
    start, fastwarc, start_reader, reader = (
        median(usage.cpu for usage in usages) for usages in alternate(runs, _ROUNDS)
    )
    converted = run(_convert(bench, many, 1)).cpu - run(_convert(bench, one, 1)).cpu
    return Reading(pages, fastwarc - start, reader - start_reader, converted)


def _convert(bench: Bench, inputs: Sequence[str], jobs: int) -> list[str]:
    out = bench.folder / "dataset"
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(out.with_name(f".{out.name}.partial"), ignore_errors=True)
    broadsheet = str(Path(sys.executable).with_name("broadsheet"))
    return [broadsheet, "convert", *inputs, "--out", str(out), "--jobs", str(jobs)]


def watched(words: Sequence[str], kill_after: float = float("inf")) -> Load:
    """Run a command to its end, or kill it after so many seconds. Raises `RunFailedError` when it fails by itself."""
    begun, peak = time.perf_counter(), 0
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        spent: Callable[[], float] = lambda: time.perf_counter() - begun  # noqa: E731 - said four times
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            peak = max(peak, sum(map(_held, _family(process.pid))))
            if spent() > kill_after:
                process.kill()
            time.sleep(_INTERVAL)
        wall, process.returncode = spent(), os.waitstatus_to_exitcode(status)
        said = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode and spent() < kill_after:
        raise RunFailedError(f"exit code {process.returncode} of: {' '.join(words)}\n{said[-2_000:]}")
    return Load(wall, usage.ru_utime + usage.ru_stime, peak)


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that it started, as far as they live."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _held(pid: int) -> int:
    """Return the bytes that a process holds; what several share is counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
