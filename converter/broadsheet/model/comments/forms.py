"""The forms in which a page prints lines that may hold comments in place, and how likely each is to do so."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Index, Mask, any_between, at_or_after, at_or_before, pairs
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone
from broadsheet.model.known_names import begin_with_given_names
from broadsheet.prose import sentence_ends

SAYS, NAMED, ALONE = range(3)
"""What an anchor is: `Name says:`; a name and a date; a date alone."""

REACH = 8
"""Lines between a heading and the first comment, at most."""
FAR = 40
"""The same where what lies between is a form to sign in or to write a comment."""
_AMONG = 80
"""Lines between two comments at most; a heading no farther behind a comment stands among comments."""
_LONG = 120
"""Bytes of a line that is text though it ends no sentence."""
_NOWHERE = 1 << 30
_LONGEST = 40
"""Lines of a comment, at most, behind which it can be answered."""
MOST = 0.6
_FEW = 3
"""Comments that one person may have written alone."""
_NICKNAME = rf"^[{LETTERS}._-]{{3,}}\d{{1,4}}$"


@attrs.frozen(eq=False)
class Forms:
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
    def of(zone: Zone, kinds: Kinds, at: Index, kind: Index, key: Index) -> Forms:
        """Weigh the forms of candidates."""
        if not len(at):
            return Forms(at, at, np.zeros(0), at, np.zeros(0, bool))
        page = zone.page[at]
        _, first, group = np.unique(pairs(page, key), return_index=True, return_inverse=True)
        size = np.bincount(group)

        def mean(column: npt.NDArray[np.float64] | Mask) -> npt.NDArray[np.float64]:
            return np.bincount(group, column, len(size)) / size

        head = np.clip(_around(zone, zone.head, at, (0, -1, 1)), -4, 4)
        body = np.clip(_around(zone, zone.body, at, (-2, -1, 1, 2, 3, 4)), -4, 4)
        heading = headings_of(zone, at)
        gap = np.where(heading >= 0, at - heading, _NOWHERE)
        # A heading without a count, or the way to all comments, may stand below the count or the menu.
        sure = _gap(zone, zone.counted | zone.sorts, at)
        found = [np.zeros(len(size), bool) for _ in range(3)]
        for mask, column in zip(found, (sure <= REACH, sure <= FAR, gap <= REACH), strict=True):
            mask[group[column & (heading >= 0)]] = True
        score = 0.5 * mean(head) + mean(body) + 0.5 * np.log2(size)
        score += np.select(found, [4.0, 2.0, 1.5], -1.5)
        score += 3.0 * mean(kinds.says[at] | kinds.said[at])
        score += 3.0 * mean(answered(zone, kinds, at))
        score += 1.5 * (found[2] & (np.bincount(group, _closes(zone, kinds, at), len(size)) > 0))
        nameless = mean(_nameless(zone, kinds, at, kind, group))
        headed = found[0] | found[1] | found[2]
        score -= np.where(headed, 3.0, 4.0) * (nameless > 1 - MOST)
        score += 1.5 * ((nameless < 1 - MOST) & headed & (size >= 3))  # noqa: PLR2004 - a row, not a pair
        score -= 1.0 * (~headed & (size == 1))
        # One date below `1 comment`, between headline and text, is the article's own.
        own = (size == 1) & (mean(zone.ahead[at]) > 0)
        score += 3.0 * (_declared(zone, at, group, len(size)) == size) * (nameless < 1 - MOST) * ~own
        score -= 3.0 * ((size >= 3) & (mean(_spoken(zone, at)) < 1 - MOST))  # noqa: PLR2004
        text = _around(zone, zone.prose.astype(np.float32), at, (1, 2, 3)) > 0
        score -= 4.0 * ((size == 1) & (mean(text) > 0))
        return Forms(page[first], first, score, group, sure_heads(zone, at))


def answered(zone: Zone, kinds: Kinds, at: Index) -> Mask:
    """Return which candidates have behind them, in front of the next one, a line that lets one answer a comment."""
    near = at_or_after(kinds.answer)[at]
    following = np.minimum(np.append(at[1:], len(zone.rows)), at + _LONGEST)
    found: Mask = (near < following) & zone.same(near, at)
    return found


def _gap(zone: Zone, mask: Mask, at: Index) -> Index:
    """Return how many lines each place stands behind the last line of some kind on its page."""
    above = at_or_before(mask)[at]
    return np.where((above >= 0) & zone.same(above, at), at - above, _NOWHERE)


def _closes(zone: Zone, kinds: Kinds, at: Index) -> Mask:
    """Return which candidates have behind them, in front of the next one, the end of a block."""
    near = at_or_after(kinds.close)[at]
    following = np.minimum(np.append(at[1:], len(zone.rows)), at + _LONGEST)
    found: Mask = (near < following) & zone.same(near, at)
    return found


def _spoken(zone: Zone, at: Index) -> Mask:
    """Return which candidates have a sentence or a long line in front of the next one; stories in a list do not."""
    following = np.minimum(np.append(at[1:], len(zone.rows)), at + _LONGEST)
    return any_between(spoken(zone), at + 1, following)


def spoken(zone: Zone) -> Mask:
    """Return which lines of a zone end a sentence, or are so long that they are text."""
    _, ends = sentence_ends(zone.text)
    found: Mask = ends | (zone.size >= _LONG)
    return found


def _declared(zone: Zone, at: Index, group: Index, size: int) -> Index:
    """Return the count that a heading above some line of a form prints, a menu between them or none; -1 for none."""
    count = np.asarray(pc.fill_null(pc.cast(pc.replace_substring_regex(zone.count, r"\D", ""), pa.int64()), -1))
    above = at_or_before(zone.counted)[at]
    near = (above >= 0) & zone.same(above, at) & (at - above <= 2 * REACH)
    printed = np.full(size, -1)
    printed[group[near]] = count[above[near]]
    return printed


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
        same = fits & _common(group, kinds.code[inside])
        fits &= ~same | by_one(zone, group, inside, (headings_of(zone, at) >= 0) & same)
        share = np.bincount(group, fits) / np.bincount(group)
        near &= (share < MOST)[group]
    return np.where(kind == ALONE, near, bare)


def _common(group: Index, code: Index) -> Mask:
    """Return which members of groups have the code that most of their group have."""
    _, pair, count = np.unique(pairs(group, code), return_inverse=True, return_counts=True)
    same = count[pair]
    found: Mask = (same > 1) & (same > MOST * np.bincount(group)[group])
    return found


def by_one(zone: Zone, group: Index, place: Index, some: Mask) -> Mask:
    """Return which of some members of groups may have one name beside all of them: that of who wrote them alone.

    They are few, below a heading, and the network takes that line of some of them for a name, or it surely is one, or
    it is one word and the first of them stands right below the heading: else it is print.
    """
    found = (np.bincount(group) <= _FEW)[group] & some
    if not found.any():
        return found
    above = np.maximum(place - 1, 0)
    opening = (zone.counted | zone.lone)[above] & (zone.page[above] == zone.page[place])
    opening &= ~np.asarray(pc.match_substring(zone.text.take(pa.array(place)), " "), bool)
    seen = np.bincount(group, zone.heads[place] | opening) > 0
    open_ = np.flatnonzero(found & ~seen[group])
    found &= seen[group]
    if len(open_):
        name = zone.text.take(pa.array(place[open_]))
        sure = begin_with_given_names(name) | np.asarray(pc.match_substring_regex(name, _NICKNAME), bool)
        found[open_[sure]] = True
    return found


def sure_heads(zone: Zone, at: Index) -> Mask:
    """Return which places the network, too, takes for a head, or stand beside one that it does."""
    found = zone.heads[at]
    for offset in (-1, 1):
        near = at + offset
        fits = zone.same(near, at)
        found = found | (fits & zone.heads[np.clip(near, 0, len(zone.rows) - 1)] & zone.talk[at])
    return found


def headings_of(zone: Zone, at: Index) -> Index:
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
