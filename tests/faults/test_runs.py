"""What happens to whole runs: kills, full disks, quotas, changing inputs, two writers, resumes that are refused."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import BOTE, SMALL_SHARDS, environment, files, program, rows, run
from tests.faults.kills import torture
from tests.faults.poison import dump

DOCUMENTS, SHARD_BYTES = 30, 40_000
POISONED = (
    "import broadsheet.tasks as tasks, tests.faults.poison as poison; tasks.Settings = poison.PoisonSettings; "
    + SMALL_SHARDS
)


def started(*arguments: str | Path, shard_bytes: int) -> subprocess.Popen[bytes]:
    """Start `broadsheet convert` with a parser that takes poison."""
    words = program("convert", *arguments)
    words[1:3] = ["-c", POISONED.format(size=shard_bytes)]
    return subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished_a_shard(out: Path, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a run has finished its first shard."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if list(out.parent.glob(f".{out.name}.partial/shards/*.json")):
            return True
        time.sleep(0.01)
    return False


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run into `out` that has finished a shard and will not finish the last one."""
    source = dump(tmp_path / "pages.jsonl", DOCUMENTS, {DOCUMENTS - 1: "hang"})
    process = started(source, "--out", tmp_path / "out", "--jobs", "1", shard_bytes=SHARD_BYTES)
    assert finished_a_shard(tmp_path / "out", process)
    yield process
    process.kill()
    process.communicate()


def test_kills_at_random_moments_and_resume(tmp_path: Path) -> None:
    assert torture(tmp_path, 3) >= 1


def test_workers_end_with_a_killed_run(hanging: subprocess.Popen[bytes]) -> None:
    children = Path(f"/proc/{hanging.pid}/task/{hanging.pid}/children")
    if not children.exists():
        pytest.skip("only Linux lists the children of a process")
    workers = children.read_text().split()
    assert workers
    hanging.kill()
    hanging.wait()
    deadline = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def alive(process: str) -> bool:
    """Whether a process runs; nobody may have waited for one that is dead."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_ctrl_c_ends_a_hanging_worker_at_once(hanging: subprocess.Popen[bytes], tmp_path: Path) -> None:
    hanging.send_signal(signal.SIGINT)
    _, said = hanging.communicate(timeout=30)
    assert hanging.returncode == 130
    assert said.decode() == "broadsheet: interrupted; the same command with --resume goes on\n"
    assert list((tmp_path / ".out.partial" / "shards").iterdir())


def test_a_second_writer_is_refused(hanging: subprocess.Popen[bytes], tmp_path: Path) -> None:
    result = run("convert", BOTE, "--out", tmp_path / "out")
    assert result.code == 3
    assert result.err.startswith(f"broadsheet: another run (process {hanging.pid}) is writing {tmp_path / 'out'}. ")


def test_resume_is_refused_when_settings_or_inputs_have_changed(
    hanging: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    hanging.kill()
    hanging.wait()
    again = ("convert", tmp_path / "pages.jsonl", "--out", tmp_path / "out", "--resume")
    result = run(*again, "--min-confidence", "0.5")
    assert result.code == 2
    assert "cannot resume: the setting min_confidence was 0.1 and is 0.5. " in result.err
    with (tmp_path / "pages.jsonl").open("a") as source:
        source.write("\n")
    result = run(*again)
    assert result.code == 2
    assert "cannot resume: the input pages.jsonl has changed. " in result.err


def test_an_input_that_changes_while_it_is_read(tmp_path: Path) -> None:
    source = dump(tmp_path / "pages.jsonl", DOCUMENTS, {5: f"wait {tmp_path}/go"})
    with started(source, "--out", tmp_path / "out", "--jobs", "1", shard_bytes=SHARD_BYTES) as process:
        while not list(tmp_path.glob(".out.partial/work/*")) and process.poll() is None:
            time.sleep(0.01)
        with source.open("a") as file:
            file.write("\n")
        (tmp_path / "go").touch()
        _, said = process.communicate(timeout=120)
    assert process.returncode == 3
    assert said.decode() == (
        f"broadsheet: {source} has changed since this run began; run again when nobody writes to it\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def old_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that is there before."""
    out = tmp_path_factory.mktemp("old") / "out"
    assert run("convert", BOTE, "--out", out, "--limit", "2").code == 0
    return out


@pytest.mark.parametrize("size", [2_000, 30_000])
def test_a_quota_keeps_the_old_dataset(tmp_path: Path, old_dataset: Path, size: int) -> None:
    shutil.copytree(old_dataset, tmp_path / "out")
    before = files(tmp_path / "out")
    limited = subprocess.run(
        program("convert", BOTE, "--out", tmp_path / "out", "--overwrite"), env=environment(), capture_output=True,
        check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert limited.returncode == 3
    assert re.fullmatch(rb"broadsheet: cannot write \S+: File too large\. .*\n", limited.stderr)
    assert files(tmp_path / "out") == before


def test_a_full_disk_keeps_the_old_dataset(tmp_path: Path, old_dataset: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount: list[str | Path] = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        shutil.copytree(old_dataset, disk / "out")
        before = files(disk / "out")
        source = dump(tmp_path / "pages.jsonl", 3_000, {})
        result = run("convert", source, "--out", disk / "out", "--overwrite")
        assert result.code == 3
        assert "No space left on device. Free some space there" in result.err
        assert result.err.count("\n") == 1
        assert files(disk / "out") == before
        subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)  # noqa: S607
        assert run("convert", source, "--out", disk / "out", "--overwrite", "--resume").code == 0
        assert rows(disk / "out", "articles") + rows(disk / "out", "rejects") == 3_000
    finally:
        subprocess.run(["umount", disk], check=True)  # noqa: S607
