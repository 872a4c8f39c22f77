"""Find every printed date of lines in any language and form, without a layout.

The lines that can hold a date are cut into tokens; a pattern over the tokens' symbols finds the dates, and the tokens
give their numbers. A date that cannot be told is found all the same, with its printed form and no value: a day that the
calendar does not have, a day without a year, a numeric one whose order nothing on the page decides.
"""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.forms import Dates, Days, civil_days
from broadsheet.dates.grammar import FORMS, Shapes, shapes
from broadsheet.dates.order import DAY_FIRST, MONTH_FIRST, Numeric, numeric_order
from broadsheet.dates.roles import leads
from broadsheet.dates.tokens import PLAIN_WORD, Tokens, tokenise
from broadsheet.dates.vocabulary import ENGLISH, NO_VALUE, vocabulary, word_lists
from broadsheet.kernels import Index, Mask, offsets, spans
from broadsheet_schema.records import PRECISIONS

_BUDDHIST = 543
_SHORT_LINE = 120
"""Bytes of the longest line that is looked at for dates without any digit (`yesterday`)."""
_FORM = {form.name: place for place, form in enumerate(FORMS)}


@attrs.frozen(eq=False)
class FoundDates:
    """The n dates of k lines, in the order of the lines and within them.

    Attributes:
        line: int64[n], index of the line.
        lead, start, stop: int64[n], byte offsets in the line: of the words in front that belong to the date
            (`Published on`), of the date itself with its weekday, and behind it with its clock and zone.
        value: n strings, `line[start:stop]`.
        at: datetime64[ms][n], the wall clock as printed; NaT where it cannot be told, and for relative dates.
        precision: int64[n], index into `PRECISIONS` of what is printed; -1 where neither `at` nor `shift` is known.
        offset: int64[n], minutes east of UTC where the date prints them, else `NO_OFFSET`.
        relative: bool[n], told from the day of capture.
        shift: timedelta64[ms][n], what to add to the time of capture; NaT where not relative, or where no day can be
            told (`3 months ago`).
        clock: timedelta64[ms][n], since midnight, 0 where none is printed.
        assumed: bool[n], the order of day and month was decided by evidence or a hint, not by the print itself.
        role: int8[n], what the words in front say: 0 nothing, 1 published, 2 updated.
    """

    line: Index
    lead: Index
    start: Index
    stop: Index
    value: pa.StringArray
    at: Days
    precision: Index
    offset: Index
    relative: Mask
    shift: npt.NDArray[np.timedelta64]
    clock: npt.NDArray[np.timedelta64]
    assumed: Mask
    role: npt.NDArray[np.int8]

    def resolve(self, captured: Days | None = None) -> Dates:
        """Return the dates; relative ones need datetime64[ms][n], when the page was fetched, NaT where unknown."""
        if captured is None:
            captured = np.full(len(self.line), np.datetime64("NaT"), "datetime64[ms]")
        day = (captured.astype("datetime64[ms]") + self.shift).astype("datetime64[D]").astype("datetime64[ms]")
        at = np.where(self.relative, day + self.clock, self.at)
        gone = np.isnat(at) | (self.precision < 0)
        return Dates(
            at=at,
            precision=pa.array(PRECISIONS, pa.string()).take(pa.array(self.precision, pa.int32(), mask=gone)),
            offset=pa.array(np.where(gone, 0, self.offset), pa.int16(), mask=gone | (self.offset == NO_OFFSET)),
        )


NO_OFFSET = 32767


def find_dates(
    text: pa.StringArray, document: Index, order_hint: npt.NDArray[np.int8] | None = None
) -> FoundDates:
    """Find the dates of k lines.

    Args:
        text: k lines, in Unicode form NFC, without spaces at the edges.
        document: int64[k] ascending, the document of each line; numeric order is decided within one.
        order_hint: int8, by document: what the caller knows of numeric order (0 nothing, 1 day first, 2 month first).
    """
    rows = np.flatnonzero(_can_hold_dates(text))
    lines = text.take(pa.array(rows))
    tokens = tokenise(lines)
    shape = _checked(shapes(tokens.symbols, tokens.starts), tokens)
    line = np.searchsorted(tokens.starts, shape.first, side="right") - 1
    start, stop = tokens.begin[shape.first], tokens.end[shape.last - 1]
    read = _Reading(tokens, shape)
    clock, clocked = read.clock()
    relative, shift = read.relative()
    year, month, day, numeric = read.day(document[rows][line])
    month, day, assumed, sure = numeric_order(numeric, year, month, day, order_hint)
    date, real = civil_days(year, month, day)
    at = date.astype("datetime64[ms]") + clock
    at[~(real & sure) | relative] = np.datetime64("NaT")
    role, lead = leads(lines, line, start)
    unknown = np.isnat(at) & np.isnat(shift)
    return FoundDates(
        line=rows[line],
        lead=lead,
        start=start,
        stop=stop,
        value=spans(lines, line, start, stop - start),
        at=at,
        precision=np.where(unknown, -1, clocked),
        offset=np.where(unknown, NO_OFFSET, read.offset()),
        relative=relative,
        shift=shift,
        clock=clock,
        assumed=assumed & ~np.isnat(at),
        role=role,
    )


