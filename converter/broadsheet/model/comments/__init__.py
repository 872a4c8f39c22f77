"""Comment records of any site: which lines begin one, and what they print."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import spans
from broadsheet.labels import Part
from broadsheet.model.comments.anchors import anchors_of
from broadsheet.model.comments.bodies import bodies, owners
from broadsheet.model.comments.kinds import MARKS, kinds_of
from broadsheet.model.comments.signature import records_of
from broadsheet.model.comments.zone import zone_of
from broadsheet.model.reading import Reading


def label_comments(reading: Reading) -> None:
    """Label the lines of comment blocks, and say which comment each belongs to."""
    zone = zone_of(reading)
    if not len(zone.rows):
        return
    kinds = kinds_of(zone)
    records = records_of(zone, kinds, anchors_of(zone, kinds))
    if not len(records.page):
        return
    owner = owners(zone, kinds, records)
    body = bodies(zone, kinds, records, owner)
    says = np.zeros(len(records.page), bool)
    says[owner[body]] = True
    number = np.append(np.cumsum(says) - 1, -1)
    mine = np.where((owner >= 0) & says[np.maximum(owner, 0)], number[owner], -1)
    last = np.zeros(len(zone.rows), np.int64)
    rows = np.flatnonzero(body)
    last = np.zeros(len(records.page), np.int64)
    last[owner[rows]] = rows
    bottom = np.maximum(np.maximum(records.author, records.date), last)
    mine = np.where(np.arange(len(mine)) <= bottom[np.maximum(owner, 0)], mine, -1)
    draft = reading.draft
    draft.comment[zone.rows] = mine
    inside = np.flatnonzero(mine >= 0)
    draft.label(zone.rows[inside], "comment_tail")
    draft.label(zone.rows[inside[body[inside]]], "comment_body")
    author = records.author[says & (records.author >= 0)]
    date = records.date[says & (records.date >= 0)]
    draft.label(zone.rows[author], "comment_head")
    draft.label(zone.rows[date], "comment_head")
    name = pc.coalesce(kinds.name, pc.replace_substring_regex(zone.text, MARKS, "")).take(pa.array(author))
    draft.put("comment.author", Part(zone.rows[author], name))
    date = np.sort(date)
    draft.put("comment.date", Part(zone.rows[date], spans(zone.text, date, kinds.start[date], kinds.size[date])))
    heading = np.unique(records.heading[records.heading >= 0])
    draft.label(zone.rows[heading], "comment_count")
