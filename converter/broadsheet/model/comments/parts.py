"""What some pages print inside the texts of comments: a title on top, passages of others, the page of a long thread."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, at_or_before
from broadsheet.labels import Part
from broadsheet.model.comments import words
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone
from broadsheet.prose import sentence_ends

_FEWEST = 3
"""Comments from which on a page shows that they have titles."""
_MOST = 0.8
_LONGEST_TITLE = 90
"""Bytes."""
_NUMBERED = r"^(?:#?(?P<number>\d{1,5})[.)] )?(?P<title>.+)$"


def put_titles(zone: Zone, kinds: Kinds, owner: Index, body: Mask, draft: Draft) -> None:
    """Take the first lines of texts for titles where nearly all of a page's comments open with a line like one.

    They are taken out of `body`.
    """
    rows = np.flatnonzero(body)
    first = rows[np.flatnonzero(np.diff(owner[rows], prepend=-1))]
    text = zone.text.take(pa.array(first))
    _, ends = sentence_ends(text)
    # A greeting or a line of verse ends with a comma; a title stands in front of text.
    open_end = np.asarray(pc.match_substring_regex(text, r"[,;:–—-]$"), bool)
    numbered = np.asarray(pc.match_substring_regex(text, r"^#?\d{1,5}[.)] \S"), bool)
    fits = ((~ends & ~open_end) | numbered) & ~kinds.number[first] & (zone.size[first] <= _LONGEST_TITLE)
    fits &= np.bincount(owner[rows], minlength=1)[owner[first]] > 1
    _, group, count = np.unique(zone.page[first], return_inverse=True, return_counts=True)
    titled = (np.bincount(group, fits) >= _MOST * count) & (count >= _FEWEST)
    chosen = first[fits & titled[group]]
    groups = pc.extract_regex(zone.text.take(pa.array(chosen)), _NUMBERED)
    body[chosen] = False
    draft.label(zone.rows[chosen], "comment_head")
    draft.put("comment.title", Part(zone.rows[chosen], groups.field("title")))
    number = np.flatnonzero(np.asarray(pc.not_equal(groups.field("number"), ""), bool))
    draft.put("comment.number", Part(zone.rows[chosen[number]], groups.field("number").take(pa.array(number))))


def put_quotes(zone: Zone, owner: Index, body: Mask, draft: Draft) -> None:
    """Take out of `body` what a comment repeats of another: lines behind `>`, and the line behind `Quote from Ada:`.

    A comment of nothing but such lines keeps them as its text.
    """
    rows = np.flatnonzero(body)
    text = zone.text.take(pa.array(rows))
    marked = pc.extract_regex(text, r"^>(?: ?>)? ?(?P<text>[^>\s].*[^<])$")
    named = pc.extract_regex(text, words.quoting())
    line, head = np.asarray(marked.is_valid()), np.asarray(named.is_valid())
    same = np.append(owner[rows][1:] == owner[rows][:-1], False)
    head &= same & ~line
    following = np.append(False, head[:-1]) & ~line & ~head
    quoted = line | head | following
    own = np.bincount(owner[rows], ~quoted, len(owner) + 1)[owner[rows]] > 0
    line, head, following = line & own, head & own, following & own
    for mask in (line, head, following):
        body[rows[mask]] = False
        draft.label(zone.rows[rows[mask]], "comment_quote")
    keep = pa.array(line)
    draft.put("comment.quote_text", Part(zone.rows[rows[line]], marked.field("text").filter(keep)))
    draft.put("comment.quote_text", Part(zone.rows[rows[following]], text.filter(pa.array(following))))
    draft.put("comment.quote_author", Part(zone.rows[rows[head]], named.field("author").filter(pa.array(head))))


def put_pages(zone: Zone, kinds: Kinds, owner: Index, draft: Draft) -> None:
    """Put the page of a thread (`Seite 2`) that stands above comments."""
    rows = np.flatnonzero(kinds.tail)
    groups = pc.extract_regex(zone.text.take(pa.array(rows)), words.paging())
    hit = np.asarray(groups.is_valid())
    if not hit.any():
        return
    rows, value = rows[hit], groups.field("page").filter(pa.array(hit))
    mask = np.zeros(len(zone.rows), bool)
    mask[rows] = True
    inside = np.flatnonzero(np.diff(owner, prepend=-1) * (owner >= 0))
    above = at_or_before(mask)[inside]
    known = (above >= 0) & zone.same(above, inside)
    at = np.searchsorted(rows, above[known])
    draft.put("comment.page", Part(zone.rows[inside[known]], value.take(pa.array(at))))
