"""What of a chosen line is the headline and what is none: the site's name behind it, a kicker in front."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, spans, starts_with
from broadsheet.labels import Part
from broadsheet.model.headline_choice import choose_headline
from broadsheet.model.kicker import label_kickers, told_kickers
from broadsheet.model.opening import printed_alone, text_starts
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import folded

_SHORTEST = 8
_TITLE = 12
_SEPARATORS = r" ?(?: [-–—|·•»«:/]{1,2}|\|) "
_LAST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}})(?:{_SEPARATORS})(?P<tail>.{{2,60}}?)$"
_FIRST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}}?)(?:{_SEPARATORS})(?P<tail>.{{2,}})$"
_OPENING = r"^[:|] *"
"""What is left in front of a headline whose kicker is a line of its own."""


def label_headline(reading: Reading) -> None:
    """Choose one headline for each page, label it and its repeats, and put it and the kicker that is told from it."""
    start = text_starts(reading)
    line = choose_headline(reading, start)
    rows = line[line >= 0]
    lines, draft = reading.lines, reading.draft
    if not len(rows):
        return
    document = lines.document[rows]
    text = pc.replace_substring_regex(_without_site(reading, rows), _OPENING, "")
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
    kicker, _, parted = told_kickers(reading, rows[split], front)
    where = np.flatnonzero(split)[parted]
    draft.put("article.kicker", Part(rows[where], kicker.filter(pa.array(parted))))
    draft.put("article.headline", Part(rows[where], title.take(pa.array(where))))
    rest = np.setdiff1d(np.arange(len(rows)), where)
    draft.put("article.headline", Part(rows[rest], text.take(pa.array(rest))))
    label_kickers(reading, rows[rest], text.take(pa.array(rest)), title.take(pa.array(rest)))


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
