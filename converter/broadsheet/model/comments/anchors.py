"""The lines that hold a page's comments in place: those that print a name and a date in one way again and again."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, at_or_before
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone

SAYS, NAMED, ALONE, STATED = range(4)
"""What an anchor is: `Name says:`; a name and a date; a date alone; a line that only the network takes for a head."""

_REACH = 8
"""Lines between a heading and the first comment, at most."""
_FEW = 0.3


@attrs.frozen(eq=False)
class Anchors:
    """The n anchors of the blocks that are taken for comments, in the order of lines.

    Attributes:
        at: int64[n], their places in the zone.
        page: int64[n], their documents.
        kind: int64[n], SAYS, NAMED, ALONE or STATED: one kind a page.
        heading: int64[n], the place of the heading of their block, -1 where it has none.
    """

    at: Index
    page: Index
    kind: Index
    heading: Index

    def shares(self, mask: Mask | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return, for each anchor, the mean of a column over the anchors of its page."""
        _, group = np.unique(self.page, return_inverse=True)
        return (np.bincount(group, mask) / np.maximum(np.bincount(group), 1))[group]

    def number(self) -> Index:
        """Return, for each anchor, how many its page has."""
        _, group, count = np.unique(self.page, return_inverse=True, return_counts=True)
        return count[group]

    def first(self) -> Mask:
        """Return which anchors are the first of their page."""
        return np.append(True, self.page[1:] != self.page[:-1])[: len(self.page)]

    def last(self) -> Mask:
        """Return which anchors are the last of their page."""
        return np.append(self.page[1:] != self.page[:-1], True)[-len(self.page) :] if len(self.page) else self.first()


def anchors_of(zone: Zone, kinds: Kinds) -> Anchors:
    """Return the anchors of all blocks that are comments."""
    z = len(zone.rows)
    kind = np.select([kinds.says, kinds.named, kinds.alone], [SAYS, NAMED, ALONE], -1)
    kind = np.where(_beside(zone, kinds), -1, kind)
    at = np.flatnonzero(kind >= 0)
    key = kind[at] * (z + 1) + np.where(kind[at] == SAYS, 0, kinds.form[at] + 1)
    sure = _sure(zone, at)
    heading = _headings(zone, at)
    kept = _main(zone.page[at], key, kind[at], sure, heading >= 0, kinds.said[at])
    kept &= ~((_closed(zone, kinds, at) & ~sure))
    found = Anchors(at[kept], zone.page[at][kept], kind[at][kept], heading[kept])
    found = _one_heading(zone, found, sure[kept])
    good = _accepted(zone, kinds, found)
    found = Anchors(found.at[good], found.page[good], found.kind[good], found.heading[good])
    return _with_stated(zone, kinds, found)


def _beside(zone: Zone, kinds: Kinds) -> Mask:
    """Return the dates that stand beside a `Name says:`: they are no anchors of their own."""
    z = len(zone.rows)
    taken = np.zeros(z, bool)
    says = np.flatnonzero(kinds.says)
    for offset in (1, -1, 2):
        near = says + offset
        fits = zone.same(near, says)
        fits[fits] = kinds.alone[near[fits]]
        taken[near[fits]] = True
    return taken


def _sure(zone: Zone, at: Index) -> Mask:
    """Return which places the network, too, takes for a head, or stand beside one that it does."""
    found = zone.heads[at]
    for offset in (-1, 1):
        near = at + offset
        fits = zone.same(near, at)
        found = found | (fits & zone.heads[np.clip(near, 0, len(zone.rows) - 1)] & zone.talk[at])
    return found


def _headings(zone: Zone, at: Index) -> Index:
    """Return the last heading in front of each place, on its page; -1 for none."""
    found = at_or_before(zone.counted | zone.lone)[at]
    return np.where((found >= 0) & zone.same(found, at), found, -1)


def _closed(zone: Zone, kinds: Kinds, at: Index) -> Mask:
    """Return which places stand behind the end of a block, with no heading between."""
    end = at_or_before(kinds.close)[at]
    heading = _headings(zone, at)
    return (end >= 0) & zone.same(end, at) & (end > heading) & (heading >= 0)


def _main(page: Index, key: Index, kind: Index, sure: Mask, headed: Mask, said: Mask) -> Mask:
    """Return the anchors whose form is the one that their page's comments are most likely printed in."""
    if not len(page):
        return np.zeros(0, bool)
    weight = 1.0 + 3.0 * sure + headed + 1.0 * (kind == SAYS) + 1.0 * said
    pair = np.stack([page, key], axis=1)
    forms, first, group = np.unique(pair, axis=0, return_index=True, return_inverse=True)
    group = group.ravel()
    total = np.bincount(group, weight)
    order = np.lexsort((first, -total, forms[:, 0]))
    best = order[np.append(True, np.diff(forms[order, 0]) != 0)]
    chosen = np.isin(group, best)
    # Other forms of dates on the page are comments too where the network thinks so, or comments stand around them.
    main_kind = np.zeros(int(page.max()) + 1, np.int64)
    main_kind[page[first[best]]] = kind[first[best]]
    low = np.full(len(main_kind), len(page))
    high = np.full(len(main_kind), -1)
    places = np.flatnonzero(chosen)
    np.minimum.at(low, page[places], places)
    np.maximum.at(high, page[places], places)
    place = np.arange(len(page))
    inside = (place > low[page]) & (place < high[page])
    return chosen | ((kind == main_kind[page]) & (sure | inside))


