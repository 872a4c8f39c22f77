"""Write down the pictures of pages: labels, captions, credits, kinds, second prints."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index
from broadsheet.labels import Part
from broadsheet.model.captions import choose
from broadsheet.model.credit_forms import KINDS, NONE, SURE
from broadsheet.model.credits import has_place
from broadsheet.model.lede import label_lede
from broadsheet.model.marks import kinds_beside, without_marks
from broadsheet.model.picture_lines import SHORT, Candidates, find_candidates
from broadsheet.model.reading import Reading

_REPEATING = ("furniture_before", "furniture_inside", "furniture_behind", "caption", "credit", "subheading")
"""States of lines that may print a caption a second time."""


def label_pictures(reading: Reading) -> None:
    """Label the lede, captions and credits and put what they print."""
    some = find_candidates(reading)
    owner = choose(reading, some)
    # A lede may look like a caption: which of them a line is depends on what else could be the lede.
    pictured = owner >= 0
    certain = pictured & (some.found.trust >= SURE)
    certain[pictured] |= has_place(reading.text(some.line[pictured]))
    label_lede(reading, some.line[pictured], some.line[certain])
    taken = ~reading.free()[some.line]
    owner[taken | np.isin(owner, np.flatnonzero(taken))] = -1
    member = np.flatnonzero(owner >= 0)
    _write(reading, some.take(member), np.searchsorted(member, owner[member]))


def _write(reading: Reading, some: Candidates, lead: Index) -> None:
    """Label lines and put values; `lead[r]` is the candidate that leads a candidate's picture."""
    draft, found = reading.draft, some.found
    text, _ = without_marks(pc.if_else(pa.array(some.whole), "", found.caption))
    _, key = np.unique(
        text.dictionary_encode().indices.to_numpy() + some.document * (len(text) + 1), return_inverse=True
    )
    # The first print of a caption leads all of them.
    row, whole = np.arange(len(lead)), some.whole
    shown = np.flatnonzero(~whole)
    first = np.full(int(key.max(initial=-1)) + 1, len(row), np.int64)
    np.minimum.at(first, key[shown], shown)
    lead = np.where(whole[lead], lead, first[key[lead]])
    begin = np.full(len(row), len(row), np.int64)
    np.minimum.at(begin, lead, row)
    leads = np.unique(lead)
    number = np.full(len(row), -1, np.int64)
    number[leads[np.argsort(begin[leads], kind="stable")]] = np.arange(len(leads))
    number = number[lead]
    draft.media[some.line] = number
    caption, again = np.flatnonzero((row == lead) & ~whole), np.flatnonzero((row != lead) & ~whole)
    draft.label(some.line, "repeat")
    draft.label(some.line[caption], "caption")
    printed = Part(some.line[caption], text.take(pa.array(caption)))
    draft.put("media.caption", printed)
    draft.put("media.occurrences", Part(some.line[again], text.take(pa.array(again))))
    inner = shown[found.trust[shown] > NONE]
    inner = inner[np.unique(number[inner], return_index=True)[1]]
    draft.put("media.credit", Part(some.line[inner], found.credit.take(pa.array(inner))))
    credit = np.flatnonzero(whole)
    credit = credit[np.unique(number[credit], return_index=True)[1]]
    chosen = credit[~np.isin(number[credit], number[inner])]
    draft.label(some.line[chosen], "credit")
    name = pc.if_else(pc.equal(found.credit, ""), reading.text(some.line), found.credit)
    draft.put("media.credit", Part(some.line[chosen], name.take(pa.array(chosen))))
    kind = np.zeros(len(leads), np.int64)
    np.maximum.at(kind, number, found.kind.astype(np.int64))
    draft.kinds = kinds_beside(reading, some.line, number, pa.array(KINDS).take(pa.array(kind)))
    _repeats(reading, printed)


def _repeats(reading: Reading, caption: Part) -> None:
    """Label other lines that print a known caption again."""
    draft, lines = reading.draft, reading.lines
    size = lines.lengths()
    long = np.asarray(pc.binary_length(caption.value), np.int64)
    known, value = caption.line[long >= SHORT], caption.value.filter(pa.array(long >= SHORT))
    rows = np.flatnonzero(reading.mask(*_REPEATING) & reading.free())
    wide = int(size.max(initial=0)) + 1
    rows = rows[np.isin(lines.document[rows] * wide + size[rows], lines.document[known] * wide + long[long >= SHORT])]
    if not len(rows):
        return
    text = reading.text(rows)
    code = pa.concat_arrays([value, text]).dictionary_encode().indices.to_numpy()
    key = code + np.concatenate([lines.document[known], lines.document[rows]]) * (len(code) + 1)
    values, first = np.unique(key[: len(known)], return_index=True)
    place = np.minimum(np.searchsorted(values, key[len(known) :]), len(values) - 1)
    again = values[place] == key[len(known) :]
    draft.label(rows[again], "repeat")
    draft.media[rows[again]] = draft.media[known[first[place[again]]]]
    draft.put("media.occurrences", Part(rows[again], text.filter(pa.array(again))))
