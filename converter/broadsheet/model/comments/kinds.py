"""What the lines of a zone are by what they print, whatever the network says."""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import CAPITALS, LETTERS
from broadsheet.dates import PUBLISHED, UPDATED, find_dates
from broadsheet.kernels import Index, Mask, offsets, spans
from broadsheet.model.comments import words
from broadsheet.model.comments.zone import Zone
from broadsheet.prose import sentence_ends

MARKS = r"^(?:[-•*o+▪◦·‣]|\d{1,4}[.)])\s+"
"""What a rendering of a list prints in front of an entry."""

_LONGEST_HEAD = 200
_LONGEST_NAME = 80
_LONGEST_ALONE = 60
_LONGEST_BESIDE = 100
"""Bytes in front of a date or behind it, with the words around the name."""
_LONGEST_SAYING = 81
"""Characters of the name in front of a verb."""
_MOST_SPACES = 9
_MOST_SPACES_ALONE = 6
_LONGEST_ASIDE = 120
_PIECE = 8_192
"""Lines of a page in which dates are looked for together."""


@attrs.frozen(eq=False)
class Kinds:
    """Columns over the z lines of a zone.

    Attributes:
        start, size: int64[z], the first byte of the date that a head-like line prints and its bytes; -1 and 0 for none.
        name: z strings, the name that a `Name says:` line or a line with a date prints; null where it prints none.
        says: bool[z], `Name says:` without a date.
        said: bool[z], a line with a name, a verb of saying and a date.
        alone: bool[z], a date and no name.
        named: bool[z], a date and a name.
        stamp: bool[z], a date behind a word like `Published` or `Updated` that opens its line.
        form: int64[z], the same for dates printed in one form (`29. May 2017` and `3. June 2018`); -1 for none.
        namelike: bool[z], a short line that could be a name.
        tail, close, ping, number: bool[z], what the lists of words call so; a line of one number.
        answer: bool[z], a tail, or a line with a date, that lets one answer a comment.
        code: int64[z], the same for equal lines.
    """

    start: Index
    size: Index
    name: pa.StringArray
    says: Mask
    said: Mask
    alone: Mask
    named: Mask
    stamp: Mask
    form: Index
    namelike: Mask
    tail: Mask
    close: Mask
    ping: Mask
    number: Mask
    answer: Mask
    code: Index


def kinds_of(zone: Zone) -> Kinds:
    """Look at the lines of a zone."""
    text, size = zone.text, zone.size
    short = size <= _LONGEST_ASIDE
    close, ping = (_match(text, pattern(), short) for pattern in (words.closing, words.pinging))
    close |= zone.elsewhere
    tail = _match(text, rf"{words.nothing_but_tails()}|^[•·|–—-]$", short) | zone.listed
    number = _match(text, r"^(?:\d{1,4}\. )?[#(\[]?[+-]?\d{1,5}(?:\.\d+)*[.)\]:]?$", size <= 14)  # noqa: PLR2004 - bytes of a number
    sayings = _sayings(text, size <= _LONGEST_HEAD)
    dates, names, said = _dates(zone, close | ping, np.asarray(sayings.is_valid()))
    held = np.asarray(names.is_valid())

    def lines(some: Mask) -> Mask:
        found = np.zeros(len(text), bool)
        found[dates.line[some]] = True
        return found

    start, length, place = np.full(len(text), -1), np.zeros(len(text), np.int64), np.full(len(text), -1, np.int64)
    start[dates.line], length[dates.line], place[dates.line] = dates.start, dates.size, np.arange(len(held))
    alone, named = lines(~held), lines(held)
    says = np.asarray(sayings.is_valid()) & (start < 0)
    name = pc.if_else(pa.array(says), sayings, names.take(pa.array(place, mask=place < 0)))
    odd = tail | number | close | ping | says | alone | named | zone.lone | np.asarray(zone.count.is_valid())
    return Kinds(
        start, length, name, says, lines(said & held), alone, named, lines(dates.stamp),
        _forms(text, start, length, lines(dates.relative)), _namelike(text, size, odd), tail, close, ping, number,
        _match(text, words.answering(), (tail & ~zone.listed & ~np.asarray(zone.count.is_valid())) | (start >= 0)),
        np.asarray(text.dictionary_encode().indices).astype(np.int64),
    )  # fmt: skip


def _match(text: pa.StringArray, pattern: str, some: Mask) -> Mask:
    found = np.zeros(len(text), bool)
    rows = np.flatnonzero(some)
    found[rows] = np.asarray(pc.match_substring_regex(text.take(pa.array(rows)), pattern))
    return found


