"""The text of an article: paragraphs, sub-headings, dateline.

What the network takes for text above the headline, or behind the first comment, is text of other articles: teasers,
offers. It is left out where the page holds enough text without it; else the headline or the comments are what is wrong.
So are the offers between the paragraphs.
"""

from __future__ import annotations

import numpy as np

from broadsheet.kernels import Mask, first_true
from broadsheet.model.offers import offers
from broadsheet.model.opening import ENOUGH, headlines
from broadsheet.model.place import label_place
from broadsheet.model.reading import Reading


def label_text(reading: Reading) -> None:
    """Label paragraphs and sub-headings, and put the place that opens the text."""
    free = reading.free() & ~_of_others(reading) & ~offers(reading)
    # What looked like a lede and is none is a paragraph.
    reading.draft.label(np.flatnonzero(reading.mask("paragraph", "lede") & free), "paragraph")
    reading.draft.label(np.flatnonzero(reading.mask("subheading") & free), "subheading")
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
