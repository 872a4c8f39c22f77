"""Kill a conversion at random moments, resume it, and compare what comes out in the end.

    python -m tests.faults.kills FOLDER KILLS

Only the process that was started is killed: its workers must end by themselves. Exits with a traceback when a promise
is broken.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.command import environment, files, program, rows
from tests.faults.poison import dump

DOCUMENTS = 120
SHARD_BYTES = 40_000
KILLS_A_RUN = 3
"""So many kills, and the run may come to its end."""


def torture(folder: Path, kills: int) -> int:
    """Kill runs so many times, at moments spread over their length. Returns how many runs were resumed to their end.

    A kill that comes too late, after the end of its run, does not count.
    """
    source = dump(folder / "pages.jsonl", DOCUMENTS, {})
    reference, target = folder / "reference", folder / "run" / "news"
    started = time.monotonic()
    subprocess.run(command(source, reference), env=environment(), check=True, capture_output=True)
    seconds = time.monotonic() - started
    expected = files(reference)
    dice = random.Random(kills)  # noqa: S311 - moments, not secrets
    met = ends = late = 0
    while met < kills:
        fresh, started = not target.parent.exists(), time.monotonic()
        if killed(command(source, target, "--resume"), dice.uniform(0, seconds)):
            met += 1
        else:
            late += 1
            assert late < 10 * kills, "runs end before they are killed"
            # A machine that has become faster would see kills too late only.
            seconds = time.monotonic() - started if fresh else seconds
        assert not target.exists() or files(target) == expected, "a part of a dataset has its name"
        if target.exists() or met % KILLS_A_RUN == 0:
            end(source, target, expected)
            ends += 1
    return ends


def end(source: Path, target: Path, expected: dict[str, bytes]) -> None:
    """Resume a run to its end, look at what came out, and remove it."""
    done = subprocess.run(command(source, target, "--resume"), env=environment(), check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert files(target) == expected
    assert rows(target, "articles") + rows(target, "rejects") == DOCUMENTS
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    shutil.rmtree(target.parent)


def command(source: Path, target: Path, *options: str) -> list[str]:
    """Return the words of a conversion into several shards."""
    return program("convert", source, "--out", target, "--jobs", "2", *options, shard_bytes=SHARD_BYTES)


def killed(words: list[str], seconds: float) -> bool:
    """Start a process and kill it after so many seconds. Returns whether it still ran."""
    with subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.returncode == -signal.SIGKILL


if __name__ == "__main__":
    place, count = Path(sys.argv[1]), int(sys.argv[2])
    place.mkdir(parents=True, exist_ok=True)
    print(f"{count} kills, {torture(place, count)} runs resumed to their end: the same bytes each time")  # noqa: T201
