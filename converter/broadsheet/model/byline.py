"""Which lines are the article's byline, and whom they name."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, last_true, spans
from broadsheet.labels import CODE, Part
from broadsheet.model.names import AGENCY, JUNK, ORGANISATION, PERSON, Pieces, take_apart, vocabulary, without_opener
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE

_LONGEST = 220
_DOUBT = 4.5
"""Natural-log units that the score of a byline may lie below the best of its line."""
_ABOVE, _INTO, _BEHIND = 8, 8, 4
"""Lines above the headline, into the text, and behind the text, in which a byline is looked for."""
_RUN = 2
_CLOSE = 2.0
_WEIGHTS = {
    "margin": 0.6,
    "opened": 4.0,
    "dated": 1.5,
    "state": 1.0,
    "lone": -1.5,
    "behind": -2.0,
    "above": -1.0,
    "credit": -1.5,
}
_LEAST = -1.5


@attrs.frozen(eq=False)
class _Lines:
    """Lines that may be bylines: where they stand, their text without a date, whether words of a byline open them."""

    line: Index
    text: pa.StringArray
    opened: Mask
    dated: Mask
    margin: npt.NDArray[np.float64]


def label_byline(reading: Reading, headline: Index, start: Index) -> None:
    """Label the byline of each page and put its text, authors and agencies."""
    some = _candidates(reading, headline, start)
    if not len(some.line):
        return
    bare, opened = without_opener(some.text)
    some = attrs.evolve(some, opened=some.opened | opened)
    pieces = take_apart(bare)
    count = {kind: np.bincount(pieces.line[pieces.kind == kind], minlength=len(some.line)) for kind in range(6)}
    sure = np.bincount(pieces.line[(pieces.kind == PERSON) & pieces.several], minlength=len(some.line)) > 0
    organised = count[ORGANISATION] + count[AGENCY] > 0
    named = (count[PERSON] > 0) | organised
    fits = named & (some.opened | ((count[JUNK] == 0) & (sure | ((count[PERSON] == 0) & (some.margin >= 0)))))
    total = _scores(reading, some, sure, headline, start)
    chosen = _runs(reading, some, fits, total)
    line = some.line[chosen]
    draft = reading.draft
    lone = _openers_above(reading, line)
    draft.label(np.concatenate([line, lone]), "byline")
    draft.put("article.byline", Part(lone, reading.text(lone)))
    draft.put("article.byline", Part(line, some.text.take(pa.array(chosen))))
    _put_names(reading, some, pieces, chosen)


def _candidates(reading: Reading, headline: Index, start: Index) -> _Lines:
    lines, code = reading.lines, STATE["byline"]
    place, document = np.arange(len(lines)), lines.document
    text = reading.mask("paragraph")
    last = last_true(text, lines.starts)
    top = np.where(headline >= 0, headline - _ABOVE, start - 2 * _ABOVE)[document]
    foot = last[document]
    zone = (place >= top) & (place <= start[document] + _INTO)
    zone |= (foot >= 0) & (place > foot) & (place <= foot + _BEHIND)
    best = reading.score.max(axis=1, initial=-np.inf)
    dated = reading.dates.line
    near = best - np.maximum(reading.score[:, code], reading.score[:, STATE["date"]]) < _DOUBT
    behind_opener = np.zeros(len(lines), bool)
    rows = np.flatnonzero(zone & near & (lines.lengths() <= _LONGEST) & reading.free())
    alone = rows[np.asarray(pc.match_substring_regex(reading.text(rows), vocabulary().alone))]
    for step in range(1, _RUN + 1):
        behind_opener[np.minimum(alone + step, len(lines) - 1)] = True
    rows = np.setdiff1d(rows, alone)
    margin = reading.score[rows, code] - best[rows]
    exact = reading.state[rows] == code
    return _Lines(
        line=rows,
        text=_without_dates(reading, rows),
        opened=behind_opener[rows],
        dated=np.isin(rows, dated),
        margin=np.where(exact, np.maximum(margin, 0), margin).astype(np.float64),
    )


def _without_dates(reading: Reading, rows: Index) -> pa.StringArray:
    """Return lines without the date behind or in front of a byline."""
    dates = reading.dates
    size = reading.lines.lengths()[rows]
    begin, end = np.zeros_like(size), size.copy()
    first, past = np.searchsorted(dates.line, rows), np.searchsorted(dates.line, rows, side="right")
    some = np.flatnonzero(past > first)
    if len(some):
        lead, stop = dates.found.lead[first[some]], dates.found.stop[past[some] - 1]
        # A word in front of a date that is only the end of another word is none.
        torn = np.asarray(
            pc.match_substring_regex(spans(reading.lines.text, rows[some], np.zeros_like(lead), lead), r"\pL$")
        )
        lead = np.where(torn, dates.found.start[first[some]], lead)
        front = lead > 2  # noqa: PLR2004 - a bracket in front of a date is no byline
        end[some] = np.where(front, lead, size[some])
        begin[some] = np.where(front, 0, stop)
    bare = spans(reading.lines.text, rows, begin, end - begin)
    return pc.utf8_trim(bare, " |·•,;–—-/(:")


def _scores(reading: Reading, some: _Lines, sure: Mask, headline: Index, start: Index) -> npt.NDArray[np.float64]:
    lines = reading.lines
    document = lines.document[some.line]
    mark = np.concatenate([[0], np.cumsum(reading.mask("date"))])
    low = np.maximum(some.line - _RUN, lines.starts[document])
    high = np.minimum(some.line + _RUN + 1, lines.starts[document + 1])
    features = {
        "margin": some.margin,
        "opened": some.opened,
        "dated": some.dated | (mark[high] > mark[low]),
        "state": some.margin >= 0,
        "lone": ~sure & ~some.opened,
        "behind": some.line > start[document] + _INTO,
        "above": some.line < headline[document],
        "credit": ~some.opened
        & (reading.score[some.line, STATE["credit"]] > reading.score[some.line, STATE["byline"]]),
    }
    total = np.zeros(len(some.line))
    for name, weight in _WEIGHTS.items():
        total += weight * features[name]
    return np.round(total, 6)


def _runs(reading: Reading, some: _Lines, fits: Mask, total: npt.NDArray[np.float64]) -> Index:
    """Return the best byline of each page and the lines right behind it that name more."""
    good = np.flatnonzero(fits & (total >= _LEAST))
    document = reading.lines.document[some.line]
    order = good[np.lexsort((-total[good], document[good]))]
    best = order[np.unique(document[order], return_index=True)[1]]
    more = fits & (some.margin >= -_DOUBT) & reading.free()[some.line]
    unfinished = np.asarray(pc.match_substring_regex(reading.text(some.line), r"[,&、，]$"))
    kept = np.zeros(len(some.line), bool)
    kept[best] = True
    for _ in range(6):
        above, below = np.zeros_like(kept), np.zeros_like(kept)
        adjacent = np.diff(some.line) == 1
        close = adjacent & (document[1:] == document[:-1]) & more[1:] & more[:-1]
        joined = close & ((some.margin[1:] >= -_CLOSE) & (some.margin[:-1] >= -_CLOSE) | unfinished[:-1])
        below[1:] = joined & kept[:-1]
        above[:-1] = joined & kept[1:]
        kept |= above | below
    return np.flatnonzero(kept)


def _openers_above(reading: Reading, line: Index) -> Index:
    """Return lines that say `By` and nothing else, right above bylines."""
    above = np.unique(line[line > 0] - 1)
    above = above[reading.free()[above]]
    alone: Mask = np.asarray(pc.match_substring_regex(reading.text(above), vocabulary().alone))
    return above[alone]


def _put_names(reading: Reading, some: _Lines, pieces: Pieces, chosen: Index) -> None:
    """Put people; an organisation or agency stands for them where a page names nobody."""
    mine = np.isin(pieces.line, chosen)
    line, kind = some.line[pieces.line], pieces.kind
    document = reading.lines.document[line]
    person = mine & (kind == PERSON)
    peopled = np.isin(document, document[person])
    author = person | (mine & ~peopled & np.isin(kind, [ORGANISATION, AGENCY]))
    for field, mask in (("authors", author), ("agencies", mine & (kind == AGENCY))):
        reading.draft.put(f"article.{field}", Part(line[mask], pieces.text.filter(pa.array(mask))))


def headlines(reading: Reading) -> Index:
    """Return int64[n], the headline of each page, or -1."""
    found = np.full(reading.lines.documents, -1, np.int64)
    rows = np.flatnonzero(reading.draft.code == CODE["headline"])
    found[reading.lines.document[rows]] = rows
    return found
