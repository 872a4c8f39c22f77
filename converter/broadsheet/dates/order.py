"""Decide whether `05/03/2015` is in May or in March, by what else the page prints.

Dots print the day first. With slashes and hyphens a page's own dates decide, in this order: one with the same sign
that can only be read one way; one that agrees with a sure date of the page under one reading only; the order in which
the page prints dates with named months. Then a hint of the caller. Where they say both, or nothing does, the date stays
untold.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.dates.forms import civil_days
from broadsheet.kernels import Index, Mask

UNKNOWN, DAY_FIRST, MONTH_FIRST = 0, 1, 2
DOTS, SLASHES, HYPHENS = 1, 2, 3
_MONTHS, _SIGNS, _DAYS = 12, 4, 10_000_000


@attrs.frozen(eq=False)
class Printed:
    """What n dates print, and what their order depends on.

    Attributes:
        document: int64[n], ascending.
        sign: int64[n], 0 for a date with its order in its form, else `DOTS`, `SLASHES`, `HYPHENS`.
        named: int64[n], the numeric order that a date with a named month speaks for.
        year, month, day: int64[n]; of a numeric date the first number is the day here.
    """

    document: Index
    sign: Index
    named: Index
    year: Index
    month: Index
    day: Index

    def one_way(self) -> Index:
        """Return the order of numeric dates that have one only."""
        month_first = (self.sign > 0) & (self.month > _MONTHS) & (self.day <= _MONTHS)
        day_first = (self.sign > 0) & (self.day > _MONTHS) & (self.month <= _MONTHS)
        return np.select([month_first, day_first], [MONTH_FIRST, DAY_FIRST], UNKNOWN)

    def votes(self) -> Index:
        """Return the numeric order that each date speaks for."""
        return np.where(self.sign > DOTS, self.one_way(), self.named)

    def undecided(self) -> Mask:
        """Return which dates the print itself does not decide."""
        both = (self.day != self.month) & (self.day > 0) & (self.one_way() == UNKNOWN)
        found: Mask = (self.sign > DOTS) & both
        return found


def numeric_order(dates: Printed, hint: npt.NDArray[np.int8] | None = None) -> tuple[Index, Index, Mask, Mask]:
    """Put month and day of numeric dates in their order.

    Args:
        dates: what they print.
        hint: int8, by document: `UNKNOWN`, `DAY_FIRST`, `MONTH_FIRST`.

    Returns:
        Months, days, which orders were decided by evidence, and which are sure or decided.
    """
    undecided, order = dates.undecided(), dates.one_way()
    if undecided.any():
        order[undecided] = _by_page(dates, hint)[undecided]
    swap = order == MONTH_FIRST
    decided = undecided & (order != UNKNOWN)
    month, day = np.where(swap, dates.day, dates.month), np.where(swap, dates.month, dates.day)
    return month, day, decided, ~undecided | decided


def order_by_group(group: Index, order: Index, size: int) -> Index:
    """Return, for each of `size` groups, the order that its dates speak for; -1 where they say both."""
    votes = np.zeros((3, size), bool)
    for which in (DAY_FIRST, MONTH_FIRST):
        votes[which, group[order == which]] = True
    day_first, month_first = votes[DAY_FIRST], votes[MONTH_FIRST]
    return np.select([day_first & month_first, day_first, month_first], [-1, DAY_FIRST, MONTH_FIRST], UNKNOWN)


def _by_page(dates: Printed, hint: npt.NDArray[np.int8] | None) -> Index:
    pages, page = np.unique(dates.document, return_inverse=True)
    same_sign, size = page * _SIGNS + dates.sign, len(pages) * _SIGNS
    # Only numbers of the same sign speak for each other; a page that prints both orders tells nothing more.
    strong = order_by_group(same_sign, dates.one_way(), size)[same_sign]
    agreed = order_by_group(same_sign, _agreement(page, dates), size)[same_sign]
    named = order_by_group(page, dates.named, len(pages))[page]
    known = np.zeros(len(page), np.int64) if hint is None else hint[dates.document].astype(np.int64)
    found = np.select([strong != UNKNOWN, agreed != UNKNOWN, named > 0], [strong, agreed, named], known)
    order: Index = np.maximum(found, UNKNOWN)
    return order


def _agreement(page: Index, dates: Printed) -> Index:
    """Return, for each undecided date, the one reading under which it is a sure date of the same page."""
    undecided = dates.undecided()
    order = dates.one_way()
    swapped = order == MONTH_FIRST
    month, day = np.where(swapped, dates.day, dates.month), np.where(swapped, dates.month, dates.day)
    as_day, real = civil_days(dates.year, month, day)
    as_month, _ = civil_days(dates.year, day, month)
    key, other = (page * _DAYS + value.astype(np.int64) % _DAYS for value in (as_day, as_month))
    sure = np.unique(key[~undecided & real])
    day_first, month_first = np.isin(key, sure), np.isin(other, sure)
    found: Index = np.select(
        [undecided & day_first & ~month_first, undecided & month_first & ~day_first], [DAY_FIRST, MONTH_FIRST], UNKNOWN
    )
    return found
