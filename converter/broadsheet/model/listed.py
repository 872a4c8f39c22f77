"""Rows of a list of stories: lines at equal distances, each of which is a date or a time of day, with titles between.

`Latest news` above an article looks like many small heads of articles. What tells it from the article's own head is
that it goes on: an article prints its dates once, or two of them below each other.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, any_between, at_or_after, edge_bytes, one_of, ragged
from broadsheet.model.opening import ENOUGH
from broadsheet.model.reading import Reading, settled
from broadsheet.model.teasers import titles

_HALF = 0.5
"""Share of a line that its dates are if it is mostly a date."""
_CLOCK, _LONGEST_CLOCK = r"^\d{1,2}[:.h]\d{2}(?: Uhr)?$", 10
_TIMED, _LONGEST = r"^\d{1,2}[:.]\d{2}(?: Uhr)?[ |:–-]+[^\d ]", 220
_CLOSEST, _FURTHEST = 2, 6
"""Lines from a row to the next."""
_ROWS = 3
_ALIKE = 0.55
"""Share of the size of the lines above the other dates, from which on the line above the first is of their kind."""


def story_rows(reading: Reading) -> Mask:
    """Return bool[m], the lines that are rows of lists of stories above the text of their page.

    Where nothing like a title stands between a list and the text, the last row is the article's own head.
    """
    timed = _timed(reading)
    first, last, gap = _runs(reading, *_marks(reading))
    if not len(first):
        return timed
    begin, end = _reach(reading, first, last, gap)
    rows = timed.copy()
    rows[ragged(begin, end - begin)] = True
    text = reading.mask("paragraph", "lede") & reading.free() & ~rows
    lines = reading.lines
    page = lines.document[first]
    along = np.concatenate([[0], np.cumsum(lines.lengths() * text)])
    enough = along[lines.starts[page + 1]] - along[end] >= ENOUGH
    begin, end, gap, page = begin[enough], end[enough], gap[enough], page[enough]
    start = np.minimum(at_or_after(settled(lines, text))[np.minimum(end, len(lines) - 1)], lines.starts[page + 1])
    # A headline may look like the first line of the text itself.
    start = np.minimum(np.maximum(start, end) + 1, lines.starts[page + 1])
    between = np.zeros(len(lines), bool)
    between[ragged(end, start - end)] = True
    between &= ~reading.mask("caption", "credit", "byline", "date")
    own = ~any_between(titles(reading, between), end, start)
    # The line above the first row is the heading of the list.
    begin = np.maximum(begin - 1, lines.starts[page])
    timed[ragged(begin, end - begin - np.where(own, gap, 0))] = True
    return timed


def _timed(reading: Reading) -> Mask:
    """Return the lines that begin with a time of day and go on, `10:31 Ferry runs again`, of pages with several."""
    lines = reading.lines
    found = one_of(edge_bytes(lines.text)[0], b"0123456789") & (lines.lengths() <= _LONGEST)
    rows = np.flatnonzero(found)
    found[rows] = np.asarray(pc.match_substring_regex(reading.text(rows), _TIMED), bool)
    many: Mask = np.bincount(lines.document[found], minlength=lines.documents) >= _ROWS
    return found & many[lines.document]


def _marks(reading: Reading) -> tuple[Index, Mask]:
    """Return the lines, no comments', that are a date or a time of day and hardly anything else; which are a time."""
    lines, dates = reading.lines, reading.dates
    size = lines.lengths()
    share = np.bincount(dates.line, dates.found.stop - dates.found.lead, minlength=len(lines)) / np.maximum(size, 1)
    mark = share > _HALF
    figure = one_of(edge_bytes(lines.text)[0], b"0123456789")
    rows = np.flatnonzero(figure & (size <= _LONGEST_CLOCK) & ~mark)
    clock = np.zeros(len(lines), bool)
    clock[rows] = np.asarray(pc.match_substring_regex(reading.text(rows), _CLOCK), bool)
    found = np.flatnonzero((mark | clock) & (reading.draft.comment < 0))
    return found, clock[found]


def _runs(reading: Reading, mark: Index, clock: Mask) -> tuple[Index, Index, Index]:
    """Return the first and the last mark of each run of marks at equal distances, and the distance."""
    gap = np.diff(mark)
    document = reading.lines.document[mark]
    gap = np.where((document[1:] == document[:-1]) & (clock[1:] == clock[:-1]), gap, 0)
    goes_on = (gap >= _CLOSEST) & (gap <= _FURTHEST)
    opens = goes_on & (np.diff(gap, prepend=0) != 0)
    closes = goes_on & (np.diff(gap, append=0) != 0)
    first, last = np.flatnonzero(opens), np.flatnonzero(closes) + 1
    several = last - first + 1 >= _ROWS
    first, last = first[several], last[several]
    return mark[first], mark[last], gap[first]


def _reach(reading: Reading, first: Index, last: Index, gap: Index) -> tuple[Index, Index]:
    """Return where the rows of runs begin and end: titles stand above their dates, or below."""
    lines = reading.lines
    size = lines.lengths()
    above = np.maximum(first - 1, lines.starts[lines.document[first]])
    number = (last - first) // gap
    mean = np.add.reduceat(size[_steps(first, gap, number)], np.cumsum(number) - number) / number
    over = (size[above] >= _ALIKE * mean) & (above < first)
    begin = np.where(over, np.maximum(first - gap + 1, lines.starts[lines.document[first]]), first)
    end = np.where(over, last + 1, np.minimum(last + gap, lines.starts[lines.document[first] + 1]))
    return begin, end


def _steps(first: Index, gap: Index, number: Index) -> Index:
    """Return the lines above all marks of runs but the first."""
    step = ragged(np.ones_like(number), number)
    return np.repeat(first, number) + step * np.repeat(gap, number) - 1
