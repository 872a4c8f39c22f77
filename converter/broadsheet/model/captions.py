"""Which lines are captions and which are credits, and which of them belong together.

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

from broadsheet.kernels import Index, Mask, first_true
from broadsheet.labels import CODE
from broadsheet.model.credit_forms import FAIR, NONE, SURE, WEAK
from broadsheet.model.credits import Credits, find_credits, has_note
from broadsheet.model.marks import enlarges
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.prose import sentence_ends

_LONGEST = 700
SHORT, _LONG = 25, 250
"""Bytes of a line that is short, or long, for a caption."""
_HOPELESS = -5.5
"""Natural logarithms by which the network may prefer another state to caption and credit where words are looked at."""
_DOUBTFUL = -2.0
"""The same for lines far in front of the text, among menus and teasers."""
_FAR, _BEHIND, _ABOVE = 12, 3, 4
"""Lines in front of the first text and behind the last in which the pictures of an article may stand."""

_WEIGHTS = np.array([0.42, 1.9, 4.8, 5.5, 2.6, 2.7, 2.7, 1.2, -3.7, -1.9, -2.6, -1.9, 0.55, -3.2, 2.5, -1.0])
"""Logistic regression on the columns of `evidence`, rounded; on sites that it was not fitted on it does as well."""
_TAKEN = -0.4
"""Log odds above which a line is a caption: the figure that gives the best F1, not the best precision."""
_CREDIT = np.array([0.0, 0.0, -2.0, -3.0])
"""What the network must say at least of a line that is nothing but a credit, by how far its form can be trusted."""
_LONE_CREDIT = 0.0
_CLIP = (-8.0, 12.0)


@attrs.frozen(eq=False)
class Candidates:
    """Lines that may be captions or credits, r of them.

    Attributes:
        line: int64[r], ascending.
        document: int64[r].
        found: the credits inside them.
        caption, credit: float64[r], by how much the network prefers this state to all others but the two.
        whole: bool[r], lines that are a credit and nothing else.
        early, late: bool[r], lines too far in front of the article's first text, or behind its last, for its pictures.
    """

    line: Index
    document: Index
    found: Credits
    caption: npt.NDArray[np.float64]
    credit: npt.NDArray[np.float64]
    whole: Mask
    early: Mask
    late: Mask

    def beside(self, values: Mask, step: int) -> Mask:
        """Return whether the line before (-1) or behind (1) is a candidate of the same document with `values`."""
        near = np.zeros(len(values), bool)
        if step < 0:
            near[1:] = values[:-1] & (np.diff(self.line) == 1) & (np.diff(self.document) == 0)
        else:
            near[:-1] = values[1:] & (np.diff(self.line) == 1) & (np.diff(self.document) == 0)
        return near


def find_candidates(reading: Reading) -> Candidates:
    """Return the free lines that may be captions or credits by their scores."""
    score, lines = reading.score, reading.lines
    two = [STATE["caption"], STATE["credit"]]
    other = np.delete(score, two, axis=1).max(axis=1)
    best = score[:, two].max(axis=1) - other
    talk = reading.mask("comment_head", "comment_body", "comment_tail")
    likely = ((best > _HOPELESS) | reading.mask("caption", "credit")) & ~talk & (reading.free() | _opening(reading))
    line = np.flatnonzero(likely & (lines.lengths() <= _LONGEST))
    line = line[~enlarges(reading.text(line))]
    early, _ = _outside(reading, line)
    line = line[~early | (best[line] > _DOUBTFUL)]
    caption, credit = ((score[line, state] - other[line]).astype(np.float64) for state in two)
    found = find_credits(reading.text(line))
    bare = np.asarray(pc.equal(found.caption, "")) & (found.trust > NONE)
    whole = (bare & (found.trust >= FAIR)) | (reading.state[line] == STATE["credit"]) & (bare | (found.trust == NONE))
    return Candidates(line, lines.document[line], found, caption, credit, whole, *_outside(reading, line))


def _opening(reading: Reading) -> Mask:
    """Return which lines the head left to the lede or the text: captions look like them."""
    return np.isin(reading.draft.code, [CODE["lede"], CODE["paragraph"]])


def _outside(reading: Reading, line: Index) -> tuple[Mask, Mask]:
    """Return which lines stand too far in front of the first text of their page, and which behind its last."""
    text = reading.rows("paragraph", "lede", "subheading")
    document = reading.lines.document
    size = reading.lines.documents
    begin, end = np.zeros(size, np.int64), np.full(size, len(document))
    begin[document[text[::-1]]] = text[::-1]
    end[document[text]] = text
    here = document[line]
    headline = first_true(reading.draft.code == CODE["headline"], reading.lines.starts)
    begin = np.where(headline < reading.lines.starts[1:], np.minimum(begin - _FAR, headline - _ABOVE), begin - _FAR)
    early: Mask = line < begin[here]
    late: Mask = line > end[here] + _BEHIND
    return early, late


def evidence(reading: Reading, some: Candidates) -> npt.NDArray[np.float64]:
    """Return float64[r, 14]: what speaks for and against a caption, and a column of ones."""
    text = reading.lines.text.take(pa.array(some.line))
    length = reading.lines.lengths()[some.line]
    stop, _ = sentence_ends(text)
    trust = some.found.trust
    clear = some.whole & ((trust >= FAIR) | (some.credit > 0))
    several = np.bincount(some.document[~some.whole & (trust >= FAIR)], minlength=reading.lines.documents)
    return np.column_stack([
        np.clip(some.caption, *_CLIP), trust == WEAK, trust == FAIR, trust == SURE,
        has_note(text),
        some.beside(clear, 1), some.beside(clear, -1), stop, length < SHORT, length > _LONG,
        some.early, some.late, several[some.document] > 1, np.ones(len(trust)),
        _marked(reading, some.line - 1, some.document), reading.draft.code[some.line] == CODE["lede"],
    ]).astype(np.float64)  # fmt: skip


def _marked(reading: Reading, line: Index, document: Index) -> Mask:
    """Return which of some lines of pages are a button that enlarges a picture."""
    lines = reading.lines
    known = np.flatnonzero((line >= 0) & (line < len(lines)))
    known = known[lines.document[line[known]] == document[known]]
    marked = np.zeros(len(line), bool)
    marked[known] = enlarges(reading.text(line[known]))
    return marked


def weigh(reading: Reading, some: Candidates) -> npt.NDArray[np.float64]:
    """Return float64[r]: the log odds that each candidate is a caption."""
    odds: npt.NDArray[np.float64] = (evidence(reading, some) * _WEIGHTS).sum(axis=1)
    return odds


def choose(reading: Reading, some: Candidates) -> Index:
    """Return, for each candidate, the one that leads its picture, a caption or a lone credit; -1 for no picture."""
    captions = ~some.whole & (weigh(reading, some) > _TAKEN)
    likely = np.maximum(some.caption, some.credit)
    inside = ~some.early & ~some.late
    beside = some.beside(captions, 1) | some.beside(captions, -1)
    sure = (some.found.trust >= FAIR) & beside
    credited = some.whole & (sure | (likely > _CREDIT[some.found.trust])) & (inside | beside)
    owner = pair(some, captions, credited)
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
