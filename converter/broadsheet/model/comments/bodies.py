"""What of a record is its author's text: neither head nor tail, nor what stands behind the last record."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, at_or_before, equal, offsets, pairs, ragged, spans
from broadsheet.model.comments import words
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.signature import Records
from broadsheet.model.comments.zone import Zone
from broadsheet.prose import running_text

_LONGEST_CONSTANT = 60
_LONGEST_AD = 30
_OFTEN = 0.3
_MOST = 0.5
_SHORT = 3
_ALT = 24
"""Bytes in front of a name that tell what a picture shows, at most."""
_END_BONUS = 8.0
_LEANING = 1.5
_MOST_DOUBT, _MARKED_DOUBT = 3.0, 12.0
_LOST = 8.0
"""Natural-log units by which the network may prefer furniture in lines that surely are text."""
_MARKED = 40
"""Lines from the first one of a text to the mark that ends it, at most."""
_FAR = 400


def owners(zone: Zone, records: Records) -> Index:
    """Return, for each line of the zone, the record whose line it is, -1 for none."""
    owner = np.full(len(zone.rows), -1)
    length = np.maximum(records.end - records.begin, 0)
    place = ragged(records.begin, length)
    owner[place] = np.repeat(np.arange(len(length)), length)
    return owner


def bodies(zone: Zone, kinds: Kinds, records: Records, owner: Index) -> Mask:
    """Return which lines are the text of the record that owns them."""
    z = len(zone.rows)
    place = np.arange(z)
    mine = np.maximum(owner, 0)
    body = owner >= 0
    if not body.any():
        return body
    bottom = np.maximum(records.author, records.date)
    top = np.minimum(
        np.where(records.author < 0, bottom, records.author), np.where(records.date < 0, bottom, records.date)
    )
    split = records.after & (records.author >= 0) & (records.author < records.date) & (records.author == records.begin)
    in_head = (place >= top[mine]) & (place <= bottom[mine]) & ~split[mine]
    in_head |= (place == records.author[mine]) | (place == records.date[mine])
    body &= ~in_head
    # Nothing behind the end of a block, or behind a note of another page's link, is text, until the next record.
    stop = at_or_before(kinds.close | kinds.ping)
    body &= (stop < records.begin[mine]) | (stop <= np.where(split, records.begin, top)[mine])
    short = np.flatnonzero(body & (zone.size <= _LONGEST_AD))
    body[short] &= ~np.asarray(pc.match_substring_regex(zone.text.take(pa.array(short)), words.advertising()), bool)
    aside = _asides(zone, kinds, records, owner, body)
    body &= ~((_constants(kinds, zone, records, owner, body) & aside) | kinds.tail)
    body = _trimmed(body, aside, owner, len(records.page))
    return _ended(zone, records, owner, body, aside | kinds.close | kinds.ping | kinds.tail | kinds.number)


def _constants(kinds: Kinds, zone: Zone, records: Records, owner: Index, body: Mask) -> Mask:
    """Return the lines that many records of a page repeat, letter by letter."""
    rows = np.flatnonzero(body & (zone.size <= _LONGEST_CONSTANT))
    page, found = records.page[owner[rows]], np.zeros(len(body), bool)
    printed, first, group = np.unique(pairs(page, kinds.code[rows]), return_index=True, return_inverse=True)
    distinct = np.unique(pairs(group, owner[rows]), return_index=True)[1]
    count = np.bincount(group[distinct], minlength=len(printed))
    number = np.bincount(records.page, minlength=int(records.page.max()) + 1)[page[first]]
    often = (count >= 3) & (count > _OFTEN * number) | (count == 2) & (number == 2)  # noqa: PLR2004
    found[_no_answers(zone, rows[often[group]])] = True
    return found


def _no_answers(zone: Zone, rows: Index) -> Index:
    """Return those of some lines that do not say whom a comment answers: many may answer one, or themselves."""
    found: Index = rows[~np.asarray(pc.match_substring_regex(zone.text.take(pa.array(rows)), words.replying()), bool)]
    return found


def _asides(zone: Zone, kinds: Kinds, records: Records, owner: Index, body: Mask) -> Mask:
    """Return the lines that, at an edge of a text, are not of it: tails, constants, the name or number of a record."""
    constant = _constants(kinds, zone, records, owner, body)
    spoken = np.zeros(len(records.page), bool)
    spoken[owner[body & ~constant & ~kinds.tail & ~kinds.number]] = True
    found = kinds.tail | (constant & spoken[np.maximum(owner, 0)])
    mine = np.maximum(owner, 0)
    author = records.author[mine]
    following = np.where(records.last, -1, np.append(records.author[1:], -1))[mine]  # another page's name is none
    for name in (author, following):
        found |= (name >= 0) & (kinds.code == kinds.code[np.maximum(name, 0)])
        found |= _ends_with(zone, kinds, name, body & ~found)
    found |= _initials(zone, following, body)
    found |= _above_all(zone, kinds, records)
    # Lone numbers are votes or numbers of records where most records of the page have one at that edge; votes for and
    # against stand behind each other.
    taken = found & ~kinds.number & (zone.size > _SHORT)
    for first in (True, False, False):
        edge = _edge(body & ~taken, owner, len(records.page), first=first)
        has = np.zeros(len(records.page), bool)
        numbered = edge[edge >= 0][kinds.number[edge[edge >= 0]] | (zone.size[edge[edge >= 0]] <= _SHORT)]
        has[owner[numbered]] = True
        pages, group = np.unique(records.page, return_inverse=True)
        share = (np.bincount(group, has) / np.bincount(group))[group]
        many = np.bincount(group)[group] >= 2  # noqa: PLR2004
        numbered = numbered[((share > _MOST) & many)[owner[numbered]]]
        taken[numbered] = True
        del pages
    return (found | taken) & (owner >= 0)


def _initials(zone: Zone, name: Index, body: Mask) -> Mask:
    """Return which lines are a letter or two that the name on another line begins with: what stands for a picture."""
    found = np.zeros(len(body), bool)
    rows = np.flatnonzero(body & (name >= 0) & (zone.size <= _SHORT))
    sign, whole = (pc.utf8_upper(zone.text.take(pa.array(places))) for places in (rows, name[rows]))
    size = np.minimum(np.diff(offsets(sign)), np.diff(offsets(whole)))
    begins = spans(whole, np.arange(len(rows)), np.zeros(len(rows), np.int64), size).cast(pa.binary())
    found[rows] = equal(begins, sign.cast(pa.binary()))
    return found


def _above_all(zone: Zone, kinds: Kinds, records: Records) -> Mask:
    """Return the lines right above records where every record of the page has the same there: it is print."""
    above = records.begin - 1
    has = zone.same(above, records.begin)
    code = np.where(has, kinds.code[np.maximum(above, 0)], -1)
    page = np.unique(records.page, return_inverse=True)[1]
    _, pair, count = np.unique(pairs(page, code), return_inverse=True, return_counts=True)
    number = np.bincount(page)[page]
    found = np.zeros(len(zone.rows), bool)
    found[above[has & (number > 1) & (count[pair] == number)]] = True
    return found


def _ends_with(zone: Zone, kinds: Kinds, name: Index, body: Mask) -> Mask:
    """Return which short lines end with the name that stands on another line: `Picture of Ada` with `Ada says:`."""
    found = np.zeros(len(body), bool)
    rows = np.flatnonzero(body & (name >= 0) & (zone.size <= _ALT + _LONGEST_CONSTANT))
    names = pc.coalesce(kinds.name.take(pa.array(name[rows])), zone.text.take(pa.array(name[rows])))
    size = np.diff(offsets(names))
    fits = (size >= _SHORT) & (zone.size[rows] > size) & (zone.size[rows] <= size + _ALT)
    rows, size = rows[fits], size[fits]
    tail = spans(zone.text, rows, zone.size[rows] - size, size).cast(pa.binary())
    found[_no_answers(zone, rows[equal(tail, names.filter(pa.array(fits)).cast(pa.binary()))])] = True
    return found


def _edge(body: Mask, owner: Index, size: int, *, first: bool) -> Index:
    """Return each record's first or last line of text, -1 for none."""
    rows = np.flatnonzero(body)
    found = np.full(size, -1)
    if first:
        rows = rows[::-1]
    found[owner[rows]] = rows  # the last of equal records wins
    return found


