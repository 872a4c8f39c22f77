"""The head of an article: lede, byline, dates. The headline was chosen before."""

from __future__ import annotations

import numpy as np

from broadsheet.labels import Part
from broadsheet.model.byline import headlines, label_byline
from broadsheet.model.opening import text_starts
from broadsheet.model.reading import Reading
from broadsheet.model.stamps import label_dates


def label_head(reading: Reading) -> None:
    """Label the lines of the head and put what they print."""
    draft = reading.draft
    headline, start = headlines(reading), text_starts(reading)
    label_byline(reading, headline, start)
    label_dates(reading, headline, start)
    lede = np.flatnonzero(reading.mask("lede") & reading.free())
    draft.label(lede, "lede")
    draft.put("article.lede", Part(lede, reading.text(lede)))
