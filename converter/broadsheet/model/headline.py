"""What of a chosen line is the headline and what is none: the site's name behind it, a kicker in front."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, spans, starts_with
from broadsheet.labels import Part
from broadsheet.model.headline_choice import choose_headline
from broadsheet.model.kicker import label_kickers, told_kickers
from broadsheet.model.listed import story_rows
from broadsheet.model.opening import printed_alone, text_starts
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import letters
from broadsheet.model.teasers import titles
from broadsheet.prose import sentence_ends

_SHORTEST = 8
_TITLE, _LONGEST_TITLE = 12, 140
_SEPARATORS = r" ?(?: [-–—|·•»«:/]{1,2}|\|) "
_LAST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}})(?:{_SEPARATORS})(?P<tail>.{{2,60}}?)$"
_FIRST_PIECE = rf"^(?P<rest>.{{{_SHORTEST},}}?)(?:{_SEPARATORS})(?P<tail>.{{2,}})$"
_PIECES = 3
"""Names at the end of a title, at most."""
_OPENING = r"^[:|] *"
"""What is left in front of a headline whose kicker is a line of its own."""


def label_headline(reading: Reading) -> None:
    """Choose one headline for each page, label it and its repeats, and put it and the kicker that is told from it."""
    listed = story_rows(reading)
    start = text_starts(reading, ~listed)
    # Below a list of stories a headline may look like text to the network.
    document = reading.lines.document
    above = np.bincount(document[listed & (np.arange(len(document)) < start[document])], minlength=len(start)) > 0
    start = text_starts(reading, ~listed & ~titles(reading, above[document]) & ~_titles_on_top(reading))
    line = choose_headline(reading, start, listed)
    rows = line[line >= 0]
    lines, draft = reading.lines, reading.draft
    if not len(rows):
        return
    document = lines.document[rows]
    bare, first = _without_site(reading, rows), lines.starts[document]
    text = pc.replace_substring_regex(bare, _OPENING, "")
    below = rows != first
    title = pc.replace_with_mask(bare, pa.array(below), _without_site(reading, first[below]))
    again = printed_alone(lines, document, text, rows)
    # A title that the page prints again as a line of its own stands better there.
    moved = (again >= 0) & (rows == first) & reading.free()[again]
    rows, again = np.where(moved, again, rows), np.where(moved, rows, again)
    again = again[(again >= 0) & reading.free()[again]]
    draft.label(again, "repeat")
    draft.label(rows, "headline")
    _put(reading, rows, text, title)


def _titles_on_top(reading: Reading) -> Mask:
    """Return bool[m], the first lines of pages that look like a title right above text, though the network took it in.

    Where a program kept nothing of a page but title and text, no more than that tells the title.
    """
    lines = reading.lines
    text, size = reading.mask("paragraph", "lede"), lines.lengths()
    first = lines.starts[:-1][np.diff(lines.starts) > 1]
    first = first[text[first] & text[first + 1] & (size[first] <= _LONGEST_TITLE) & (size[first + 1] > size[first])]
    found = np.zeros(len(lines), bool)
    found[first] = ~sentence_ends(reading.text(first))[1]
    return found


def _put(reading: Reading, rows: Index, text: pa.StringArray, title: pa.StringArray) -> None:
    """Put headlines, and kickers where the page's title, its first line, is the headline without them."""
    lines, draft = reading.lines, reading.draft
    document = lines.document[rows]
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
    text, _ = _shortened(reading, rows, reading.text(rows), np.arange(len(rows)), _FIRST_PIECE)
    some = np.arange(len(rows))
    for _ in range(_PIECES):
        text, some = _shortened(reading, rows, text, some, _LAST_PIECE)
    return text


def _shortened(
    reading: Reading, rows: Index, text: pa.StringArray, some: Index, pattern: str
) -> tuple[pa.StringArray, Index]:
    """Return texts of lines, of which some lost a piece, and which did."""
    if not len(some):
        return text, some
    piece = pc.extract_regex(text.take(pa.array(some)), pattern)
    fits = np.flatnonzero(np.asarray(piece.is_valid()))
    some = some[fits]
    lines, document = reading.lines, reading.lines.document[rows[some]]
    rest, tail = (pc.utf8_trim_whitespace(piece.field(name).take(pa.array(fits))) for name in (0, 1))
    proof = printed_alone(lines, document, rest, rows[some]) >= 0
    if pattern is _LAST_PIECE:
        proof |= printed_alone(lines, document, tail, rows[some]) >= 0
        left = np.flatnonzero(~proof)
        name = letters(tail.take(pa.array(left)))
        named = starts_with(pc.fill_null(letters(reading.said.site.take(pa.array(document[left]))), ""), name)
        proof[left] = named & np.asarray(pc.greater(pc.binary_length(name), 1))
    where = np.zeros(len(text), bool)
    where[some[proof]] = True
    return pc.replace_with_mask(text, pa.array(where), rest.filter(pa.array(proof))), some[proof]
