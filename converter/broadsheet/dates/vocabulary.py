"""What each word means in a date: months and weekdays of all CLDR languages, and the words of words.toml.

A word can mean several things (`mar` is a month and a weekday, `an` an article and a year). Each set of meanings gets a
symbol of its own, one ASCII character, so that a line becomes a short string of symbols, and a pattern over symbols
takes a word in any of its meanings.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.dates.forms import month_and_day_names
from broadsheet.kernels import Index

ENGLISH = 16
"""Added to the number of a month whose name is an English word."""
NO_VALUE = -(2**31)
"""Stands for `no such meaning` in the columns of values."""
_PLAIN = frozenset(
    [
        "inside",
        "ordinal",
        "clock",
        "after_clock",
        "before",
        "behind",
        "with_behind",
        "full_hour",
        "hour_mark",
        "month_mark",
        "weekday",
    ]
)
"""Lists of words that have no value."""
_SYMBOLS = [*map(chr, range(1, 10)), *map(chr, range(14, 32)), *"abcdefghijklmnopqrstuvwxyIKMOPQRSUVWXZ!%&;=@_`{}~"]
_NO_WORD = re.compile(r"[\d#]")
_SHORT_NAME, _MANY = 3, 6
_CLEAR = 4
"""A name that several months share is the one that this many times as many languages mean."""


@attrs.frozen(eq=False)
class Vocabulary:
    """The table of words, as columns over its w words and phrases.

    Attributes:
        words: w strings in lower case, phrases such as `il y a` among them.
        symbols: uint8[w], the symbol of the word's meanings.
        month, days, unit, amount, half: int64[w]: the month (plus `ENGLISH`), days from today, seconds of a unit, a
            number written as a word, 0 for am and 1 for pm; `NO_VALUE` where the word means none of it.
        classes: meaning -> its symbols, as an RE2 character class without brackets.
        zones, zone_minutes: names of zones as printed, and their minutes east of UTC.
    """

    words: pa.StringArray
    symbols: np.ndarray[Any, np.dtype[np.uint8]]
    month: Index
    days: Index
    unit: Index
    amount: Index
    half: Index
    classes: dict[str, str]
    zones: pa.StringArray
    zone_minutes: Index

    def either(self, *meanings: str) -> str:
        """Return a character class of the words with any of some meanings."""
        return "[" + "".join(self.classes[meaning] for meaning in meanings) + "]"


def codes(symbols: str) -> list[int]:
    """Return the codes of a class of symbols."""
    return [int(code, 16) for code in symbols.split("\\x")[1:]]


@cache
def word_lists() -> dict[str, Any]:
    """Return words.toml."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def vocabulary() -> Vocabulary:
    """Build the table of words; it takes some ten milliseconds, once."""
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    values: dict[str, dict[str, int]] = {name: {} for name in ("month", "days", "unit", "amount", "half")}
    for meaning, column, word, value in _listed():
        meanings[word].add(meaning)
        if column:
            values[column].setdefault(word, value)
    for word, number, common, sure in _months():
        if common or word not in meanings:
            meanings[word].add("month")
            values["month"][word] = number
            if sure and "behind" not in meanings[word]:
                meanings[word].add("sure month")
    for word in _weekdays():
        meanings[word].add("weekday")
    symbols, classes = _symbols(meanings.values())
    words = sorted(meanings)
    zones = [(zone, minutes) for minutes, same in word_lists()["zones"].items() for zone in same]
    return Vocabulary(
        words=pa.array(words, pa.string()),
        symbols=np.array([ord(symbols[frozenset(meanings[word])]) for word in words], np.uint8),
        **{name: np.array([table.get(word, NO_VALUE) for word in words], np.int64) for name, table in values.items()},
        classes=classes,
        zones=pa.array([zone for zone, _ in zones], pa.string()),
        zone_minutes=np.array([NO_VALUE if minutes == "none" else int(minutes) for _, minutes in zones], np.int64),
    )


