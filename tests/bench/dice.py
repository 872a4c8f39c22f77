"""Seeded choices for the composition of pages: cheap enough for some hundred of them a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


class Day(NamedTuple):
    """A day between 2008 and 2019 as pages print it."""

    ordinal: int
    weekday: str
    dotted: str
    iso: str
    year: int


def _calendar() -> tuple[Day, ...]:
    days = (date(2008, 1, 1) + timedelta(ordinal) for ordinal in range(4_380))
    return tuple(
        Day(ordinal, _WEEKDAYS[day.weekday()], f"{day:%d.%m.%Y}", f"{day}", day.year)
        for ordinal, day in enumerate(days)
    )


class Dice:
    """What a page needs of chance; the same seed and order of calls give the same page."""

    def __init__(self, seed: int) -> None:
        """Start the sequence that belongs to a seed."""
        source = random.Random(seed)
        self._random: Callable[[], float] = source.random
        self._lognormal = source.lognormvariate
        self._days = _calendar()

    def chance(self, share: float) -> bool:
        """Return True in that share of the calls (0 to 1)."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included, each as often."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, of: Sequence[Item]) -> Item:
        """Return one of the items, each as often."""
        return of[int(self._random() * len(of))]

    def favour(self, of: Sequence[Item]) -> Item:
        """Return one of the items, those in front much more often, as some readers comment daily."""
        share = self._random()
        return of[int(share * share * share * len(of))]

    def tail(self, median: float, spread: float, most: int) -> int:
        """Return a count with a long tail (lognormal; `spread` is its sigma), from 0 to `most`."""
        return min(int(self._lognormal(0, spread) * median), most)

    def day(self) -> Day:
        """Return a day."""
        return self.pick(self._days)

    def day_after(self, day: Day, days: int) -> Day:
        """Return the day that many days later, at most the last one of the calendar."""
        return self._days[min(day.ordinal + days, len(self._days) - 1)]

    def clock(self, separator: str = ":") -> str:
        """Return a time of day, such as `07:42`."""
        return f"{self.between(5, 23):02d}{separator}{self.between(0, 59):02d}"
