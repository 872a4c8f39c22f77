"""The text of an article: paragraphs, sub-headings, dateline.

What the network takes for text above the headline, or behind the first comment, is text of other articles: teasers,
offers. It is left out where the page holds enough text without it; else the headline or the comments are what is wrong.
So are the offers between the paragraphs, and what the page tells of the authors behind them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Mask, first_true, last_true, spans, starts_with
from broadsheet.model.offers import offers
from broadsheet.model.opening import ENOUGH, headlines
from broadsheet.model.place import label_place
from broadsheet.model.reading import Reading
from broadsheet.prose import sentence_ends

_BOX: Final = 4
"""Lines at the end of a text in which a page tells of its authors; a text has more than these."""


def label_text(reading: Reading) -> None:
    """Label paragraphs and sub-headings, and put the place that opens the text."""
    free = reading.free() & ~_of_others(reading) & ~offers(reading)
    free &= ~_of_authors(reading, reading.mask("paragraph", "subheading", "lede") & free)
    # What looked like a lede and is none is a paragraph.
    reading.draft.label(np.flatnonzero(reading.mask("paragraph", "lede") & free), "paragraph")
    rows = np.flatnonzero(reading.mask("subheading") & free)
    last = last_true(reading.mask("paragraph", "lede") & free, reading.lines.starts)[reading.lines.document[rows]]
    headed = (rows < last) | (last < 0)
    headed[~headed] = sentence_ends(reading.text(rows[~headed]))[1]
    reading.draft.label(rows[headed], "subheading")
    label_place(reading)


def _of_others(reading: Reading) -> Mask:
    """Return which lines stand above the headline or behind the first comment of a page that has text between them."""
    lines, draft = reading.lines, reading.draft
    place, document = np.arange(len(lines)), lines.document
    above = place < headlines(reading)[document]
    behind = place > first_true(draft.comment >= 0, lines.starts)[document]
    outside: Mask = above | behind
    text = reading.mask("paragraph", "lede", "subheading") & reading.free() & ~outside
    enough = np.bincount(document, lines.lengths() * text, lines.documents) >= ENOUGH
    return outside & enough[document]


def _of_authors(reading: Reading, text: Mask) -> Mask:
    """Return the last lines of texts from the first on that begins with the whole name of an author.

    There the page tells who that is. In front of a colon a name says who speaks.
    """
    lines, author = reading.lines, reading.draft.part("article.authors")
    keep = np.asarray(pc.match_substring(author.value, " "), bool)
    page, name = lines.document[author.line[keep]], author.value.filter(pa.array(keep))
    rows = np.flatnonzero(text)
    end = np.searchsorted(lines.document[rows], page, side="right")
    enough = np.bincount(lines.document[rows], minlength=lines.documents)[page] > _BOX
    begin = np.full(lines.documents, len(lines))
    for step in range(1, _BOX + 1):
        some = np.flatnonzero(enough)
        line, known = rows[end[some] - step], name.take(pa.array(some))
        named = np.flatnonzero(starts_with(reading.text(line), known))
        line, some = line[named], some[named]
        size = np.asarray(pc.binary_length(known), np.int64)[named]
        rest = spans(lines.text, line, size, lines.lengths()[line] - size)
        told = ~np.asarray(pc.match_substring_regex(rest, rf"^[:：{LETTERS}]"), bool)
        np.minimum.at(begin, page[some[told]], line[told])
    found: Mask = text & (np.arange(len(lines)) >= begin[lines.document])
    return found
