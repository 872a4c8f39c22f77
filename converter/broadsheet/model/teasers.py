"""Which lines belong to other stories that a page offers around its article.

What opens or closes an article (its date, `By Ida Brandt`) stands beside its headline or right behind its text; a
teaser's stands beside a title of its own. A title is told by its form: it is no sentence, and too long for a button.
"""

from __future__ import annotations

import numpy as np

from broadsheet.dates import UPDATED
from broadsheet.kernels import Index, Mask
from broadsheet.model.reading import Reading
from broadsheet.prose import sentence_ends

BEHIND = 6
"""Lines behind the text in which what belongs to the article is looked for."""
_UNDER = 2
"""Lines that a teaser's title stands above its date or byline, at most."""
_SHORTEST, _LONGEST = 30, 220
"""Bytes of the shortest and of the longest title."""
_SEVERAL = 2
"""Titles with a date each that make a list of stories."""


def teased_behind(reading: Reading, last: Index) -> Mask:
    """Return bool[m], the lines close behind the text that stand under a title.

    Args:
        reading: the lines of n pages.
        last: int64[n], the last line of each page's text, -1 for none.
    """
    title = titles(reading, _close_behind(reading, last))
    found = np.zeros(len(title), bool)
    for step in range(1, _UNDER + 1):
        found[step:] |= title[:-step]
    return found & (np.arange(len(title)) > last[reading.lines.document])


def dated_teasers(reading: Reading, headline: Index, last: Index) -> Mask:
    """Return bool[k], which of the page's dates, if they stand above its headline or behind its text, are teasers'.

    Args:
        reading: the lines of n pages, with their k dates.
        headline: int64[n], the headline of each page, -1 for none.
        last: int64[n], the last line of each page's text, -1 for none.
    """
    lines, line = reading.lines, reading.dates.line
    document = lines.document[line]
    place = np.arange(len(lines))
    top, end = headline[document], last[document]
    above, behind = line < top, (end >= 0) & (line > end)
    title = titles(reading, (place < headline[lines.document]) | _close_behind(reading, last))
    title = np.concatenate([[False], title, [False]])
    under, over = title[line], title[line + 2]
    # The first line behind the text is the article's even if another story follows.
    found = behind & (teased_behind(reading, last)[line] | (over & (line > end + 1)))
    # Comments have dates of their own, and an update says something of another date of the article.
    one = (np.diff(line, prepend=-1) > 0) & (reading.draft.comment[line] < 0) & (reading.dates.found.role != UPDATED)
    # Whether titles stand above their dates or below is told by the first of a list.
    first = np.zeros(lines.documents, bool)
    beside = np.flatnonzero(above & (under | over))
    page, head = np.unique(document[beside], return_index=True)
    first[page] = under[beside[head]]
    for some in (behind, above & np.where(first[document], under, over)):
        listed = np.bincount(document[some & one], minlength=lines.documents) >= _SEVERAL
        found |= some & listed[document]
    return found


def _close_behind(reading: Reading, last: Index) -> Mask:
    lines = reading.lines
    begin = np.where(last >= 0, last, lines.starts[1:])[lines.document]
    place = np.arange(len(lines))
    close: Mask = (place > begin) & (place <= begin + BEHIND + 1)
    return close


def titles(reading: Reading, where: Mask) -> Mask:
    """Return which of some lines, bool[m], look like titles."""
    size = reading.lines.lengths()
    title = where & (size >= _SHORTEST) & (size <= _LONGEST)
    title[reading.dates.line] = False
    rows = np.flatnonzero(title)
    title[rows] = ~sentence_ends(reading.text(rows))[1]
    return title
