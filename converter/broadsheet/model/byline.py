"""Which lines are the article's byline, and whom they name."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, equal, first_true, last_true, starts_with
from broadsheet.labels import CODE, Part
from broadsheet.model.byline_text import byline_texts
from broadsheet.model.names import AGENCY, JUNK, ORGANISATION, PERSON, ROLE, UNCASED, Pieces, take_apart, vocabulary
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE

_LONGEST, _SHORT = 220, 120
"""Bytes of the longest line that is looked at where the network sees a byline, and of the longest elsewhere."""
_DOUBT = 4.5
"""Natural-log units that the score of a byline may lie below the best of its line, and it is looked at anywhere."""
_ABOVE, _INTO, _BEHIND = 8, 8, 6
"""Lines above the headline, into the text, and behind the text, in which a byline is looked for."""
_CLOSE_ABOVE, _CLOSE_INTO = 20, 2
"""Lines above the text, and into it, in which a line is looked at whatever the network says of it."""
_MOST_WORDS, _MOST_SMALL = 16, 3
_RUN = 2
_CLOSE = 2.0
_WORST = -8.0
_WEIGHTS = {
    "margin": 0.15, "state": 0.5, "opened": 2.5, "person": 0.5, "dated": 2.0, "date_line": 0.5, "bio": 2.0,
    "under": 1.0, "above": -1.0, "inside": -1.5, "behind": -0.5, "credit": -1.0, "agency": -0.5, "stop": -0.5,
    "capitals": -1.5, "long": -0.5, "to_head": -0.3, "to_text": -0.4,
}  # fmt: skip
_LEAST = -1.5


@attrs.frozen(eq=False)
class _Lines:
    """Lines that may be bylines.

    Attributes:
        line: int64[k], ascending.
        text: what each prints as a byline.
        names: the same without the words that open it.
        opened: bool[k], whether such words stand in it or on the line above.
        dated: bool[k], whether it prints a date too.
        margin: float64[k], how far the network's score of a byline lies below the best.
    """

    line: Index
    text: pa.StringArray
    names: pa.StringArray
    opened: Mask
    dated: Mask
    margin: npt.NDArray[np.float64]


def label_byline(reading: Reading, headline: Index, start: Index) -> None:
    """Label the byline of each page and put its text, authors and agencies."""
    begin = _first_paragraphs(reading, start)
    some = _candidates(reading, headline, begin)
    if not len(some.line):
        return
    pieces = take_apart(some.names, some.opened)
    count = {kind: np.bincount(pieces.line[pieces.kind == kind], minlength=len(some.line)) for kind in range(6)}
    sure = np.bincount(pieces.line[(pieces.kind == PERSON) & pieces.several], minlength=len(some.line)) > 0
    organised = count[ORGANISATION] + count[AGENCY] > 0
    named = (count[PERSON] > 0) | organised
    shy = np.bincount(pieces.line[(pieces.kind == PERSON) & ~pieces.several], minlength=len(some.line)) > 0
    led = np.ones(len(some.line), bool)
    first = np.unique(pieces.line, return_index=True)[1]
    led[pieces.line[first]] = pieces.kind[first] != JUNK
    fits = named & led & (some.opened | ((count[JUNK] == 0) & ~shy & (sure | ((count[PERSON] == 0) & (some.margin >= 0)))))
    fits &= some.opened | (some.margin >= -_CLOSE) | ~np.asarray(pc.match_substring_regex(some.names, UNCASED))
    features = _features(reading, some, sure, count[PERSON] > 0, headline, begin, count, pieces)
    total = _total(features)
    if _PROBE is not None:
        _PROBE(reading, some, fits, features, pieces)
    chosen = _runs(reading, some, fits, total)
    line = some.line[chosen]
    draft = reading.draft
    lone = _openers_above(reading, line)
    draft.label(np.concatenate([line, lone]), "byline")
    draft.put("article.byline", Part(lone, reading.text(lone)))
    draft.put("article.byline", Part(line, some.text.take(pa.array(chosen))))
    _put_names(reading, some, pieces, chosen)


_PROBE = None


def _like_names(reading: Reading, rows: Index) -> Mask:
    """Return which lines have few words, and fewer still that begin with a small letter."""
    text = reading.text(rows)
    few = np.asarray(pc.less_equal(pc.count_substring(text, " "), _MOST_WORDS))
    small = np.asarray(pc.less_equal(pc.count_substring_regex(text, r"(?:^| )[a-z]{3}"), _MOST_SMALL))
    return few & small


def _first_paragraphs(reading: Reading, start: Index) -> Index:
    """Return int64[n], the first paragraph of each page at or behind the start of its text, a lede left aside."""
    lines = reading.lines
    text = reading.mask("paragraph") & reading.free()
    text &= np.arange(len(lines)) >= start[lines.document]
    first = first_true(text, lines.starts)
    return np.where(first < lines.starts[1:], first, start)


def _candidates(reading: Reading, headline: Index, start: Index) -> _Lines:
    lines, code = reading.lines, STATE["byline"]
    place, document, size = np.arange(len(lines)), lines.document, lines.lengths()
    last = last_true(reading.mask("paragraph"), lines.starts)
    begin = start[document]
    top = np.where(headline >= 0, np.minimum(headline, start) - _ABOVE, start - 2 * _ABOVE)[document]
    foot = last[document]
    zone = (place >= top) & (place <= begin + _INTO)
    zone |= (foot >= 0) & (place > foot) & (place <= foot + _BEHIND)
    best = reading.score.max(axis=1, initial=-np.inf)
    near = best - np.maximum(reading.score[:, code], reading.score[:, STATE["date"]]) < _DOUBT
    close = (place >= begin - _CLOSE_ABOVE) & (place <= begin + _CLOSE_INTO) & (size <= _SHORT)
    close |= (foot >= 0) & (place > foot) & (place <= foot + _BEHIND) & (size <= _SHORT)
    close |= (np.abs(place - headline[document]) <= _CLOSE_INTO + 2) & (headline[document] >= 0) & (size <= _SHORT)
    rows = np.flatnonzero(((zone & near) | close) & (size <= _LONGEST) & reading.free())
    rows = rows[near[rows] | _like_names(reading, rows)]
    behind_opener = np.zeros(len(lines), bool)
    alone = rows[np.asarray(pc.match_substring_regex(reading.text(rows), vocabulary().alone))]
    for step in range(1, _RUN + 1):
        behind_opener[np.minimum(alone + step, len(lines) - 1)] = True
    rows = np.setdiff1d(rows, alone)
    texts = byline_texts(reading, rows)
    margin = reading.score[rows, code] - best[rows]
    exact = reading.state[rows] == code
    return _Lines(
        line=rows,
        text=texts.printed,
        names=texts.names,
        opened=behind_opener[rows] | texts.opened,
        dated=np.isin(rows, reading.dates.line),
        margin=np.where(exact, np.maximum(margin, 0), margin).astype(np.float64),
    )


def _features(
    reading: Reading, some: _Lines, sure: Mask, person: Mask, headline: Index, start: Index, count, pieces
) -> dict[str, npt.NDArray[np.float64]]:
    lines = reading.lines
    document = lines.document[some.line]
    mark = np.concatenate([[0], np.cumsum(reading.mask("date"))])
    low = np.maximum(some.line - _RUN, lines.starts[document])
    high = np.minimum(some.line + _RUN + 1, lines.starts[document + 1])
    head, begin = headline[document], start[document]
    score = reading.score[some.line]
    features = {
        "margin": np.maximum(some.margin, _WORST),
        "opened": some.opened,
        "dated": some.dated | (mark[high] > mark[low]),
        "state": some.margin >= 0,
        "lone": ~sure & ~some.opened,
        "person": person,
        "behind": some.line > begin + _INTO,
        "inside": (some.line > begin) & (some.line <= begin + _INTO),
        "above": (some.line < head) & (head >= 0),
        "credit": ~some.opened & (score[:, STATE["credit"]] > score[:, STATE["byline"]]),
        "caption": ~some.opened & (score[:, STATE["caption"]] > score[:, STATE["byline"]]),
        "under": (head >= 0) & (some.line > head) & (some.line <= head + 3) & (some.line < begin),
        "to_head": np.log1p(np.where(head >= 0, np.minimum(np.abs(some.line - head),20), 20)),
        "to_text": np.log1p(np.minimum(np.abs(begin - some.line),20)),
        "edge": np.log1p(np.minimum(np.where(head >= 0, np.minimum(np.abs(some.line - head),20), 20),np.abs(begin - some.line))),
        "role": ~some.opened & (np.bincount(pieces.line[pieces.titled | (pieces.kind == ROLE)], minlength=len(some.line)) > 0),
        "bio": _introduced(reading, some),
        "stop": ~some.opened & np.asarray(pc.match_substring_regex(reading.text(some.line), r"[a-z\x{C0}-\x{24F}]{4,}\.$")),
        "date_line": some.dated,
        "junk": count[JUNK]>0, "agency": ~some.opened & (count[AGENCY]>0)&person, "capitals": ~some.opened & ~np.asarray(pc.match_substring_regex(some.names, r"\p{Ll}")),
        "long": ~some.opened & (np.asarray(pc.count_substring(some.names," "))>3),
    }
    return {name: np.asarray(value, np.float64) for name, value in features.items()}


def _introduced(reading: Reading, some: _Lines) -> Mask:
    """Return which bylines are the beginning of a longer line right behind them: what is told of the author."""
    lines = reading.lines
    size = np.asarray(pc.binary_length(some.names), np.int64)
    found = np.zeros(len(some.line), bool)
    for step in (1, 2):
        behind = np.minimum(some.line + step, len(lines) - 1)
        longer = (lines.lengths()[behind] > size + 20) & (size > 3) & (size <= 50)
        found |= longer & (lines.document[behind] == lines.document[some.line]) & starts_with(reading.text(behind), some.names)
    return found


def _total(features: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    total = np.zeros(len(features["margin"]))
    for name, weight in _WEIGHTS.items():
        total += weight * features[name]
    return np.round(total, 6)


def _runs(reading: Reading, some: _Lines, fits: Mask, total: npt.NDArray[np.float64]) -> Index:
    """Return the best byline of each page and the lines right behind it that name more."""
    good = np.flatnonzero(fits & (total >= _LEAST))
    document = reading.lines.document[some.line]
    order = good[np.lexsort((-total[good], document[good]))]
    best = order[np.unique(document[order], return_index=True)[1]]
    more = fits & reading.free()[some.line]
    twice = (np.diff(some.line) == 1) & equal(some.names[1:], some.names[:-1])
    margin = some.margin.copy()
    margin[1:][twice] = np.maximum(margin[1:], margin[:-1])[twice]
    margin[:-1][twice] = np.maximum(margin[1:], margin[:-1])[twice]
    unfinished = np.asarray(pc.match_substring_regex(reading.text(some.line), r"[,&、，]$"))
    kept = np.zeros(len(some.line), bool)
    kept[best] = True
    for _ in range(6):
        above, below = np.zeros_like(kept), np.zeros_like(kept)
        adjacent = np.diff(some.line) == 1
        close = adjacent & (document[1:] == document[:-1]) & more[1:] & more[:-1]
        joined = close & ((margin[1:] >= -_CLOSE) & (margin[:-1] >= -_CLOSE) | unfinished[:-1] | twice)
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
