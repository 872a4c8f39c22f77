"""What a dataset survives: kills, full disks, quotas, folders that cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from broadsheet.dataset.validate import validate
from broadsheet.errors import InputOutputError
from tests.dataset.newsroom import around, content, convert

ROOT = Path(__file__).parents[2]
KILLS = os.environ.get("BROADSHEET_KILLS", "1")
"""Kills for each kind of run, besides those around the renames."""

LIMITED = """
import resource, sys
from pathlib import Path
from broadsheet.errors import BroadsheetError
from tests.dataset.newsroom import convert
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    convert(Path(sys.argv[1]), overwrite=True)
except BroadsheetError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""

UNPRIVILEGED = """
import os, sys
from pathlib import Path
from broadsheet.errors import BroadsheetError
from tests.dataset.newsroom import convert
if os.geteuid() == 0:  # who may write everywhere
    os.setuid(65534)
try:
    convert(Path(sys.argv[1]))
except BroadsheetError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def fast_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill of a process leaves it as it would leave a disk, only sooner."""
    memory = Path("/dev/shm")  # noqa: S108 - a private folder in it
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_dataset_and_resume_gives_the_same_bytes(
    fast_disk: Path,
) -> None:
    result = python("-m", "tests.dataset.kills", str(fast_disk), KILLS)
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert set(seen["fresh"]) == {"none", "new"}
    assert set(seen["overwrite"]) == {"old", "between", "new"}


@pytest.mark.parametrize("limit", [10, 3_000, 20_000])
def test_a_quota_is_told_in_a_sentence_and_keeps_the_old_dataset(tmp_path: Path, limit: int) -> None:
    target = tmp_path / "news"
    convert(target, shards=1)
    before = content(target)
    result = python("-c", LIMITED, str(target), str(limit))
    assert result.returncode == InputOutputError.exit_code
    assert result.stderr.startswith(f"cannot write {tmp_path}/")
    assert "File too large" in result.stderr
    assert result.stderr.count("\n") == 1
    assert content(target) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk],  # noqa: S607 - wherever it is
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    yield disk
    subprocess.run(["umount", disk], check=True)  # noqa: S607


def remount(disk: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", disk], check=True)  # noqa: S607


def test_a_full_disk_keeps_the_old_dataset_and_the_run_is_resumed_when_there_is_space(
    small_disk: Path, tmp_path: Path
) -> None:
    convert(tmp_path / "reference")
    target = small_disk / "news"
    convert(target, shards=1, config={})
    old = content(target)
    failures = 0
    for size in range(300, 2_000, 50):
        remount(small_disk, f"size={size}k")
        try:
            convert(target, overwrite=True, resume=failures > 0)
            break
        except InputOutputError as error:
            failures += 1
            assert "No space left on device. Free some space there" in str(error)  # noqa: PT017 - until it succeeds
            assert content(target) == old
    assert failures > 3
    assert content(target) == content(tmp_path / "reference")
    assert around(target) == {"news"}


def test_a_read_only_disk_is_told_in_a_sentence(small_disk: Path) -> None:
    remount(small_disk, "ro")
    with pytest.raises(InputOutputError, match=r"^cannot create .*news.lock: Read-only file system\. Choose"):
        convert(small_disk / "news")


def test_a_folder_without_permission_is_told_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = python("-c", UNPRIVILEGED, str(tmp_path / "news"))
    assert result.returncode == InputOutputError.exit_code
    assert result.stderr.startswith("cannot create ")
    assert result.stderr.endswith("Permission denied. Check who may read and write there.\n")


def test_a_name_that_is_too_long_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputOutputError, match="File name too long"):
        convert(tmp_path / ("n" * 250))


def test_a_parent_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputOutputError, match=r"cannot create .*file"):
        convert(tmp_path / "file" / "news")


def test_a_run_that_fails_before_its_first_shard_leaves_nothing(tmp_path: Path) -> None:
    result = python("-c", LIMITED, str(tmp_path / "news"), "20000")
    assert result.returncode == InputOutputError.exit_code
    assert list(tmp_path.iterdir()) == []
    convert(tmp_path / "news")
    assert validate(tmp_path / "news") == []
