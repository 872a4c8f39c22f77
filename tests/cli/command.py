"""Run `broadsheet`: as a user does, as a process of its own, or in this process, which spares its start-up."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import pyarrow.parquet as pq
from click.testing import CliRunner

from broadsheet import shards
from broadsheet.cli import main
from broadsheet.driver import inputs

ROOT = Path(__file__).parents[2]
RAW = ROOT / "datasets" / "sample" / "raw"
BOTE = RAW / "klarbacher-bote"
ECHO = RAW / "harbour-echo"
LAYOUT = ECHO / "harbour-echo.toml"
PAGE = BOTE / "kb-01-bruecke-klemmt.txt"

SMALL_SHARDS = (
    "import functools, broadsheet.driver.inputs as inputs, broadsheet.cli as cli; "
    "inputs.plan = functools.partial(inputs.plan, shard_bytes={size}); cli.main(prog_name='broadsheet')"
)
"""A program that is `broadsheet` with shards of so few bytes that a test's input makes several."""

_PRINTING = ("NO_COLOR", "COLUMNS", "LC_ALL")
"""Variables that change how a command prints."""


@attrs.frozen
class Result:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        """Standard output as JSON."""
        return json.loads(self.out)


def program(*arguments: str | Path, shard_bytes: int | None = None) -> list[str]:
    """Return the words of a command."""
    start = ["-m", "broadsheet.cli"] if shard_bytes is None else ["-c", SMALL_SHARDS.format(size=shard_bytes)]
    return [sys.executable, *start, *map(str, arguments)]


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without what would change how a command prints."""
    kept = {name: value for name, value in os.environ.items() if name not in _PRINTING}
    return kept | variables


def run(
    *arguments: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    shard_bytes: int | None = None,
    **variables: str,
) -> Result:
    """Run `broadsheet` as a process to its end. No command may end with a traceback, whatever it is given."""
    done = subprocess.run(
        program(*arguments, shard_bytes=shard_bytes),
        input=stdin,
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        check=False,
        timeout=300,
    )
    result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.err, result.err
    return result


def run_here(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, shard_bytes: int | None = None
) -> Result:
    """Run `broadsheet` in this process; its workers are processes all the same. No exception may leave it."""
    plan = functools.partial(shards.plan, shard_bytes=shard_bytes or shards.SHARD_BYTES)
    with chdir(cwd or Path()), mock.patch.object(inputs, "plan", plan):
        done = CliRunner(env=dict.fromkeys(_PRINTING)).invoke(
            main, [*map(str, arguments)], input=stdin, prog_name="broadsheet"
        )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Result(done.exit_code, done.stdout, done.stderr)


def converted(*arguments: str | Path, documents: int, code: int = 0, apart: bool = False, **options: Any) -> Result:  # noqa: ANN401
    """Run `convert`, which must give as many articles and rejects as there are documents, counted by the caller.

    It runs in this process, or apart, as a process of its own.
    """
    result = (run if apart else run_here)("convert", *arguments, **options)
    assert result.code == code, result.err
    out = Path(arguments[arguments.index("--out") + 1])
    folder = (options.get("cwd") or Path()) / out
    assert rows(folder, "articles") + rows(folder, "rejects") == documents
    return result


def rows(dataset: Path, table: str) -> int:
    """Return how many rows the files of a table have."""
    return sum(pq.ParquetFile(part).metadata.num_rows for part in (dataset / table).glob("*.parquet"))


def column(dataset: Path, table: str, name: str) -> list[Any]:
    """Return a column of a table."""
    values: list[Any] = pq.read_table(dataset / table).column(name).to_pylist()
    return values


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
