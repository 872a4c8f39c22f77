"""The grammar of printed dates, as patterns over the symbols of tokens.

One pattern without groups finds the spans of all dates in a line; the same with groups, run once for each different
string of symbols, says which token is the day, the month, the hour. Both are RE2.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.tokens import PLAIN_WORD, ZONE
from broadsheet.dates.vocabulary import codes, vocabulary
from broadsheet.kernels import Bytes, Index, Mask, data, of_bytes, ragged

OPEN, CLOSE = "<", ">"
# In the templates below `[month]` stands for the words with that meaning, and `{d}` names the token behind it.
_DAY, _MONTH, _YEAR, _SHORT_YEAR = "[BCDH]", "[BH]", "[YT]", "[A-F]"
_HOUR, _SIXTY, _NUMBER = "[ABCGH]", "[A-E]", "[A-HJLNTY]"


@attrs.frozen
class Form:
    """One way to print a day.

    Attributes:
        name: what it is called in `FORMS`.
        template: a pattern over symbols.
        clock: whether it is a date only together with a clock.
    """

    name: str
    template: str
    clock: bool = False


_IN = r"(?:[ .,/-]{0,3}(?:[inside][ .']{0,2}){0,3})"
FORMS = (
    Form("cjk", rf"{{y}}Y ?[n] ?{{m}}{_MONTH} ?[i] ?{{d}}{_DAY} ?[j]"),
    Form("numbered", rf"{{skip}}{_DAY}\.? ?{{m}}[month] {{d}}{_DAY}, {{y}}{_YEAR}"),
    Form("day-name-year", rf"{{d}}{_DAY}\.?(?:[ordinal]\.?)?{_IN}{{m}}[month]{_IN}{{y}}{_YEAR}"),
    Form("clock-year", rf"{{m}}[month]\.? {{d}}{_DAY},? {{H}}{_HOUR}:{{M}}{_SIXTY}(?::{{S}}{_SIXTY})?(?: {{z}}[zone])?(?: {{sign}}[+-]{{zone}}[JYBC])? {{y}}Y"),  # noqa: E501
    Form("name-day-year", rf"{{m}}[month][ .,/-]{{0,3}}(?:[inside] )?{{d}}{_DAY}\.?(?: ?[ordinal])?(?: ?[.,/-] ?| ){{0,2}}(?:[inside] )?{{y}}{_YEAR}"),  # noqa: E501
    Form("year-day-name", rf"{{y}}Y\. ?[inside] {{d}}{_DAY}\.? {{m}}[month]"),
    Form("year-name-day", rf"{{y}}{_YEAR}{_IN}{{m}}[month][ .,/-]{{0,3}}(?:[inside] )?{{d}}{_DAY}(?:-[ordinal]|\.? [inside]\.|\.)?"),  # noqa: E501
    Form("year-first", rf"{{y}}Y(?:\. ?{{m}}{_MONTH}\. ?{{d}}{_DAY}\.?|/{{m2}}{_MONTH}/{{d2}}{_DAY}| ?- ?{{m3}}{_MONTH} ?- ?{{d3}}{_DAY})"),  # noqa: E501
    Form("dots", rf"{{a}}{_DAY}\. ?{{b}}{_DAY}\. ?{{y}}Y"),
    Form("slashes", rf"{{a}}{_DAY} ?/ ?{{b}}{_DAY} ?/ ?{{y}}Y"),
    Form("hyphens", rf"{{a}}{_DAY}(?:- ?| - ){{b}}{_DAY}(?:- ?| - ){{y}}Y"),
    Form("tháng", rf"{{d}}{_DAY} [month mark] {{m}}{_MONTH}(?:,? [inside] |[, /-]{{1,3}}){{y}}Y"),
    Form("day-name-short-clock", rf"{{d}}{_DAY}\.? ?{{m}}[month]\.? {{y}}{_SHORT_YEAR}", clock=True),
    Form("yearless-dots", rf"{{a}}{_DAY}\. ?{{b}}{_DAY}\.,? ", clock=True),
    Form("hyphens-short", rf"{{a}}{_DAY}-{{b}}{_DAY}-{{y}}{_SHORT_YEAR}", clock=True),
    Form("yearless-slash", rf"{{a}}{_DAY}/{{b}}{_DAY}", clock=True),
    Form("day-name-short", rf"{{d}}{_DAY}(?:[.]? ?| ?- ?){{m}}[month]\.?(?: ?['/-] ?){{y}}{_SHORT_YEAR}"),
    Form("dots-short", rf"{{a}}{_DAY}\.{{b}}{_DAY}\.{{y}}{_SHORT_YEAR}"),
    Form("slashes-short", rf"{{a}}{_DAY}/{{b}}{_DAY}/{{y}}{_SHORT_YEAR}"),
    Form("cjk-yearless", rf"{{m}}{_MONTH} ?[i] ?{{d}}{_DAY} ?[j]"),
    Form("yearless", rf"{{d}}{_DAY}\.?(?:[ordinal]\.?)? ?(?:[inside][ ']){{0,2}}{{m}}[whole month]"),
    Form("yearless-name-first", rf"{{m}}[whole month]\.? ?{{d}}{_DAY}(?:[ordinal])?"),
)  # fmt: skip
"""Earlier forms win where several fit at one place."""

_HALF = r"{p}[half]\.?"
_UHR = r"(?:(?: ?:? ?[after clock]\.?){1,2})"
_COLON = (
    rf"(?:{{q}}[half] ?)?{{H}}{_HOUR} ?: ?{{M}}{_SIXTY}(?: ?: ?{{S}}{_SIXTY}(?:[.,]{_NUMBER})?)?(?: ?{_HALF}|{_UHR})?"
)
_CLOCKS = (
    rf"(?:{{q}}[half] ?)?{{H}}{_HOUR} ?[v](?: ?{{M}}{_SIXTY} ?[s](?: ?{{S}}{_SIXTY} ?[c])?)?",
    _COLON,
    rf"{{H}}{_HOUR}\.{{M}}{_SIXTY}(?:\.{{S}}{_SIXTY})?(?: ?{_HALF}|{_UHR})",
    rf"{{H}}{_HOUR} ?[hour mark] ?{{M}}{_SIXTY}(?: [unit])?",
    rf"{{H}}{_HOUR} ?{_HALF}",
    rf"{{H}}{_HOUR} ?[full hour]\.?",
    rf"{{H}}{_HOUR}\.{{bare}}{_SIXTY}",
)
_EAST = (
    r"(?: ?\(?{z}[zone]\)?(?: ?{sign}[+-]{zone}[A-CGHJY](?::?{rest}[A-E])?)?"
    r"|{sign2}\+{zone2}[A-CJY](?::{rest2}[A-E])?"
    r"| {sign3}[+-]{zone3}[JYAB](?::{rest3}[A-E])?|{sign4}-{zone4}[ABJY](?::{rest4}[A-E])?)"
)
_SINGLE = r"(?:[ ,]{0,2}\(?(?:[weekday]|[i]|[j])\.?\)?)"
_TO_CLOCK = rf"(?:{_SINGLE}?[ .,|/-]{{0,4}}(?:[clock][ .,:]{{0,3}}){{0,3}}\(?)"
_TO_DATE = r"(?:[ ,.|/-]{1,4}(?:[clock inside][ ]){0,2})"
_WEEKDAY = r"(?:(?:[sure weekday]|[shy weekday][.,])\.?[ ,.|/-]{0,3}(?:[inside] ){0,2})"
_SPAN_PART = rf"(?:{{n}}{_NUMBER}|{{one}}[amount])\+? ?{{u}}[unit]\.?"
_MORE = rf"(?:[ ,]{{1,2}}(?:[#] )?{_NUMBER} ?[unit]\.?){{0,2}}"


_SPAN = rf"[before] {_SPAN_PART}{_MORE}(?: [behind])?|(?:[with behind] )?{_SPAN_PART}{_MORE} ?[behind]"
_TO_SPANS_CLOCK = r"(?:[ ,]{1,2}(?:[clock] )+)"
_PLACEHOLDER = re.compile(r"\{([a-zA-Z]+\d?)\}")

_PARTS = (
    "skip", "d", "m", "y", "a", "b", "H", "M", "S", "bare", "p", "q", "z", "sign", "zone", "rest", "r", "n", "one", "u",
)  # fmt: skip
"""The names that templates give to tokens."""
_FORM, _DAY_END = 0, 1
_NONE = -2
"""Columns in front of those of the parts, and the form of what is no date."""
_MOST_READ = 8_192
"""Strings of symbols that are remembered, at most."""
_SPACES, _NUMBERS, _BETWEEN = (np.isin(np.arange(256), list(signs)) for signs in (b" ", b"ABCDEFGHJLNTY", b".-/"))


def _words(pattern: str) -> str:
    """Put the symbols in for the meanings, written `[month]`."""
    known = vocabulary()
    special = {
        "zone": ZONE,
        "#": PLAIN_WORD,
        "clock inside": "".join(known.classes[name] for name in ("clock", "inside")),
        "whole month": known.classes["sure month"],
    }

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        symbols = special.get(name) or known.classes.get(name)
        return match[0] if symbols is None else f"[{symbols}]"

    return re.sub(r"\[([a-z #]+)\]", fill, pattern)


@attrs.define
class _Writer:
    """Writes templates as patterns, either without groups or with numbered named ones."""

    named: bool
    count: int = 0

    def write(self, template: str) -> str:
        first, *pieces = _PLACEHOLDER.split(template)
        text = first
        for name, rest in zip(pieces[::2], pieces[1::2], strict=True):
            token = re.match(r"\[[^\]]+\]|\\.|.", rest)
            text += self.group(name, token[0] if token else "") + rest[token.end() if token else 0 :]
        return text

    def group(self, name: str, inside: str) -> str:
        self.count += 1
        return f"(?P<{name.rstrip('0123456789')}_{self.count}>{inside})" if self.named else f"(?:{inside})"

    def clock(self) -> str:
        return "(?:" + "|".join(map(self.write, _CLOCKS)) + ")" + f"(?:{self.write(_EAST)})?"

    def day(self, form: Form) -> str:
        return self.group("form" + "abcdefghijklmnopqrstuvwxyz"[FORMS.index(form)], self.write(form.template))

    def word(self) -> str:
        return self.group("day", self.write("{r}[relative]"))

    def all(self) -> str:
        days = [
            f"(?:{'|'.join(map(self.day, same))})(?:{_TO_CLOCK}{self.clock()}\\)?)" + ("" if clock else "?")
            for clock, same in groupby(FORMS, key=lambda form: form.clock)
        ]
        later = f"{_WEEKDAY}?(?:{'|'.join(days)})"
        earlier = f"{self.clock()}{_TO_DATE}{_WEEKDAY}?(?:{'|'.join(map(self.day, FORMS))})"
        relative = f"{self.word()}(?:{_TO_CLOCK}{self.clock()})?|{self.clock()}{_TO_DATE}{self.word()}"
        span = f"{self.group('day', self.write(_SPAN))}(?:{_TO_SPANS_CLOCK}{self.clock()})?"
        return f"{earlier}|{later}|{relative}|{span}"


@cache
def _finder() -> str:
    junk = "|".join(rf"[A-HJLNT]{sign}(?:{_NUMBER}{sign}){{2,}}{_NUMBER}" for sign in (r"\.", "/", "-"))
    return _words(f"{junk}|{_Writer(named=False).all()}")


@cache
def _reader() -> str:
    return "^(?:" + _words(_Writer(named=True).all()) + ")$"


@attrs.frozen(eq=False)
class Shapes:
    """Where the parts of dates stand among their tokens.

    Attributes:
        first, last: int64[n], the tokens of each date, `last` not included.
        parts: name of a part -> int64[n], its token, -1 where a date has none.
        form: int64[n], place in `FORMS`, -1 for a relative date.
        day_end: int64[n], the token behind the day without its clock.
    """

    first: Index
    last: Index
    parts: dict[str, Index]
    form: Index
    day_end: Index

    def part(self, name: str) -> Index:
        """Return the token of a part of each date, -1 where a date has none."""
        return self.parts.get(name, np.full(len(self.first), -1))


def shapes(symbols: Bytes, starts: Index) -> Shapes:
    """Find all dates of lines, given as the symbols of their tokens."""
    line = np.flatnonzero(_holding(symbols, starts))
    size = (starts[1:] - starts[:-1])[line]
    token = ragged(starts[line], size)
    some = symbols[token]
    marked = data(pc.replace_substring_regex(_strings(some, size), _finder(), rf"{OPEN}\0{CLOSE}"))
    opening, closing = np.flatnonzero(marked == ord(OPEN)), np.flatnonzero(marked == ord(CLOSE))
    before = 2 * np.arange(len(opening))
    first, last = opening - before, closing - before - 1
    found = _strings(some[ragged(first, last - first)], last - first).dictionary_encode()
    places = _read(found.dictionary.to_pylist())[np.asarray(found.indices)]
    real = places[:, _FORM] != _NONE
    return _shapes(places[real], token[first[real]], token[last[real] - 1] + 1)


def _strings(symbols: Bytes, size: Index) -> pa.StringArray:
    at = np.concatenate([[0], np.cumsum(size)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(size), pa.py_buffer(at), pa.py_buffer(np.ascontiguousarray(symbols)))


@cache
def _telling() -> Mask:
    """Return which symbols are of words without which no date is printed, but for one of numbers and signs."""
    known = vocabulary()
    names = ("month", "month mark", "i", "relative", "unit")
    return np.isin(np.arange(256), [code for name in names for code in codes(known.classes[name])])


def _holding(symbols: Bytes, starts: Index) -> Mask:
    """Return which lines can hold a date: a word that tells of one, or two numbers with a sign of dates in between."""
    padded = np.concatenate([symbols, np.zeros(2, np.uint8)])
    spaced, number, sign = (of_bytes(table, padded) for table in (_SPACES, _NUMBERS, _BETWEEN))
    at = np.flatnonzero(sign)
    # What lies beyond an edge of the symbols is nothing: their first is no sign between two numbers.
    left = number[at - 1] | (spaced[at - 1] & number[at - 2])
    right = number[at + 1] | (spaced[at + 1] & number[at + 2])
    telling = of_bytes(_telling(), symbols)
    telling[at[left & right]] = True
    before = np.searchsorted(np.flatnonzero(telling), starts)
    held: Mask = before[1:] > before[:-1]
    return held


_READ: dict[str, npt.NDArray[np.int32]] = {}
"""What was read of strings of symbols: a few hundred make up nearly all dates."""


def _read(found: list[str]) -> npt.NDArray[np.int32]:
    """Return int32[n, 2 + parts]: the form of each string, where its day ends, and the place of each part in it.

    The form is -1 for a relative date, and `_NONE` for what is no date; a place is -1 where a part is missing.
    """
    read = {symbols: _READ.get(symbols) for symbols in found}
    if new := [symbols for symbols, places in read.items() if places is None]:
        groups = pc.extract_regex_span(pa.array(new, pa.string()), _reader())
        fresh = dict(zip(new, _places(groups), strict=True))
        read |= fresh
        if len(_READ) > _MOST_READ:
            _READ.clear()
        _READ.update(fresh)
    return np.array([read[symbols] for symbols in found], np.int32).reshape(len(found), 2 + len(_PARTS))


def _places(groups: pa.StructArray) -> npt.NDArray[np.int32]:
    """Take from each group its place; of groups that name the same part, one at most takes part in a match."""
    places = np.full((len(groups), 2 + len(_PARTS)), -1, np.int32)
    places[~np.asarray(groups.is_valid()), _FORM] = _NONE
    for place, field in enumerate(groups.type):
        spans = groups.field(place)
        if spans.null_count == len(spans):
            continue
        there = np.flatnonzero(np.asarray(spans.is_valid()))
        begin, length = np.asarray(spans.flatten()).reshape(-1, 2).T
        filled = length > 0
        rows, begin, end = there[filled], begin[filled], (begin + length)[filled]
        name = field.name.split("_")[0]
        if name.startswith("form"):
            places[rows, _FORM], places[rows, _DAY_END] = ord(name[-1]) - ord("a"), end
        elif name == "day":
            places[rows, _DAY_END] = end
        else:
            places[rows, 2 + _PARTS.index(name)] = begin
    return places


def _shapes(places: npt.NDArray[np.int32], first: Index, last: Index) -> Shapes:
    """Return the shapes of dates whose parts have their places behind the first token."""
    form = places[:, _FORM].astype(np.int64)
    day_end, *columns = (np.where(column >= 0, first + column, -1) for column in places[:, _DAY_END:].T)
    parts = {name: at for name, at in zip(_PARTS, columns, strict=True) if (at >= 0).any()}
    # In `1. May 3, 2015` the first number counts a list.
    first = np.where(parts["skip"] >= 0, parts["m"], first) if "skip" in parts else first
    return Shapes(first=first, last=last, parts=parts, form=form, day_end=day_end)
