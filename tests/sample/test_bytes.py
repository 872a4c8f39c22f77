"""The committed dataset is what `convert` makes of the sample pages, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from tests.sample.places import PARQUET, RAW, REWRITE


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_committed_dataset_is_what_convert_writes(converted: Path) -> None:
    writer = json.loads((PARQUET / "manifest.json").read_text("utf-8"))["writer"]
    if writer != f"pyarrow {pa.__version__}":
        pytest.skip(f"{writer} wrote the sample; pyarrow {pa.__version__} may write other bytes for the same rows")
    committed, fresh = files(PARQUET), files(converted)
    assert sorted(committed) == sorted(fresh), f"run `{REWRITE}`"
    stale = [name for name in fresh if fresh[name] != committed[name]]
    assert not stale, f"run `{REWRITE}`, and look at what it changed in {', '.join(stale)}"


def test_no_page_is_lost(converted: Path) -> None:
    counts = json.loads((converted / "manifest.json").read_text("utf-8"))["counts"]
    pages = len(list(RAW.rglob("*.txt")))
    assert counts["documents"] == pages == counts["rows"]["articles"] + counts["rows"]["rejects"]


def test_a_layout_beside_the_pages_is_no_page(converted: Path) -> None:
    assert b"harbour-echo.toml" in (converted / "manifest.json").read_bytes()
    for part in converted.rglob("*.parquet"):
        assert b"harbour-echo.toml" not in part.read_bytes()
