"""The head of an article: byline and dates. The headline was chosen before; the lede is, once pictures are known."""

from __future__ import annotations

from broadsheet.model.byline import label_byline
from broadsheet.model.opening import headlines, own_text_starts
from broadsheet.model.reading import Reading
from broadsheet.model.stamps import label_dates


def label_head(reading: Reading) -> None:
    """Label the lines of the head and put what they print."""
    headline = headlines(reading)
    start = own_text_starts(reading, headline)
    label_byline(reading, headline, start)
    label_dates(reading, headline, start)
