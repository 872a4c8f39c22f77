"""Which lines are the article's byline, and whom they name."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, equal
from broadsheet.labels import Part
from broadsheet.model.byline_lines import Candidates, candidates, first_paragraphs
from broadsheet.model.byline_rank import CLOSE, LEAST, can_be_bylines, names_helpers, rank, surely_names
from broadsheet.model.byline_words import vocabulary
from broadsheet.model.names import AGENCY, ORGANISATION, PERSON, Pieces, take_apart
from broadsheet.model.ranking import best_of_groups
from broadsheet.model.reading import Reading

_MOST_LINES = 6
"""Lines that a list of names is followed, up and down."""


def label_byline(reading: Reading, headline: Index, start: Index) -> None:
    """Label the byline of each page and put its text, authors and agencies."""
    begin = first_paragraphs(reading, start)
    some = candidates(reading, headline, begin)
    if not len(some.line):
        return
    pieces = _taken_apart(some)
    fits = can_be_bylines(some, pieces)
    total = np.full(len(fits), -np.inf)
    total[fits] = rank(reading, *_narrowed(some, pieces, fits), headline, begin)
    chosen = _runs(reading, some, fits, total, surely_names(some, pieces))
    line = some.line[chosen]
    draft = reading.draft
    lone = _openers_above(reading, line)
    draft.label(np.concatenate([line, lone]), "byline")
    draft.put("article.byline", Part(lone, reading.text(lone)))
    # A name that a renderer printed twice, for the picture and for itself, is printed once in the byline.
    fresh = np.ones(len(chosen), bool)
    names = some.names.take(pa.array(chosen))
    fresh[1:] = (np.diff(line) > 1) | ~equal(names[1:], names[:-1])
    draft.put("article.byline", Part(line[fresh], some.text.take(pa.array(chosen[fresh]))))
    _put_names(reading, some, pieces, chosen)


def _taken_apart(some: Candidates) -> Pieces:
    """Take the names of candidates apart, but for single plain words that nothing speaks for: they name nobody."""
    worth = some.opened | (some.margin >= 0) | ~np.asarray(pc.string_is_ascii(some.names))
    worth |= np.asarray(pc.match_substring(some.names, " "))
    rows = np.flatnonzero(worth)
    pieces = take_apart(some.names.take(pa.array(rows)), (some.opened | some.dated)[rows])
    return attrs.evolve(pieces, line=rows[pieces.line])


def _narrowed(some: Candidates, pieces: Pieces, chosen: Mask) -> tuple[Candidates, Pieces]:
    """Return chosen candidates, and their pieces."""
    place = np.cumsum(chosen) - 1
    mine = chosen[pieces.line]
    return some.filter(chosen), Pieces(
        place[pieces.line[mine]],
        pieces.text.filter(pa.array(mine)),
        pieces.kind[mine],
        pieces.several[mine],
        pieces.given[mine],
    )


def _runs(reading: Reading, some: Candidates, fits: Mask, total: npt.NDArray[np.float64], names: Mask) -> Index:
    """Return the best byline of each page and the lines around it that name more; `names` are surely nothing else."""
    good = np.flatnonzero(fits & (total >= LEAST))
    document = some.document
    best = good[best_of_groups(total[good], document[good])]
    adjacent = (np.diff(some.line) == 1) & (document[1:] == document[:-1])
    twice = adjacent & equal(some.names[1:], some.names[:-1])
    margin = some.margin.copy()
    margin[1:][twice] = margin[:-1][twice] = np.maximum(margin[1:], margin[:-1])[twice]
    unfinished = np.zeros(len(fits), bool)
    unfinished[fits] = np.asarray(pc.match_substring_regex(reading.text(some.line[fits]), r"[,&、，]$"))
    likely = (margin[1:] >= -CLOSE) & (margin[:-1] >= -CLOSE)
    helper = names_helpers(some)
    more = likely | unfinished[:-1] | twice | (names[1:] & names[:-1] & some.opened[:-1])
    joined = adjacent & fits[1:] & fits[:-1] & more & ~helper[1:] & ~helper[:-1]
    kept = np.zeros(len(some.line), bool)
    kept[best] = True
    for _ in range(_MOST_LINES):
        above, below = np.zeros_like(kept), np.zeros_like(kept)
        below[1:] = joined & kept[:-1]
        # `By` and a name is where a list begins.
        above[:-1] = joined & kept[1:] & (~some.opened[1:] | some.opened[:-1])
        kept |= above | below
    return np.flatnonzero(kept)


def _openers_above(reading: Reading, line: Index) -> Index:
    """Return lines that say `By` and nothing else, right above bylines."""
    above = np.unique(line[line > 0] - 1)
    above = above[reading.free()[above]]
    alone: Mask = np.asarray(pc.match_substring_regex(reading.text(above), vocabulary().alone))
    return above[alone]


def _put_names(reading: Reading, some: Candidates, pieces: Pieces, chosen: Index) -> None:
    """Put people; an organisation or agency stands for them where a page names nobody."""
    own = np.zeros(len(some.line), bool)
    own[chosen] = True
    mine = own[pieces.line]
    line, kind = some.line[pieces.line], pieces.kind
    document = reading.lines.document[line]
    person = mine & (kind == PERSON)
    peopled = np.isin(document, document[person])
    author = person | (mine & ~peopled & np.isin(kind, [ORGANISATION, AGENCY]))
    for field, mask in (("authors", author), ("agencies", mine & (kind == AGENCY))):
        reading.draft.put(f"article.{field}", Part(line[mask], pieces.text.filter(pa.array(mask))))
