"""Decide whether `05/03/2015` is in May or in March, by what else the page prints.

Dots print the day first. With slashes and hyphens a page's own dates decide, in this order: one with the same sign that
can only be read one way; one that agrees with a sure date of the page under one reading only; the order in which the page
prints dates with named months. Then a hint of the caller. Where they say both, or nothing does, the date stays untold.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.dates.forms import civil_days
from broadsheet.kernels import Index, Mask

UNKNOWN, DAY_FIRST, MONTH_FIRST = 0, 1, 2
DOTS, SLASHES, HYPHENS = 1, 2, 3
_MONTHS = 12


@attrs.frozen(eq=False)
class Numeric:
    """What the order of n dates depends on.

    Attributes:
        document: int64[n], ascending.
        sign: int64[n], 0 for a date with its order in its form, else `DOTS`, `SLASHES`, `HYPHENS`.
        named: int64[n], the numeric order that a date with a named month speaks for.
    """

    document: Index
    sign: Index
    named: Index


def numeric_order(
    dates: Numeric, year: Index, month: Index, day: Index, hint: npt.NDArray[np.int8] | None = None
) -> tuple[Index, Index, Mask, Mask]:
    """Put month and day of numeric dates in their order.

    Args:
        dates: what the order depends on.
        year: int64[n].
        month: int64[n]; of a numeric date the second number.
        day: int64[n]; of a numeric date the first number.
        hint: int8, by document: `UNKNOWN`, `DAY_FIRST`, `MONTH_FIRST`.

    Returns:
        Months, days, which orders were decided by evidence, and which are sure or decided.
    """
    only_month_first = (dates.sign > 0) & (month > _MONTHS) & (day <= _MONTHS)
    only_day_first = (dates.sign > 0) & ((day > _MONTHS) & (month <= _MONTHS) | (day == month))
    open_ = (dates.sign > DOTS) & ~only_month_first & ~only_day_first & (day > 0)
    decided = np.zeros(len(day), np.int64)
    if open_.any():
        decided[open_] = _by_page(dates, year, month, day, open_, only_day_first, only_month_first, hint)[open_]
    swap = only_month_first | (decided == MONTH_FIRST)
    sure = ~open_ | (decided > 0)
    return np.where(swap, day, month), np.where(swap, month, day), open_ & (decided > 0), sure


def order_by_document(document: Index, order: Index, size: int) -> Index:
    """Return, for each of `size` documents, the order that its dates speak for; `UNKNOWN` where they say both or nothing."""
    votes = np.zeros((3, size), bool)
    for which in (DAY_FIRST, MONTH_FIRST):
        votes[which, document[order == which]] = True
    return np.select([votes[1] & ~votes[2], votes[2] & ~votes[1], votes[1] & votes[2]], [1, 2, -1], 0)


def _by_page(  # noqa: PLR0913 - the columns of one table
    dates: Numeric,
    year: Index,
    month: Index,
    day: Index,
    open_: Mask,
    only_day_first: Mask,
    only_month_first: Mask,
    hint: npt.NDArray[np.int8] | None,
) -> Index:
    pages, page = np.unique(dates.document, return_inverse=True)
    one_way = np.select([only_month_first, only_day_first & (day != month)], [MONTH_FIRST, DAY_FIRST], 0)
    signs = page * 4 + dates.sign
    # Only numbers of the same sign speak for each other; a page that prints both orders tells nothing more.
    strong = order_by_document(signs, np.where(dates.sign > DOTS, one_way, 0), len(pages) * 4)[signs]
    agreed = order_by_document(signs, _agreement(page, year, month, day, open_), len(pages) * 4)[signs]
    named = order_by_document(page, dates.named, len(pages))[page]
    known = np.zeros(len(day), np.int64) if hint is None else hint[dates.document].astype(np.int64)
    found = np.select([strong != 0, agreed != 0, named > 0], [strong, agreed, named], known)
    return np.maximum(found, 0)


def _agreement(page: Index, year: Index, month: Index, day: Index, open_: Mask) -> Index:
    """Return, for each open date, the one reading under which it is a sure date of the same page."""
    as_day, real = civil_days(year, month, day)
    as_month, swapped = civil_days(year, day, month)
    span = 10_000_000
    key, other = (page * span + value.astype(np.int64) % span for value in (as_day, as_month))
    sure = np.unique(key[~open_ & real])
    day_first, month_first = real & np.isin(key, sure), swapped & np.isin(other, sure)
    return np.select([open_ & day_first & ~month_first, open_ & month_first & ~day_first], [DAY_FIRST, MONTH_FIRST], 0)
