"""Pictures: captions, credits, and which of them belong together."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from broadsheet.labels import Part
from broadsheet.model.reading import Reading


def label_pictures(reading: Reading) -> None:
    """Label captions and credits and put what they print."""
    draft = reading.draft
    rows = np.flatnonzero(reading.mask("caption") & reading.free())
    draft.label(rows, "caption")
    draft.media[rows] = np.arange(len(rows))
    draft.put("media.caption", Part(rows, reading.text(rows)))
    draft.kinds = pa.array(["unknown"] * len(rows), pa.string())