def _one_heading(zone: Zone, anchors: Anchors, sure: Mask) -> Anchors:
    """Leave out what stands in front of the heading of the block: bylines, dates of other articles."""
    if not len(anchors.at):
        return anchors
    near = (anchors.heading >= 0) & (anchors.at - anchors.heading <= _REACH + 4)
    pages, group = np.unique(anchors.page, return_inverse=True)
    # The heading of the block: the one right above most of its anchors, or else above the first sure one.
    score = np.zeros(len(anchors.at))
    heading, member = np.unique(anchors.heading, return_inverse=True)
    following = np.bincount(member, 1.0 + 2.0 * sure)[member]
    score = np.where(near | sure, following, 0.0) * (anchors.heading >= 0)
    best = np.full(len(pages), -1.0)
    np.maximum.at(best, group, score)
    block = np.full(len(pages), len(zone.rows))
    hit = (score == best[group]) & (score > 0)
    np.minimum.at(block, group[hit], anchors.heading[hit])
    block = np.where(block == len(zone.rows), -1, block)
    unsure_start = np.full(len(pages), len(zone.rows))
    np.minimum.at(unsure_start, group[sure], anchors.at[sure])
    has_sure = unsure_start < len(zone.rows)
    kept = np.where(block[group] >= 0, (anchors.at > block[group]) | sure, ~has_sure[group] | (anchors.at >= unsure_start[group]))
    return Anchors(anchors.at[kept], anchors.page[kept], anchors.kind[kept], np.where(anchors.at > block[group], block[group], -1)[kept])


def _accepted(zone: Zone, kinds: Kinds, anchors: Anchors) -> Mask:
    """Return the anchors of blocks that are comments: one form repeats under a heading, or the network agrees."""
    if not len(anchors.at):
        return np.zeros(0, bool)
    heading = anchors.heading
    first = anchors.first()
    distance = np.where(heading >= 0, anchors.at - heading, 1 << 30)
    start = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    near = (distance[start] <= _REACH)[group]
    counted = (heading >= 0) & zone.counted[np.maximum(heading, 0)] & near
    lone = (heading >= 0) & near & ~counted
    share = anchors.shares(zone.heads[anchors.at] | zone.talk[anchors.at])
    number = anchors.number()
    spoken = anchors.shares(kinds.says[anchors.at] | kinds.said[anchors.at]) > 0.5  # noqa: PLR2004 - more often than not
    many = (number >= 2) & (counted | (share >= _FEW) | (lone & spoken))
    body = np.zeros(len(anchors.at))
    for offset in (1, 2, 3):
        near_at = anchors.at + offset
        fits = zone.same(near_at, anchors.at)
        body = np.maximum(body, np.where(fits, zone.body[np.clip(near_at, 0, len(zone.rows) - 1)], -99) > -2)  # noqa: PLR2004
    single = (number == 1) & (counted | ((lone | (share > 0)) & spoken) | ((share > 0) & (body > 0)))
    return many | single


def _with_stated(zone: Zone, kinds: Kinds, anchors: Anchors) -> Anchors:
    """Add the heads that the network sees on pages without any other anchor."""
    state = zone.heads & zone.talk & ~kinds.close & ~kinds.ping & ~kinds.tail
    before = np.append(False, state[:-1]) & np.append(False, zone.page[1:] == zone.page[:-1])
    at = np.flatnonzero(state & ~before)
    at = at[~np.isin(zone.page[at], anchors.page)]
    at = at[kinds.namelike[at] | (kinds.start[at] >= 0)]
    page = zone.page[at]
    heading = _headings(zone, at)
    stated = Anchors(at, page, np.full(len(at), STATED), heading)
    if len(at):
        good = (stated.number() >= 2) & (stated.shares(zone.head[at] > 0) > 0.5) | ((heading >= 0) & (at - heading <= _REACH) & (zone.head[at] > 0))  # noqa: PLR2004
        stated = Anchors(at[good], page[good], stated.kind[good], heading[good])
    order = np.argsort(np.concatenate([anchors.at, stated.at]), kind="stable")
    join = (np.concatenate(pair)[order] for pair in ((anchors.at, stated.at), (anchors.page, stated.page), (anchors.kind, stated.kind), (anchors.heading, stated.heading)))
    return Anchors(*join)
