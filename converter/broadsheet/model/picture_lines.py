"""Lines that may be captions or credits, before anybody decides whether they are."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, data, first_true, offsets, one_of, spans, starts_with
from broadsheet.model.credit_forms import FAIR, NONE
from broadsheet.model.credits import Credits, find_credits, with_credit
from broadsheet.model.marks import enlarges
from broadsheet.model.opening import headlines
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE, best_of
from broadsheet.prose import sentence_ends

SHORT = 25
"""Bytes of a line that is short for a caption."""
_LONGEST = 700
_HOPELESS = -5.5
"""Natural logarithms by which the network may prefer another state to caption and credit where words are looked at."""
_DOUBTFUL = -2.0
"""The same for lines far in front of the text, among menus and teasers."""
_FAR, _BEHIND, _ABOVE = 12, 3, 4
"""Lines in front of the first text, behind the last and above the headline in which an article's pictures may stand."""
_LONGEST_DATE = 60
"""Bytes of a line that is a date and little else."""
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

    def take(self, rows: Index) -> Candidates:
        """Return some of them."""
        columns = {name: getattr(self, name)[rows] for name in attrs.fields_dict(Candidates) if name != "found"}
        return Candidates(found=self.found.take(rows), **columns)

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
    lines, two = reading.lines, [STATE["caption"], STATE["credit"]]
    talk = reading.mask("comment_head", "comment_body", "comment_tail")
    line = np.flatnonzero(reading.free() & ~talk & (lines.lengths() <= _LONGEST))
    score = reading.score[line]
    other = best_of(score, [state for state in STATE.values() if state not in two])
    best = best_of(score, two) - other
    early, late = _outside(reading, line)
    likely = (best > _HOPELESS) | one_of(reading.state[line], two)
    likely &= ~early | (best > _DOUBTFUL)
    likely[likely] = ~enlarges(lines.text, line[likely])
    likely[np.isin(line, _page_titles(reading))] = False
    line, early, late, score, other = line[likely], early[likely], late[likely], score[likely], other[likely]
    caption, credit = ((score[:, state] - other).astype(np.float64) for state in two)
    heading = (score[:, two[0]] - best_of(score, _HEADINGS)).astype(np.float64)
    twins = _twins(reading, line)
    found = _parted_by_twins(reading, line, find_credits(reading.text(line)), twins)
    bare = np.asarray(pc.equal(found.caption, "")) & (found.trust > NONE)
    whole = (bare & (found.trust >= FAIR)) | (reading.state[line] == STATE["credit"]) & (bare | (found.trust == NONE))
    whole &= ~(found.trust == NONE) | ~_sentences_beside(reading.text(line), line, bare & (found.trust >= FAIR))
    sources = whole & (found.trust == FAIR) & _under_dates(reading, line)
    whole &= ~sources
    found = attrs.evolve(found, trust=np.where(sources, NONE, found.trust).astype(np.uint8))
    twin = np.zeros(len(lines), bool)
    twin[np.concatenate(twins)] = True
    return Candidates(line, lines.document[line], found, caption, credit, heading, whole, twin[line], early, late)


def _page_titles(reading: Reading) -> Index:
    """Return the first lines of pages that print the headline and, behind it, the name of the site: no caption."""
    lines, headline = reading.lines, headlines(reading)
    page = np.flatnonzero(headline > lines.starts[:-1])
    first = lines.starts[:-1][page]
    longer = lines.lengths()[first] > lines.lengths()[headline[page]]
    first, page = first[longer], page[longer]
    return first[starts_with(reading.text(first), reading.text(headline[page]))]


def _sentences_beside(text: pa.StringArray, line: Index, credit: Mask) -> Mask:
    """Return which lines end a sentence beside a line that is surely a credit: they say what the picture shows."""
    near = np.zeros(len(line), bool)
    step = np.diff(line) == 1
    near[1:] |= credit[:-1] & step
    near[:-1] |= credit[1:] & step
    return near & sentence_ends(text)[0]


def _under_dates(reading: Reading, line: Index) -> Mask:
    """Return which lines stand right under a date between headline and text: there a source is that of the text."""
    lines, dated = reading.lines, reading.dated(_LONGEST_DATE)
    top = headlines(reading)[reading.lines.document[line]]
    begin = first_true(reading.mask("paragraph"), lines.starts)[lines.document[line]]
    found: Mask = (top >= 0) & (line - 1 > top) & (line < begin) & dated[np.maximum(line - 1, 0)]
    return found


def _twins(reading: Reading, line: Index) -> tuple[Index, Index]:
    """Return pairs of lines, one of them among some, that stand beside each other and of which one begins the other.

    Where a picture's description is printed, it stands so beside the caption.

    Returns:
        The shorter line of each pair, and the longer.
    """
    lines, size = reading.lines, reading.lines.lengths()
    some = np.zeros(len(lines), bool)
    some[line] = True
    long_enough = size >= SHORT
    paired = (some[:-1] | some[1:]) & long_enough[:-1] & long_enough[1:]
    line = np.flatnonzero(paired & (lines.document[:-1] == lines.document[1:]))
    # Most pairs differ in one of these bytes.
    at, content = offsets(lines.text), data(lines.text)
    for place in (0, SHORT // 2, SHORT - 1):
        line = line[content[at[line] + place] == content[at[line + 1] + place]]
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


def _outside(reading: Reading, line: Index) -> tuple[Mask, Mask]:
    """Return which lines stand too far in front of the first text of their page, and which behind its last."""
    text = reading.rows("paragraph", "lede", "subheading")
    document = reading.lines.document
    size = reading.lines.documents
    begin, end = np.zeros(size, np.int64), np.full(size, len(document))
    begin[document[text[::-1]]] = text[::-1]
    end[document[text]] = text
    here = document[line]
    headline = headlines(reading)
    begin = np.where(headline >= 0, np.minimum(begin - _FAR, headline - _ABOVE), begin - _FAR)
    early: Mask = line < begin[here]
    late: Mask = line > end[here] + _BEHIND
    return early, late
