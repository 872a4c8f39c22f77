"""The order in which a page's comments print their parts, learned from the page itself."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, any_between, at_or_after, pairs
from broadsheet.model.comments.anchors import Anchors
from broadsheet.model.comments.forms import ALONE, NAMED, SAYS, by_one, spoken
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone

_OFFSETS = (-1, -2, -3, -4, 1, 2, 3)
"""Where an author may stand beside a date that stands alone; the nearer in front, the more likely."""
_MOST = 0.6
_FEW = 3
"""Comments that one may have written of a block in which somebody else has a say, too."""
_LOOK = 6
"""Lines at the ends of a block that show to which side the text of its records lies."""
_OPENING = 0.4
_CLEAR = 0.3
_UNLIKE = -1.5
"""What a line beside a block scores at most that is nothing like a comment's text."""
_NOTHING = -4.0
"""The least score of a line beside a block: there is none."""
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
    at, n = anchors.at, len(anchors.at)
    offset = _author_offsets(zone, kinds, anchors)
    dated = kinds.start[at] >= 0
    date = np.where(dated, at, _date_beside(zone, kinds, anchors))
    author = np.where(anchors.kind == ALONE, np.where(offset == 0, -1, at + offset), at)
    author = np.where((author > anchors.heading) & zone.same(author, at), author, -1)
    after = _text_first(zone, kinds, anchors, author, offset)
    # Where the text stands between name and date, the name behind one date belongs to the next.
    between = after & (offset > 0)
    if between.any():
        moved = np.append(-1, author[:-1])
        moved[anchors.first()] = -1
        opening = np.where(anchors.first(), _first_author(zone, kinds, anchors), moved)
        author = np.where(between, opening, author)
    parted = _parted(zone, kinds, anchors, offset)
    plain = after & ~between
    after = after | parted
    top = np.where(date >= 0, np.minimum(at, date), at)
    top = np.where((author >= 0) & ~plain, np.minimum(top, author), top)
    bottom = np.maximum(np.maximum(at, date), np.where(between, -1, author))
    before = np.append(-1, bottom[:-1])
    before[anchors.first()] = -1
    begin = np.where(plain, np.where(anchors.first(), _first_text(zone, kinds, anchors), before + 1), top)
    begin = np.maximum(np.where(after, begin, _with_number(zone, kinds, anchors, begin)), anchors.heading + 1)
    following = np.append(begin[1:], len(zone.rows))
    page_end = np.searchsorted(zone.page, anchors.page, side="right")
    end = np.where(anchors.last(), page_end, following) if n else following[:0]
    end = np.where(after, bottom + 1, end)
    return Records(anchors.page, begin, end, author, date, anchors.heading, anchors.last(), after)


def _with_number(zone: Zone, kinds: Kinds, anchors: Anchors, begin: Index) -> Index:
    """Return where records begin, with the line of their number in front where a page prints one above its names.

    Above the first record, too: else it is the votes of the record before.
    """
    near = begin - 1
    numbered = zone.same(near, anchors.at) & (near > anchors.heading) & kinds.number[_clip(zone, near)]
    opening = np.maximum.accumulate(np.where(anchors.first(), np.arange(len(begin)), 0))
    begin = np.where(numbered & numbered[opening] & (anchors.shares(numbered) > _MOST), near, begin)
    return np.where(_titled(zone, kinds, anchors, begin), begin - 1, begin)


def _titled(zone: Zone, kinds: Kinds, anchors: Anchors, begin: Index) -> Mask:
    """Return which records have a title above their head: a short line that ends no sentence, below the text before.

    One answer a page, told by nearly all of its records; above the first, nothing else stands below the heading.
    """
    near = _clip(zone, begin - 1)
    fits = zone.same(near, anchors.at) & (near > anchors.heading) & _plain(zone, kinds)[near] & ~spoken(zone)[near]
    fits &= (zone.size[near] > _INITIAL) & (zone.size[near] <= _LONGEST_TITLE)
    alone = _room(zone, kinds, anchors.heading + 1, begin) == 1
    fits &= np.where(anchors.first(), (anchors.heading >= 0) & alone, near - np.append(-1, anchors.at[:-1]) > 1)
    opening = np.maximum.accumulate(np.where(anchors.first(), np.arange(len(begin)), 0))
    several = anchors.number() > 2  # noqa: PLR2004 - a row, not a pair
    found: Mask = fits & fits[opening] & (anchors.shares(fits) > _TITLED) & several
    return found


