"""The kicker above a headline, where the page prints both in one line somewhere and so tells which is which."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, ends_with, equal, spans, starts_with
from broadsheet.labels import Part
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import letters

_LONGEST, _LEAST = 80, 12
"""Bytes of a kicker with what parts it from the headline, and of a headline that ends another line not by chance."""
_ABOVE, _BELOW = 3, 3
"""Lines above a headline among which its kicker stands alone, and below it that may print both."""
_GLUE = r"[\s:：|–—-]+$"
_COLON = r"[:：]\s*$"
_PARTED = r"[\s:：|–—-]$"


def label_kickers(reading: Reading, rows: Index, text: pa.StringArray, title: pa.StringArray) -> None:
    """Put the kickers that other lines print in front of the headlines.

    A colon parts kicker and headline surely. What else stands in front may be a section: it must stand above, alone.

    Args:
        reading: what is known of the pages' lines.
        rows: int64[k], the headline of each of k pages, ascending.
        text: the headlines.
        title: the first lines of these pages, without the name of the site.
    """
    if not len(rows):
        return
    line, owner, front = _fronts(reading, rows, text, title)
    if not len(line):
        return
    kicker, alone, sure = told_kickers(reading, rows[owner], front)
    order = np.lexsort((line, alone < 0, owner))
    order = order[sure[order]]
    best = order[np.unique(owner[order], return_index=True)[1]]
    line = np.where(alone[best] >= 0, alone[best], line[best])
    # A line of a comment, say, gives nothing to the article.
    free = reading.free()[line]
    reading.draft.label(line[free], "kicker")
    reading.draft.put("article.kicker", Part(line[free], kicker.take(pa.array(best[free]))))


def told_kickers(reading: Reading, rows: Index, front: pa.StringArray) -> tuple[pa.StringArray, Index, Mask]:
    """Return the kickers that fronts of headlines are; lines above that print them alone, or -1; which are sure.

    Args:
        reading: what is known of the pages' lines.
        rows: int64[k], the headlines.
        front: what stands in front of each in some line.
    """
    if not len(rows):
        return front, rows, np.zeros(0, bool)
    kicker = pc.replace_substring_regex(front, _GLUE, "")
    alone = _alone_above(reading, rows, kicker)
    sure = (alone >= 0) | np.asarray(pc.match_substring_regex(front, _COLON))
    sure &= np.asarray(pc.match_substring_regex(front, _PARTED)) & np.asarray(pc.greater(pc.utf8_length(kicker), 1))
    # The name of the site is no kicker.
    some = np.flatnonzero(sure)
    if len(some):
        site = pc.fill_null(reading.said.site.take(pa.array(reading.lines.document[rows[some]])), "")
        sure[some] &= ~starts_with(letters(site), letters(kicker.take(pa.array(some))))
    return kicker, alone, sure


def _fronts(
    reading: Reading, rows: Index, text: pa.StringArray, title: pa.StringArray
) -> tuple[Index, Index, pa.StringArray]:
    """Return lines that end with a headline and have more in front; whose headline it is; what stands in front."""
    lines = reading.lines
    size = np.asarray(pc.binary_length(text), np.int64)
    page = np.full(lines.documents, -1, np.int64)
    page[lines.document[rows]] = np.arange(len(rows))
    owner = page[lines.document]
    known = owner >= 0
    place, long = np.arange(len(lines)), lines.lengths()
    before = known & (place <= rows[owner] + _BELOW) & (place != rows[owner]) & (size[owner] >= _LEAST)
    first = lines.starts[lines.document[rows]]
    line = np.flatnonzero(before & (long > size[owner]) & (long <= size[owner] + _LONGEST))
    line = line[~np.isin(line, first)]
    titled = np.flatnonzero((rows > first) & (size >= _LEAST))
    owner = np.concatenate([owner[line], titled])
    whole = pa.concat_arrays([reading.text(line), title.take(pa.array(titled))])
    line = np.concatenate([line, first[titled]])
    length = np.asarray(pc.binary_length(whole), np.int64) - size[owner]
    fits = ends_with(whole, text.take(pa.array(owner))) & (length > 0) & (length <= _LONGEST)
    found = np.flatnonzero(fits)
    return line[found], owner[found], spans(whole, found, np.zeros_like(found), length[found])


def _alone_above(reading: Reading, rows: Index, kicker: pa.StringArray) -> Index:
    """Return, for each of k kickers, the line just above its headline that prints it and nothing else, or -1."""
    lines = reading.lines
    found = np.full(len(rows), -1, np.int64)
    lowered = pc.utf8_lower(kicker)
    for step in range(_ABOVE, 0, -1):
        above = np.maximum(rows - step, lines.starts[lines.document[rows]])
        bare = pc.replace_substring_regex(pc.utf8_lower(reading.text(above)), _GLUE, "")
        same: Mask = equal(bare, lowered) & (above < rows)
        found = np.where(same, above, found)
    return found
