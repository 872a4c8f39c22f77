"""Datasets in object stores: whole or not there, for everybody who opens them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyarrow import fs

from broadsheet import driver
from broadsheet.cli import main
from broadsheet.dataset.info import summary
from broadsheet.dataset.manifest import DataFile, Manifest
from broadsheet.dataset.opened import open_dataset
from broadsheet.dataset.store import Store
from broadsheet.dataset.validate import validate
from broadsheet.errors import InputOutputError, UserError
from broadsheet.executors.engine import Folder, Result, Watch, unwatched
from broadsheet.executors.local import Here
from broadsheet.stores import filesystem
from broadsheet.tasks import Settings, Task
from tests.object_stores import in_memory, on_s3

PAGE = """\
Kultur
Der Hafen liest
Die Stadtbücherei bleibt in diesem Sommer an zwei Abenden länger offen, sagt ihre Leiterin.
Klarbach - Es kamen mehr Leute als erwartet, und alle gingen mit einem Buch unter dem Arm nach Hause.
© SPIEGEL ONLINE 2015
"""


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with on_s3("shelf", {"photos/holiday.jpg": b"x", "other/manifest.json": b"{}"}) as uri:
        yield uri


@pytest.fixture(scope="module")
def memory() -> Iterator[str]:
    with in_memory("shelf", {"photos/holiday.jpg": b"x", "other/manifest.json": b"{}"}) as uri:
        yield uri


@pytest.fixture(params=["s3", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a URI that nothing is at; what is made for it lies in a folder of the test's own."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    store: str = request.getfixturevalue(request.param)
    return f"{store}/{tmp_path.name}"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(PAGE.replace("zwei", f"{number + 3}"), encoding="utf-8")
    return folder


def _paths(uri: str) -> set[str]:
    system, root = filesystem(uri)
    found = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    return {info.path.removeprefix(root).lstrip("/") for info in found if info.type == fs.FileType.File}


def _listed(manifest: Manifest) -> set[str]:
    return {file.path for file in manifest.files}


class _NoWork(Here):
    """An engine for runs that have nothing left to convert."""

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        assert not list(tasks)
        return super().run([], folder, watch)


def convert(inputs: list[Path | str], out: str | Path, *settings: Settings, **options: Any) -> Manifest:  # noqa: ANN401 - as the driver has them
    """Convert in this process: where a dataset is put is the driver's affair."""
    return driver.convert(inputs, out, *settings, **{"engine": Here(), **options})


def test_a_dataset_in_a_store_is_the_one_in_a_folder(place: str, pages: Path, tmp_path: Path) -> None:
    there, here = convert([pages], place), convert([pages], tmp_path / "here")
    assert [(file.table, file.rows, file.sha256) for file in there.files] == [
        (file.table, file.rows, file.sha256) for file in here.files
    ]
    assert there.counts == here.counts
    assert validate(place) == []
    assert summary(place) == summary(tmp_path / "here")
    for table in there.tables:
        assert (
            open_dataset(place).table(table).to_table().equals(open_dataset(tmp_path / "here").table(table).to_table())
        )
    assert list((tmp_path / "scratch").iterdir()) == []
    card = open_dataset(place).filesystem.open_input_stream(f"{open_dataset(place).path}/README.md").read().decode()
    assert all(path in card for path in _listed(there) if path.startswith("articles/"))


def test_only_what_the_manifest_lists_is_read(place: str, pages: Path) -> None:
    convert([pages], place)
    system, root = filesystem(place)
    with system.open_output_stream(f"{root}/articles/part-00000-of-a-failed-run.parquet") as stream:
        stream.write(b"cut")
    assert open_dataset(place).articles().count_rows() == 3
    assert validate(place) == []


def test_a_dataset_is_replaced_only_when_asked_for(place: str, pages: Path) -> None:
    first = convert([pages], place)
    with pytest.raises(UserError, match="is a dataset already"):
        convert([pages], place)
    (pages / "0.txt").unlink()
    second = convert([pages], place, overwrite=True)
    assert open_dataset(place).manifest == second
    assert open_dataset(place).articles().count_rows() == 2
    assert not (_listed(first) - _listed(second)) & _paths(place)
    assert _listed(second) <= _paths(place)


def test_the_old_dataset_stays_when_the_store_fails_and_resume_puts_the_rest(
    place: str, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = convert([pages], place)
    (pages / "0.txt").unlink()
    put_file = Store._put_file  # noqa: SLF001 - where a store fails

    def failing(self: Store, source: Path, named: DataFile) -> None:
        if named.table == "comments":
            raise InputOutputError("cannot write: the store is away")
        put_file(self, source, named)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_put_file", failing)
        with pytest.raises(InputOutputError, match="the store is away"):
            convert([pages], place, overwrite=True)
    assert open_dataset(place).manifest == old
    assert validate(place) == []
    with pytest.raises(UserError, match="is a dataset already"):
        convert([pages], place, resume=True)
    new = convert([pages], place, overwrite=True, resume=True, engine=_NoWork())
    assert open_dataset(place).manifest == new
    assert (new.counts.documents, validate(place)) == (2, [])
    # And once more, when everything is there.
    assert convert([pages], place, resume=True, engine=_NoWork()) == new


def test_of_two_runs_the_later_one_is_refused(place: str, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Store._write  # noqa: SLF001 - the moment before the manifest is put
    rival: list[Manifest] = []

    def slow(self: Store, path: str, content: bytes) -> None:
        write(self, path, content)
        if path == "README.md" and not rival:
            monkeypatch.setattr(Store, "_write", write)
            monkeypatch.setattr("tempfile.tempdir", str(pages.parent))  # as on another machine
            rival.append(convert([pages], place, Settings(min_confidence=0.01)))

    monkeypatch.setattr(Store, "_write", slow)
    with pytest.raises(InputOutputError, match="another run has written"):
        convert([pages], place)
    assert open_dataset(place).manifest == rival[0]
    assert validate(place) == []


def test_places_that_are_none(place: str, pages: Path) -> None:
    bucket = place.rpartition("/")[0]
    for uri, reason in (
        (bucket, "cannot be a dataset"),
        (f"{bucket}/photos", r"holds holiday\.jpg"),
        (f"{bucket}/other", "no Broadsheet dataset"),
        ("file:///nowhere/at-all", "cannot be a dataset"),
        ("s3://", "s3:// cannot be a dataset"),
        ("s3:///news", "s3:///news names no bucket"),
    ):
        with pytest.raises(UserError, match=reason):
            convert([pages], uri, overwrite=True)
    with pytest.raises(UserError, match="lies inside"):
        convert([f"{bucket}/photos"], bucket + "/photos")


def test_the_command_line_takes_uris(place: str, pages: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output

    code, said = run("convert", str(pages), "--out", place, "--jobs", "1")
    assert (code, f"{place}: 3 documents" in said) == (0, True)
    assert run("validate", place)[0] == 0
    code, said = run("info", place)
    assert (code, "3 documents" in said) == (0, True)
    assert run("convert", str(pages), "--out", place)[0] == 2
    assert run("info", f"{place}/nothing")[0] == 3
