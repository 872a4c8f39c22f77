"""Join lines that were broken at a fixed width.

Mail programs, old terminals and some converters break paragraphs at 70-odd characters and part them by blank lines. The
sign of such a break is exact: the next line's first word would not have fitted any more. A document counts as wrapped
where no line is longer than `WIDEST`, some blank lines part its lines, and nearly every break behind a long line is of
that kind and seldom at the end of a sentence; then just these breaks are undone. A line that ends early, such as a
headline or the head of a comment, stays a line of its own.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Mask, counts, join
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

WIDEST, NARROWEST = 100, 40
"""Characters of the longest line in a document that can have been wrapped, at most and at least."""
_LONG = 0.6
"""Share of the width above which a line's end is looked at."""
_SLACK = 0.9
"""Share of the width that a line and the next word exceed at a forced break; programs differ by a few characters."""
_BREAKS, _FORCED, _WHOLE = 5, 0.85, 0.4
"""How many breaks behind long lines a wrapped document has at least; which share of them must be forced; and behind
which share of the forced ones a sentence may end: short paragraphs below each other end one every time.
"""


def unwrap(lines: Lines) -> tuple[Lines, Mask]:
    """Join the hard-wrapped lines of documents.

    Args:
        lines: the lines of n documents.

    Returns:
        The lines with paragraphs joined, and for each document whether any were.
    """
    longest = np.zeros(lines.documents, np.int64)
    np.maximum.at(longest, lines.document, lines.lengths())
    # Four bytes make a character at the most, so most documents are out without counting characters.
    suspects = (longest >= NARROWEST) & (longest <= 4 * WIDEST)
    rows = np.flatnonzero(suspects[lines.document])
    wrapped = np.zeros(lines.documents, bool)
    if not len(rows):
        return lines, wrapped
    forced = _forced_breaks(lines, rows, suspects, wrapped)
    if not forced.any():
        return lines, wrapped
    first = np.flatnonzero(~forced)
    group = np.cumsum(~forced) - 1
    document = lines.document[first]
    joined = Lines(
        text=join(lines.text, group, len(first), " "),
        document=document,
        number=lines.number[first],
        last=lines.last[np.append(first[1:], len(lines)) - 1],
        starts=np.searchsorted(document, np.arange(lines.documents + 1)),
        listed=lines.listed[first],
    )
    return joined, wrapped


def _forced_breaks(lines: Lines, rows: np.ndarray, suspects: Mask, wrapped: Mask) -> Mask:
    """Return the lines whose first word did not fit behind the line before, in wrapped documents; mark these."""
    text = lines.text.take(pa.array(rows))
    length = np.asarray(pc.utf8_length(text), np.int64)
    word = np.asarray(pc.utf8_length(pc.list_element(pc.split_pattern(text, " ", max_splits=1), 0)), np.int64)
    document = lines.document[rows]
    width = np.zeros(lines.documents, np.int64)
    np.maximum.at(width, document, length)
    width = np.where(suspects & (width <= WIDEST) & (width >= NARROWEST), width, 0)
    limit = width[document][1:]
    follows = (np.diff(rows) == 1) & (np.diff(document) == 0)
    follows &= lines.number[rows][1:] == lines.last[rows][:-1] + 1
    behind_long = np.append(False, follows & (limit > 0) & (length[:-1] >= _LONG * limit))
    forced = behind_long & np.append(False, length[:-1] + 1 + word[1:] > _SLACK * limit)
    starts = np.searchsorted(document, np.arange(lines.documents + 1))
    breaks, hits = counts(behind_long, starts), counts(forced, starts)
    _, ends = sentence_ends(text)
    whole = counts(forced & np.append(False, ends[:-1]), starts)
    parted = counts(np.append(False, ~follows & (np.diff(document) == 0)), starts)
    wrapped[:] = (breaks >= _BREAKS) & (hits >= _FORCED * breaks) & (whole <= _WHOLE * hits) & (parted > 0)
    found = np.zeros(len(lines), bool)
    found[rows] = forced & wrapped[document]
    return found
