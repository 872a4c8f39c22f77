"""The Spark engine gives the bytes of the local one, also when its workers are killed. `make test-spark` runs these."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from pathlib import Path

import pytest

from broadsheet.driver import convert
from tests.cli.command import files, run
from tests.executors.small_shards import small_shards
from tests.faults.poison import PoisonSettings, dump

HERE = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
needs_spark = pytest.mark.skipif(not HERE, reason="needs pyspark and Java: make test-spark")
DOCUMENTS = 90


@needs_spark
@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_a_killed_task_and_a_poisonous_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from broadsheet.executors import spark

    small_shards(monkeypatch, 80_000)
    died = tmp_path / "died"
    source = dump(tmp_path / "pages.jsonl", DOCUMENTS, {20: "segfault", 50: f"kill-parent {died}"})
    died.touch()  # the local engine's parent is this process
    convert([source], tmp_path / "local", PoisonSettings(), jobs=2)
    died.unlink()
    manifest = convert([source], tmp_path / "spark", PoisonSettings(), engine=spark.Spark("local[2,4]"))
    assert died.exists(), "the worker of Spark was killed"
    assert len(manifest.files_of("articles")) > 2, "the test needs several shards"
    assert manifest.counts.rejects == {"crashed": 1}
    assert manifest.counts.rows["articles"] + manifest.counts.rows["rejects"] == DOCUMENTS
    assert files(tmp_path / "spark") == files(tmp_path / "local")
    assert {path.name for path in tmp_path.iterdir()} == {"died", "local", "spark", "pages.jsonl"}


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="needs pyspark: make test-spark")
def test_without_java_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("")
    words = ("convert", tmp_path / "page.txt", "--out", tmp_path / "out", "--engine", "spark", "--master", "local[1]")
    result = run(*words, JAVA_HOME=str(tmp_path))
    assert result.code == 2
    said = f"broadsheet: --engine spark needs Java 17 or newer, and there is none in JAVA_HOME={tmp_path}.\n"
    assert result.err == said


def test_without_pyspark_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("")
    (tmp_path / "pyspark.py").write_text("raise ModuleNotFoundError('pyspark')")
    words = ("convert", tmp_path / "page.txt", "--out", tmp_path / "out", "--engine", "spark", "--master", "local[1]")
    result = run(*words, PYTHONPATH=str(tmp_path))
    assert result.code == 2
    assert result.err == "broadsheet: --engine spark needs pyspark: pip install 'broadsheet[spark]'.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--master", "local[1]"], "--engine spark"), (["--engine", "spark", "--jobs", "2"], "--engine local")],
)
def test_options_of_the_other_engine_are_refused(tmp_path: Path, options: list[str], said: str) -> None:
    result = run("convert", tmp_path, "--out", tmp_path / "out", *itertools.chain(options))
    assert result.code == 2
    assert said in result.err
