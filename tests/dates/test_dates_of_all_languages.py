"""Laws of `find_dates`."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.dates import find_dates
from broadsheet.dates.forms import month_and_day_names
from broadsheet.dates.vocabulary import ENGLISH, vocabulary

_MONTH = dict(zip(vocabulary().words.to_pylist(), vocabulary().month.tolist(), strict=True))
NAMES = [
    (name, number)
    for table in month_and_day_names().values()
    for number, forms in enumerate(table["months"], start=1)
    for name in forms
    if _MONTH.get(name, 0) % ENGLISH == number and _MONTH[name] > 0
]
ORDERS = (
    "{d} {m} {y}", "{d}. {m} {y}", "{m} {d}, {y}", "{y} {m} {d}", "{d} {m}, {y} 10:04", "Ada · {d} {m} {y} | 10:04",
)  # fmt: skip
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯")
PIECES = [name for name, _ in NAMES[::40]] + ["3", "31", "2015", "10:04", "um", "at", "ago", "vor", "Uhr", ".", ","]
LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text("0123456789.:/-, |()+TZ年月日apm", max_size=30),
        st.lists(st.sampled_from(PIECES)).map(" ".join),
        st.sampled_from(("vor 2 Stunden", "May 3, 2015", "25.03.2015 10:04", "2015-05-03")),
    ),
    max_size=12,
)


def test_most_names_of_months_are_known() -> None:
    every = {name for table in month_and_day_names().values() for forms in table["months"] for name in forms}
    assert len({name for name, _ in NAMES}) > 0.95 * len([name for name in every if name.isalpha()])


@given(st.sampled_from(NAMES), st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_with_a_named_month_is_read_in_every_language_and_order(name: tuple[str, int], day: dt.date) -> None:
    """Printing a day with a month's name and finding it gives that day."""
    printed, month = name
    day = day.replace(month=month, day=min(day.day, 28))
    # Some capitals have no single small letter again; such a name is not the one that was listed.
    names = {printed, printed.capitalize()} if printed.capitalize().lower() == printed else {printed}
    lines = [order.format(d=day.day, m=one, y=day.year) for one in sorted(names) for order in ORDERS]
    dates = find_dates(pa.array(lines), np.zeros(len(lines), np.int64))
    read = {line for line, at in zip(dates.line.tolist(), dates.at, strict=True) if str(at)[:10] == str(day)}
    assert [line for place, line in enumerate(lines) if place not in read] == []


@given(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2068, 12, 31)), st.sampled_from(DIGITS))
def test_numeric_dates_are_read_in_all_digits(at: dt.datetime, digits: str) -> None:
    """Printing a time in figures and finding it gives that time, as far as it is printed."""
    forms = {
        "%d.%m.%Y, %H:%M Uhr": "m", "%Y-%m-%dT%H:%M:%S": "s", "%d.%m.%y": "D", "%Y/%m/%d %H:%M": "m",
        "%I:%M %p, %Y-%m-%d": "m", "%Y年%m月%d日 %H時%M分%S秒": "s", "%d. %m. %Y": "D", "%Y.%m.%d %H:%M": "m",
    }  # fmt: skip
    figures = str.maketrans(DIGITS[0], digits)
    lines = [at.strftime(form).translate(figures) for form in forms]
    dates = find_dates(pa.array(lines), np.zeros(len(lines), np.int64))
    cut = {"D": "%Y-%m-%d", "m": "%Y-%m-%dT%H:%M", "s": "%Y-%m-%dT%H:%M:%S"}
    assert dates.at.tolist() == [np.datetime64(at.strftime(cut[unit]), "ms").item() for unit in forms.values()]


@given(LINES)
def test_any_text_gives_spans_within_its_lines(lines: list[str]) -> None:
    """Spans lie in order, apart from each other, on edges of characters; nothing raises."""
    dates = find_dates(pa.array(lines, pa.string()), np.zeros(len(lines), np.int64))
    for line, lead, start, stop, value in zip(
        dates.line, dates.lead, dates.start, dates.stop, dates.value.to_pylist(), strict=True
    ):
        whole = lines[line].encode()
        assert 0 <= lead <= start < stop <= len(whole)
        assert whole[start:stop].decode() == value
        whole[:lead].decode()
    same = np.diff(dates.line) == 0
    assert (np.diff(dates.line) >= 0).all()
    assert (dates.stop[:-1][same] <= dates.start[1:][same]).all()


@given(LINES, st.integers(0, 12))
def test_batches_can_be_cut_anywhere(lines: list[str], cut: int) -> None:
    """Lines of one document each give the same dates together and apart, and in a slice of a larger array."""
    documents = np.arange(len(lines))
    whole = find_dates(pa.array(lines, pa.string()), documents)
    text = pa.array(lines, pa.string())
    halves = [find_dates(text[:cut], documents[:cut]), find_dates(text[cut:], documents[cut:])]
    for field in ("lead", "start", "stop", "at", "precision", "offset", "relative", "shift", "assumed", "role"):
        np.testing.assert_array_equal(getattr(whole, field), np.concatenate([getattr(half, field) for half in halves]))
    assert whole.value.to_pylist() == [value for half in halves for value in half.value.to_pylist()]
