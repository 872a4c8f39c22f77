"""Where the text of a page begins, and whether a value is printed as a line of its own."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, first_true, offsets
from broadsheet.labels import CODE
from broadsheet.lines import Lines
from broadsheet.model.reading import Reading, settled

ENOUGH: Final = 500
"""Bytes of text below a headline, from which on text above it is another's."""


def headlines(reading: Reading) -> Index:
    """Return int64[n], the headline of each page, or -1."""
    found = np.full(reading.lines.documents, -1, np.int64)
    rows = np.flatnonzero(reading.draft.code == CODE["headline"])
    found[reading.lines.document[rows]] = rows
    return found


def _above_headlines(reading: Reading, headline: Index) -> Mask:
    """Return bool[m], the lines above the headlines of pages that hold enough text below: it is other articles'."""
    lines = reading.lines
    above = np.arange(len(lines)) < headline[lines.document]
    text = reading.mask("paragraph", "lede") & reading.free() & ~above
    enough = np.bincount(lines.document, lines.lengths() * text, lines.documents) >= ENOUGH
    found: Mask = above & enough[lines.document]
    return found


def own_text_starts(reading: Reading, headline: Index) -> Index:
    """Return int64[n], as `text_starts`, without text above headlines that is other articles'."""
    return text_starts(reading, ~_above_headlines(reading, headline))


def text_starts(reading: Reading, among: Mask | None = None) -> Index:
    """Return int64[n], the first line of each page's text, or the page's end where it has none.

    Args:
        reading: the lines.
        among: bool[m], which of them may be text; without it, all.
    """
    lines = reading.lines
    text = reading.mask("paragraph", "lede") & reading.free()
    if among is not None:
        text &= among
    first, stray = first_true(settled(lines, text), lines.starts), first_true(text, lines.starts)
    return np.where(first < lines.starts[1:], first, stray)


def printed_alone(lines: Lines, documents: Index, values: pa.StringArray, but: Index) -> Index:
    """Return, for each of k values, the first line of its document that prints it and nothing else, or -1.

    Args:
        lines: the lines of the batch.
        documents: int64[k], distinct: the document of each value.
        values: k strings, compared without regard to case.
        but: int64[k], a line that does not count, -1 for none.
    """
    found = np.full(len(documents), -1, np.int64)
    size = np.full(lines.documents, -1, np.int64)
    place = np.zeros(lines.documents, np.int64)
    size[documents], place[documents] = np.diff(offsets(values)), np.arange(len(documents))
    rows = np.flatnonzero(lines.lengths() == size[lines.document])
    which = place[lines.document[rows]]
    keep = rows != but[which]
    rows, which = rows[keep], which[keep]
    same = np.asarray(
        pc.equal(pc.utf8_lower(lines.text.take(pa.array(rows))), pc.utf8_lower(values).take(pa.array(which)))
    )
    rows, which = rows[same], which[same]
    found[which[::-1]] = rows[::-1]
    return found


def inside_head(lines: Lines, headline: Index, start: Index, above: int) -> Mask:
    """Return which lines stand between a headline, a few lines above it included, and the start of the text."""
    place = np.arange(len(lines))
    top = np.where(headline >= 0, headline - above, start - above)
    mask: Mask = (place >= top[lines.document]) & (place < start[lines.document])
    return mask