def _trimmed(body: Mask, aside: Mask, owner: Index, size: int) -> Mask:
    """Return texts without the asides at their edges."""
    plain = body & ~aside
    low, high = (_edge(plain, owner, size, first=first) for first in (True, False))
    place, mine = np.arange(len(body)), np.maximum(owner, 0)
    return body & (place >= low[mine]) & (place <= high[mine]) & (low[mine] >= 0)


def _doubted(zone: Zone, records: Records, owner: Index, body: Mask) -> npt.NDArray[np.float64]:
    """Return, for each record, what the network thinks on average of the first lines of its page's texts."""
    first = _edge(body, owner, len(records.page), first=True)
    some = np.flatnonzero(first >= 0)
    _, group = np.unique(records.page, return_inverse=True)
    total = np.bincount(group[some], zone.body[first[some]], int(group.max()) + 1)
    return (total / np.maximum(np.bincount(group[some], minlength=len(total)), 1))[group]


def _ended(zone: Zone, records: Records, owner: Index, body: Mask, ends: Mask) -> Mask:
    """Return texts without what stands behind the last record of a page: cut where the network and marks say so."""
    lasts = np.flatnonzero(records.last & ~records.after)
    first = _edge(body, owner, len(records.page), first=True)[lasts]
    lasts, first = lasts[first >= 0], first[first >= 0]
    if not len(lasts):
        return body
    limit = np.minimum(records.end[lasts], first + _FAR)
    length = limit - first
    rows = ragged(first, length)
    start = np.cumsum(length) - length
    # Where the network doubts lines that surely are text, it is believed less about those behind, and least where a
    # mark tells the end.
    stop = ends[rows]
    # A title stands above the head, and its text below.
    head = rows <= np.repeat(np.maximum(records.author, records.date)[lasts], length)
    stop[start] = stop[head] = False
    group = np.repeat(np.arange(len(lasts)), length)
    marked = np.bincount(group[stop & (np.arange(len(rows)) - start[group] <= _MARKED)], minlength=len(lasts)) > 0
    doubt = -_doubted(zone, records, owner, body)[lasts]
    believed = np.clip(doubt, 0.0, np.where(marked, _MARKED_DOUBT, _MOST_DOUBT))
    gain = np.clip(zone.body[rows] + _LEANING + np.repeat(believed, length), -4.0, 4.0)
    # Where it takes sure text for furniture without any doubt, it knows nothing: then sentences go on with a text.
    lost = np.flatnonzero(np.repeat(doubt > _LOST, length))
    lost = lost[running_text(zone.text.take(pa.array(rows[lost])))]
    gain[lost] = np.maximum(gain[lost], _LEANING)
    gain[start] = gain[head] = 0.0
    gain[np.append(False, head[:-1]) & ~head] = 0.0
    total = np.cumsum(gain)
    total = total - np.repeat(total[start] - gain[start], length)
    # Nothing behind the first stop counts.
    reach = np.full(len(lasts), 1 << 60)
    where = np.flatnonzero(stop)
    np.minimum.at(reach, group[where], where)
    place = np.arange(len(rows))
    total = np.where(place < reach[group], total, -np.inf)
    before = place == reach[group] - 1
    total = total + _END_BONUS * before
    best = np.full(len(lasts), -np.inf)
    np.maximum.at(best, group, total)
    cut = np.full(len(lasts), 0)
    np.maximum.at(cut, group[total == best[group]], rows[total == best[group]])
    result = body.copy()
    result[rows[rows > cut[group]]] = False
    return result
