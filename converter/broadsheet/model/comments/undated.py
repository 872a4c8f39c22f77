"""Threads without dates: names and texts in turn below a heading of comments.

Which line is a name and which a text is decided for all lines of a block together: a name is followed by a text, and
short lines are the one or the other by their looks and by what the network leans to. A block counts only where most of
its texts have sentences and most of its names are short, because lists of stories and menus alternate, too.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS, SMALL
from broadsheet.kernels import Index, Mask, any_between, at_or_before, pairs
from broadsheet.model.comments.forms import REACH
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone
from broadsheet.model.decoding import decode
from broadsheet.prose import sentence_ends

_FEWEST = 3
"""Comments of the smallest block that is told by nothing but its heading and the order of its lines."""
_MOST = 0.7
_NEAR = 3
"""Lines from a heading to the first name, at most."""
_LONG = 120
"""Bytes of a line that is text though it ends no sentence."""
_WORDS, _LINES = 3.0, 6.0
"""Words of a name and lines of a text, at most on average."""
_DISTINCT = 0.5
_OPENS = 6.0
"""What a line scores for a name that stands behind the end of a comment; one within a comment loses as much."""
_NEVER = np.float32(-8192)
_STEPS = np.array([[_NEVER, 0], [0, 0]], np.float32)
_OPENING = np.array([0, 0], np.float32)
_UNIT = 64.0
"""Scores are whole 64ths, so that no rounding depends on the batch."""


def undated(zone: Zone, kinds: Kinds, taken: Mask) -> tuple[Index, Index]:
    """Return the lines of names in blocks without dates, and the heading of each.

    Args:
        zone: the lines.
        kinds: what they are.
        taken: bool[z], lines of pages whose comments are known.
    """
    rows, heading = _below_headings(zone, kinds, taken)
    if not len(rows):
        return rows, heading
    starts = np.append(np.flatnonzero(np.diff(heading, prepend=-1)), len(rows))
    behind = _answered(zone, kinds, rows)
    name = decode(_scores(zone, kinds, rows, starts, behind), starts, _STEPS, _OPENING, [0])[0] == 0
    # A name at the very end has no text.
    name[starts[1:] - 1] = False
    return _believable(zone, rows, heading, name, behind)


def _answered(zone: Zone, kinds: Kinds, rows: Index) -> Mask:
    """Return which lines have right behind them, in front of the next, one that lets one answer a comment."""
    passed = np.concatenate([[0], np.cumsum(kinds.answer)])
    end = np.searchsorted(zone.page, zone.page[rows], side="right")
    following = np.append(rows[1:], len(zone.rows))
    found: Mask = passed[np.minimum(following, end)] > passed[rows]
    return found


def _below_headings(zone: Zone, kinds: Kinds, taken: Mask) -> tuple[Index, Index]:
    """Return the lines below the last heading of each page that may be names or texts, and their heading."""
    none = np.unique(zone.page[np.asarray(pc.fill_null(pc.equal(zone.count, "0"), pa.scalar(value=False)))])
    headed = (zone.counted | zone.lone) & ~taken & zone.behind
    headed &= ~np.isin(zone.page, np.setdiff1d(none, zone.page[zone.counted]))
    above = at_or_before(headed)
    place = np.arange(len(zone.rows))
    stop = at_or_before(kinds.close | kinds.ping)
    # What closes a block may stand above it, too: `Leave a comment` above the comments.
    inside = (above >= 0) & zone.same(above, place) & (above < place) & ~((stop > above + REACH) & (stop <= place))
    aside = kinds.tail | kinds.number | kinds.close | kinds.ping | (kinds.start >= 0)
    rows = np.flatnonzero(inside & ~aside & ~taken)
    return rows, above[rows]


def _scores(zone: Zone, kinds: Kinds, rows: Index, starts: Index, behind: Mask) -> npt.NDArray[np.float32]:
    """Return float32[r, 2]: by how much each line looks like a name, and zeros.

    Args:
        zone: the lines.
        kinds: what they are.
        rows: int64[r], the lines that may be names or texts.
        starts: int64[b + 1], where each block begins.
        behind: bool[r], an answer may be given behind the line: in such a block, names open what lies between.
    """
    text = zone.text.take(rows)
    spaces = np.asarray(pc.count_substring(text, " "))
    _, ends = sentence_ends(text)
    signs = np.asarray(pc.match_substring_regex(text, r"[!?,;:…“”„()=<>/]|\.\s"))
    small = np.asarray(pc.match_substring_regex(text, f"^[{SMALL}]")) & (spaces > 0)
    score = 1.5 - 0.75 * np.maximum(spaces - 1, 0) - 2.0 * ends - 1.5 * signs - 0.5 * small
    score += np.clip((zone.head[rows] - zone.body[rows]).astype(np.float64) / 4, -1.0, 1.0)
    # Who wrote more than one comment stands there more than once; texts are seldom equal.
    code = kinds.code[rows] * 2**32 + zone.page[rows]
    _, group, count = np.unique(code, return_inverse=True, return_counts=True)
    score += 1.0 * (count[group] > 1)
    found = np.zeros((len(rows), 2), np.float32)
    # `Ada2 days ago` is no name.
    name = rf"^[{LETTERS}0-9@_~]\D*(?:\d+[^\d\s]*)*$"
    maybe = kinds.namelike[rows] & np.asarray(pc.match_substring_regex(text, name))
    opens = np.append(False, behind[:-1])
    opens[starts[:-1]] = True
    parted = np.repeat(np.bincount(np.repeat(np.arange(len(starts) - 1), np.diff(starts)), behind) > 0, np.diff(starts))
    score += np.where(opens, _OPENS, -_OPENS) * parted
    found[:, 0] = np.where(maybe, np.round(score * _UNIT) / _UNIT, _NEVER)
    return found


def _believable(zone: Zone, rows: Index, heading: Index, name: Mask, behind: Mask) -> tuple[Index, Index]:
    """Return the names of blocks that are comments', up to where a block goes over into something else."""
    at = np.flatnonzero(name)
    if not len(at):
        return rows[:0], heading[:0]
    text = zone.text.take(rows)
    block, group = heading[at], np.cumsum(np.diff(heading[at], prepend=-1) != 0) - 1
    first = np.append(True, group[1:] != group[:-1])
    end = np.minimum(np.append(at[1:], len(rows)), np.searchsorted(heading, block, side="right"))
    _, ends = sentence_ends(text)
    answered = _some(behind, at, end)
    # Where most can be answered, what cannot is none.
    parted = np.bincount(group, answered) >= _DISTINCT * np.bincount(group)
    good = np.where(parted[group], answered, _some(ends | (zone.size[rows] >= _LONG), at, end))
    kept = _prevailing(good, group, first)

    def mean(column: npt.NDArray[np.float64] | Mask) -> npt.NDArray[np.float64]:
        return np.bincount(group, kept * column) / np.bincount(group, kept)

    words = np.asarray(pc.count_substring(text.take(at), " ")) + 1
    fewest = np.where(zone.counted[block[first]], _FEWEST, _FEWEST + 1) - 2 * parted
    sure = (np.bincount(group, kept) >= fewest) & (mean(good) >= _MOST) & (mean(words) <= _WORDS)
    sure &= (rows[at] - block)[first] <= _NEAR
    sure &= mean(np.minimum(end - at - 1, 4 * _LINES)) <= _LINES
    sure &= parted | (mean(_some(zone.prose[rows], at, end)) < 1 - _MOST)
    code = np.asarray(text.take(at).dictionary_encode().indices).astype(np.int64)
    distinct = np.unique(pairs(group, code)[kept], return_index=True)[1]
    number = np.bincount(group, kept)
    least = np.where(parted, np.minimum(number, 2), number)
    sure &= np.bincount(group[kept][distinct], minlength=len(sure)) >= _DISTINCT * least
    kept &= sure[group]
    return rows[at[kept]], block[kept]


def _some(mask: Mask, at: Index, end: Index) -> Mask:
    """Return which names have behind them, in front of the next one, a line of some kind."""
    return any_between(mask, at + 1, end)


def _prevailing(good: Mask, group: Index, first: Mask) -> Mask:
    """Return the names of each group up to where the good ones have the greatest lead over the others."""
    step = np.where(good, 1, -1)
    lead = np.cumsum(step)
    lead -= (lead - step)[first][group]
    best = np.full(int(group[-1]) + 1, -len(good) - 1)
    np.maximum.at(best, group, lead)
    reach = np.full(len(best), -1)
    hit = np.flatnonzero(lead == best[group])
    np.maximum.at(reach, group[hit], hit)
    found: Mask = np.arange(len(good)) <= reach[group]
    return found
