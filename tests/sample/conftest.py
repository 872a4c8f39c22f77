"""The sample pages, converted once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet import convert
from broadsheet.tasks import Settings, read_layout
from tests.sample.places import LAYOUT, RAW


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Convert the sample pages as `make sample` does."""
    out = tmp_path_factory.mktemp("sample") / "parquet"
    convert([RAW], out, Settings(layouts=(read_layout(LAYOUT),)))
    return out
