"""The order in which a page's comments print their parts, learned from the page itself."""

from __future__ import annotations

import attrs
import numpy as np

from broadsheet.kernels import Index, Mask, any_between, pairs
from broadsheet.model.comments.anchors import Anchors
from broadsheet.model.comments.forms import ALONE, SAYS, by_one, spoken
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.sides import text_first
from broadsheet.model.comments.surroundings import Surroundings
from broadsheet.model.comments.zone import Zone

_OFFSETS = (-1, -2, -3, -4, 1, 2, 3)
"""Where an author may stand beside a date that stands alone; the nearer in front, the more likely."""
_MOST = 0.6
_FEW = 3
"""Comments that one may have written of a block in which somebody else has a say, too."""
_OPENING = 0.4
_TITLED = 0.8
_LONGEST_TITLE = 90
"""Bytes."""
_INITIAL = 3
"""Bytes of a sign that stands for a picture, at most."""
_LONGEST_FIRST = 25
"""Lines of the text of a first record that stands in front of its date."""


@attrs.frozen(eq=False)
class Records:
    """The n comments of all pages, in the order of lines.

    Attributes:
        page: int64[n], their documents.
        begin, end: int64[n], the places in the zone of a record's first line and of the line behind its last.
        author: int64[n], the line of the author's name; -1 where it prints none.
        date: int64[n], the line of the date, likewise.
        heading: int64[n], the heading of their block, -1 for none.
        last: bool[n], the record is the last of its page.
        after: bool[n], the record's head stands behind its text.
    """

    page: Index
    begin: Index
    end: Index
    author: Index
    date: Index
    heading: Index
    last: Mask
    after: Mask


def records_of(zone: Zone, kinds: Kinds, anchors: Anchors) -> Records:
    """Return the records that anchors hold in place."""
    at, n, around = anchors.at, len(anchors.at), Surroundings(zone, kinds)
    offset = _author_offsets(around, anchors)
    dated = kinds.start[at] >= 0
    date = np.where(dated, at, _date_beside(around, anchors))
    author = np.where(anchors.kind == ALONE, np.where(offset == 0, -1, at + offset), at)
    author = np.where((author > anchors.heading) & zone.same(author, at), author, -1)
    after = text_first(around, anchors, author, offset)
    # Where the text stands between name and date, the name behind one date belongs to the next.
    between = after & (offset > 0)
    if between.any():
        moved = np.append(-1, author[:-1])
        moved[anchors.first()] = -1
        opening = np.where(anchors.first(), _first_author(around, anchors), moved)
        author = np.where(between, opening, author)
    parted = _parted(around, anchors, offset)
    plain = after & ~between
    after = after | parted
    top = np.where(date >= 0, np.minimum(at, date), at)
    top = np.where((author >= 0) & ~plain, np.minimum(top, author), top)
    bottom = np.maximum(np.maximum(at, date), np.where(between, -1, author))
    before = np.append(-1, bottom[:-1])
    before[anchors.first()] = -1
    begin = np.where(plain, np.where(anchors.first(), _first_text(around, anchors), before + 1), top)
    begin = np.maximum(np.where(after, begin, _with_number(around, anchors, begin)), anchors.heading + 1)
    following = np.append(begin[1:], len(zone.rows))
    page_end = np.searchsorted(zone.page, anchors.page, side="right")
    end = np.where(anchors.last(), page_end, following) if n else following[:0]
    end = np.where(after, bottom + 1, end)
    return Records(anchors.page, begin, end, author, date, anchors.heading, anchors.last(), after)


def _with_number(around: Surroundings, anchors: Anchors, begin: Index) -> Index:
    """Return where records begin, with the line of their number in front where a page prints one above its names.

    Above the first record, too: else it is the votes of the record before.
    """
    zone, near = around.zone, begin - 1
    numbered = zone.same(near, anchors.at) & (near > anchors.heading) & around.kinds.number[around.clip(near)]
    opening = np.maximum.accumulate(np.where(anchors.first(), np.arange(len(begin)), 0))
    begin = np.where(numbered & numbered[opening] & (anchors.shares(numbered) > _MOST), near, begin)
    return np.where(_titled(around, anchors, begin), begin - 1, begin)


def _titled(around: Surroundings, anchors: Anchors, begin: Index) -> Mask:
    """Return which records have a title above their head: a short line that ends no sentence, below the text before.

    One answer a page, told by nearly all of its records; above the first, nothing else stands below the heading.
    """
    zone, near = around.zone, around.clip(begin - 1)
    fits = zone.same(near, anchors.at) & (near > anchors.heading) & around.plain[near] & ~spoken(zone)[near]
    fits &= (zone.size[near] > _INITIAL) & (zone.size[near] <= _LONGEST_TITLE)
    alone = around.room(anchors.heading + 1, begin) == 1
    fits &= np.where(anchors.first(), (anchors.heading >= 0) & alone, near - np.append(-1, anchors.at[:-1]) > 1)
    opening = np.maximum.accumulate(np.where(anchors.first(), np.arange(len(begin)), 0))
    several = anchors.number() > 2  # noqa: PLR2004 - a row, not a pair
    found: Mask = fits & fits[opening] & (anchors.shares(fits) > _TITLED) & several
    return found


