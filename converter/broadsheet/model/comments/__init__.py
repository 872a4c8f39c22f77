"""Comment records of any site: where a page's block is, how it prints its records, and what each of them says.

The order: lines worth a look (`zone`) and what heads them (`headings`), what they are by themselves (`kinds`), those
that hold records in place (`anchors`), the order of parts that these show (`signature`), texts without heads and tails
(`bodies`), and the values beside them (`fields`). Nothing of it knows a site: the way a page prints its comments is
learned from the page.
"""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, pairs, ragged
from broadsheet.labels import Part
from broadsheet.model.comments.anchors import anchors_of
from broadsheet.model.comments.author_names import names_on
from broadsheet.model.comments.bodies import bodies, owners
from broadsheet.model.comments.fields import put_answers, put_fields
from broadsheet.model.comments.kinds import Kinds, kinds_of
from broadsheet.model.comments.parts import put_pages, put_quotes, put_titles
from broadsheet.model.comments.signature import Records, records_of
from broadsheet.model.comments.zone import Zone, zone_of
from broadsheet.model.reading import Reading
from broadsheet.prose import running_text

_NOTES = 4
"""Records by one author from which on they are no thread."""
_SHARE = 2
"""As many times longer the text of an only comment is than that of the article in front, if it is the article."""
_LAST_TAIL = 6
"""Lines of tails behind a page's last text, at most."""


def label_comments(reading: Reading) -> None:
    """Label the lines of comment blocks, and say which comment each belongs to."""
    zone = zone_of(reading)
    if not len(zone.rows):
        return
    # No other step may take such a count for the page's own.
    reading.draft.label(zone.rows[zone.listed], "furniture")
    kinds = kinds_of(zone)
    records = records_of(zone, kinds, anchors_of(zone, kinds))
    owner = owners(zone, records)
    body = bodies(zone, kinds, records, owner)
    article = _are_notes(zone, kinds, records) | _are_articles(reading, zone, records, owner, body)
    body &= ~np.append(article, False)[owner]
    records, owner = _spoken(kinds, records, owner, body)
    if not len(records.page):
        return
    draft = reading.draft
    inside = np.flatnonzero(owner >= 0)
    draft.comment[zone.rows[inside]] = owner[inside]
    draft.label(zone.rows[inside], "comment_tail")
    put_titles(zone, kinds, owner, body, draft)
    put_quotes(zone, owner, body, draft)
    put_pages(zone, kinds, owner, draft)
    put_fields(zone, kinds, records, np.where(body, -1, owner), draft)
    put_answers(zone, records, owner, body, draft)
    draft.label(zone.rows[body], "comment_body")
    heading = np.unique(records.heading[records.heading >= 0])
    draft.label(zone.rows[heading], "comment_count")
    counted = heading[np.asarray(zone.count.is_valid())[heading]]
    counted = counted[np.asarray(pc.match_substring_regex(zone.text.take(counted), r"\d"))]
    draft.put("article.comments_declared", Part(zone.rows[counted], zone.count.take(counted)))


def _spoken(kinds: Kinds, records: Records, owner: Index, body: Mask) -> tuple[Records, Index]:
    """Return the records that say something, and the lines that they own: up to the last that is theirs."""
    size = len(records.page)
    rows = np.flatnonzero(body)
    last = np.full(size, -1)
    last[owner[rows]] = rows
    lines = np.bincount(owner[rows], minlength=size)
    says = lines > 0
    body &= np.append(says, False)[owner]
    # What stands behind a text, up to the next record, is its tail; behind the last record it may be anything.
    aside = np.append(kinds.tail | kinds.number, False)
    for _ in range(_LAST_TAIL):
        following = np.minimum(last + 1, len(owner))
        last = last + ((last >= 0) & records.last & (following < records.end) & aside[following])
    bottom = np.maximum(np.maximum(records.author, records.date), np.where(records.last, last, records.end - 1))
    mine = (owner >= 0) & np.append(says, False)[owner]
    mine &= np.arange(len(owner)) <= np.append(bottom, -1)[owner]
    number = np.append(np.cumsum(says) - 1, -1)
    kept = [getattr(records, field.name)[says] for field in attrs.fields(Records)]
    return Records(*kept), np.where(mine, number[owner], -1)


def _are_notes(zone: Zone, kinds: Kinds, records: Records) -> Mask:
    """Return the records of pages on which all are by one author, below no heading: notes of a live ticker."""
    page = np.unique(records.page, return_inverse=True)[1]
    named = (records.author >= 0) & (records.heading < 0)
    count = np.bincount(page)
    alike = (count >= _NOTES) & (np.bincount(page, named) == count)
    some = np.flatnonzero(alike[page])
    name = names_on(zone, kinds, records.author[some]).name.dictionary_encode().indices
    distinct = np.unique(pairs(page[some], np.asarray(name)), return_index=True)[1]
    found: Mask = (alike & (np.bincount(page[some[distinct]], minlength=len(count)) == 1))[page]
    return found


def _are_articles(reading: Reading, zone: Zone, records: Records, owner: Index, body: Mask) -> Mask:
    """Return the records that are the article: its head prints a count of comments, and its date stands below.

    They are the only ones of their page, the count is not 1, and they name nobody or hardly any text stands in front.
    """
    alone = np.bincount(records.page)[records.page] == 1
    alone &= np.asarray(pc.not_equal(pc.fill_null(zone.count.take(np.maximum(records.heading, 0)), ""), "1"), bool)
    some = np.flatnonzero(alone & (records.heading >= 0))
    lines, spoken = reading.lines, np.bincount(owner[body], zone.size[body], len(records.page))[some]
    head, first = zone.rows[records.heading[some]], lines.starts[records.page[some]]
    rows = ragged(first, head - first)
    prose = lines.lengths()[rows] * running_text(reading.text(rows))
    front = np.bincount(np.repeat(np.arange(len(some)), head - first), prose, len(some))
    found = np.zeros(len(records.page), bool)
    found[some] = (front * _SHARE < spoken) | (records.author[some] < 0)
    return found
