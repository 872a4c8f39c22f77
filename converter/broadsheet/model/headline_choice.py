"""Which line of a page is its headline: all candidates ranked against each other.

The network's score alone often prefers a caption or a teaser. What decides beside it is how many words of a line stand
in the opening paragraphs and in the address of the page, whether a byline or date follows, how the line looks, and what
of the page prints it again. The weights are those of a choice among the candidates of a page (a conditional logit),
rounded; on sites that it was not fitted on it does as well.
"""

from __future__ import annotations

from urllib.parse import unquote

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, any_between, counts, ends_with, ragged, spans, starts_with, whole_characters
from broadsheet.model import headline_rivals as rivals
from broadsheet.model.offers import are_tools
from broadsheet.model.ranking import best_of_groups, weighed
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import shares
from broadsheet.model.states import STATE, best_of

_SHAPE = {
    "margin": 0.3,
    "distance": 0.3,
    "inside": -1.25,
    "near": 1.0,
    "brief": -0.3,
    "short": -0.5,
    "long": -1.0,
    "listed": -2.5,
    "row": -4.0,
}
"""What a line's place and size say; the best `_MOST` lines of a page by these are looked at closely."""
_WORDS = {
    "title": 0.75,
    "address": 4.0,
    "stop": -2.5,
    "body": 3.0,
    "again": 0.5,
    "tail": 1.0,
    "longer": -1.25,
    "parted": 1.5,
    "byline": -4.0,
    "credited": -5.0,
    "pictured": -2.0,
    "tool": -4.0,
    "house": -3.0,
    "dated": -2.0,
    "word": -2.0,
}
"""What its words say. The last eight, on what is no headline, were set by hand: each is rare."""
_MOST = 12
_LEAST = -1.0
"""A line below this is no headline: better none than a menu entry."""
_SHORTEST, _BRIEF, _SHORT, _LONG, _LONGEST = 8, 20, 30, 140, 300
_FURTHEST = 120
_WORST = 9.0
"""Natural-log units that a headline's score may lie below the best score of its line."""
_CLIP = 8.0
_OPENING_LINES, _OPENING_BYTES = 5, 500
_ENOUGH = 0.5
"""The share of a line's words in the opening beyond which it says no more: captions repeat the text most."""
_BEHIND = 4
_TITLE, _TAIL, _AROUND = 12, 15, 3
"""Bytes of what counts as printed again in a title or in a line at most `_AROUND` lines away."""


@attrs.frozen(eq=False)
class _Candidates:
    line: Index
    document: Index
    text: pa.StringArray
    first: Mask
    total: npt.NDArray[np.float64]


def choose_headline(reading: Reading, start: Index, rows: Mask) -> Index:
    """Return int64[n], the line that is most like the headline of each page, or -1.

    Args:
        reading: what is known of the pages' lines.
        start: int64[n], the first line of each page's text.
        rows: bool[m], the rows of lists of stories.
    """
    some = _candidates(reading, start, rows)
    total = np.round(some.total + weighed(_WORDS, _word_features(reading, some)), 6)
    best = best_of_groups(total, some.document)
    best = best[total[best] >= _LEAST]
    chosen = np.full(reading.lines.documents, -1, np.int64)
    chosen[some.document[best]] = some.line[best]
    return chosen


def _candidates(reading: Reading, start: Index, listed: Mask) -> _Candidates:
    """Return the lines that may be headlines by their place and size, with what these say."""
    lines, code = reading.lines, STATE["headline"]
    place, size = np.arange(len(lines)), lines.lengths()
    begin = start[lines.document]
    first = place == lines.starts[:-1][lines.document]
    near = ((place <= begin) & (place >= begin - _FURTHEST)) | first
    rows = np.flatnonzero(near & (size >= _SHORTEST) & (size <= _LONGEST) & reading.free())
    score = reading.score[rows]
    own, other = score[:, code], best_of(score, [state for state in STATE.values() if state != code])
    likely = (own > np.maximum(own, other) - _WORST) | first[rows]
    rows, own, other = rows[likely], own[likely].astype(np.float64), other[likely].astype(np.float64)
    margin = np.clip(own - other, -_CLIP, _CLIP)
    document = lines.document[rows]
    end = np.minimum(rows + 1 + _BEHIND, lines.starts[document + 1])
    total = weighed(
        _SHAPE,
        {
            "margin": margin,
            "distance": np.log1p(np.abs(start[document] - rows)),
            "inside": rows == start[document],
            "near": any_between(reading.mask("byline", "date"), np.minimum(rows + 1, end), end),
            "brief": size[rows] < _BRIEF,
            "short": size[rows] < _SHORT,
            "long": size[rows] > _LONG,
            "listed": lines.listed[rows],
            "row": listed[rows],
        },
    )
    order = np.lexsort((-total, document))
    rank = np.arange(len(order)) - np.searchsorted(document, document)  # `document` is sorted: order keeps it
    kept = np.sort(order[rank < _MOST])
    rows = rows[kept]
    return _Candidates(rows, document[kept], reading.text(rows), first[rows], total[kept])