def _symbols(meanings: Iterable[set[str]]) -> tuple[dict[frozenset[str], str], dict[str, str]]:
    """Return set of meanings -> symbol, and meaning -> its symbols as a character class."""
    combinations = sorted({frozenset(found) for found in meanings}, key=sorted)
    if len(combinations) > len(_SYMBOLS):
        message = f"{len(combinations)} sets of meanings, but only {len(_SYMBOLS)} symbols"
        raise ValueError(message)
    symbols = dict(zip(combinations, _SYMBOLS, strict=False))
    classes: defaultdict[str, str] = defaultdict(str)
    for found, symbol in symbols.items():
        names = set(found)
        if "weekday" in found:
            names.add("shy weekday" if found & {"inside", "clock"} else "sure weekday")
        for name in names:
            classes[name] += f"\\x{ord(symbol):02x}"
    return symbols, dict(classes)


def _listed() -> Iterator[tuple[str, str, str, int]]:
    """Yield meaning, column, word and value of all that words.toml lists."""
    lists = word_lists()
    spans = lists["spans"]
    plain = {name.replace("_", " "): words for name, words in (lists | spans).items() if name in _PLAIN}
    for meaning, words in (plain | lists["marks"]).items():
        yield from ((meaning, "", word, 0) for word in words)
    for half, name in enumerate(("am", "pm")):
        yield from (("half", "half", word, half) for word in lists[name])
    for amount, name in enumerate(("one", "two"), start=1):
        yield from (("amount", "amount", word, amount) for word in spans[name])
    for days, words in lists["relative_days"].items():
        yield from (("relative", "days", word, int(days)) for word in words)
    for seconds, words in lists["units"].items():
        yield from (("unit", "unit", word, int(seconds)) for word in words)


def _named(kind: str) -> dict[str, Counter[tuple[int, bool]]]:
    """Return for each name how many languages, common or rare, mean which month or day by it."""
    common = set(word_lists()["common_languages"])
    counts = Counter(
        (form, number, language in common)
        for language, table in month_and_day_names().items()
        for number, forms in enumerate(table[kind], start=1)
        for form in forms
    )
    found: defaultdict[str, Counter[tuple[int, bool]]] = defaultdict(Counter)
    for (form, number, often), count in counts.items():
        if not _NO_WORD.search(form):
            found[form][number, often] = count
    return dict(found)


def _months() -> Iterator[tuple[str, int, bool, bool]]:
    """Yield names of months, their number (0: languages disagree), whether a common language has the name, and is sure.

    A name is sure, and makes a date without a year, where it is no short abbreviation of few languages (`out`, `gen`).
    """
    english = {form for forms in month_and_day_names()["en"]["months"] for form in forms} | {"sept"}
    names = _named("months")
    for number, forms in enumerate(word_lists()["more_months"], start=1):
        for form in forms:
            names.setdefault(form, Counter())[number, True] += 1
    for form, found in names.items():
        common = any(often for _, often in found)
        number = _clear({month: count for (month, often), count in found.items() if often == common})
        slight = form.isascii() and len(form) <= 2 and not common  # noqa: PLR2004 - `ma`, `se`, `no`: words of all kinds
        sure = common and (len(form) > _SHORT_NAME or not form.isascii() or sum(found.values()) >= _MANY)
        if (number or common) and not slight:
            yield form, number + (ENGLISH if form in english else 0), common, sure


@cache
def disputed_months() -> dict[str, int]:
    """Return name, tabulator, language -> month, of the names that the table leaves open."""
    known = vocabulary()
    open_names = {word.as_py() for word in known.words.filter(pa.array(known.month == 0))}
    return {
        f"{form}\t{language}": number
        for language, table in month_and_day_names().items()
        for number, forms in enumerate(table["months"], start=1)
        for form in forms
        if form in open_names
    }


def _clear(counts: dict[int, int]) -> int:
    """Return the month that a name means, 0 where languages disagree (`listopad`)."""
    if len(counts) == 1:
        return next(iter(counts))
    (best, most), *others = sorted(counts.items(), key=lambda item: -item[1])
    return 0 if others and most < _CLEAR * others[0][1] else best


def _weekdays() -> Iterable[str]:
    """Return names of weekdays; short ones of rare languages are too often something else, a name for instance."""
    long_enough = 5
    for form, found in _named("days").items():
        if any(often for _, often in found) or len(form) >= long_enough:
            yield form
