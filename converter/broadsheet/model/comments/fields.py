"""The values that records print beside their text: names, dates, numbers, votes, whom they answer, removals."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, spans
from broadsheet.labels import Part
from broadsheet.model.comments import words
from broadsheet.model.comments.author_names import matched, names_on
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.signature import Records
from broadsheet.model.comments.zone import Zone

_LISTED = r"^(?P<number>\d{1,5})[.)]\s"
_NUMBER = r"^(?:\d{1,4}\. )?[#(\[]?(?P<number>\d{1,5}(?:\.\d+)*)[.)\]:]?$"
_BELOW = r"^[#(\[]?(?P<above>\d{1,4})\.\d{1,4}[.)\]:]?$"
"""The number of a comment that answers another one: `#1.1`."""
_LONGEST_NOTE = 200
"""Bytes of a note that a comment was removed."""
_OFTEN = 0.5


def put_fields(zone: Zone, kinds: Kinds, records: Records, owner: Index, draft: Draft) -> None:
    """Put the names, dates, numbers and votes of records, and label the lines of their heads."""
    author = np.sort(records.author[records.author >= 0])
    date = np.sort(records.date[records.date >= 0])
    draft.label(zone.rows[author], "comment_head")
    draft.label(zone.rows[date], "comment_head")
    names = names_on(zone, kinds, author)
    draft.put("comment.author", Part(zone.rows[author], names.name))
    draft.put("comment.date", Part(zone.rows[date], spans(zone.text, date, kinds.start[date], kinds.size[date])))
    _put(draft, zone, author, _LISTED, "number")
    for field, values in (("number", names.number), ("reply", names.reply)):
        told = np.flatnonzero(np.asarray(values.is_valid()))
        draft.put(f"comment.{field}", Part(zone.rows[author[told]], values.take(pa.array(told))))
    aside = np.flatnonzero(owner >= 0)
    numbers = aside[kinds.number[aside]]
    ascending = _ascending(zone, records, owner, numbers)
    _put(draft, zone, numbers[ascending], _NUMBER, "number")
    below = pc.extract_regex(zone.text.take(pa.array(numbers[ascending])), _BELOW)
    nested = np.flatnonzero(np.asarray(below.is_valid()))
    above = pc.binary_join_element_wise("#", below.field("above").take(pa.array(nested)), "")
    draft.put("comment.reply", Part(zone.rows[numbers[ascending][nested]], above))
    lone = _lone_votes(records, owner, numbers[~ascending])
    draft.put("comment.votes", Part(zone.rows[lone], zone.text.take(pa.array(lone))))
    rest = aside[kinds.tail[aside]]
    _worded_votes(zone, owner, rest[~np.isin(owner[rest], owner[lone])], draft)


def put_answers(zone: Zone, records: Records, owner: Index, body: Mask, draft: Draft) -> None:
    """Put whom records answer and that they were removed; lines that only say so are taken out of `body`."""
    _replies(zone, owner, body, draft)
    _removals(zone, records, owner, body, draft)


def _put(draft: Draft, zone: Zone, rows: Index, pattern: str, field: str) -> None:
    groups = pc.extract_regex(zone.text.take(pa.array(rows)), pattern)
    hit = np.asarray(groups.is_valid())
    draft.put(f"comment.{field}", Part(zone.rows[rows[hit]], groups.field(field).filter(pa.array(hit))))


def _ascending(zone: Zone, records: Records, owner: Index, rows: Index) -> Mask:
    """Return which lone numbers count a page's records: each one more than the one of the record before, or below it.

    `1.1` stands below `1`. Votes can go up by one, too: a page counts its records where most of its numbers do.
    """
    if not len(rows):
        return np.zeros(0, bool)
    text = zone.text.take(pa.array(rows))
    digits = pc.replace_substring_regex(pc.replace_substring_regex(text, r"^.*\s|\.\d.*$", ""), r"\D", "")
    value = np.asarray(pc.fill_null(pc.cast(pc.if_else(pc.equal(digits, ""), "-1", digits), pa.int64()), -1))
    below = np.asarray(pc.match_substring_regex(text, _BELOW), bool)
    mine = owner[rows]
    step = (np.diff(value) == 1) | ((np.diff(value) == 0) & below[1:])
    step = np.append(False, step & (np.diff(records.page[mine]) == 0) & (np.diff(mine) == 1))
    found = step | np.append(step[1:], False)
    _, group, count = np.unique(records.page[mine], return_inverse=True, return_counts=True)
    enough: Mask = found & (np.bincount(group, found) >= _OFTEN * count)[group]
    return enough


def _lone_votes(records: Records, owner: Index, numbers: Index) -> Index:
    """Return the lone numbers that are votes: the first of each record where most records of the page have one."""
    has = np.zeros(len(records.page), bool)
    has[owner[numbers]] = True
    _, group, count = np.unique(records.page, return_inverse=True, return_counts=True)
    share = (np.bincount(group, has) / count)[group]
    lone = numbers[(share > _OFTEN)[owner[numbers]] & (count > 1)[group][owner[numbers]]]
    return lone[np.flatnonzero(np.diff(owner[lone], prepend=-1))]


def _worded_votes(zone: Zone, owner: Index, rows: Index, draft: Draft) -> None:
    """Put the number among words such as `Rating` or `Likes`, the first of each record."""
    vote = words.any_of("vote")
    behind = rf"{vote}\W{{0,3}}(?P<behind>[+-]?\d{{1,6}})(?:\D|$)"
    front = rf"(?:^|[^\d.,:])(?P<front>[+-]?\d{{1,6}})\W{{0,3}}{vote}"
    groups = pc.extract_regex(zone.text.take(pa.array(rows)), rf"(?i)(?:{behind}|{front})")
    hit = np.flatnonzero(np.asarray(groups.is_valid()))
    found = groups.take(pa.array(hit))
    value = pc.binary_join_element_wise(found.field("behind"), found.field("front"), "")
    first = np.flatnonzero(np.diff(owner[rows[hit]], prepend=-1))
    draft.put("comment.votes", Part(zone.rows[rows[hit[first]]], value.take(pa.array(first))))


def _replies(zone: Zone, owner: Index, body: Mask, draft: Draft) -> None:
    """Put whom a record says it answers: `In reply to X`, `Antwort auf #3`, or `@X` at the head of its text."""
    rows = np.flatnonzero(body)
    first = rows[np.flatnonzero(np.diff(owner[rows], prepend=-1))]
    more = np.bincount(owner[rows])[owner[first]] > 1
    text = zone.text.take(pa.array(first))
    word = f"[{LETTERS}0-9_.-]+"
    addressed = rf"^@\s?(?P<reply>{word}(?: {word}){{0,3}})\s*[:,]?$|^@(?P<word>{word})"
    at = pc.extract_regex(text, addressed)
    notes = (words.replying(), words.replying_behind())
    whole = pc.coalesce(*(matched(pc.extract_regex(text, note), "reply") for note in notes))
    # A text that is one line is no note of whom it answers: `Reply to all: calm down.`
    short = np.asarray(whole.is_valid()) & more
    value = pc.if_else(pc.equal(at.field("reply"), ""), matched(at, "word"), matched(at, "reply"))
    value = pc.if_else(pa.array(short), whole, value)
    hit = np.flatnonzero(np.asarray(value.is_valid()))
    draft.put("comment.reply", Part(zone.rows[first[hit]], value.take(pa.array(hit))))
    only = first[short]
    body[only] = False
    draft.label(zone.rows[only], "comment_tail")


def _removals(zone: Zone, records: Records, owner: Index, body: Mask, draft: Draft) -> None:
    """Put the notes that stand where a text was: the whole of it says that it was removed."""
    rows = np.flatnonzero(body)
    alone = rows[np.bincount(owner[rows], minlength=len(records.page))[owner[rows]] == 1]
    alone = alone[zone.size[alone] <= _LONGEST_NOTE]
    text = zone.text.take(pa.array(alone))
    gone = alone[np.asarray(pc.match_substring_regex(text, words.removal()))]
    body[gone] = False
    draft.label(zone.rows[gone], "comment_tail")
    draft.put("comment.removed", Part(zone.rows[gone], zone.text.take(pa.array(gone))))
