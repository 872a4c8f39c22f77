"""Pictures: captions, credits, and which of them belong together.

The states say where captions probably are; the words inside the lines say it too, and both are weighed against each
other: a line that ends with `(Foto: dpa)` is a caption although its state is another one, and a caption without any
credit must be one by its state. A line that is nothing but a credit belongs to the caption before or behind it.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask
from broadsheet.labels import Part
from broadsheet.model.credits import FAIR, KINDS, NONE, SURE, WEAK, Credits, find_credits
from broadsheet.model.marks import kinds_beside, without_marks
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.prose import sentence_ends

_LONGEST = 700
_SHORT, _LONG = 25, 250
"""Bytes of a line that is short, or long, for a caption."""
_HOPELESS = -5.5
"""Natural logarithms by which the network may prefer another state to caption and credit where words are looked at."""
_FAR, _BEHIND = 12, 3
"""Lines in front of the first text and behind the last in which the pictures of an article may stand."""

_WEIGHTS = np.array([0.55, 2.0, 4.2, 6.0, 2.6, 2.4, 1.5, -3.3, -1.2, -3.2, -1.9, 0.65, -3.5])
"""Logistic regression on the evidence, in its order, and the bias; fitted on pages of other sites than it was tried on."""
_TAKEN = -0.6
"""Log odds above which a line is a caption: the figure that gives the best F1, not the best precision."""
_CREDIT = np.array([0.0, 0.0, -2.0, -3.0])
"""What the network must say at least of a line that is nothing but a credit, by how far its form can be trusted."""
_LONE_CREDIT = 0.0
_CLIP = (-8.0, 8.0)


@attrs.frozen(eq=False)
class Candidates:
    """Lines that may be captions or credits, r of them.

    Attributes:
        line: int64[r], ascending.
        document: int64[r].
        found: the credits inside them.
        caption, credit: float64[r], by how much the network prefers this state to all others but the two.
        whole: bool[r], lines that are a credit and nothing else.
        inside: bool[r], lines in the part of the page where the article's pictures stand.
    """

    line: Index
    document: Index
    found: Credits
    caption: npt.NDArray[np.float64]
    credit: npt.NDArray[np.float64]
    whole: Mask
    inside: Mask

    def beside(self, values: Mask, step: int) -> Mask:
        """Return whether the line before (-1) or behind (1) is a candidate of the same document with `values`."""
        near = np.zeros(len(values), bool)
        if step < 0:
            near[1:] = values[:-1] & (np.diff(self.line) == 1) & (np.diff(self.document) == 0)
        else:
            near[:-1] = values[1:] & (np.diff(self.line) == 1) & (np.diff(self.document) == 0)
        return near


def label_pictures(reading: Reading) -> None:
    """Label captions and credits and put what they print."""
    some = find_candidates(reading)
    captions = ~some.whole & (weigh(reading, some) > _TAKEN)
    credits = some.whole & (np.maximum(some.caption, some.credit) > _CREDIT[some.found.trust])
    credits &= some.inside | some.beside(captions, 1) | some.beside(captions, -1)
    owner = pair(some, captions, credits)
    lone = credits & (owner < 0) & (some.found.trust == SURE) & some.inside
    lone &= np.maximum(some.caption, some.credit) > _LONE_CREDIT
    owner[lone] = np.flatnonzero(lone)
    owner[captions] = np.flatnonzero(captions)
    _write(reading, some, owner)


def find_candidates(reading: Reading) -> Candidates:
    """Return the free lines that may be captions or credits by their scores."""
    score, lines = reading.score, reading.lines
    two = [STATE["caption"], STATE["credit"]]
    other = np.delete(score, two, axis=1).max(axis=1)
    best = score[:, two].max(axis=1) - other
    talk = reading.mask("comment_head", "comment_body", "comment_tail")
    likely = ((best > _HOPELESS) | reading.mask("caption", "credit")) & ~talk & reading.free()
    line = np.flatnonzero(likely & (lines.lengths() <= _LONGEST))
    caption, credit = ((score[line, state] - other[line]).astype(np.float64) for state in two)
    found = find_credits(reading.text(line))
    bare = np.asarray(pc.equal(found.caption, "")) & (found.trust > NONE)
    whole = (bare & (found.trust >= FAIR)) | (reading.state[line] == STATE["credit"]) & (bare | (found.trust == NONE))
    return Candidates(line, lines.document[line], found, caption, credit, whole, _inside(reading, line))


def _inside(reading: Reading, line: Index) -> Mask:
    text = np.flatnonzero(reading.mask("paragraph", "lede", "subheading"))
    document = reading.lines.document
    begin, end = (np.full(reading.lines.documents, value) for value in (0, len(document)))
    begin[document[text[::-1]]] = text[::-1]
    end[document[text]] = text
    here = document[line]
    return (line >= begin[here] - _FAR) & (line <= end[here] + _BEHIND)


def evidence(reading: Reading, some: Candidates) -> npt.NDArray[np.float64]:
    """Return float64[r, 13]: what speaks for and against a caption, and a column of ones."""
    text = reading.lines.text.take(pa.array(some.line))
    length = reading.lines.lengths()[some.line]
    stop, _ = sentence_ends(text)
    trust = some.found.trust
    clear = some.whole & (trust >= FAIR) | some.whole & (some.credit > 0)
    before = _inside_before(reading, some.line)
    several = np.bincount(some.document[~some.whole & (trust >= FAIR)], minlength=reading.lines.documents)
    return np.column_stack([
        np.clip(some.caption, *_CLIP), trust == WEAK, trust == FAIR, trust == SURE,
        some.beside(clear, 1), some.beside(clear, -1), stop, length < _SHORT, length > _LONG,
        before, ~some.inside & ~before, several[some.document] > 1, np.ones(len(trust)),
    ]).astype(np.float64)  # fmt: skip


def _inside_before(reading: Reading, line: Index) -> Mask:
    text = np.flatnonzero(reading.mask("paragraph", "lede", "subheading"))
    document = reading.lines.document
    begin = np.zeros(reading.lines.documents, np.int64)
    begin[document[text[::-1]]] = text[::-1]
    return line < begin[document[line]] - _FAR


def weigh(reading: Reading, some: Candidates) -> npt.NDArray[np.float64]:
    """Return float64[r]: the log odds that each candidate is a caption."""
    return evidence(reading, some) @ _WEIGHTS


def pair(some: Candidates, captions: Mask, credits: Mask) -> Index:
    """Return the candidate whose caption each credit stands beside, -1 where there is none.

    Where captions stand on both sides of a credit, the page decides: its credits with one neighbour only show on which
    side of the caption they are printed.
    """
    owner = np.full(len(credits), -1, np.int64)
    open_caption = captions & (some.found.trust < FAIR)
    before, behind = credits & some.beside(open_caption, -1), credits & some.beside(open_caption, 1)
    size = int(some.document.max(initial=-1)) + 1
    votes = np.bincount(some.document, (before & ~behind) * 1.0 - (behind & ~before), size)
    turned = votes[some.document] < 0
    row = np.arange(len(credits))
    first = before & ~(behind & turned)
    owner[first] = row[first] - 1
    second = behind & ~first
    claimed = np.isin(row + 1, owner[first])
    owner[second & ~claimed] = row[second & ~claimed] + 1
    return owner


def _write(reading: Reading, some: Candidates, owner: Index) -> None:
    """Label lines and put values; `owner[r]` is the candidate that leads a candidate's picture."""
    draft, found = reading.draft, some.found
    member = np.flatnonzero(owner >= 0)
    text, _ = without_marks(pc.if_else(pa.array(some.whole), "", found.caption))
    _, key = np.unique(text.dictionary_encode().indices.to_numpy() + some.document * (len(text) + 1), return_inverse=True)
    lead = owner[member]
    # The first print of a caption leads all of them.
    first = np.full(int(key.max(initial=-1)) + 1, len(owner), np.int64)
    shown = member[~some.whole[member]]
    np.minimum.at(first, key[shown], shown)
    lead = np.where(some.whole[lead], lead, first[key[lead]])
    begin = np.full(len(owner), len(owner), np.int64)
    np.minimum.at(begin, lead, member)
    leads = np.unique(lead)
    number = np.full(len(owner), -1, np.int64)
    number[leads[np.argsort(begin[leads], kind="stable")]] = np.arange(len(leads))
    draft.media[some.line[member]] = number[lead]
    own = member == lead
    caption, again = member[own & ~some.whole[member]], member[~own & ~some.whole[member]]
    draft.label(some.line[member], "repeat")
    draft.label(some.line[caption], "caption")
    draft.put("media.caption", Part(some.line[caption], text.take(pa.array(caption))))
    draft.put("media.occurrences", Part(some.line[again], text.take(pa.array(again))))
    inner = caption[found.trust[caption] > NONE]
    draft.put("media.credit", Part(some.line[inner], found.credit.take(pa.array(inner))))
    credit, group = member[some.whole[member]], number[lead[some.whole[member]]]
    _, fresh = np.unique(group, return_index=True)
    fresh = fresh[~np.isin(group[fresh], number[inner])]
    chosen = credit[fresh]
    draft.label(some.line[chosen], "credit")
    printed = pc.if_else(pc.equal(found.credit, ""), reading.text(some.line), found.credit)
    draft.put("media.credit", Part(some.line[chosen], printed.take(pa.array(chosen))))
    kind = np.zeros(len(leads), np.int64)
    np.maximum.at(kind, number[lead], found.kind[member].astype(np.int64))
    draft.kinds = kinds_beside(reading, some.line[member], number[lead], pa.array(KINDS).take(pa.array(kind)))
    _repeats(reading, some, caption, text)


