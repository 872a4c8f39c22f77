"""Single inputs of absurd size, converted by the command line as a user would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.measure import Usage
from tests.cli.command import rows

ONE_GB = 1_000_000_000
COMMENTS = 300_000


def _converted(source: Path, out: Path) -> Usage:
    """Convert with one worker. A run that fails raises; its traceback would be in the message."""
    broadsheet = Path(sys.executable).with_name("broadsheet")
    command = [str(broadsheet), "convert", str(source), "--out", str(out), "--jobs", "1"]
    # In a small process: the kernel counts what a parent held into its child's peak, and this one may hold much.
    measured = "import sys; from tests.bench.measure import run; print(*run(sys.argv[1:]))"
    said = subprocess.check_output([sys.executable, "-c", measured, *command])
    cpu, wall, peak = map(float, said.split())
    return Usage(cpu, wall, int(peak))


def test_a_line_of_a_gigabyte(tmp_path: Path) -> None:
    """The line is passed over without being held; the ones beside it are read."""
    source, before, behind = tmp_path / "dump.jsonl", b'{"text": "a"}\n{"text": "', b'"}\n{"text": "b"}\n'
    with source.open("wb") as file:
        file.write(before)
        file.seek(ONE_GB, os.SEEK_CUR)  # zeros that take no place on the disk
        file.write(behind)
    usage = _converted(source, tmp_path / "news")
    assert (rows(tmp_path / "news", "articles"), rows(tmp_path / "news", "rejects")) == (0, 3)
    assert usage.peak < 3 * ONE_GB / 4


def test_a_page_of_hundreds_of_thousands_of_comments(tmp_path: Path) -> None:
    """Every comment is a row, in a time and memory that grow with their number alone."""
    source = tmp_path / "page.txt"
    with source.open("w", encoding="utf-8") as file:
        file.write("SPIEGEL ONLINE\nDiesen Artikel...\nHafen: Alle gegen alle\n")
        file.write("Der Streit um den Hafen geht in die nächste Runde, und wieder reden alle durcheinander.\n")
        file.write(f"insgesamt {COMMENTS} Beiträge\nAlle Kommentare öffnen\nSeite 1\n")
        for number in range(1, COMMENTS + 1):
            file.write(f"leser{number % 97} 16.09.2015\n{number}. Titel {number}\nText {number}\n")
    usage = _converted(source, tmp_path / "news")
    assert rows(tmp_path / "news", "articles") == 1
    assert rows(tmp_path / "news", "comments") == COMMENTS
    assert usage.cpu < 60
