"""The lines that hold a page's comments in place: those that print a name and a date in one way again and again."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, at_or_after, at_or_before, pairs
from broadsheet.model.comments.forms import ALONE, FAR, NAMED, REACH, SAYS, Forms, answered, headings_of, sure_heads
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.undated import undated
from broadsheet.model.comments.zone import Zone

STATED = 3
"""An anchor that only the network takes for a head."""

_STORIES = 3
"""Stories of a list, of which each prints how many comments it has."""
_REST = 3
"""As many times more heads stand behind an end that is none as in front of it."""

_ENOUGH = -1.5
"""The least score of a form that is taken for comments'."""


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

    def joined(self, others: Anchors) -> Anchors:
        """Return these anchors and others, in the order of lines."""
        order = np.argsort(np.concatenate([self.at, others.at]), kind="stable")
        names = [field.name for field in attrs.fields(Anchors)]
        return Anchors(*(np.concatenate([getattr(self, name), getattr(others, name)])[order] for name in names))

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
    at = at[~_of_stories(zone, at) & ~_lone_stamps(zone, kinds, at)]
    aside = _closed(zone, zone.elsewhere, at, np.zeros_like(at), np.inf) | _behind(zone, zone.named, at)
    at = at[~(_closed(zone, kinds.close, at, kind[at], _REST) & ~sure_heads(zone, at)) & ~aside]
    key = kind[at] * (z + 1) + np.where(kind[at] == SAYS, 0, kinds.form[at] + 1)
    forms = Forms.of(zone, kinds, at, kind[at], key)
    kept = _main(forms, kind[at])
    found = Anchors(at[kept], zone.page[at][kept], kind[at][kept], headings_of(zone, at[kept]))
    found = _one_heading(zone, kinds, found, forms.sure[kept])
    return _with_undated(zone, kinds, _with_stated(zone, kinds, found))


def _of_stories(zone: Zone, at: Index) -> Mask:
    """Return which places have behind them, some lines further on as others, the count of a story's comments."""
    near = at_or_after(zone.listed)[at]
    following = np.append(at[1:], len(zone.rows))
    counted = np.flatnonzero((near < following) & zone.same(near, at))
    counted = counted[(near - at)[counted] <= REACH]
    distance = pairs(zone.page[at[counted]], (near - at)[counted])
    _, group, count = np.unique(distance, return_inverse=True, return_counts=True)
    found = np.zeros(len(at), bool)
    found[counted[count[group] >= _STORIES]] = True
    return found


def _lone_stamps(zone: Zone, kinds: Kinds, at: Index) -> Mask:
    """Return which places say when something was published, as no other on their page does: it is the article."""
    count = np.bincount(zone.page[at], kinds.stamp[at])
    found: Mask = kinds.stamp[at] & (count[zone.page[at]] == 1) & ~sure_heads(zone, at)
    return found


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


def _behind(zone: Zone, mask: Mask, at: Index) -> Mask:
    """Return which places stand behind a line of some kind, with no heading between."""
    above = at_or_before(mask)[at]
    found: Mask = (above >= 0) & zone.same(above, at) & (above > headings_of(zone, at))
    return found


def _closed(zone: Zone, close: Mask, at: Index, kind: Index, rest: float) -> Mask:
    """Return which places stand behind the end of a block, with no heading between.

    What looks like an end is none where `rest` times more heads of one kind stand behind it than in front: a form for
    new comments may stand on top.
    """
    end = at_or_before(close)[at]
    heading = headings_of(zone, at)
    begun, over = np.zeros(len(at), bool), np.zeros(len(at), bool)
    for one in np.unique(kind):
        alike = at[kind == one]
        last = np.searchsorted(alike, np.searchsorted(zone.page, zone.page[at], side="right"))
        ended, opened = np.searchsorted(alike, end), np.searchsorted(alike, heading)
        begun |= ended > opened
        over |= (kind == one) & (last - ended > rest * np.maximum(ended - opened, 0.5))
    return (end >= 0) & zone.same(end, at) & (end > heading) & (heading >= 0) & begun & ~over


def _main(forms: Forms, kind: Index) -> Mask:
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
    found: Mask = chosen | ((kind == main_kind[page]) & (forms.sure | inside))
    return found


def _one_heading(zone: Zone, kinds: Kinds, anchors: Anchors, sure: Mask) -> Anchors:
    """Leave out what stands in front of the heading of the block: bylines, dates of other articles."""
    if not len(anchors.at):
        return anchors
    counted = zone.counted[np.maximum(anchors.heading, 0)]
    near = (anchors.heading >= 0) & (anchors.at - anchors.heading <= np.where(counted, FAR, REACH + 4))
    pages, group = np.unique(anchors.page, return_inverse=True)
    # The heading of the block: the one right above most of its anchors, or else above the first sure one.
    score = np.zeros(len(anchors.at))
    _, member = np.unique(anchors.heading, return_inverse=True)
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
    # The network is believed about lines in front of the heading where it sees more of them there than behind.
    lead = np.bincount(group, sure & (anchors.at < block[group])) > np.bincount(group, anchors.at > block[group])
    kept = np.where(
        block[group] >= 0,
        (anchors.at > block[group]) | (sure & lead[group]),
        ~has_sure[group] | (anchors.at >= unsure_start[group]) | answered(zone, kinds, anchors.at),
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
    heading = headings_of(zone, at)
    stated = Anchors(at, page, np.full(len(at), STATED), heading)
    if len(at):
        near = (heading >= 0) & (at - heading <= REACH)
        good = (stated.number() >= 2) & (stated.shares(zone.head[at] > 0) > 0.5) & (stated.shares(near) > 0)  # noqa: PLR2004
        good |= near & (zone.head[at] > 0)
        stated = Anchors(at[good], page[good], stated.kind[good], heading[good])
    return anchors.joined(stated)


def _with_undated(zone: Zone, kinds: Kinds, anchors: Anchors) -> Anchors:
    """Add the names of threads without dates, on pages without any other anchor."""
    at, heading = undated(zone, kinds, np.isin(zone.page, anchors.page))
    return anchors.joined(Anchors(at, zone.page[at], np.full(len(at), STATED), heading))
