"""Dates in the forms that a layout declares.

A form is written with the directives of `strptime` (`%d.%m.%Y, %H:%M Uhr`), which whoever writes a layout knows, and
`%R` for a relative day such as `heute`. It becomes an RE2 pattern for finding dates inside lines, and the same pattern
with named groups takes a printed date apart. A printed wall clock stays a wall clock: no zone is added. A date that the
calendar does not have, or a relative one whose day of capture is unknown, is null; its printed form is kept elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.fixed import fixed_numbers
from broadsheet.kernels import Index, Mask, edge_bytes, offsets
from broadsheet.shapes import edges_of, shape_of
from broadsheet_schema.records import PRECISIONS

Days = npt.NDArray[np.datetime64]
_NUMBERS = {"d": r"\d{1,2}", "m": r"\d{1,2}", "Y": r"\d{4}", "y": r"\d{2}", "H": r"\d{1,2}", "I": r"\d{1,2}",
            "M": r"\d{2}", "S": r"\d{2}", "p": r"[AaPp]\.?[Mm]\.?", "z": r"[+-]\d{2}:?\d{2}|Z"}  # fmt: skip
_DIRECTIVE = re.compile(r"%(.)")


@attrs.frozen(eq=False)
class Dates:
    """Dates read from k printed forms.

    Attributes:
        at: datetime64[ms][k], the wall clock as printed, NaT where it could not be told.
        precision: k strings of `PRECISIONS`, null where `at` is.
        offset: k int16, minutes east of UTC where the form prints a zone, else null.
    """

    at: npt.NDArray[np.datetime64]
    precision: pa.StringArray
    offset: pa.Int16Array


@cache
def month_and_day_names() -> dict[str, dict[str, list[list[str]]]]:
    """Return names.json: language -> `months` or `days` -> for each, in order, its forms in lower case."""
    text = files(__package__).joinpath("names.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, list[list[str]]]] = json.loads(text)
    return table


@cache
def _forms_by_number(language: str, kind: str) -> dict[str, int]:
    """Return lower-case name -> its place from 1; empty for a language that CLDR does not know."""
    forms = month_and_day_names().get(language, {}).get(kind, [])
    return {form: number for number, same in enumerate(forms, start=1) for form in same}


@attrs.frozen
class DateForms:
    """The date forms of one layout.

    Attributes:
        forms: strptime-like forms, the more specific before the less specific.
        relative: word -> days from the day of capture (`{"heute": 0, "gestern": -1}`).
        language: BCP 47 tag whose month and day names `%B` and `%A` take.
    """

    forms: tuple[str, ...] = ()
    relative: Mapping[str, int] = attrs.field(factory=dict)
    language: str | None = None

    def pattern(self) -> str:
        """Return an RE2 alternation of all forms, without groups; it matches nothing where there is no form."""
        if not self.forms:
            return r"[^\s\S]"
        return "(?:" + "|".join(self._compile(form, named=False) for form in self.forms) + ")"

    def parse(self, printed: pa.StringArray, captured: Days | None = None) -> Dates:
        """Read printed dates.

        Args:
            printed: k strings; one that fits no form gives a null date.
            captured: datetime64[ms][k], when the page was fetched, NaT where unknown; relative days need it.
        """
        distinct = printed.dictionary_encode()
        at, relative, precision, offset = self._parse_distinct(distinct.dictionary)
        codes = pc.fill_null(distinct.indices, len(distinct.dictionary)).to_numpy(zero_copy_only=False)
        at, relative, precision, offset = (
            np.append(values, missing)[codes]
            for values, missing in ((at, np.datetime64("NaT")), (relative, 0), (precision, -1), (offset, _NO_OFFSET))
        )
        if captured is None:
            captured = np.full(len(printed), np.datetime64("NaT"), "datetime64[ms]")
        today = captured.astype("datetime64[D]").astype("datetime64[ms]")
        at = np.where(relative > 0, today + (at - np.datetime64(0, "ms")), at)
        precision = np.where(np.isnat(at), -1, precision)
        return Dates(
            at=at,
            precision=pa.array(PRECISIONS, pa.string()).take(pa.array(precision, pa.int32(), mask=precision < 0)),
            offset=pa.array(offset, pa.int16(), mask=(offset == _NO_OFFSET) | np.isnat(at)),
        )

    def _compile(self, form: str, *, named: bool) -> str:
        def fragment(match: re.Match[str]) -> str:
            pattern = self._fragment(match[1], form)
            return f"(?P<{match[1]}>{pattern})" if named else f"(?:{pattern})"

        pieces = re.split(r"(%.)", form)
        return "".join(
            _DIRECTIVE.sub(fragment, piece) if piece.startswith("%") else re.sub(r"(?:\\?\s)+", " +", re.escape(piece))
            for piece in pieces
        )

    def _fragment(self, directive: str, form: str) -> str:
        if directive in _NUMBERS:
            return _NUMBERS[directive]
        if directive == "R":
            words: list[str] = list(self.relative)
        elif directive in "AaBb":
            words = list(_forms_by_number(self.language or "", "days" if directive in "Aa" else "months"))
        else:
            words = []
        if not words:
            known = ", ".join(f"%{letter}" for letter in [*_NUMBERS, "A", "B", "R"])
            message = (
                f"date form {form!r}: nothing is known for %{directive}; the directives are {known}, "
                "and %A, %B need a language, %R needs relative words"
            )
            raise ValueError(message)
        alternatives = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
        return rf"(?i:{alternatives})\.?" if directive in "AaBb" else f"(?i:{alternatives})"

    def _parse_distinct(self, printed: pa.StringArray) -> tuple[Days, Index, Index, Index]:
        size = len(printed)
        at = np.full(size, np.datetime64("NaT"), "datetime64[ms]")
        relative, precision, offset = np.zeros(size, np.int64), np.full(size, -1), np.full(size, _NO_OFFSET)
        open_rows = np.arange(size)
        for form in self.forms:
            if not len(open_rows):
                break
            for take_apart in (fixed_numbers, self._matched):
                hit, groups = take_apart(printed.take(pa.array(open_rows)), form)
                if hit.any():
                    rows = open_rows[hit]
                    at[rows], relative[rows], precision[rows], offset[rows] = self._read(_Groups(groups, len(rows)))
                    open_rows = open_rows[~hit]
        return at, relative, precision, offset

    def _matched(self, printed: pa.StringArray, form: str) -> tuple[Mask, dict[str, pa.Array]]:
        pattern, hit = self._compile(form, named=True), np.zeros(len(printed), bool)
        maybe = np.flatnonzero(shape_of(pattern).admits(edges_of(*edge_bytes(printed)), np.diff(offsets(printed))))
        if not len(maybe):
            return hit, {}
        groups = pc.extract_regex(printed.take(pa.array(maybe)), f"^{pattern}$")
        some = groups.filter(groups.is_valid())
        hit[maybe[np.asarray(groups.is_valid())]] = True
        return hit, {field.name: some.field(place) for place, field in enumerate(some.type)}

    def _read(self, groups: _Groups) -> tuple[Days, Index, int, Index]:
        seconds, valid = _clock(groups)
        if "R" in groups:
            days = {word.lower(): shift for word, shift in self.relative.items()}
            base = groups.lookup("R", days).astype("timedelta64[D]") + np.datetime64(0, "D")
        else:
            names = _forms_by_number(self.language or "", "months")
            month = groups.lookup("B", names) if "B" in groups else groups.number("m")
            base, real = civil_days(groups.year(), month, groups.number("d"))
            valid &= real
        at = base.astype("datetime64[ms]") + (seconds * 1000).astype("timedelta64[ms]")
        at[~valid] = np.datetime64("NaT")
        precision = 2 if "S" in groups else 1 if "M" in groups or "H" in groups or "I" in groups else 0
        return at, np.full(groups.size, int("R" in groups)), precision, groups.zone()


def civil_days(year: Index, month: Index, day: Index) -> tuple[Days, npt.NDArray[np.bool_]]:
    """Return dates as datetime64[D] and whether the calendar has them."""
    sane = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1)  # noqa: PLR2004 - the calendar's numbers
    months = (np.where(sane, year, 1970) - 1970) * 12 + np.where(sane, month, 1) - 1
    first = months.astype("datetime64[M]")
    date = first.astype("datetime64[D]") + (np.where(sane, day, 1) - 1).astype("timedelta64[D]")
    return date, sane & (date.astype("datetime64[M]") == first)


def _clock(groups: _Groups) -> tuple[Index, npt.NDArray[np.bool_]]:
    """Return seconds since midnight, and whether the clock shows such a time."""
    hour, minute, second = groups.number("H"), groups.number("M"), groups.number("S")
    valid = (hour < 24) & (minute < 60) & (second < 60)  # noqa: PLR2004 - the clock's numbers
    if "I" in groups:
        twelve = groups.number("I")
        afternoon = groups.text("p", "am").astype(str)
        late = np.char.startswith(np.char.lower(afternoon), "p")
        valid &= (twelve >= 1) & (twelve <= 12)  # noqa: PLR2004
        hour = twelve % 12 + 12 * late
    return hour * 3600 + minute * 60 + second, valid


_NO_OFFSET = 32767


class _Groups:
    """Named groups of a match, as numbers; `%b` is `%B`, `%a` is `%A`."""

    def __init__(self, groups: Mapping[str, pa.Array | Index], size: int) -> None:
        self.size = size
        self._columns = {{"b": "B", "a": "A"}.get(name, name): column for name, column in groups.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def number(self, name: str) -> Index:
        if name not in self:
            return np.zeros(self.size, np.int64)
        column = self._columns[name]
        return column if isinstance(column, np.ndarray) else np.asarray(pc.cast(column, pa.int64()))

    def year(self) -> Index:
        if "Y" in self:
            return self.number("Y")
        short = self.number("y")
        return np.where(short < 70, 2000 + short, 1900 + short)  # noqa: PLR2004 - POSIX strptime's turn of the century is 69

    def text(self, name: str, default: str) -> npt.NDArray[np.object_]:
        if name not in self:
            return np.full(self.size, default, object)
        return np.asarray(self._columns[name], object)

    def lookup(self, name: str, table: Mapping[str, int]) -> Index:
        lowered = pc.utf8_rtrim(pc.utf8_lower(self._columns[name]), ".")
        place = pc.index_in(lowered, pa.array(list(table), pa.string()))
        found: Index = np.array([*table.values(), 0], np.int64)[np.asarray(pc.fill_null(place, len(table)))]
        return found

    def zone(self) -> Index:
        if "z" not in self:
            return np.full(self.size, _NO_OFFSET)
        zone = pc.replace_substring(pc.replace_substring(self._columns["z"], ":", ""), "Z", "+0000")
        hours, minutes = (pc.cast(pc.utf8_slice_codeunits(zone, a, b), pa.int64()) for a, b in ((1, 3), (3, 5)))
        sign = np.where(np.asarray(pc.starts_with(zone, "-")), -1, 1)
        east: Index = sign * (np.asarray(hours) * 60 + np.asarray(minutes))
        return east
