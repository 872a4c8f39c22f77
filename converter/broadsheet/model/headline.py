"""Which line is the headline, and what of it is no headline: the site's name behind it, a kicker in front.

The network's score alone often prefers a caption or a teaser. What decides beside it is how many words of a line stand
in the opening paragraphs and in the address of the page, whether a byline or date follows, and whether the page opens
with it, as dumps do that print the title first. The weights are those of a linear model over such lines.
"""

from __future__ import annotations

from urllib.parse import unquote

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, counts, ragged, spans, starts_with, whole_characters
from broadsheet.labels import Part
from broadsheet.model.opening import printed_alone, text_starts
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import folded, share, words
from broadsheet.model.states import STATE

_WEIGHTS = {
    "margin": 0.5, "title": 0.7, "first": 2.1, "distance": 0.37, "near": 0.7, "short": -1.0, "long": -0.7,
    "address": 3.0, "stop": -2.0, "body": 1.6,
}  # fmt: skip
_LEAST = 0.5
"""A line below this is no headline: better none than a menu entry."""
_SHORTEST, _SHORT, _LONG, _LONGEST = 8, 20, 140, 300
_FURTHEST = 80
_WORST = 6.0
"""Natural-log units that a headline's score may lie below the best score of its line."""
_OPENING_LINES, _OPENING_BYTES = 5, 500
_BEHIND = 4
_TITLE = 12
_SEPARATORS = r" ?(?: [-–—|·•»«:/]{1,2}|\|) "
_LAST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}})(?:{_SEPARATORS})(?P<tail>.{{2,60}}?)$"
_FIRST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}}?)(?:{_SEPARATORS})(?P<tail>.{{2,}})$"
_GLUE = r"[ :|–—-]+$"


@attrs.frozen(eq=False)
class _Candidates:
    line: Index
    document: Index
    text: pa.StringArray
    first: Mask
    margin: npt.NDArray[np.float64]


def label_headline(reading: Reading) -> None:
    """Choose one headline for each page, label it and its repeats, and put it and the kicker that is told from it."""
    start = text_starts(reading)
    line = _choose(reading, start)
    rows = line[line >= 0]
    lines, draft = reading.lines, reading.draft
    if not len(rows):
        return
    document = lines.document[rows]
    text = _without_site(reading, rows)
    again = printed_alone(lines, document, text, rows)
    # A title that the page prints again as a line of its own stands better there.
    moved = (again >= 0) & (rows == lines.starts[document]) & reading.free()[again]
    rows, again = np.where(moved, again, rows), np.where(moved, rows, again)
    again = again[(again >= 0) & reading.free()[again]]
    draft.label(again, "repeat")
    draft.label(rows, "headline")
    _put(reading, rows, text)


def _put(reading: Reading, rows: Index, text: pa.StringArray) -> None:
    """Put headlines, and kickers where the page's title is the headline without them."""
    lines, draft = reading.lines, reading.draft
    document = lines.document[rows]
    title = _without_site(reading, lines.starts[document])
    size, whole = pc.binary_length(title).to_numpy(), pc.binary_length(text).to_numpy()
    longer = (whole > size) & (size >= _TITLE) & (rows > lines.starts[document])
    tail = spans(text, np.arange(len(text)), np.where(longer, whole - size, 0), np.where(longer, size, 0))
    split = longer & np.asarray(pc.equal(tail, title))
    front = spans(text, np.flatnonzero(split), np.zeros(int(split.sum()), np.int64), (whole - size)[split])
    kicker = pc.replace_substring_regex(front, _GLUE, "")
    parted = np.asarray(pc.greater(pc.binary_length(kicker), 0))
    where = np.flatnonzero(split)[parted]
    draft.put("article.kicker", Part(rows[where], kicker.filter(pa.array(parted))))
    draft.put("article.headline", Part(rows[where], title.take(pa.array(where))))
    rest = np.setdiff1d(np.arange(len(rows)), where)
    draft.put("article.headline", Part(rows[rest], text.take(pa.array(rest))))


