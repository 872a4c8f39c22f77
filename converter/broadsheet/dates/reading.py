"""Read the numbers of dates from their tokens."""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.grammar import FORMS, Shapes
from broadsheet.dates.order import DAY_FIRST, DOTS, HYPHENS, MONTH_FIRST, SLASHES, Printed
from broadsheet.dates.tokens import Tokens
from broadsheet.dates.vocabulary import ENGLISH, NO_VALUE, disputed_months, vocabulary
from broadsheet.kernels import Index, Mask

NO_OFFSET = 32767
"""Stands for `no zone is printed, or none that is one only`."""
_BUDDHIST = 543
_SHORT_YEAR, _TURN = 100, 70
_FORM = {form.name: place for place, form in enumerate(FORMS)}
_SIGNS = {
    DOTS: ("dots", "dots-short", "yearless-dots"),
    SLASHES: ("slashes", "slashes-short", "yearless-slash"),
    HYPHENS: ("hyphens", "hyphens-short"),
}
_NAME_FIRST = ("name-day-year", "numbered", "clock-year")


@attrs.frozen(eq=False)
class Reading:
    """The numbers of n dates, read from their tokens."""

    tokens: Tokens
    shape: Shapes

    def number(self, part: str) -> Index:
        """Return the number that a part prints, -1 where there is none."""
        at = self.shape.part(part)
        return np.where(at >= 0, np.append(self.tokens.number, -1)[at], -1)

    def word(self, part: str, column: Index) -> Index:
        """Return what the vocabulary's column says of the word of a part, `NO_VALUE` where there is none."""
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

    def day(self, document: Index, language: pa.StringArray | None) -> Printed:
        """Return what the dates print; `language` holds that of each, if it is known."""
        form, name = self.shape.form, self.word("m", vocabulary().month)
        if language is not None:
            self._settle(name, language)
        named = np.isin(form, [_FORM[order] for order in _NAME_FIRST])
        order = np.select(
            [(name > 0) & named & (name >= ENGLISH), (name > 0) & (named | (form == _FORM["day-name-year"]))],
            [MONTH_FIRST, DAY_FIRST],
            0,
        )
        month = np.where(name > 0, name % ENGLISH, np.maximum(self.number("m"), self.number("b")))
        day = np.maximum(self.number("d"), self.number("a"))
        sign = np.select([np.isin(form, [_FORM[one] for one in same]) for same in _SIGNS.values()], list(_SIGNS), 0)
        return Printed(document=document, sign=sign, named=order, year=self._year(), month=month, day=day)

    def _year(self) -> Index:
        """Return the years, -1 where none is printed; a Buddhist one counts with a Thai name of a month only."""
        at, year = self.shape.part("y"), self.number("y")
        century = np.where(year < _TURN, 2000, 1900)
        year = np.where((year >= 0) & (year < _SHORT_YEAR), year + century, year)
        buddhist = (at >= 0) & (np.append(self.tokens.symbols, 0)[at] == ord("T"))
        return np.where(buddhist, np.where(self.word("m", _thai()) == 1, year - _BUDDHIST, -1), year)

    def _settle(self, name: Index, language: pa.StringArray) -> None:
        """Put in the months whose names mean different ones in different languages."""
        rows = np.flatnonzero(name == 0)
        if not len(rows):
            return
        words = vocabulary().words.take(pa.array(self.tokens.word[self.shape.part("m")[rows]]))
        pairs = pc.binary_join_element_wise(
            words, pc.fill_null(language.take(pa.array(rows)), ""), "\t"
        ).dictionary_encode()
        known = disputed_months()
        month = [known.get(pair, 0) for pair in pairs.dictionary.to_pylist()]
        name[rows] = np.array(month, np.int64)[np.asarray(pairs.indices)]

    def relative(self) -> tuple[Mask, npt.NDArray[np.timedelta64]]:
        """Return which dates are relative, and what to add to the time of capture."""
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
        told = (figure >= 0) & (minutes <= 14 * 60) & ~glued
        return np.select([told, base != NO_VALUE], [signed, base], NO_OFFSET)


@cache
def _thai() -> Index:
    """Return for each word of the vocabulary whether it is written in Thai."""
    words = vocabulary().words.to_pylist()
    return np.array(["\u0e00" <= word[0] <= "\u0e7f" for word in words], np.int64)
