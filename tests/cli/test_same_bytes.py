"""Law: the bytes of a dataset follow from its input and settings alone."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import BOTE, ECHO, LAYOUT, RAW, converted, environment, files, program, run

DAMAGED = RAW / "damaged"
INPUTS = (BOTE, ECHO, DAMAGED)
DOCUMENTS = sum(len(list(folder.glob("*.txt"))) for folder in INPUTS)
SHARD_BYTES = 30_000
APART: dict[str, Any] = {"documents": DOCUMENTS, "apart": True, "shard_bytes": SHARD_BYTES}
INTERRUPTED = (130, "broadsheet: interrupted; the same command with --resume goes on\n")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Convert the inputs with one worker."""
    out = tmp_path_factory.mktemp("expected") / "out"
    converted(*INPUTS, "--layout", LAYOUT, "--out", out, "--jobs", "1", **APART)
    written = files(out)
    assert len([name for name in written if name.startswith("articles/")]) > 3, "the test needs several shards"
    return written


def test_two_runs_and_any_number_of_workers(expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    converted(*INPUTS, "--layout", LAYOUT, "--out", out, "--jobs", "2", **APART)
    assert files(out) == expected


def test_inputs_named_in_another_order_and_from_another_folder(expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    named = [Path(os.path.relpath(path, RAW)) for path in reversed(INPUTS)]
    options = ("--layout", LAYOUT.relative_to(RAW), "--out", out)
    converted(*named, *options, **APART, cwd=RAW)
    assert files(out) == expected


def test_a_run_that_was_interrupted_and_resumed(expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("convert", *INPUTS, "--layout", LAYOUT, "--out", out)
    stopped = program(*words, "--jobs", "1", shard_bytes=SHARD_BYTES)
    assert interrupt_after_first_shard(stopped, tmp_path / ".out.partial") == INTERRUPTED
    assert not out.exists()
    resumed = run(*words, "--resume", "--jobs", "2", shard_bytes=SHARD_BYTES)
    assert resumed.code == 0, resumed.err
    assert files(out) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ctrl_c_exits_with_130_and_one_sentence(tmp_path: Path) -> None:
    """With several workers; the one above has one."""
    words = program("convert", *INPUTS, "--layout", LAYOUT, "--out", tmp_path / "out", "--jobs", "2", shard_bytes=2000)
    assert interrupt_after_first_shard(words, tmp_path / ".out.partial") == INTERRUPTED
    assert not (tmp_path / "out").exists()


def interrupt_after_first_shard(words: list[str], staging: Path) -> tuple[int, str]:
    """Start a conversion, press Ctrl-C once a shard is finished, and return exit code and standard error."""
    with subprocess.Popen(words, stderr=subprocess.PIPE, env=environment(), start_new_session=True) as process:
        deadline = time.monotonic() + 120
        while not list(staging.glob("shards/*.json")) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)  # a terminal signals workers too
        _, said = process.communicate(timeout=60)
    return process.returncode, said.decode()
