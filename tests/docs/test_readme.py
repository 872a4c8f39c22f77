"""What README.md shows is what happens: its queries, and its layout in ten lines."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.command import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
QUERIES = [(code, shown) for (kind, code), (_, shown) in pairwise(BLOCKS) if kind == "python"]


@pytest.mark.parametrize(("code", "shown"), QUERIES, ids=["python", "duckdb", "pandas", "polars"])
def test_a_query_prints_what_is_shown(code: str, shown: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=120)
    assert done.stdout.decode().rstrip() == shown.rstrip()


def test_the_layout_in_ten_lines_reads_its_page_as_shown(tmp_path: Path) -> None:
    (at,) = (number for number, (kind, _) in enumerate(BLOCKS) if kind == "toml")
    page, layout, shown = (BLOCKS[number][1] for number in (at - 1, at, at + 1))
    assert len(layout.splitlines()) == 10
    (tmp_path / "ferry.txt").write_text(page, "utf-8")
    (tmp_path / "gazette.toml").write_text(layout, "utf-8")
    explained = run("explain", "ferry.txt", "--layout", "gazette.toml", cwd=tmp_path)
    assert explained.out.rstrip() == shown.rstrip()


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