def _parted(zone: Zone, kinds: Kinds, anchors: Anchors, offset: Index) -> Mask:
    """Return whether a text of one line stands between each name and the date behind it, one answer a page."""
    found = np.zeros(len(anchors.at), bool)
    for inner in (-1, -2, -3):
        place = _clip(zone, anchors.at + inner)
        text = ~(kinds.tail | kinds.number | kinds.namelike)[place]
        text &= ~_constant(anchors, kinds.code[place], text)
        found |= (offset < inner) & (anchors.shares(text) > _MOST)
    # A text of one word looks like a name: of one comment, what stands in front of its date or behind it is the text.
    single = np.flatnonzero((anchors.number() == 1) & (offset < -1) & ~found)
    at = anchors.at[single]
    begin = at + offset[single] + 1
    behind = _text_beside(zone, kinds, at, at, 1)
    for inner in (-3, -2, -1):
        place = _clip(zone, at + inner)
        inside = (at + inner >= begin) & _plain(zone, kinds)[place]
        found[single] |= inside & (np.clip(zone.body[place], -4, 4) + 2.0 * zone.talk[place] > behind)
    found[single] |= _silent(zone, kinds, at) & (_room(zone, kinds, begin, at) > 0)
    return found


def _clip(zone: Zone, near: Index) -> Index:
    return np.clip(near, 0, len(zone.rows) - 1)


def _date_beside(zone: Zone, kinds: Kinds, anchors: Anchors) -> Index:
    """Return the date line beside each `Name says:`, on the side where most of the page's stand; -1 for none."""
    found = np.full(len(anchors.at), -1)
    best = np.zeros(len(anchors.at))
    for offset in (1, -1, 2):
        near = anchors.at + offset
        fits = zone.same(near, anchors.at) & kinds.alone[_clip(zone, near)]
        share = anchors.shares(fits.astype(float))
        better = share > best
        found = np.where(better, np.where(fits, near, -1), found)
        best = np.maximum(best, share)
    return np.where(anchors.kind == SAYS, found, -1)


def _author_offsets(zone: Zone, kinds: Kinds, anchors: Anchors) -> Index:
    """Return how far from its date each author stands, one answer a page; 0 where none can be told."""
    best = np.zeros(len(anchors.at))
    chosen = np.zeros(len(anchors.at), np.int64)
    if not len(anchors.at):
        return chosen
    number, stops = anchors.number(), _stops(zone, kinds)
    gap_before = np.where(anchors.first(), 1 << 30, np.diff(anchors.at, prepend=0))
    gap_behind = np.where(anchors.last(), 1 << 30, np.diff(anchors.at, append=0))
    for offset in _OFFSETS:
        near = anchors.at + offset
        free = (gap_before > -offset) if offset < 0 else (gap_behind > offset)
        place = _clip(zone, near)
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
        score += _OPENING * (opening & ~any_between(stops, place, anchors.at))
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


def _text_first(zone: Zone, kinds: Kinds, anchors: Anchors, author: Index, offset: Index) -> Mask:
    """Return whether the text stands in front of the date, one answer a page, told at both ends of its block."""
    n = len(anchors.at)
    if not n:
        return np.zeros(0, bool)
    first, last = np.flatnonzero(anchors.first()), np.flatnonzero(anchors.last())
    top = np.where(author[first] >= 0, np.minimum(author[first], anchors.at[first]), anchors.at[first])
    bottom = np.maximum(anchors.at[last], np.where(offset[last] > 0, -1, author[last]))
    above = _text_beside(zone, kinds, anchors.at[first], top, -1)
    below = _text_beside(zone, kinds, anchors.at[last], bottom, 1)
    group = np.cumsum(anchors.first()) - 1
    found = (above > 0) & (above > below + 1.0)
    # A block repeats itself: it is whole at the end where the lines beside the anchor look as beside the others.
    alike = _alike(zone, kinds, anchors, first, (-1, -2, -3)) - _alike(zone, kinds, anchors, last, (1, 2, 3))
    found = np.where((last - first >= 2) & (np.abs(alike) >= _CLEAR), alike > 0, found)  # noqa: PLR2004 - three or more
    # A heading may have a word to the readers below it, so names in front of dates need a surer sign.
    found &= offset[first] >= 0
    found |= (offset[first] <= 0) & _told_above(zone, anchors.heading[first], top, bottom, below)
    # Under a heading, the first text stands where there is room for it.
    room = _room(zone, kinds, anchors.heading[first] + 1, top)
    headed = anchors.heading[first] >= 0
    several = last - first >= 2  # noqa: PLR2004 - a text may be missing of few
    found |= headed & (room > 0) & _silent(zone, kinds, bottom) & ((offset[first] >= 0) | several)
    opened = kinds.namelike[_clip(zone, _plain_below(zone, kinds, anchors.heading[first]))]
    found |= headed & (offset[first] > 0) & (room > 1) & opened
    found &= ~headed | (room > 0)
    answer: Mask = found[group] & np.isin(anchors.kind, (NAMED, ALONE))
    return answer


def _stops(zone: Zone, kinds: Kinds) -> Mask:
    """Return which lines stand in front of a block or behind it."""
    found: Mask = kinds.close | kinds.ping | zone.lone | np.asarray(zone.count.is_valid())
    return found


