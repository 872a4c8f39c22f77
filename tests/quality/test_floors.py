"""No figure falls below the floor that `floors.toml` pins: one fold in one rendering, with the network of that fold.

When a floor is to be lowered, the file says why. A bench with another digest is another measure, so it fails, too.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.quality.scoring import SETS, bench_folder, digest, load_ensembles, read_held_out, score

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
BENCH = bench_folder()


@pytest.mark.parametrize("which", SETS)
def test_no_figure_falls_below_its_floor(which: str, tmp_path: Path) -> None:
    if BENCH is None:
        pytest.skip("the pages that quality is measured on are missing; BROADSHEET_BENCH names their folder")
    assert digest(BENCH) == FLOORS["bench"], "other pages: measure anew and pin the floors with `make quality`"
    ensembles = load_ensembles(HERE / "folds", [FLOORS["fold"]])
    figures = score(BENCH, read_held_out(BENCH, which, FLOORS["rendering"], ensembles, tmp_path))
    low = {name: figures[name] for name, floor in FLOORS[which].items() if (figures[name] or 0) < floor}
    assert not low
