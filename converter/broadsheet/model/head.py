"""The head of an article: headline, kicker, lede, byline, dates."""

from __future__ import annotations

import numpy as np

from broadsheet.bylines import split_names
from broadsheet.kernels import first_true
from broadsheet.labels import Part
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE


def label_head(reading: Reading) -> None:
    """Label the lines of the head and put what they print."""
    lines, draft = reading.lines, reading.draft
    mask = reading.mask("headline") & reading.free()
    first = first_true(mask, lines.starts)
    first = first[first < lines.starts[1:]]
    draft.label(np.setdiff1d(np.flatnonzero(mask), first), "repeat")
    draft.label(first, "headline")
    draft.put("article.headline", Part(first, reading.text(first)))
    lede = np.flatnonzero(reading.mask("lede") & reading.free())
    draft.label(lede, "lede")
    draft.put("article.lede", Part(lede, reading.text(lede)))
    byline = np.flatnonzero(reading.mask("byline") & reading.free())
    draft.label(byline, "byline")
    draft.put("article.byline", Part(byline, reading.text(byline)))
    names = split_names(reading.text(byline))
    draft.put("article.authors", Part(byline[names.author_line], names.authors))
    draft.put("article.agencies", Part(byline[names.agency_line], names.agencies))
    date = np.flatnonzero((reading.state == STATE["date"]) & reading.free())
    draft.label(date, "date")
