"""The head of an article: headline, kicker, lede, byline, dates."""

from __future__ import annotations

import numpy as np

from broadsheet.bylines import split_names
from broadsheet.labels import Part
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE


def label_head(reading: Reading) -> None:
    """Label the lines of the head and put what they print."""
    draft = reading.draft
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
