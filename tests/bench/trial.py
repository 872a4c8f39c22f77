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
from typing import NamedTuple

from tests.bench.measure import Usage, alternate, median_cpu, run

CONVERT = shlex.quote(str(Path(sys.executable).with_name("broadsheet"))) + " convert {input} --out {out} --jobs {jobs}"
"""What is measured; `{input}`, `{out}` and `{jobs}` stand for the container, the dataset and the number of workers."""

_START_UPS = 15
_MANY_PAGES = 100_000


class Dump(NamedTuple):
    """A made container, and the census of its pages."""

    path: Path
    pages: int
    text_bytes: int
    comments: int
    pictures: int
    zstd_ratio: float | None


class StartUp(NamedTuple):
    """CPU-seconds for one page, which is nearly all start-up."""

    copy: float
    convert: float


class Speed(NamedTuple):
    """Medians over the repeats, in CPU-seconds without start-up; `least` and `most` are the extreme ratios of pairs."""

    dump: Dump
    repeats: int
    copy: float
    convert: float
    least: float
    most: float
    wall: float
    peak: int
    rows: dict[str, int]

    @property
    def ratio(self) -> float:
        """CPU-seconds of `convert` over those of the copy."""
        return self.convert / self.copy


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

    def start_up(self) -> StartUp:
        """Measure what both sides cost before they have much to do."""
        dump = self.dump(1)
        self.say("measuring start-up")
        pairs = alternate(lambda: self.copy(dump), lambda: self.convert(dump), _START_UPS)
        return StartUp(median_cpu([pair[0] for pair in pairs]), median_cpu([pair[1] for pair in pairs]))

    def speed(self, pages: int, start_up: StartUp, repeats: int) -> Speed:
        """Measure both sides in turn; small dumps oftener, since start-up hides them in its noise."""
        dump = self.dump(pages)
        repeats *= min(10, max(1, round((_MANY_PAGES / pages) ** 0.5)))
        self.say(f"measuring {pages:,} pages {repeats} times")
        pairs = alternate(lambda: self.copy(dump), lambda: self.convert(dump), repeats)
        copies, converts = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        ratios = [(b.cpu - start_up.convert) / max(a.cpu - start_up.copy, 1e-3) for a, b in pairs]
        return Speed(
            dump,
            repeats,
            copy=median_cpu(copies) - start_up.copy,
            convert=median_cpu(converts) - start_up.convert,
            least=min(ratios),
            most=max(ratios),
            wall=sorted(usage.wall for usage in converts)[repeats // 2],
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
    """Return how many pages are neither articles nor rejects: 0, or the figures are worth nothing."""
    return dump.pages - rows.get("articles", 0) - rows.get("rejects", 0) if rows else 0


def _generator() -> str:
    """Return a digest of the sources that decide what the pages are, so that no old dump is taken for a new one."""
    names = ("containers", "dice", "furniture", "lexicon", "newspaper", "pages", "prose", "thread")
    sources = b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in names)
    return hashlib.sha256(sources).hexdigest()[:8]
