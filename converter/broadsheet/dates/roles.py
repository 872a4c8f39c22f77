"""Words beside a date that say whether it is of publication, of an update, or of something else."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.dates.vocabulary import word_lists
from broadsheet.kernels import Index, Mask, data, offsets, spans, whole_characters

NO_ROLE, PUBLISHED, UPDATED, OTHER = range(4)
_FRONT = 48
"""Bytes in front of a date that are looked at."""
_BEHIND = 24
"""Bytes behind a date that are looked at."""
_CONTINUATION = 0b10


@cache
def _pattern() -> str:
    """Return a pattern of the words in front, with a group for each role, up to the date."""
    lists = word_lists()

    def either(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))

    published, updated, other = (either(lists["roles"][role]) for role in ("published", "updated", "other"))
    links = lists["roles"]["links"]
    plain, other_links = (either([word for word in links if word.isascii() == ascii_]) for ascii_ in (True, False))
    link = rf"(?:(?:(?:{plain})\b|(?:{other_links}))[ .:]*)"
    # In scripts without spaces a word needs no edge.
    edge = rf"|.*?(?:[^{LETTERS}]|[\x{{3041}}-\x{{30FF}}\x{{3400}}-\x{{9FFF}}])"
    roles = rf"(?:(?P<published>{published})|(?P<updated>{updated})|(?P<other>{other}))[ :：|,.-]*{link}*"
    return rf"^(?P<rest>{edge})(?i:(?P<lead>{roles}|{link}+))$"


@cache
def _behind() -> str:
    words = "|".join(sorted(word_lists()["roles"]["updated_behind"], key=lambda word: (-len(word), word)))
    return rf"^ ?[（(]?(?:{words})(?:[)）。 ]|$)"


def updates_behind(lines: pa.StringArray, line: Index, stop: Index, lead: Index) -> Mask:
    """Return bool[n], behind which dates stands that they are of an update, and no other date right behind that.

    Args:
        lines: lines.
        line: int64[n] ascending, the line of each date.
        stop: int64[n], where it ends, in bytes.
        lead: int64[n], where it begins, with the words in front of it.
    """
    size = whole_characters(lines, line, np.minimum(np.diff(offsets(lines))[line], stop + _BEHIND)) - stop
    near = np.append((line[1:] == line[:-1]) & (lead[1:] - stop[:-1] < _BEHIND), False)[: len(line)]
    rows = np.flatnonzero((size > 0) & ~near)
    found = np.zeros(len(line), bool)
    found[rows] = np.asarray(
        pc.match_substring_regex(spans(lines, line[rows], stop[rows], size[rows]), _behind()), bool
    )
    return found


def leads(lines: pa.StringArray, line: Index, start: Index) -> tuple[npt.NDArray[np.int8], Index]:
    """Return role and beginning of the words in front of dates.

    Args:
        lines: lines.
        line: int64[n], the line of each date.
        start: int64[n], where it begins, in bytes.

    Returns:
        int8[n] roles, and int64[n] where the words in front of the date begin: `start` where there are none.
    """
    before = np.maximum(start - _FRONT, 0)
    at = offsets(lines)[line]
    content = data(lines)
    for _ in range(3):
        cut = (content[np.minimum(at + before, len(content) - 1)] >> 6) == _CONTINUATION if len(content) else before > 0
        before = before + (cut & (before < start))
    role, lead = np.zeros(len(line), np.int8), start.copy()
    rows = np.flatnonzero(start > before)
    if not len(rows):
        return role, lead
    front = spans(lines, line[rows], before[rows], (start - before)[rows]).dictionary_encode()
    groups = pc.extract_regex(front.dictionary, _pattern()).take(front.indices)
    hit = np.asarray(groups.is_valid())
    where = rows[hit]
    parts = groups.filter(pa.array(hit))
    for field, kind in ((2, PUBLISHED), (3, UPDATED), (4, OTHER)):
        role[where[np.asarray(pc.binary_length(parts.field(field))) > 0]] = kind
    lead[where] = before[where] + np.asarray(pc.binary_length(parts.field(0)))
    return role, lead
