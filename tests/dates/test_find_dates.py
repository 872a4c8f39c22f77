from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.dates import FoundDates, find_dates

CAPTURED = np.datetime64("2015-06-10T12:00", "ms")
PRINTS = tomllib.loads(Path(__file__).with_name("prints.toml").read_text(encoding="utf-8"))["print"]
NO_DATES = (
    "10:04",
    "It ended 3:2 after 90 minutes",
    "Call 030 12-05-44 or 06-12-34-56-78",
    "1.2.3",
    "Version 10.4.2015.1 of 192.168.1.1",
    "2014-2015",
    "ISBN 978-3-16-148410-0",
    "20150503",
    "12,50 Euro or 1.999.20",
    "What we said yesterday is not what we say in this sentence",
    "5 out of 5",
    "May 2015",
    "",
)


def found(*lines: str, documents: list[int] | None = None, **hints: object) -> FoundDates:
    document = np.array(documents if documents is not None else [0] * len(lines), np.int64)
    return find_dates(pa.array(lines, pa.string()), document, **hints)  # type: ignore[arg-type]


def days(*lines: str, **hints: object) -> list[str]:
    return [str(day)[:10] for day in found(*lines, **hints).at]  # type: ignore[arg-type]


@pytest.mark.parametrize("case", PRINTS, ids=[case["text"] for case in PRINTS])
def test_a_printed_date_is_found_and_read(case: dict[str, str]) -> None:
    dates = found(case["text"])
    size = len(dates.line)
    read = dates.resolve(np.full(size, CAPTURED))
    wanted = case["at"].split(" ; ")
    assert dates.value.to_pylist() == case.get("span", case["text"]).split(" ; ")
    assert [None if np.isnat(at) else at for at in read.at] == [
        np.datetime64(at, "ms") if at else None for at in wanted
    ]
    precisions = {0: None, 10: "day", 16: "minute", 19: "second"}
    assert read.precision.to_pylist() == [precisions[len(at)] for at in wanted]
    assert read.offset.to_pylist()[-1] == case.get("offset")
    assert dates.role[-1] == case.get("role", 0)


@pytest.mark.parametrize("text", NO_DATES)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert found(text).value.to_pylist() == []


def test_relative_dates_need_the_day_of_capture() -> None:
    dates = found("gestern, 12:37 Uhr", "3. Mai 2015")
    read = dates.resolve()
    assert np.isnat(read.at).tolist() == [True, False]
    assert read.precision.to_pylist() == [None, "day"]


def test_the_words_in_front_are_told_apart_from_the_date() -> None:
    text = "Ada Stein, veröffentlicht am 3. Mai 2015"
    dates = found(text)
    assert text.encode()[: dates.lead[0]].decode() == "Ada Stein, "
    assert text.encode()[dates.lead[0] : dates.start[0]].decode() == "veröffentlicht am "
    assert found("Nilay Patel 3 May 2015").lead[0] == len("Nilay Patel ")


def test_numeric_order_is_decided_by_the_same_sign() -> None:
    assert days("05/03/2015", "25/03/2015") == ["2015-03-05", "2015-03-25"]
    assert days("05/03/2015", "03/25/2015") == ["2015-05-03", "2015-03-25"]
    assert days("05/03/2015", "25-03-2015")[0] == "NaT"


def test_numeric_order_is_decided_by_a_date_that_agrees() -> None:
    assert days("05/03/2015", "2015-05-03") == ["2015-05-03"] * 2
    assert days("05/03/2015", "2015-03-05") == ["2015-03-05"] * 2


def test_numeric_order_is_decided_by_named_months() -> None:
    assert days("05/03/2015", "June 5, 2014")[0] == "2015-05-03"
    assert days("05/03/2015", "5 June 2014")[0] == "2015-03-05"
    assert days("05/03/2015", "5 juin 2014")[0] == "2015-03-05"
    assert days("05/03/2015", "Mai 5, 2014")[0] == "2015-03-05"


def test_numeric_order_that_a_page_prints_both_ways_stays_untold() -> None:
    assert days("05/03/2015", "25/03/2015", "03/25/2015")[0] == "NaT"


def test_numeric_order_takes_a_hint_only_where_the_page_says_nothing() -> None:
    hint = np.array([2, 2, 0], np.int8)
    lines = ("05/03/2015", "05/03/2015", "25/03/2015", "05/03/2015")
    dates = found(*lines, documents=[0, 1, 1, 2], order_hint=hint)
    assert [str(day)[:10] for day in dates.at] == ["2015-05-03", "2015-03-05", "2015-03-25", "NaT"]
    assert dates.assumed.tolist() == [True, True, False, False]


def test_what_a_page_says_of_numeric_order_can_be_asked_for() -> None:
    documents = [0, 0, 1, 2, 2, 3]
    dates = found("5 May 2015", "05/03/2015", "3/25/15", "25/03/2015", "03/25/2015", "05.03.2015", documents=documents)
    assert dates.orders(np.array(documents), 5).tolist() == [1, 2, -1, 0, 0]


def test_dots_print_the_day_first() -> None:
    dates = found("05.03.2015", "March 5, 2014")
    assert str(dates.at[0])[:10] == "2015-03-05"
    assert not dates.assumed.any()


def test_the_language_decides_names_that_mean_two_months() -> None:
    for language, day in (("pl", "2015-11-03"), ("hr", "2015-10-03"), ("de", "NaT"), (None, "NaT")):
        assert days("3 listopada 2015", language=pa.array([language], pa.string())) == [day]