def _parted(around: Surroundings, anchors: Anchors, offset: Index) -> Mask:
    """Return whether a text of one line stands between each name and the date behind it, one answer a page."""
    kinds, found = around.kinds, np.zeros(len(anchors.at), bool)
    for inner in (-1, -2, -3):
        place = around.clip(anchors.at + inner)
        text = ~(kinds.tail | kinds.number | kinds.namelike)[place]
        text &= ~_constant(anchors, kinds.code[place], text)
        found |= (offset < inner) & (anchors.shares(text) > _MOST)
    # A text of one word looks like a name: of one comment, what stands in front of its date or behind it is the text.
    single = np.flatnonzero((anchors.number() == 1) & (offset < -1) & ~found)
    at = anchors.at[single]
    begin = at + offset[single] + 1
    behind = around.text_beside(at, at, 1)
    for inner in (-3, -2, -1):
        place = around.clip(at + inner)
        inside = (at + inner >= begin) & around.plain[place]
        found[single] |= inside & (around.said(place) > behind)
    found[single] |= around.silent(at) & (around.room(begin, at) > 0)
    return found


def _date_beside(around: Surroundings, anchors: Anchors) -> Index:
    """Return the date line beside each `Name says:`, on the side where most of the page's stand; -1 for none."""
    found = np.full(len(anchors.at), -1)
    best = np.zeros(len(anchors.at))
    for offset in (1, -1, 2):
        near = anchors.at + offset
        fits = around.zone.same(near, anchors.at) & around.kinds.alone[around.clip(near)]
        share = anchors.shares(fits.astype(float))
        better = share > best
        found = np.where(better, np.where(fits, near, -1), found)
        best = np.maximum(best, share)
    return np.where(anchors.kind == SAYS, found, -1)


def _author_offsets(around: Surroundings, anchors: Anchors) -> Index:
    """Return how far from its date each author stands, one answer a page; 0 where none can be told."""
    best = np.zeros(len(anchors.at))
    chosen = np.zeros(len(anchors.at), np.int64)
    if not len(anchors.at):
        return chosen
    zone, kinds, number = around.zone, around.kinds, anchors.number()
    gap_before = np.where(anchors.first(), 1 << 30, np.diff(anchors.at, prepend=0))
    gap_behind = np.where(anchors.last(), 1 << 30, np.diff(anchors.at, append=0))
    for offset in _OFFSETS:
        near = anchors.at + offset
        free = (gap_before > -offset) if offset < 0 else (gap_behind > offset)
        place = around.clip(near)
        fits = zone.same(near, anchors.at) & free & kinds.namelike[place]
        if offset < 0:
            fits &= (anchors.heading < 0) | (near > anchors.heading)
        group = np.cumsum(anchors.first()) - 1
        same = _constant(anchors, kinds.code[place], fits)
        fits &= ~same | by_one(zone, group, place, (anchors.heading >= 0) & same)
        share = anchors.shares(fits.astype(float))
        # In a row of names behind dates the last date has none behind it.
        whole = np.minimum(share * number / np.maximum(number - 1.0, 1.0), 1.0)
        share = np.where((offset > 0) & (number > 2), whole, share)  # noqa: PLR2004
        score = share + 0.5 * anchors.shares((fits & zone.heads[place]).astype(float)) - 0.05 * abs(offset)
        # Of one comment, the name is what stands right below the heading.
        opening = fits & (near == anchors.heading + 1) & (number == 1) & (zone.size[place] > _INITIAL)
        score += _OPENING * (opening & ~any_between(around.stops, place, anchors.at))
        better = (share >= _MOST) & (score > best)
        chosen = np.where(better, offset, chosen)
        best = np.where(better, score, best)
    return np.where(anchors.kind == ALONE, chosen, 0)


def _constant(anchors: Anchors, code: Index, some: Mask) -> Mask:
    """Return which anchors have beside them the line that most anchors of their page have there, of `some` of them."""
    group = np.cumsum(anchors.first()) - 1
    printed = pairs(group, code)
    _, member = np.unique(printed, return_inverse=True)
    same, number = np.bincount(member, some)[member], np.bincount(group, some)[group]
    found: Mask = some & (same > 1) & ((same == number) | ((same > _FEW) & (same > _MOST * number)))
    return found


def _first_text(around: Surroundings, anchors: Anchors) -> Index:
    """Return where the first record of a page begins whose text stands in front of its date."""
    zone, begin = around.zone, anchors.at.copy()
    open_ = np.ones(len(begin), bool)
    for _ in range(_LONGEST_FIRST):
        near = begin - 1
        place = around.clip(near)
        headed = anchors.heading >= 0
        open_ &= zone.same(near, anchors.at) & ~around.stops[place] & (headed | (zone.body[place] > -1.0))
        begin = np.where(open_, near, begin)
    return begin


def _first_author(around: Surroundings, anchors: Anchors) -> Index:
    """Return the name that opens the first record of a page whose text stands between name and date."""
    zone, kinds, found = around.zone, around.kinds, np.full(len(anchors.at), -1)
    best = np.full(len(anchors.at), -99.0)
    open_ = np.ones(len(anchors.at), bool)
    for distance in range(1, _LONGEST_FIRST):
        near = anchors.at - distance
        place = around.clip(near)
        open_ &= zone.same(near, anchors.at) & ~kinds.close[place] & (near != anchors.heading)
        value = np.clip(zone.head[place], -8, 8) + 2.0 * zone.heads[place] - 0.1 * distance
        better = open_ & kinds.namelike[place] & (value > best)
        found = np.where(better, near, found)
        best = np.where(better, value, best)
    return found
