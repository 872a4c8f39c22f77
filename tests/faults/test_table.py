"""README.md beside this file names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (Path(__file__).with_name("README.md")).read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| fault", "| ---"))
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split(" | ")[0].removeprefix("| "))
def test_the_test_of_a_fault_exists(row: str) -> None:
    _, outcome, code, test = row.strip("| ").split(" | ")
    assert outcome
    assert code in {"0", "2", "3", "130", "–"}
    path, name = test.strip("`").split("::")
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