@cache
def _wordy_screen() -> str:
    lists = word_lists()
    words = {word for same in lists["relative_days"].values() for word in same} | set(lists["spans"]["behind"])
    words |= set(lists["spans"]["before"])
    return "(?i)" + "|".join(sorted(words))


def _can_hold_dates(text: pa.StringArray) -> Mask:
    digits: Mask = np.array(pc.match_substring_regex(text, r"\d|[^\x00-\x7f]\p{Nd}|\p{Nd}"), bool)
    short = np.flatnonzero(~digits & (np.diff(offsets(text)) <= _SHORT_LINE))
    digits[short] = np.asarray(pc.match_substring_regex(text.take(pa.array(short)), _wordy_screen()), bool)
    return digits


def _checked(shape: Shapes, tokens: Tokens) -> Shapes:
    """Take the clock off where it may be a price, and leave out words for a day that stand in a sentence."""
    symbols = np.append(tokens.symbols, [0, 0, 0])
    line = np.searchsorted(tokens.starts, shape.first, side="right") - 1
    line_start, line_end = tokens.starts[line], tokens.starts[line + 1]
    bare = shape.part("bare")
    behind = np.where(shape.last < line_end, symbols[shape.last], 0)
    spaced = (behind == ord(" ")) & (shape.last + 1 < line_end)
    behind = np.where(spaced, symbols[shape.last + 1], behind)
    hour = shape.part("H")
    told = hour < shape.day_end
    for back in (1, 2, 3):
        told |= np.isin(symbols[np.maximum(hour - back, 0)], _codes("clock")) & (hour - back >= shape.day_end)
    price = (bare >= 0) & ~told & ~np.isin(behind, np.frombuffer(b"\x00|,()-", np.uint8))
    price &= shape.day_end >= 0
    last = np.where(price, shape.day_end, shape.last)
    parts = {name: np.where(price, -1, at) if name in _OF_CLOCK else at for name, at in shape.parts.items()}
    word_only = (shape.part("r") >= 0) & (shape.part("H") < 0)
    words = np.cumsum(np.concatenate([[0], np.isin(tokens.symbols, _wordy())]))
    around = words[line_end] - words[last] + words[shape.first] - words[line_start]
    lonely = around <= _FEW_WORDS
    edge = (shape.first == line_start) | (last == line_end) | (symbols[last] == ord("|")) | (symbols[last] == ord(","))
    keep = ~word_only | (lonely & edge)
    return Shapes(
        first=shape.first[keep],
        last=last[keep],
        parts={name: at[keep] for name, at in parts.items()},
        form=shape.form[keep],
        day_end=shape.day_end[keep],
        clock_end=shape.clock_end[keep],
    )


_FEW_WORDS = 3
_OF_CLOCK = frozenset({"H", "M", "S", "p", "q", "bare", "z", "sign", "zone", "rest"})


@cache
def _codes(meaning: str) -> npt.NDArray[np.uint8]:
    known = vocabulary()
    return np.array([int(code, 16) for code in known.classes[meaning].split("\\x")[1:]], np.uint8)


@cache
def _wordy() -> npt.NDArray[np.uint8]:
    return np.unique(np.append(vocabulary().symbols, np.uint8(ord(PLAIN_WORD))))


