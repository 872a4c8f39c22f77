from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from broadsheet.dataset.commit import Places
from broadsheet.dataset.manifest import MANIFEST
from broadsheet.dataset.run import InputState
from broadsheet.dataset.staging import staged
from broadsheet.dataset.validate import validate
from broadsheet.errors import InputOutputError, UserError
from tests.dataset.newsroom import INPUTS, SCHEMAS, SMALL, around, content, convert, convert_shard, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "news"


def interrupt(target: Path, *, shards: int = 2, overwrite: bool = False) -> None:
    """Leave a run as an error in its middle does, with so many shards finished."""
    with suppress(KeyboardInterrupt), staged(target, run(), overwrite=overwrite) as staging:
        for shard in range(shards):
            attempt = staging.attempt(shard)
            staging.record(shard, attempt, *convert_shard(attempt, shard))
        raise KeyboardInterrupt


def test_a_finished_run_leaves_a_sound_dataset_and_nothing_beside_it(target: Path) -> None:
    convert(target)
    assert around(target) == {"news"}
    assert {entry.name for entry in target.iterdir()} == {
        "README.md", "articles", "comments", "croissant.json", "datapackage.json", "manifest.json", "media", "rejects",
        "schema",
    }  # fmt: skip
    assert validate(target) == []


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    convert(tmp_path / "one")
    convert(tmp_path / "elsewhere" / "other")
    assert content(tmp_path / "one") == content(tmp_path / "elsewhere" / "other")


def test_the_order_in_which_shards_finish_does_not_show(target: Path, tmp_path: Path) -> None:
    convert(target)
    with staged(tmp_path / "other", run()) as staging:
        for shard in (2, 0, 1):
            attempt = staging.attempt(shard)
            staging.record(shard, attempt, *convert_shard(attempt, shard))
        staging.commit(SCHEMAS, INPUTS, SMALL)
    assert content(tmp_path / "other") == content(target)


def test_no_file_of_an_unfinished_run_is_where_a_glob_looks(target: Path) -> None:
    with staged(target, run()) as staging:
        attempt = staging.attempt(0)
        staging.record(0, attempt, *convert_shard(attempt, 0))
        assert not target.exists()
        assert list(target.parent.glob("*/articles/*.parquet")) == []


def test_of_several_attempts_at_a_shard_one_counts(target: Path, tmp_path: Path) -> None:
    convert(target, shards=1)
    with staged(tmp_path / "other", run()) as staging:
        convert_shard(staging.attempt(0), 0)  # never recorded: its worker died
        for _ in range(2):
            attempt = staging.attempt(0)
            staging.record(0, attempt, *convert_shard(attempt, 0))
        staging.commit(SCHEMAS, INPUTS, SMALL)
    assert content(tmp_path / "other") == content(target)


def test_a_discarded_shard_is_converted_again(target: Path, tmp_path: Path) -> None:
    convert(target, shards=1)
    with staged(tmp_path / "other", run()) as staging:
        attempt = staging.attempt(0)
        staging.record(0, attempt, *convert_shard(attempt, 7))
        assert (staging.folder(0) / "articles").is_dir()
        staging.discard(0)
        assert 0 not in staging.finished
        attempt = staging.attempt(0)
        staging.record(0, attempt, *convert_shard(attempt, 0))
        staging.commit(SCHEMAS, INPUTS, SMALL)
    assert content(tmp_path / "other") == content(target)


def test_a_dataset_is_not_touched_without_overwrite(target: Path) -> None:
    convert(target)
    before = content(target)
    with pytest.raises(UserError, match=r"news is a dataset already\. Replace it with --overwrite"):
        convert(target, shards=1)
    assert content(target) == before
    assert around(target) == {"news"}


def test_overwrite_replaces_the_whole_dataset(target: Path, tmp_path: Path) -> None:
    convert(target)
    convert(target, shards=1, overwrite=True)
    convert(tmp_path / "other", shards=1)
    assert content(target) == content(tmp_path / "other")
    assert around(target) == {"news", "other"}


def test_the_old_dataset_stays_while_its_replacement_fails(target: Path) -> None:
    convert(target)
    before = content(target)
    interrupt(target, overwrite=True)
    assert content(target) == before


@pytest.mark.parametrize("file", ["notes.txt", MANIFEST])
def test_a_folder_that_is_no_dataset_is_never_replaced(target: Path, file: str) -> None:
    target.mkdir()
    (target / file).write_text('{"manifest_version": 3, "name": "a browser extension"}')
    for overwrite in (False, True):
        with pytest.raises(UserError, match="no Broadsheet dataset"):
            convert(target, overwrite=overwrite)
    assert {entry.name for entry in target.iterdir()} == {file}


def test_a_file_is_never_replaced(target: Path) -> None:
    target.write_text("mine")
    with pytest.raises(UserError, match="no Broadsheet dataset"):
        convert(target, overwrite=True)
    assert target.read_text() == "mine"


