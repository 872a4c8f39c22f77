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

from broadsheet.kernels import Index, Mask, edge_bytes, first_true, spans, starts_with
from broadsheet.labels import CODE
from broadsheet.model.credit_forms import FAIR, NONE, SURE, WEAK
from broadsheet.model.credits import Credits, find_credits, has_note, with_credit
from broadsheet.model.marks import enlarges
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.prose import sentence_ends

_LONGEST = 700
SHORT, _TITLE, _LONG = 25, 80, 250
"""Bytes of a line that is short for a caption; that is too long for the title of a teaser; that is long for a caption."""
_HOPELESS = -5.5
"""Natural logarithms by which the network may prefer another state to caption and credit where words are looked at."""
_DOUBTFUL = -2.0
"""The same for lines far in front of the text, among menus and teasers."""
_FAR, _BEHIND, _ABOVE = 12, 3, 4
"""Lines in front of the first text and behind the last in which the pictures of an article may stand."""

_WEIGHTS = {
    "state": 0.42, "heading": -0.25, "name": 1.9, "bracketed": 1.1, "agency": 4.8, "word": 5.5, "note": 2.6, "credit behind": 2.7,
    "credit before": 2.7, "enlarged": 2.5, "twice": 2.0, "stop": 0.6, "question": -0.7, "number": -0.8, "listed": -0.9, "short": -3.7,
    "long": -1.9, "early": -2.6, "late": -1.9, "above": -1.0, "opening": 1.0, "lede": -2.0, "several": 0.55,
}  # fmt: skip
"""Logistic regression on what `evidence` gives, rounded; on sites that it was not fitted on it does as well."""
_TAKEN = 2.2
"""Log odds above which a line is a caption: the figure that gives the best F1, not the best precision."""
_CREDIT = np.array([0.0, 0.0, -2.0, -3.0])
"""What the network must say at least of a line that is nothing but a credit, by how far its form can be trusted."""
_LONE_CREDIT = 0.0
_BRACKETS = [ord(sign) for sign in ")]"]
_CLIP = (-8.0, 12.0)
_HEADINGS = [STATE[name] for name in ("headline", "lede", "subheading")]


@attrs.frozen(eq=False)
class Candidates:
    """Lines that may be captions or credits, r of them.

    Attributes:
        line: int64[r], ascending.
        document: int64[r].
        found: the credits inside them.
        caption, credit: float64[r], by how much the network prefers this state to all others but the two.
        heading: float64[r], by how much it prefers a caption to a headline, a lede and a sub-heading.
        whole: bool[r], lines that are a credit and nothing else.
        twin: bool[r], lines beside one with which they begin, or which begins with them.
        early, late: bool[r], lines too far in front of the article's first text, or behind its last, for its pictures.
    """

    line: Index
    document: Index
    found: Credits
    caption: npt.NDArray[np.float64]
    credit: npt.NDArray[np.float64]
    heading: npt.NDArray[np.float64]
    whole: Mask
    twin: Mask
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
    heading = (score[line, two[0]] - score[line][:, _HEADINGS].max(axis=1, initial=-np.inf)).astype(np.float64)
    twins = _twins(reading, line)
    found = _parted_by_twins(reading, line, find_credits(reading.text(line)), twins)
    bare = np.asarray(pc.equal(found.caption, "")) & (found.trust > NONE)
    whole = (bare & (found.trust >= FAIR)) | (reading.state[line] == STATE["credit"]) & (bare | (found.trust == NONE))
    return Candidates(line, lines.document[line], found, caption, credit, heading, whole, np.isin(line, twins), *_outside(reading, line))


def _twins(reading: Reading, line: Index) -> tuple[Index, Index]:
    """Return pairs of lines, one of them among some, that stand beside each other and of which one begins the other.

    Where a picture's description is printed, it stands so beside the caption.

    Returns:
        The shorter line of each pair, and the longer.
    """
    lines, size = reading.lines, reading.lines.lengths()
    line = np.unique(np.concatenate([line - 1, line]))
    line = line[(line >= 0) & (line < len(lines) - 1)]
    line = line[lines.document[line] == lines.document[line + 1]]
    line = line[np.minimum(size[line], size[line + 1]) >= SHORT]
    short = np.where(size[line] <= size[line + 1], line, line + 1)
    long = 2 * line + 1 - short
    alike = starts_with(reading.text(long), reading.text(short))
    return short[alike], long[alike]


def _parted_by_twins(reading: Reading, line: Index, found: Credits, twins: tuple[Index, Index]) -> Credits:
    """Cut those lines at the end of the caption that a line beside them prints alone."""
    short, long = twins
    size = reading.lines.lengths()
    known = (size[long] > size[short]) & np.isin(long, line)
    short, long = short[known], long[known]
    rows = np.searchsorted(line, long)
    _, once = np.unique(rows, return_index=True)
    short, long, rows = short[once], long[once], rows[once]
    rest = spans(reading.lines.text, long, size[short], size[long] - size[short])
    return with_credit(found, rows, reading.text(short), rest)


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


def evidence(reading: Reading, some: Candidates) -> dict[str, npt.NDArray[np.float64]]:
    """Return what speaks for and against a caption: float64[r] by the names of `_WEIGHTS`."""
    lines, code = reading.lines, reading.draft.code
    text, length = reading.text(some.line), lines.lengths()[some.line]
    first, last = edge_bytes(text)
    stop, end = sentence_ends(text)
    trust = some.found.trust
    clear = some.whole & ((trust >= FAIR) | (some.credit > 0))
    several = np.bincount(some.document[~some.whole & (trust >= FAIR)], minlength=lines.documents)
    headline = first_true(code == CODE["headline"], lines.starts)[some.document]
    known = headline < lines.starts[some.document + 1]
    above = known & (some.line < headline)
    begin = first_true(reading.mask("paragraph"), lines.starts)[some.document]
    return {
        "state": np.clip(some.caption, *_CLIP),
        "heading": np.clip(some.heading, *_CLIP),
        "name": trust == WEAK,
        "bracketed": (trust == WEAK) & np.isin(last, _BRACKETS),
        "agency": trust == FAIR,
        "word": trust == SURE,
        "note": has_note(text),
        "credit behind": some.beside(clear, 1),
        "credit before": some.beside(clear, -1),
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
        "opening": known & (some.line > headline) & (some.line < begin),
        "lede": code[some.line] == CODE["lede"],
        "several": several[some.document] > 1,
    }


def _enlarged(reading: Reading, some: Candidates) -> Mask:
    """Return behind which candidates' predecessor is a button that enlarges a picture."""
    before = np.flatnonzero(some.line > reading.lines.starts[some.document])
    found = np.zeros(len(some.line), bool)
    found[before] = enlarges(reading.text(some.line[before] - 1))
    return found


def weigh(found: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """Return float64[r]: the log odds that each candidate is a caption."""
    return np.round(sum(weight * found[name] for name, weight in _WEIGHTS.items()), 6)


def choose(reading: Reading, some: Candidates) -> Index:
    """Return, for each candidate, the one that leads its picture, a caption or a lone credit; -1 for no picture."""
    found = evidence(reading, some)
    odds = weigh(found)
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