@attrs.frozen(eq=False)
class _Reading:
    """The numbers of dates, read from their tokens."""

    tokens: Tokens
    shape: Shapes

    def number(self, part: str) -> Index:
        at = self.shape.part(part)
        return np.where(at >= 0, np.append(self.tokens.number, -1)[at], -1)

    def word(self, part: str, column: Index) -> Index:
        at = self.shape.part(part)
        word = np.append(self.tokens.word, -1)[at]
        return np.where((at >= 0) & (word >= 0), np.append(column, NO_VALUE)[word], NO_VALUE)

    def clock(self) -> tuple[npt.NDArray[np.timedelta64], Index]:
        """Return the time since midnight, and the precision."""
        hour, minute, second = self.number("H"), self.number("M"), self.number("S")
        minute = np.where(minute < 0, self.number("bare"), minute)
        half = np.maximum(self.word("p", vocabulary().half), self.word("q", vocabulary().half))
        twelve = (half >= 0) & (hour >= 1) & (hour <= 12)  # noqa: PLR2004 - the clock's numbers
        hour = np.where(twelve, hour % 12 + 12 * np.maximum(half, 0), hour)
        seconds = np.maximum(hour, 0) * 3600 + np.maximum(minute, 0) * 60 + np.maximum(second, 0)
        precision = np.select([second >= 0, hour >= 0], [2, 1], 0)
        return (seconds * 1000).astype("timedelta64[ms]"), precision

    def day(self, document: Index) -> tuple[Index, Index, Index, Numeric]:
        """Return year, month and day (numeric ones day first), and what their order depends on."""
        known, form = vocabulary(), self.shape.form
        name = self.word("m", known.month)
        written = self.number("m")
        month = np.where(name > 0, name % ENGLISH, np.maximum(written, self.number("b")))
        day = np.maximum(self.number("d"), self.number("a"))
        year_at = self.shape.part("y")
        year = self.number("y")
        short = (year_at >= 0) & (year < 100)  # noqa: PLR2004 - two digits
        year = np.where(short, year + np.where(year < 70, 2000, 1900), year)  # noqa: PLR2004 - as strptime
        buddhist = (year_at >= 0) & (np.append(self.tokens.symbols, 0)[year_at] == ord("T"))
        year = np.where(buddhist, np.where(self._thai(), year - _BUDDHIST, -1), year)
        year = np.where(self.shape.part("y") < 0, -1, year)
        sign = np.select(
            [np.isin(form, [_FORM[name] for name in names]) for names in _NUMERIC], [1, 2, 3], 0
        )
        first = np.isin(form, [_FORM["name-day-year"], _FORM["clock-year"]])
        named = np.select(
            [(name > 0) & first & (name >= ENGLISH), (name > 0) & (first | (form == _FORM["day-name-year"]))],
            [MONTH_FIRST, DAY_FIRST],
            0,
        )
        return year, month, day, Numeric(document=document, sign=sign, named=named)

    def _thai(self) -> Mask:
        thai = np.array([word.as_py()[0] >= "\u0e00" and word.as_py()[0] <= "\u0e7f" for word in vocabulary().words])
        at = self.shape.part("m")
        word = np.append(self.tokens.word, -1)[at]
        return (at >= 0) & (word >= 0) & np.append(thai, False)[word]

    def relative(self) -> tuple[Mask, npt.NDArray[np.timedelta64]]:
        known = vocabulary()
        days, unit = self.word("r", known.days), self.word("u", known.unit)
        amount = np.maximum(self.number("n"), self.word("one", known.amount))
        is_day, is_span = days != NO_VALUE, unit != NO_VALUE
        told = is_day | (is_span & (unit > 0) & (amount >= 0))
        seconds = np.where(is_day, days * 86_400, -unit * amount)
        shift = (np.where(told, seconds, 0) * 1000).astype("timedelta64[ms]")
        shift[~told] = np.timedelta64("NaT")
        return is_day | is_span, shift

    def offset(self) -> Index:
        """Return minutes east of UTC."""
        known, shape = vocabulary(), self.shape
        zone_at = shape.part("z")
        zone = np.append(self.tokens.zone, -1)[zone_at]
        base = np.where((zone_at >= 0) & (zone >= 0), np.append(known.zone_minutes, NO_VALUE)[zone], NO_VALUE)
        figure, rest = self.number("zone"), self.number("rest")
        wide = figure >= 100  # noqa: PLR2004 - hours and minutes in one number
        width = np.append(self.tokens.end - self.tokens.begin, 0)[shape.part("zone")]
        minutes = np.where(wide | (width > 2), figure // 100 * 60 + figure % 100, figure * 60 + np.maximum(rest, 0))  # noqa: PLR2004
        plus = np.append(self.tokens.symbols, 0)[shape.part("sign")] == ord("+")
        signed = np.where(plus, minutes, -minutes)
        glued = ~plus & (zone_at < 0) & (width == 2) & (shape.part("S") < 0)  # noqa: PLR2004 - 10:04-12:00 is a span
        told = (figure >= 0) & (minutes <= 14 * 60) & ~glued  # noqa: PLR2004 - no zone is further from Greenwich
        return np.select([told, base != NO_VALUE], [signed, base], NO_OFFSET)


_NUMERIC = (("dots", "dots-short", "yearless-dots"), ("slashes", "slashes-short", "yearless-slash"), ("hyphens", "hyphens-short"))
