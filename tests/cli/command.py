"""Run `broadsheet` as a user does: as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pyarrow.parquet as pq

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
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LC_ALL"}}
    return kept | variables


def run(
    *arguments: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    shard_bytes: int | None = None,
    **variables: str,
) -> Result:
    """Run `broadsheet` to its end. No command may end with a traceback, whatever it is given."""
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


def converted(*arguments: str | Path, documents: int, code: int = 0, **options: Any) -> Result:  # noqa: ANN401
    """Run `convert`, which must give as many articles and rejects as there are documents, counted by the caller."""
    result = run("convert", *arguments, **options)
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