def test_an_empty_folder_is_taken(target: Path) -> None:
    target.mkdir()
    convert(target)
    assert validate(target) == []


def test_a_link_is_followed(target: Path) -> None:
    (target.parent / "disk").mkdir()
    target.symlink_to("disk/news")
    convert(target)
    assert target.is_symlink()
    assert validate(target.parent / "disk" / "news") == []


def test_something_put_there_meanwhile_is_not_touched_and_the_run_can_be_resumed(target: Path) -> None:
    with staged(target, run()) as staging:
        attempt = staging.attempt(0)
        staging.record(0, attempt, *convert_shard(attempt, 0))
        target.mkdir()
        (target / "notes.txt").write_text("mine")
        with pytest.raises(UserError, match="no Broadsheet dataset"):
            staging.commit(SCHEMAS, INPUTS, SMALL)
    assert content(target) == {"notes.txt": b"mine"}
    shutil.rmtree(target)
    convert(target, shards=1, resume=True)
    assert validate(target) == []


def test_the_root_folder_is_no_dataset() -> None:
    with pytest.raises(UserError, match="choose a folder inside it"):
        convert(Path("/"))


def test_resume_skips_finished_shards_and_gives_the_same_bytes(target: Path, tmp_path: Path) -> None:
    convert(tmp_path / "other")
    interrupt(target)
    with staged(target, run(), resume=True) as staging:
        assert set(staging.finished) == {0, 1}
        attempt = staging.attempt(2)
        staging.record(2, attempt, *convert_shard(attempt, 2))
        staging.commit(SCHEMAS, INPUTS, SMALL)
    assert content(target) == content(tmp_path / "other")
    assert around(target) == {"news", "other"}


def test_without_resume_an_interrupted_run_is_started_over(target: Path) -> None:
    interrupt(target)
    with staged(target, run()) as staging:
        assert not staging.finished
    assert around(target) == set()


def test_a_shard_whose_files_are_gone_or_cut_is_converted_again(target: Path) -> None:
    interrupt(target, shards=3)
    work = Places.of(target).partial / "work"
    first, second = (next(work.glob(f"0000{shard}-*/articles/part-00000.parquet")) for shard in (0, 1))
    first.unlink()
    os.truncate(second, 100)
    with staged(target, run(), resume=True) as staging:
        assert set(staging.finished) == {2}
    convert(target, resume=True)
    assert validate(target) == []


def test_resume_of_a_finished_run_has_nothing_to_do(target: Path) -> None:
    manifest = convert(target)
    before = content(target)
    assert convert(target, resume=True) == manifest
    assert content(target) == before
    with pytest.raises(UserError, match="--overwrite"):
        convert(target, resume=True, config={"min_confidence": 0.7})


STATE = InputState(files=1, bytes=123, stamp="as it was")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"config": {"min_confidence": 0.7, "layouts": ["klarbacher-bote"]}}, "min_confidence was 0.5 and is 0.7"),
        ({"config": {"min_confidence": 0.5}}, r"layouts was \['klarbacher-bote'\] and is None"),
        ({"tool_version": "0.2.0"}, "Broadsheet was 0.1.0 and is 0.2.0"),
        ({"schema_version": "1.1"}, "the schema was 1.0 and is 1.1"),
        ({"writer": "pyarrow 99"}, "the Parquet library was pyarrow .* and is pyarrow 99"),
        ({"inputs": {"klarbach.jsonl": InputState(files=1, bytes=124, stamp="")}}, "klarbach.jsonl has changed"),
        ({"inputs": {"klarbach.jsonl": STATE, "more.jsonl": STATE}}, "the input more.jsonl is new"),
        ({"inputs": {}}, "the input klarbach.jsonl is gone"),
    ],
)
def test_resume_refuses_another_run_and_says_what_has_changed(
    target: Path, changes: dict[str, Any], words: str
) -> None:
    interrupt(target)
    before = content(Places.of(target).partial)
    with pytest.raises(UserError, match=f"cannot resume: .*{words}"):
        convert(target, resume=True, **changes)
    assert content(Places.of(target).partial) == before


def test_resume_refuses_a_record_of_another_release(target: Path) -> None:
    interrupt(target)
    (Places.of(target).partial / "run.json").write_text('{"version": 1}')
    with pytest.raises(InputOutputError, match=r"run\.json"):
        convert(target, resume=True)


HOLDER = """
import sys, time
from pathlib import Path
from typing import Any
from tests.dataset.newsroom import run
from broadsheet.dataset.staging import staged
with staged(Path(sys.argv[1]), run()):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_fails_clearly_until_the_first_is_dead(target: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, target], stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputOutputError, match=rf"another run \(process {holder.pid}\) is writing .*news\."):
            convert(target, resume=True)
        holder.kill()
    convert(target)
    assert around(target) == {"news"}


def test_a_file_system_without_hard_links_will_do(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert(tmp_path / "other")

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    convert(target)
    assert content(target) == content(tmp_path / "other")
