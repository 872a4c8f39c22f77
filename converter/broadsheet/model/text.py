"""The text of an article: paragraphs, sub-headings, dateline."""

from __future__ import annotations

import numpy as np

from broadsheet.model.place import label_place
from broadsheet.model.reading import Reading


def label_text(reading: Reading) -> None:
    """Label paragraphs and sub-headings, and put the place that opens the text."""
    for name in ("paragraph", "subheading"):
        reading.draft.label(np.flatnonzero(reading.mask(name) & reading.free()), name)
    label_place(reading)
