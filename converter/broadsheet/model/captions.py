"""Which lines are captions and which are credits, and which of them belong together.

The states say where captions probably are; the words inside the lines say it too, and both are weighed against each
other: a line that ends with `(Foto: dpa)` is a caption although its state is another one, and a caption without any
credit must be one by its state. A line that is nothing but a credit belongs to the caption before or behind it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, edge_bytes, first_true, pairs
from broadsheet.model.credit_forms import FAIR, SURE, WEAK
from broadsheet.model.credits import has_note
from broadsheet.model.marks import enlarges
from broadsheet.model.opening import headlines
from broadsheet.model.picture_lines import SHORT, Candidates
from broadsheet.model.ranking import weighed
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.prose import sentence_ends

Evidence = dict[str, npt.NDArray[np.float64] | Mask]
"""Arrays of r, a figure or yes and no for each candidate."""

_TITLE, _LONG = 80, 250
"""Bytes of a line that is too long for the title of a teaser, and that is long for a caption."""
_WEIGHTS = {
    "state": 0.35, "heading": -0.25, "name": 1.9, "bracketed": 1.1, "agency": 4.8, "word": 5.5, "note": 2.6,
    "credit behind": 2.7, "credit before": 2.7, "enlarged": 2.5, "twice": 2.0, "stop": 0.6, "question": -0.7,
    "number": -0.8, "listed": -0.9, "short": -3.7, "long": -1.9, "early": -2.6, "late": -1.9, "above": -1.0,
    "opening": 1.0, "several": 0.55, "headed": 3.0, "shown": 2.5,
}  # fmt: skip
"""Logistic regression on what `evidence` gives, rounded. Fitted anew without the sites that it is asked about, it
gives nearly the same weights. Those of "headed" and "shown" were set by hand."""
_TAKEN = 2.7
"""Log odds, but for a constant, above which a line is a caption: in the middle of the figures that give the best F1."""
_CREDIT = np.array([0.0, 0.0, -2.0, -3.0])
"""What the network must say at least of a line that is nothing but a credit, by how far its form can be trusted."""
_LONE_CREDIT = 0.0
_HEAD = 3
"""Lines above a headline among which its picture stands with its credit below."""
_SHOWN = 130
"""Bytes of a line in front of a credit that is more like a caption than like a paragraph."""
_LISTED = 3
"""Entries with a picture that make a list."""
_BRACKETS = [ord(sign) for sign in ")]"]
_ROUNDED = 0.001
"""More than rounding can change."""
_CLIP, _HEADING_CLIP = (-8.0, 12.0), (-8.0, 2.0)


def evidence(reading: Reading, some: Candidates) -> Evidence:
    """Return what speaks for and against a caption, by the names of `_WEIGHTS`; "note" only where it can decide."""
    lines = reading.lines
    text, length = reading.text(some.line), lines.lengths()[some.line]
    first, last = edge_bytes(text)
    stop, end = sentence_ends(text)
    trust = some.found.trust
    clear = some.whole & ((trust >= FAIR) | (some.credit > 0))
    several = np.bincount(some.document[~some.whole & (trust >= FAIR)], minlength=lines.documents)
    headline = headlines(reading)[some.document]
    above = some.line < headline
    begin = first_true(reading.mask("paragraph"), lines.starts)[some.document]
    note = np.zeros(len(text), bool)
    told = clear & (trust >= FAIR)
    shown = _shown(reading, some, told, ~above & (length <= _SHOWN))
    found: Evidence = {
        "state": np.clip(some.caption, *_CLIP),
        "heading": np.clip(some.heading, *_HEADING_CLIP),
        "name": trust == WEAK,
        "bracketed": (trust == WEAK) & np.isin(last, _BRACKETS),
        "agency": trust == FAIR,
        "word": trust == SURE,
        "note": note,
        "credit behind": some.beside(clear, 1),
        "credit before": some.beside(clear, -1) & ~np.isin(some.line, some.line[shown] + 2),
        "enlarged": _enlarged(reading, some),
        "twice": some.twin & (stop | (length > _TITLE)) & ~some.early & ~some.late & ~above,
        "stop": stop,
        "question": end & ~stop,
        "number": (first >= ord("0")) & (first <= ord("9")),
        "listed": lines.listed[some.line],
        "short": length < SHORT,
        "long": length > _LONG,
        "early": some.early,
        "late": some.late,
        "above": above,
        "opening": (headline >= 0) & (some.line > headline) & (some.line < begin),
        "several": several[some.document] > 1,
        "shown": shown,
        "headed": some.beside(told, 1) & above & (some.line >= headline - _HEAD),
    }
    near = np.flatnonzero(~some.whole & (weighed(_WEIGHTS, found) + _WEIGHTS["note"] > _TAKEN - _ROUNDED))
    note[near] = has_note(reading.text(some.line[near]))
    return found


def _shown(reading: Reading, some: Candidates, clear: Mask, fits: Mask) -> Mask:
    """Return which candidates stand right in front of a line that is clearly a credit, and say what it shows.

    Not those behind whose credit the network sees a caption; nor what a page prints there more than once, such as a
    button; nor the headings of a list whose entries go on with a short line below the picture.
    """
    lines = reading.lines
    credit = np.zeros(len(lines) + 4, bool)
    credit[some.line[clear]] = True
    behind = np.minimum(some.line + 2, len(lines) - 1)
    same = lines.document[behind] == some.document
    found = some.beside(clear, 1) & fits & ~some.whole & ~some.early & ~some.late
    found &= ~(same & (reading.state[behind] == STATE["caption"]))
    rows = np.flatnonzero(found)
    entry = same[rows] & (lines.lengths()[behind[rows]] <= _TITLE) & ~credit[some.line[rows] + 3]
    entry &= ~sentence_ends(reading.text(behind[rows]))[1]
    listed = np.bincount(some.document[rows], entry, lines.documents) >= _LISTED
    text = np.asarray(reading.text(some.line[rows]).dictionary_encode().indices).astype(np.int64)
    _, which, count = np.unique(pairs(some.document[rows], text), return_inverse=True, return_counts=True)
    found[rows] = ~(entry & listed[some.document[rows]]) & (count[which] == 1)
    return found


def _enlarged(reading: Reading, some: Candidates) -> Mask:
    """Return behind which candidates' predecessor is a button that enlarges a picture."""
    before = np.flatnonzero(some.line > reading.lines.starts[some.document])
    found = np.zeros(len(some.line), bool)
    found[before] = enlarges(reading.lines.text, some.line[before] - 1)
    return found