def _repeats(reading: Reading, some: Candidates, caption: Index, text: pa.StringArray) -> None:
    """Label other lines that print a known caption again."""
    draft, lines = reading.draft, reading.lines
    short = pc.binary_length(text.take(pa.array(caption))).to_numpy()
    caption = caption[short >= _SHORT]
    wide = 2 * _LONGEST
    known = some.document[caption] * wide + short[short >= _SHORT]
    calm = reading.mask("furniture_before", "furniture_inside", "furniture_behind", "caption", "subheading", "credit")
    rows = np.flatnonzero(calm & reading.free())
    length = lines.lengths()[rows]
    rows = rows[(length < wide) & np.isin(lines.document[rows] * wide + length, known)]
    printed = text.take(pa.array(caption)).to_pylist()
    place = {pair: line for pair, line in zip(zip(some.document[caption].tolist(), printed, strict=True), some.line[caption].tolist(), strict=True)}
    hits = [(row, place.get((int(lines.document[row]), words))) for row, words in zip(rows.tolist(), reading.text(rows).to_pylist(), strict=True)]
    again = np.array([row for row, line in hits if line is not None], np.int64)
    origin = np.array([line for _, line in hits if line is not None], np.int64)
    draft.label(again, "repeat")
    draft.media[again] = draft.media[origin]
    draft.put("media.occurrences", Part(again, reading.text(again)))
