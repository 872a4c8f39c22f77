"""The lines that hold a page's comments in place: those that print a name and a date in one way again and again."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, at_or_before
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone

SAYS, NAMED, ALONE, STATED = range(4)
"""What an anchor is: `Name says:`; a name and a date; a date alone; a line that only the network takes for a head."""

_REACH = 8
"""Lines between a heading and the first comment, at most."""
_FAR = 40
"""The same where what lies between is a form to sign in or to write a comment."""
_AMONG = 80
"""Lines between two comments at most; a heading no farther behind a comment stands among comments."""
_MOST = 0.6
_ENOUGH = 0.0


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
    at = at[~_closed(zone, kinds, at) | _sure(zone, at)]
    key = kind[at] * (z + 1) + np.where(kind[at] == SAYS, 0, kinds.form[at] + 1)
    forms = _Forms.of(zone, kinds, at, kind[at], key)
    kept = _main(forms, kind[at])
    found = Anchors(at[kept], zone.page[at][kept], kind[at][kept], _headings(zone, at[kept]))
    found = _one_heading(zone, found, forms.sure[kept])
    return _with_stated(zone, kinds, found)


@attrs.frozen(eq=False)
class _Forms:
    """The forms in which pages print lines that may be anchors.

    Attributes:
        page: int64[f], the document of each form.
        first: int64[f], the place among the n candidates of its first.
        score: float64[f], how likely its lines are comments'.
        group: int64[n], the form of each candidate.
        sure: bool[n], the network, too, takes the candidate for a head.
    """

    page: Index
    first: Index
    score: npt.NDArray[np.float64]
    group: Index
    sure: Mask

    @staticmethod
    def of(zone: Zone, kinds: Kinds, at: Index, kind: Index, key: Index) -> _Forms:
        """Weigh the forms of candidates."""
        if not len(at):
            return _Forms(at, at, np.zeros(0), at, np.zeros(0, bool))
        pair = np.stack([zone.page[at], key], axis=1)
        forms, first, group = np.unique(pair, axis=0, return_index=True, return_inverse=True)
        group = group.ravel()
        size = np.bincount(group)

        def mean(column: npt.NDArray[np.float64] | Mask) -> npt.NDArray[np.float64]:
            return np.bincount(group, column, len(size)) / size

        head = np.clip(_around(zone, zone.head, at, (0, -1, 1)), -4, 4)
        body = np.clip(_around(zone, zone.body, at, (-2, -1, 1, 2, 3, 4)), -4, 4)
        heading = _headings(zone, at)
        near = (heading >= 0) & (at - heading <= _REACH)
        counted = near & zone.counted[np.maximum(heading, 0)]
        far = (heading >= 0) & (at - heading <= _FAR) & zone.counted[np.maximum(heading, 0)]
        found = [np.zeros(len(size), bool) for _ in range(3)]
        for mask, column in zip(found, (counted, far, near & ~counted), strict=True):
            mask[group[column]] = True
        score = 0.5 * mean(head) + mean(body) + 0.5 * np.log2(size)
        score += np.select(found, [4.0, 2.0, 1.5], -1.5)
        score += 2.0 * mean(kinds.says[at] | kinds.said[at])
        nameless = mean(_nameless(zone, kinds, at, kind, group))
        headed = found[0] | found[1] | found[2]
        score -= np.where(headed, 3.0, 4.0) * (nameless > 1 - _MOST)
        score += 1.5 * ((nameless < 1 - _MOST) & headed & (size >= 3))  # noqa: PLR2004 - a row, not a pair
        score -= 1.0 * (~headed & (size == 1))
        count = np.asarray(pc.fill_null(pc.cast(pc.replace_substring_regex(zone.count, r"\D", ""), pa.int64()), -1))
        printed = np.full(len(size), -1)
        printed[group[counted]] = count[heading[counted]]
        score += 3.0 * (printed == size)
        text = _around(zone, zone.prose.astype(np.float32), at, (1, 2, 3)) > 0
        score -= 4.0 * ((size == 1) & (mean(text) > 0))
        return _Forms(forms[:, 0], first, score, group, _sure(zone, at))


def _around(
    zone: Zone, column: npt.NDArray[np.float32], at: Index, offsets: tuple[int, ...]
) -> npt.NDArray[np.float64]:
    """Return the greatest value of a column among the lines at some offsets from places, on their page."""
    found = np.full(len(at), -99.0)
    for offset in offsets:
        near = at + offset
        value = column[np.clip(near, 0, len(zone.rows) - 1)]
        found = np.where(zone.same(near, at), np.maximum(found, value), found)
    return found


def _nameless(zone: Zone, kinds: Kinds, at: Index, kind: Index, group: Index) -> Mask:
    """Return which candidates have no name, or the one that most of their form have: a word of print."""
    code = np.asarray(pc.fill_null(kinds.name.take(pa.array(at)).dictionary_encode().indices, -1)).astype(np.int64)
    bare = _common(group, code)
    near = np.ones(len(at), bool)
    for offset in (-1, -2, 1, 2):
        place = at + offset
        inside = np.clip(place, 0, len(zone.rows) - 1)
        fits = zone.same(place, at) & kinds.namelike[inside]
        fits &= ~_common(group, kinds.code[inside])
        share = np.bincount(group, fits) / np.bincount(group)
        near &= (share < _MOST)[group]
    return np.where(kind == ALONE, near, bare)


def _common(group: Index, code: Index) -> Mask:
    """Return which members of groups have the code that most of their group have."""
    _, pair, count = np.unique(np.stack([group, code], axis=1), axis=0, return_inverse=True, return_counts=True)
    same = count[pair.ravel()]
    return (same > 1) & (same > _MOST * np.bincount(group)[group])


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
    """Return the heading of each place: the last on its page in front of it that is not `3 replies` among comments."""
    place = np.flatnonzero(zone.counted | zone.lone)
    before = np.searchsorted(at, place) - 1
    near = at[np.maximum(before, 0)] if len(at) else place
    prose = np.cumsum(zone.prose)
    among = (before >= 0) & zone.same(near, place) & (prose[place] == prose[near]) & (place - near <= _AMONG)
    above = np.searchsorted(place, near) > np.searchsorted(place, np.searchsorted(zone.page, zone.page[place]))
    mask = np.zeros(len(zone.rows), bool)
    mask[place[~(among & above)]] = True
    found = at_or_before(mask)[at]
    return np.where((found >= 0) & zone.same(found, at), found, -1)


def _closed(zone: Zone, kinds: Kinds, at: Index) -> Mask:
    """Return which places stand behind the end of a block, with no heading between."""
    end = at_or_before(kinds.close)[at]
    heading = _headings(zone, at)
    begun = np.searchsorted(at, end) > np.searchsorted(at, heading)
    return (end >= 0) & zone.same(end, at) & (end > heading) & (heading >= 0) & begun


def _main(forms: _Forms, kind: Index) -> Mask:
    """Return the candidates whose form is the one that their page's comments are most likely printed in."""
    if not len(forms.page):
        return np.zeros(0, bool)
    order = np.lexsort((forms.first, -forms.score, forms.page))
    best = order[np.append(True, np.diff(forms.page[order]) != 0)]
    best = best[forms.score[best] > _ENOUGH]
    group = forms.group
    chosen = np.isin(group, best)
    # Other forms of dates on the page are comments too where the network thinks so, or comments stand around them.
    page, place = forms.page[group], np.arange(len(group))
    pages = int(page.max()) + 1
    main_kind, low, high = np.full(pages, -1), np.full(pages, len(page)), np.full(pages, -1)
    main_kind[page[chosen]] = kind[chosen]
    np.minimum.at(low, page[chosen], place[chosen])
    np.maximum.at(high, page[chosen], place[chosen])
    inside = (place > low[page]) & (place < high[page])
    return chosen | ((kind == main_kind[page]) & (forms.sure | inside))


