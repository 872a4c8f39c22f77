"""Kill a conversion at random moments, resume it, and compare what comes out in the end.

    python -m tests.faults.kills FOLDER KILLS

Only the process that was started is killed: its workers must end by themselves. Prints how many kills met a run.
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

DOCUMENTS = 240
SHARD_BYTES = 60_000
KILLS_A_RUN = 5
"""So many kills, and the run may come to its end."""


def torture(folder: Path, kills: int) -> int:
    """Kill a run so many times, at moments spread over its whole length. Returns how many kills met a live one."""
    source = dump(folder / "pages.jsonl", DOCUMENTS, {})
    reference, target = folder / "reference", folder / "run" / "news"
    started = time.monotonic()
    subprocess.run(command(source, reference), env=environment(), check=True, capture_output=True)
    seconds = time.monotonic() - started
    expected = files(reference)
    dice = random.Random(kills)  # noqa: S311 - moments, not secrets
    met = 0
    for kill in range(kills):
        if kill % KILLS_A_RUN == 0:
            shutil.rmtree(target.parent, ignore_errors=True)
        met += killed(command(source, target, "--resume"), dice.uniform(0, seconds))
        assert not target.exists() or files(target) == expected, "a part of a dataset has its name"
        if (kill + 1) % KILLS_A_RUN == 0 or kill + 1 == kills:
            done = subprocess.run(
                command(source, target, "--resume"), env=environment(), check=False, capture_output=True
            )
            assert done.returncode == 0, done.stderr.decode()
            assert files(target) == expected
            assert rows(target, "articles") + rows(target, "rejects") == DOCUMENTS
            assert [path.name for path in target.parent.iterdir()] == [target.name]
    return met


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
    print(f"{torture(place, count)} of {count} kills met a run; every one was resumed to the same bytes")  # noqa: T201
