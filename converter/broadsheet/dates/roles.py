"""Words in front of a date that say whether it is of publication or of an update."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.dates.vocabulary import word_lists
from broadsheet.kernels import Index, data, offsets, spans

NO_ROLE, PUBLISHED, UPDATED = 0, 1, 2
_FRONT = 48
"""Bytes in front of a date that are looked at."""
_CONTINUATION = 0b10


@cache
def _pattern() -> str:
    """Return a pattern of the words in front, with a group for each role, up to the date."""
    lists = word_lists()

    def either(words: list[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))

    published, updated = (either(lists["roles"][role]) for role in ("published", "updated"))
    link = rf"(?:(?:{either(lists['roles']['links'])})\b[ .:]*)"
    # In scripts without spaces a word needs no edge.
    edge = rf"|.*?(?:[^{LETTERS}]|[\x{{3041}}-\x{{30FF}}\x{{3400}}-\x{{9FFF}}])"
    roles = rf"(?:(?P<published>{published})|(?P<updated>{updated}))[ :：|,.-]*{link}{{0,3}}"
    return rf"^(?P<rest>{edge})(?i:(?P<lead>{roles}|{link}{{1,3}}))$"


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
    role[where[np.asarray(pc.binary_length(parts.field(2))) > 0]] = PUBLISHED
    role[where[np.asarray(pc.binary_length(parts.field(3))) > 0]] = UPDATED
    lead[where] = before[where] + np.asarray(pc.binary_length(parts.field(0)))
    return role, lead