def _choose(reading: Reading, start: Index) -> Index:
    """Return int64[n], the line that is most like the headline of each page, or -1."""
    lines = reading.lines
    some = _candidates(reading, start)
    total = _scores(reading, some, start)
    order = np.lexsort((-total, some.document))
    best = order[np.unique(some.document[order], return_index=True)[1]]
    best = best[total[best] >= _LEAST]
    chosen = np.full(lines.documents, -1, np.int64)
    chosen[some.document[best]] = some.line[best]
    return chosen


def _candidates(reading: Reading, start: Index) -> _Candidates:
    lines, code = reading.lines, STATE["headline"]
    place, size = np.arange(len(lines)), lines.lengths()
    first = place == lines.starts[:-1][lines.document]
    begin = start[lines.document]
    near = (place <= begin) & (place >= begin - _FURTHEST)
    likely = reading.score.max(axis=1) - reading.score[:, code] < _WORST
    rows = np.flatnonzero(((likely & near) | first) & (size >= _SHORTEST) & (size <= _LONGEST) & reading.free())
    score = reading.score[rows].astype(np.float64)
    own = score[:, code].copy()
    score[:, code] = -np.inf
    margin = np.clip(own - score.max(axis=1, initial=-np.inf), -8, 8)
    return _Candidates(rows, lines.document[rows], reading.text(rows), first[rows], margin)


def _scores(reading: Reading, some: _Candidates, start: Index) -> npt.NDArray[np.float64]:
    """Return float64[k], how much each candidate is like a headline."""
    lines = reading.lines
    size = lines.lengths()[some.line]
    mark = np.concatenate([[0], np.cumsum(reading.mask("byline", "date"))])
    end = np.minimum(some.line + 1 + _BEHIND, lines.starts[some.document + 1])
    lowered = pc.utf8_lower(some.text)
    title = pc.utf8_lower(reading.text(lines.starts[some.document]))
    features = {
        "margin": some.margin,
        "title": starts_with(title, lowered) & ~some.first & (size >= _TITLE),
        "first": some.first,
        "distance": np.log1p(np.abs(start[some.document] - some.line)),
        "near": mark[end] > mark[np.minimum(some.line + 1, end)],
        "short": size < _SHORT,
        "long": size > _LONG,
        "address": share(some.text, some.document, words(*_addresses(reading))),
        "stop": np.asarray(pc.ends_with(some.text, ".")),
        "body": share(some.text, some.document, words(*_openings(reading))),
    }
    total = np.zeros(len(some.line))
    for name, weight in _WEIGHTS.items():
        total += weight * features[name]
    return np.round(total, 6)


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


def _without_site(reading: Reading, rows: Index) -> pa.StringArray:
    """Return lines, one a page, without the names of section and site behind a title, where evidence cuts them off.

    Evidence is the title printed again without them, or a name that the page prints as a line or has as its host.
    """
    lines = reading.lines
    text = reading.text(rows)
    document = lines.document[rows]
    host = pc.fill_null(pc.replace_substring_regex(folded(reading.said.site), r"[^\p{L}\p{N}]+", ""), "")
    for pattern in (_FIRST_PIECE, _LAST_PIECE, _LAST_PIECE, _LAST_PIECE):
        piece = pc.extract_regex(text, pattern)
        some = np.flatnonzero(np.asarray(piece.is_valid()))
        if not len(some):
            continue
        rest, tail = (pc.utf8_trim_whitespace(piece.field(name).take(pa.array(some))) for name in (0, 1))
        proof = printed_alone(lines, document[some], rest, rows[some]) >= 0
        if pattern is _LAST_PIECE:
            proof |= printed_alone(lines, document[some], tail, rows[some]) >= 0
            name = pc.replace_substring_regex(folded(tail), r"[^\p{L}\p{N}]+", "")
            named = starts_with(host.take(pa.array(document[some])), name)
            proof |= named & np.asarray(pc.greater(pc.binary_length(name), 1))
        where = np.zeros(len(text), bool)
        where[some[proof]] = True
        text = pc.replace_with_mask(text, pa.array(where), rest.filter(pa.array(proof)))
    return text