def _namelike(text: pa.StringArray, size: Index, odd: Mask) -> Mask:
    """Return which short lines could be names by their words and signs."""
    rows = np.flatnonzero((size >= 2) & (size <= _LONGEST_ALONE) & ~odd)  # noqa: PLR2004
    some = text.take(pa.array(rows))
    _, ends = sentence_ends(some)
    spaces = np.asarray(pc.count_substring(some, " "))
    fits = (spaces <= _MOST_SPACES_ALONE) & (~ends | (spaces <= 2))  # noqa: PLR2004
    fits &= ~np.asarray(pc.match_substring_regex(some, rf"://|^@\S+[ :,]?$|[,:;。！？]$|^[{words.AROUND}0-9]+$"), bool)
    found = np.zeros(len(text), bool)
    found[rows[fits]] = True
    return found


def _sayings(text: pa.StringArray, some: Mask) -> pa.StringArray:
    """Return the name that each line `Name says:` prints, null for all others."""
    rows = np.flatnonzero(some & np.asarray(pc.or_(pc.ends_with(text, ":"), pc.ends_with(text, "：")), bool))
    groups = pc.extract_regex(text.take(pa.array(rows)), words.saying())
    hit = np.flatnonzero(
        np.asarray(groups.is_valid()) & np.asarray(pc.less_equal(pc.utf8_length(groups.field("name")), _LONGEST_SAYING))
    )
    place = np.full(len(text), -1, np.int64)
    place[rows[hit]] = np.arange(len(hit))
    return _bare(groups.field("name").take(pa.array(hit))).take(pa.array(place, mask=place < 0))


@attrs.frozen(eq=False)
class _Dates:
    """The dates of d lines, one each.

    Attributes:
        line: int64[d], the lines.
        start, size: int64[d], their first byte and their bytes.
        told: bool[d], their day or time is told.
        relative: bool[d], they count from today (`2 days ago`).
        stamp: bool[d], they stand behind a word like `Published` that opens the line.
    """

    line: Index
    start: Index
    size: Index
    told: Mask
    relative: Mask
    stamp: Mask

    def take(self, rows: Index | Mask) -> _Dates:
        """Return some of them."""
        return _Dates(*(getattr(self, field.name)[rows] for field in attrs.fields(_Dates)))


def _dates(zone: Zone, taken: Mask, sayings: Mask) -> tuple[_Dates, pa.StringArray, Mask]:
    """Return the dates of lines that may be heads, the names beside them, and where a word of saying stands, too."""
    found = _printed(zone, taken, sayings)
    text = zone.text.take(pa.array(found.line))
    each, behind_at = np.arange(len(text)), found.start + found.size
    before = spans(text, each, np.zeros_like(behind_at), found.start)
    behind = spans(text, each, behind_at, np.diff(offsets(text)) - behind_at)
    verb = rf"(?i)(?:^|[{words.AROUND}]){words.any_of('say')}[\s:：]*$"
    said = np.asarray(pc.or_(*(pc.match_substring_regex(part, verb) for part in (before, behind))), bool)
    said |= np.asarray(pc.match_substring_regex(before, rf"(?i)^[{words.AROUND}]*{words.any_of('signed')}\s"), bool)
    name, fits = _beside_dates(_front(before), _rest(behind))
    return found.take(fits), name.filter(pa.array(fits)), said[fits]


def _printed(zone: Zone, taken: Mask, sayings: Mask) -> _Dates:
    """Return the dates near enough to the ends of lines of some length, the longest of each line."""
    some = np.flatnonzero((zone.size <= _LONGEST_HEAD) & ~taken)
    text = zone.text.take(pa.array(some))
    found = _found(text, zone.page[some])
    # `1. Yan says:` holds no date, though some language calls a month so.
    found = found.take(found.told | ~sayings[some[found.line]])
    order = np.lexsort((-found.size, found.line))
    found = found.take(order[np.flatnonzero(np.diff(found.line[order], prepend=-1))])
    behind = np.diff(offsets(text))[found.line] - found.start - found.size
    found = found.take((found.start <= _LONGEST_BESIDE) & (behind <= _LONGEST_BESIDE))
    return attrs.evolve(found, line=some[found.line])