def _word_features(reading: Reading, some: _Candidates) -> dict[str, npt.NDArray[np.generic]]:
    """Return what the words of each candidate say."""
    lines = reading.lines
    size = lines.lengths()[some.line]
    lowered = pc.utf8_lower(some.text)
    title = pc.utf8_lower(reading.text(lines.starts[some.document]))
    titled = starts_with(title, lowered) & ~some.first & (size >= _TITLE)
    tail, longer = _printed_around(reading, some)
    credited, pictured = rivals.pictured(reading, some.line, some.text)
    address, body = shares(some.text, some.document, _addresses(reading), _openings(reading))
    return {
        "title": titled,
        "address": address,
        "stop": np.asarray(pc.ends_with(some.text, ".")),
        "body": np.minimum(body, _ENOUGH),
        "again": _twice(some),
        "tail": tail,
        "longer": longer,
        "parted": _parted(title, lowered, titled),
        "byline": rivals.bylines(some.text, size),
        "credited": credited,
        "pictured": pictured,
        "tool": are_tools(some.text),
        "house": rivals.houses(reading, some.document, some.text),
        "dated": reading.dated(rivals.LONGEST)[some.line],
        "word": rivals.words(some.text),
    }


def _parted(title: pa.StringArray, text: pa.StringArray, titled: Mask) -> Mask:
    """Return which of the titles that begin with a text go on with what parts a headline from the name of a site."""
    rows = np.flatnonzero(titled)
    some = title.take(pa.array(rows))
    size, whole = (np.asarray(pc.binary_length(one), np.int64) for one in (text.take(pa.array(rows)), some))
    rest = spans(some, np.arange(len(rows)), size, whole - size)
    found = np.zeros(len(titled), bool)
    found[rows] = np.asarray(pc.match_substring_regex(rest, r"^ ?[|–—·»:-]"), bool)
    return found


def _twice(some: _Candidates) -> Mask:
    """Return which candidates have the text of another one of their page."""
    code = some.text.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    _, which, count = np.unique(code + some.document * (len(code) + 1), return_inverse=True, return_counts=True)
    found: Mask = count[which] > 1
    return found


def _printed_around(reading: Reading, some: _Candidates) -> tuple[Mask, Mask]:
    """Return which candidates end a line just above them, and which end with a line just below, that has less."""
    lines = reading.lines
    size, own = lines.lengths(), lines.lengths()[some.line]
    tail, longer = np.zeros(len(own), bool), np.zeros(len(own), bool)
    for step in range(1, _AROUND + 1):
        above = some.line - step
        rows = np.flatnonzero((above >= lines.starts[some.document]) & (own >= _TAIL))
        rows = rows[size[above[rows]] > own[rows]]
        tail[rows[ends_with(reading.text(above[rows]), some.text.take(pa.array(rows)))]] = True
        below = some.line + step
        rows = np.flatnonzero(below < lines.starts[some.document + 1])
        rows = rows[(size[below[rows]] < own[rows]) & (size[below[rows]] >= _TAIL)]
        longer[rows[ends_with(some.text.take(pa.array(rows)), reading.text(below[rows]))]] = True
    return tail, longer


def _addresses(reading: Reading) -> tuple[pa.StringArray, Index]:
    """Return the paths of the pages' addresses, and the pages that have one."""
    known = np.flatnonzero(np.asarray(reading.said.url.is_valid()))
    path = pc.replace_substring_regex(reading.said.url.take(pa.array(known)), r"^[a-z]+://[^/]*|[?#].*", "")
    if pc.any(pc.match_substring(path, "%")).as_py():
        path = pa.array([unquote(one, errors="replace") for one in path.to_pylist()], pa.string())
    return path, known


def _openings(reading: Reading) -> tuple[pa.StringArray, Index]:
    """Return the first bytes of the first lines of each page's text."""
    lines = reading.lines
    text = reading.mask("paragraph", "lede") & reading.free()
    text[lines.starts[:-1][lines.starts[:-1] < len(lines)]] = False
    rows = np.flatnonzero(text)
    at = np.concatenate([[0], np.cumsum(counts(text, lines.starts))])
    rows = rows[ragged(at[:-1], np.minimum(np.diff(at), _OPENING_LINES))]
    size = whole_characters(lines.text, rows, np.minimum(lines.lengths()[rows], _OPENING_BYTES))
    return spans(lines.text, rows, np.zeros_like(size), size), lines.document[rows]
