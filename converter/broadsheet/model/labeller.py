"""The learned labeller."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.draft import Draft
from broadsheet.labels import Labels
from broadsheet.lines import Lines
from broadsheet.model.comments import label_comments
from broadsheet.model.foot import label_foot
from broadsheet.model.head import label_head
from broadsheet.model.pictures import label_pictures
from broadsheet.model.printed import date_reader
from broadsheet.model.reading import Reading, Scores, States
from broadsheet.model.text import label_text

NAME, VERSION = "learned", "1"

STEPS = (label_comments, label_pictures, label_head, label_text, label_foot)
"""What reads the lines, in this order."""


def read_states(
    lines: Lines, state: States, score: Scores, site: pa.StringArray, confidence: npt.NDArray[np.float64]
) -> Labels:
    """Return the labels of lines whose states are known."""
    reading = Reading(lines, state, score, site, Draft.blank(len(lines)))
    for step in STEPS:
        step(reading)
    draft = reading.draft
    return Labels(
        code=draft.code,
        media=draft.media,
        comment=draft.comment,
        parts=draft.parts(),
        kind=draft.kinds,
        layout=pa.array([NAME] * lines.documents, pa.string()),
        version=pa.array([VERSION] * lines.documents, pa.string()),
        confidence=confidence,
        covered=np.ones(lines.documents),
        language=pa.nulls(lines.documents, pa.string()),
        flags=np.zeros(lines.documents, np.uint32),
        read_dates=date_reader(lines.document),
    )