def _found(text: pa.StringArray, page: Index) -> _Dates:
    """Return all dates of lines, whose pages are ascending.

    Very long pages are looked at in pieces, so that memory does not grow with them; a piece depends on its page alone.
    """
    number = np.arange(len(page)) - np.searchsorted(page, page)
    cuts = np.flatnonzero((number > 0) & (number % _PIECE == 0)).tolist()
    parts = []
    for begin, end in pairwise([0, *cuts, len(page)]):
        dates = find_dates(text[begin:end], page[begin:end])
        told = ~np.isnat(dates.at) | dates.relative | (dates.clock > np.timedelta64(0, "ms"))
        stamp = (dates.lead == 0) & np.isin(dates.role, [PUBLISHED, UPDATED])
        parts.append((dates.line + begin, dates.start, dates.stop - dates.start, told, dates.relative, stamp))
    return _Dates(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _beside_dates(front: pa.StringArray, rest: pa.StringArray) -> tuple[pa.StringArray, Mask]:
    """Return the name in front of each date, or else behind it, and whether that and the rest may be a head."""
    bare = _bare(pa.concat_arrays([front, rest]))
    front, rest = bare[: len(front)], bare[len(front) :]
    name = pc.if_else(pc.equal(front, ""), rest, front)
    size, spaces = np.asarray(pc.binary_length(name)), np.asarray(pc.count_substring(name, " "))
    other = np.minimum(np.diff(offsets(front)), np.diff(offsets(rest)))
    fits = (size <= _LONGEST_NAME) & (spaces <= _MOST_SPACES) & (other <= _LONGEST_ALONE // 2)
    fits &= ~np.asarray(pc.match_substring_regex(name, r"^\d{1,2}[:.]\d{2}( min)?$"))
    _, ends = sentence_ends(name)
    fits &= ~ends | (spaces <= 3)  # noqa: PLR2004 - `Kwame B.` is a name, a sentence is not
    return pc.if_else(pc.equal(name, ""), None, name), fits


def _front(before: pa.StringArray) -> pa.StringArray:
    """Return the names in front of dates: without `Comment by`, `on`, `says` and signs."""
    edge = rf"(?i)(?:(?:^|[\s,]+){words.any_of('join', 'say')}|[{words.SEPARATORS}]+)+$"
    before = pc.replace_substring_regex(before, edge, "")
    return pc.replace_substring_regex(before, rf"(?i)^[{words.AROUND}]*{words.any_of('by')}\s*:?\s+(\S)", r"\1")


def _rest(behind: pa.StringArray) -> pa.StringArray:
    """Return the names behind dates: without a time, `by`, `says:`, `Reply` and signs."""
    behind = pc.replace_substring_regex(behind, rf"^[{words.SEPARATORS}]*\d{{1,2}}:\d\d\s+([{CAPITALS}])", r"\1")
    behind = pc.replace_substring_regex(
        behind, rf"(?i)^[{words.SEPARATORS}).]*(?:{words.any_of('by', 'join')}(?:[\s:]+|$))?", ""
    )
    edge = rf"(?i)(?:(?:^|[\s,|]+){words.any_of('say', 'tail', 'join')}|[{words.SEPARATORS}#]+)+\.*$"
    # The point of `Nora K.` is the name's own.
    return pc.replace_substring_regex(pc.replace_substring_regex(behind, edge, ""), rf"([{LETTERS}]{{2}})\.+$", r"\1")


def _bare(name: pa.StringArray) -> pa.StringArray:
    """Return names without signs at their ends; a name of signs or of words like `Reply` alone is none."""
    name = pc.replace_substring_regex(pc.utf8_trim(name, " ,;|·•–—"), MARKS, "")
    filled = np.flatnonzero(np.asarray(pc.not_equal(name, "")))
    void = np.zeros(len(name), bool)
    if len(filled):
        some = name.take(pa.array(filled))
        void[filled] = pc.match_substring_regex(some, rf"{words.nothing_but_tails()}|^[{words.AROUND}]*$")
    return pc.if_else(pa.array(void), "", name)


def _forms(text: pa.StringArray, start: Index, size: Index, relative: Mask) -> Index:
    """Return a code of how each line's date is printed: its words and numbers taken for the same.

    `A day ago`, `3 hours ago` and `yesterday` are one form.
    """
    rows = np.flatnonzero(start >= 0)
    printed = spans(text, rows, start[rows], size[rows])
    printed = pc.replace_substring_regex(pc.replace_substring_regex(printed, rf"[{LETTERS}]+\.?", "a"), r"\d+", "9")
    printed = pc.if_else(pa.array(relative[rows]), "", printed)
    form = np.full(len(text), -1, np.int64)
    form[rows] = np.asarray(printed.dictionary_encode().indices)
    return form
