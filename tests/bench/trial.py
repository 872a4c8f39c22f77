"""One conversion beside the plain copy of the same container: made input, both commands, what came out."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.measure import Usage, alternate, run

CONVERT = shlex.quote(str(Path(sys.executable).with_name("broadsheet"))) + " convert {input} --out {out} --jobs {jobs}"
"""What is measured; `{input}`, `{out}` and `{jobs}` stand for the container, the dataset and the number of workers."""

_MANY_PAGES = 100_000
_MEASURABLE = 0.5
"""CPU-seconds of copying below which a single round says little beside the noise of start-up."""


class Dump(NamedTuple):
    """A made container, and the census of its pages."""

    path: Path
    pages: int
    text_bytes: int
    comments: int
    pictures: int
    zstd_ratio: float | None


class Speed(NamedTuple):
    """Medians over the rounds, in CPU-seconds; start-up is what one page costs, and is not in `copy` and `convert`.

    `least` and `most` are the extreme ratios of single rounds, None where copying takes too little time to tell.
    """

    dump: Dump
    rounds: int
    copy: float
    convert: float
    copy_start_up: float
    convert_start_up: float
    least: float | None
    most: float | None
    wall: float
    peak: int
    rows: dict[str, int]

    @property
    def ratio(self) -> float | None:
        """CPU-seconds of `convert` over those of the copy; None where start-up hid the one or the other."""
        return self.convert / self.copy if min(self.convert, self.copy) > 0 else None

    def a_second(self, count: float) -> float | None:
        """Return how much of a count `convert` does in one CPU-second; None where start-up hid it."""
        return count / self.convert if self.convert > 0 else None


class Peak(NamedTuple):
    """Peak memory of one conversion, in bytes, and what it wrote."""

    dump: Dump
    peak: int
    rows: dict[str, int]


class Bench(NamedTuple):
    """Where the bench works, and what it measures. `suffix` names the container, `say` tells what is being done."""

    folder: Path
    say: Callable[[str], None]
    command: str = CONVERT
    seed: int = 1
    jobs: int = 1
    suffix: str = ".jsonl.zst"

    def dump(self, pages: int) -> Dump:
        """Return a container of that many pages, made now or by an earlier run of the same generator."""
        path = self.folder / f"pages-{_generator()}-{self.seed}-{pages}{self.suffix}"
        census = path.with_name(path.name + ".json")
        if not census.exists():
            self.say(f"making {pages:,} pages")
            self.folder.mkdir(parents=True, exist_ok=True)
            make = f"-m tests.bench.pages --pages {pages} --seed {self.seed}".split()
            # In a process of its own, so that this one stays small: see `measure`.
            census.write_text(subprocess.check_output([sys.executable, *make, str(path)], text=True))
        figures = json.loads(census.read_text())
        return Dump(path, *(figures[name] for name in Dump._fields[1:]))

    def speed(self, pages: int, repeats: int) -> Speed:
        """Measure both sides in turn; small dumps oftener, since start-up hides them in its noise."""
        return self.compare(
            self.dump(1), self.dump(pages), repeats * min(10, max(1, round((_MANY_PAGES / pages) ** 0.5)))
        )

    def compare(self, one: Dump, many: Dump, times: int) -> Speed:
        """Measure both sides in turn on a dump of one page, which is nearly all start-up, and on a larger one."""
        self.say(f"measuring {many.pages:,} pages {times} times")
        runs = (lambda: self.copy(one), lambda: self.convert(one), lambda: self.copy(many), lambda: self.convert(many))
        copy_one, convert_one, copies, converts = alternate(runs, times)
        copy = [many.cpu - one.cpu for one, many in zip(copy_one, copies, strict=True)]
        convert = [many.cpu - one.cpu for one, many in zip(convert_one, converts, strict=True)]
        told = median(copy) >= _MEASURABLE and min(copy) > 0
        ratios = [over / under for over, under in zip(convert, copy, strict=True)] if told else []
        return Speed(
            many,
            times,
            copy=median(copy),
            convert=median(convert),
            copy_start_up=median(usage.cpu for usage in copy_one),
            convert_start_up=median(usage.cpu for usage in convert_one),
            least=min(ratios, default=None),
            most=max(ratios, default=None),
            wall=median(usage.wall for usage in converts),
            peak=max(usage.peak for usage in converts),
            rows=self.rows(),
        )

    def peak(self, pages: int) -> Peak:
        """Measure the memory of one conversion."""
        dump = self.dump(pages)
        self.say(f"measuring memory for {pages:,} pages")
        return Peak(dump, self.convert(dump).peak, self.rows())

    def convert(self, dump: Dump) -> Usage:
        """Convert a dump into an empty place."""
        shutil.rmtree(self._dataset, ignore_errors=True)
        values = {"input": str(dump.path), "out": str(self._dataset), "jobs": str(self.jobs)}
        return run([part.format(**values) for part in shlex.split(self.command)])

    def copy(self, dump: Dump) -> Usage:
        """Copy the text of a dump."""
        return run([sys.executable, "-m", "tests.bench.copy", str(dump.path), str(self.folder / "copy.parquet")])

    def rows(self) -> dict[str, int]:
        """Return the rows of each table of the dataset that was written last; nothing if it is no dataset."""
        manifest = self._dataset / "manifest.json"
        if not manifest.is_file():
            return {}
        rows = json.loads(manifest.read_text())["counts"]["rows"]
        return {str(table): int(count) for table, count in rows.items()}

    @property
    def _dataset(self) -> Path:
        return self.folder / "dataset"


def lost(dump: Dump, rows: dict[str, int]) -> int:
    """Return how many pages are neither articles nor rejects: 0, or the figures are worth nothing.

    A command that leaves no dataset, as a stand-in for `convert` does, has lost nothing.
    """
    return dump.pages - rows.get("articles", 0) - rows.get("rejects", 0) if rows else 0


def _generator() -> str:
    """Return a digest of the sources that decide what the pages are, so that no old dump is taken for a new one."""
    names = ("containers", "dice", "furniture", "lexicon", "newspaper", "pages", "prose", "thread")
    sources = b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in names)
    return hashlib.sha256(sources).hexdigest()[:8]
