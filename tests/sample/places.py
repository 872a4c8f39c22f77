"""Where the sample lies, and how it is converted."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
RAW = ROOT / "datasets" / "sample" / "raw"
PARQUET = ROOT / "datasets" / "sample" / "parquet"
LAYOUT = RAW / "harbour-echo" / "harbour-echo.toml"
TRUTH = Path(__file__).parent / "truth"

REWRITE = "make sample"
"""The command that writes `datasets/sample/parquet` again."""
