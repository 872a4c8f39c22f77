from __future__ import annotations

from pathlib import Path

from tests.bench.table import found_rows, peak_rows, speed_rows, to_text
from tests.bench.trial import Dump, Peak, Speed, lost

DUMP = Dump(Path("pages.jsonl.zst"), 1_000, 6_000_000, 5_000, 1_200, 2.9)
ROWS = {"articles": 990, "media": 1_200, "comments": 5_000, "rejects": 10}
SPEED = Speed(DUMP, 10, 0.25, 1.5, 0.3, 0.4, None, None, 2.0, 200_000_000, ROWS)


def test_speed_is_told_without_start_up() -> None:
    (row,) = speed_rows([SPEED])
    assert (row["copy ratio"], row["docs/s/core"], row["MB/s"], row["least"]) == (6.0, 667, 4.0, None)


def test_what_start_up_hides_is_not_made_up() -> None:
    (row,) = speed_rows([SPEED._replace(copy=-0.01)])
    assert (row["copy ratio"], row["docs/s/core"]) == (None, 667)
    (row,) = speed_rows([SPEED._replace(convert=0.0)])
    assert (row["copy ratio"], row["docs/s/core"], row["MB/s"]) == (None, None, None)


def test_memory_grows_from_the_first_size() -> None:
    rows = peak_rows([Peak(DUMP, 100_000_000, {}), Peak(DUMP, 115_000_000, {})])
    assert [row["growth %"] for row in rows] == [0.0, 15.0]


def test_what_was_found_stands_once_for_each_size() -> None:
    assert len(found_rows([SPEED, Peak(DUMP, 1, ROWS), Peak(DUMP, 1, {})])) == 1


def test_a_lost_page_is_noticed() -> None:
    assert lost(DUMP, ROWS) == 0
    assert lost(DUMP, {**ROWS, "rejects": 3}) == 7


def test_columns_are_flush_right() -> None:
    assert to_text([{"pages": 1_000, "least": None}, {"pages": 10, "least": 2.5}]).split("\n") == [
        "pages  least",
        "1,000      -",
        "   10    2.5",
    ]