def choose(reading: Reading, some: Candidates) -> Index:
    """Return, for each candidate, the one that leads its picture, a caption or a lone credit; -1 for no picture."""
    found = evidence(reading, some)
    odds = weighed(_WEIGHTS, found)
    captions = ~some.whole & (odds > _TAKEN)
    likely = np.maximum(some.caption, some.credit)
    inside = ~some.early & ~some.late
    beside = some.beside(captions, 1) | some.beside(captions, -1)
    sure = (some.found.trust >= FAIR) & beside
    credited = some.whole & (sure | (likely > _CREDIT[some.found.trust])) & (inside | beside)
    owner = pair(some, captions, credited)
    # What is a caption only for a credit beside it is none where that credit is another one's.
    alone = odds - sum(_WEIGHTS[name] * found[name] for name in ("credit behind", "credit before"))
    captions &= (alone > _TAKEN) | np.isin(np.arange(len(owner)), owner)
    lone = credited & (owner < 0) & (some.found.trust == SURE) & inside & (likely > _LONE_CREDIT)
    owner[lone], owner[captions] = np.flatnonzero(lone), np.flatnonzero(captions)
    return owner


def pair(some: Candidates, captions: Mask, credited: Mask) -> Index:
    """Return the candidate whose caption each credit stands beside, -1 where there is none.

    Where captions stand on both sides of a credit, the page decides: its credits with one neighbour only show on which
    side of the caption they are printed.
    """
    owner = np.full(len(credited), -1, np.int64)
    open_caption = captions & (some.found.trust < FAIR)
    before, behind = credited & some.beside(open_caption, -1), credited & some.beside(open_caption, 1)
    size = int(some.document.max(initial=-1)) + 1
    votes = np.bincount(some.document, (before & ~behind) * 1.0 - (behind & ~before), size)
    turned = votes[some.document] < 0
    row = np.arange(len(credited))
    first = before & ~(behind & turned)
    owner[first] = row[first] - 1
    second = behind & ~first
    claimed = np.isin(row + 1, owner[first])
    owner[second & ~claimed] = row[second & ~claimed] + 1
    return owner
