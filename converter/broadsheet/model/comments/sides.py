"""On which side of their heads the texts of comments stand, told at both ends of each block."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, any_between
from broadsheet.model.comments.anchors import Anchors
from broadsheet.model.comments.forms import ALONE, NAMED, spoken
from broadsheet.model.comments.surroundings import LOOK, Surroundings

_CLEAR = 0.3
"""Difference of the shares of like lines at both ends of a block that tells which of them is whole."""
_UNLIKE = -1.5
"""What a line beside a block scores at most that is nothing like a comment's text."""


def text_first(around: Surroundings, anchors: Anchors, author: Index, offset: Index) -> Mask:
    """Return whether the text stands in front of the date, one answer a page.

    Args:
        around: the lines.
        anchors: k of them, which hold records in place.
        author: int64[k], the line of each one's author, -1 for none.
        offset: int64[k], how far that stands from the date.
    """
    n = len(anchors.at)
    if not n:
        return np.zeros(0, bool)
    first, last = np.flatnonzero(anchors.first()), np.flatnonzero(anchors.last())
    top = np.where(author[first] >= 0, np.minimum(author[first], anchors.at[first]), anchors.at[first])
    bottom = np.maximum(anchors.at[last], np.where(offset[last] > 0, -1, author[last]))
    above = around.text_beside(anchors.at[first], top, -1)
    below = around.text_beside(anchors.at[last], bottom, 1)
    group = np.cumsum(anchors.first()) - 1
    found = (above > 0) & (above > below + 1.0)
    # A block repeats itself: it is whole at the end where the lines beside the anchor look as beside the others.
    alike = _alike(around, anchors, first, (-1, -2, -3)) - _alike(around, anchors, last, (1, 2, 3))
    found = np.where((last - first >= 2) & (np.abs(alike) >= _CLEAR), alike > 0, found)  # noqa: PLR2004 - three or more
    # A heading may have a word to the readers below it, so names in front of dates need a surer sign.
    found &= offset[first] >= 0
    told = (below < _UNLIKE) & _told_above(around, anchors.heading[first], top, bottom)
    found |= (offset[first] <= 0) & told
    # Under a heading, the first text stands where there is room for it.
    room = around.room(anchors.heading[first] + 1, top)
    headed = anchors.heading[first] >= 0
    several = last - first >= 2  # noqa: PLR2004 - a text may be missing of few
    found |= headed & (room > 0) & around.silent(bottom) & ((offset[first] >= 0) | several)
    opened = around.kinds.namelike[around.clip(around.plain_below(anchors.heading[first]))]
    found |= headed & (offset[first] > 0) & (room > 1) & opened
    found &= ~headed | (room > 0)
    answer: Mask = found[group] & np.isin(anchors.kind, (NAMED, ALONE))
    return answer


def _told_above(around: Surroundings, heading: Index, top: Index, bottom: Index) -> Mask:
    """Return for which pages sentences stand between heading and first head, but none behind the last head."""
    zone, said = around.zone, spoken(around.zone)
    begin = np.maximum(heading + 1, top - LOOK)
    told = (heading >= 0) & any_between(said, np.minimum(begin, top), top)
    goes_on = zone.same(bottom + 1, bottom) & said[around.clip(bottom + 1)]
    found: Mask = told & ~goes_on
    return found


def _alike(around: Surroundings, anchors: Anchors, ends: Index, offsets: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Return, for one anchor of each page, the share of the others that have lines of like kind at some offsets."""
    zone, kinds = around.zone, around.kinds
    what = np.select([around.stops, kinds.tail, kinds.number, kinds.namelike, kinds.start >= 0], [1, 2, 3, 4, 5], 6)
    group, number = np.cumsum(anchors.first()) - 1, np.bincount(np.cumsum(anchors.first()) - 1)
    found = np.zeros(len(ends))
    for offset in offsets:
        near = anchors.at + offset
        kind = np.where(zone.same(near, anchors.at), what[around.clip(near)], 0)
        same = np.bincount(group, kind == kind[ends][group]) - 1
        found += same / np.maximum(number - 1, 1) / len(offsets)
    return found
