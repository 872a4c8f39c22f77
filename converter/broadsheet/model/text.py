"""The text of an article: paragraphs, sub-headings, dateline."""

from __future__ import annotations

import numpy as np

from broadsheet.model.reading import Reading


def label_text(reading: Reading) -> None:
    """Label paragraphs and sub-headings."""
    for name in ("paragraph", "subheading"):
        reading.draft.label(np.flatnonzero(reading.mask(name) & reading.free()), name)