def _one_heading(zone: Zone, anchors: Anchors, sure: Mask) -> Anchors:
    """Leave out what stands in front of the heading of the block: bylines, dates of other articles."""
    if not len(anchors.at):
        return anchors
    counted = zone.counted[np.maximum(anchors.heading, 0)]
    near = (anchors.heading >= 0) & (anchors.at - anchors.heading <= np.where(counted, _FAR, _REACH + 4))
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
    kept = np.where(
        block[group] >= 0, (anchors.at > block[group]) | sure, ~has_sure[group] | (anchors.at >= unsure_start[group])
    )
    return Anchors(
        anchors.at[kept],
        anchors.page[kept],
        anchors.kind[kept],
        np.where(anchors.at > block[group], block[group], -1)[kept],
    )


def _with_stated(zone: Zone, kinds: Kinds, anchors: Anchors) -> Anchors:
    """Add the heads that the network sees on pages without any other anchor."""
    state = zone.heads & zone.talk & (zone.head >= zone.body) & ~kinds.close & ~kinds.ping & ~kinds.tail
    before = np.append(False, state[:-1]) & np.append(False, zone.page[1:] == zone.page[:-1])
    at = np.flatnonzero(state & ~before)
    at = at[~np.isin(zone.page[at], anchors.page)]
    at = at[kinds.namelike[at] | (kinds.start[at] >= 0)]
    page = zone.page[at]
    heading = _headings(zone, at)
    stated = Anchors(at, page, np.full(len(at), STATED), heading)
    if len(at):
        near = (heading >= 0) & (at - heading <= _REACH)
        good = (stated.number() >= 2) & (stated.shares(zone.head[at] > 0) > 0.5) & (stated.shares(near) > 0)  # noqa: PLR2004
        good |= near & (zone.head[at] > 0)
        stated = Anchors(at[good], page[good], stated.kind[good], heading[good])
    order = np.argsort(np.concatenate([anchors.at, stated.at]), kind="stable")
    join = (
        np.concatenate(pair)[order]
        for pair in (
            (anchors.at, stated.at),
            (anchors.page, stated.page),
            (anchors.kind, stated.kind),
            (anchors.heading, stated.heading),
        )
    )
    return Anchors(*join)
