"""The learned labeller."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates import DateForms
from broadsheet.draft import Draft
from broadsheet.labels import Labels
from broadsheet.lines import Lines
from broadsheet.model.comments import label_comments
from broadsheet.model.foot import label_foot
from broadsheet.model.head import label_head
from broadsheet.model.headline import label_headline
from broadsheet.model.pictures import label_pictures
from broadsheet.model.reading import Reading, Scores, States
from broadsheet.model.text import label_text

NAME, VERSION = "learned", "1"

STEPS = (label_comments, label_headline, label_pictures, label_head, label_text, label_foot)
"""What reads the lines, in this order."""


def read_states(  # noqa: PLR0913 - the columns of one table
    lines: Lines,
    state: States,
    score: Scores,
    site: pa.StringArray,
    confidence: npt.NDArray[np.float64],
    url: pa.StringArray | None = None,
) -> Labels:
    """Return the labels of lines whose states are known; `url` is null where the container names none."""
    if url is None:
        url = pa.nulls(lines.documents, pa.string())
    reading = Reading(lines, state, score, site, url, Draft.blank(len(lines)))
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
        read_dates=lambda part, captured: DateForms().parse(part.value, captured),
    )