def _plain(zone: Zone, kinds: Kinds) -> Mask:
    """Return which lines may be a name or a text: they are no mark of a block."""
    found: Mask = ~(_stops(zone, kinds) | kinds.tail | kinds.number)
    return found


def _room(zone: Zone, kinds: Kinds, begin: Index, end: Index) -> Index:
    """Return how many lines between two places may be a name or a text."""
    before = np.concatenate([[0], np.cumsum(_plain(zone, kinds))])
    found: Index = before[np.maximum(end, begin)] - before[begin]
    return found


def _plain_below(zone: Zone, kinds: Kinds, place: Index) -> Index:
    """Return the first line behind each place that may be a name or a text, the zone's size for none."""
    found: Index = np.append(at_or_after(_plain(zone, kinds)), len(zone.rows))[place + 1]
    return found


def _silent(zone: Zone, kinds: Kinds, bottom: Index) -> Mask:
    """Return whether nothing that may be a text stands behind each place, up to what ends its block."""
    stop = _stops(zone, kinds)
    # `+1` is a text, too.
    near = np.append(at_or_after(~(stop | kinds.tail)), len(zone.rows))[bottom + 1]
    end = at_or_after(stop)[bottom]
    found: Mask = ~zone.same(near, bottom) | (zone.same(end, bottom) & (end < near))
    return found


def _told_above(zone: Zone, heading: Index, top: Index, bottom: Index, below: npt.NDArray[np.float64]) -> Mask:
    """Return for which pages sentences stand between heading and first head, but none behind the last head.

    There the network sees no text either.
    """
    said = spoken(zone)
    begin = np.maximum(heading + 1, top - _LOOK)
    told = (heading >= 0) & any_between(said, np.minimum(begin, top), top)
    goes_on = zone.same(bottom + 1, bottom) & said[_clip(zone, bottom + 1)]
    found: Mask = told & ~goes_on & (below < _UNLIKE)
    return found


def _alike(
    zone: Zone, kinds: Kinds, anchors: Anchors, ends: Index, offsets: tuple[int, ...]
) -> npt.NDArray[np.float64]:
    """Return, for one anchor of each page, the share of the others that have lines of like kind at some offsets."""
    stop = _stops(zone, kinds)
    what = np.select([stop, kinds.tail, kinds.number, kinds.namelike, kinds.start >= 0], [1, 2, 3, 4, 5], 6)
    group, number = np.cumsum(anchors.first()) - 1, np.bincount(np.cumsum(anchors.first()) - 1)
    found = np.zeros(len(ends))
    for offset in offsets:
        near = anchors.at + offset
        kind = np.where(zone.same(near, anchors.at), what[_clip(zone, near)], 0)
        same = np.bincount(group, kind == kind[ends][group]) - 1
        found += same / np.maximum(number - 1, 1) / len(offsets)
    return found


def _text_beside(zone: Zone, kinds: Kinds, ends: Index, start: Index, step: int) -> npt.NDArray[np.float64]:
    """Return how much the lines beside the ends of blocks look like a comment's text, up to what ends a block."""
    open_ = np.ones(len(ends), bool)
    found = np.full(len(ends), _NOTHING)
    stop = _stops(zone, kinds)
    for distance in range(1, _LOOK + 1):
        near = start + step * distance
        place = _clip(zone, near)
        open_ &= zone.same(near, ends) & ~stop[place]
        plain = open_ & ~kinds.tail[place] & ~kinds.number[place]
        value = np.clip(zone.body[place], -4, 4) + 2.0 * zone.talk[place]
        found = np.where(plain, np.maximum(found, value), found)
    return found


def _first_text(zone: Zone, kinds: Kinds, anchors: Anchors) -> Index:
    """Return where the first record of a page begins whose text stands in front of its date."""
    begin = anchors.at.copy()
    open_ = np.ones(len(begin), bool)
    stop = _stops(zone, kinds)
    for _ in range(_LONGEST_FIRST):
        near = begin - 1
        place = _clip(zone, near)
        headed = anchors.heading >= 0
        open_ &= zone.same(near, anchors.at) & ~stop[place] & (headed | (zone.body[place] > -1.0))
        begin = np.where(open_, near, begin)
    return begin


def _first_author(zone: Zone, kinds: Kinds, anchors: Anchors) -> Index:
    """Return the name that opens the first record of a page whose text stands between name and date."""
    found = np.full(len(anchors.at), -1)
    best = np.full(len(anchors.at), -99.0)
    open_ = np.ones(len(anchors.at), bool)
    for distance in range(1, _LONGEST_FIRST):
        near = anchors.at - distance
        place = _clip(zone, near)
        open_ &= zone.same(near, anchors.at) & ~kinds.close[place] & (near != anchors.heading)
        value = np.clip(zone.head[place], -8, 8) + 2.0 * zone.heads[place] - 0.1 * distance
        better = open_ & kinds.namelike[place] & (value > best)
        found = np.where(better, near, found)
        best = np.where(better, value, best)
    return found
