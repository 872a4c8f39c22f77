"""Comment records of any site: which lines begin one, and what they print."""

from __future__ import annotations

import numpy as np

from broadsheet.kernels import at_or_before
from broadsheet.labels import Part
from broadsheet.model.reading import Reading


def label_comments(reading: Reading) -> None:
    """Label the lines of comment blocks, and say which comment each belongs to."""
    draft, lines = reading.draft, reading.lines
    head, body = reading.mask("comment_head"), reading.mask("comment_body")
    before = np.append(False, head)[:-1] & (np.append(-1, lines.document)[:-1] == lines.document)
    start = head & ~before
    begun = at_or_before(start)
    mine = (head | body) & (begun >= 0) & (lines.document[np.maximum(begun, 0)] == lines.document)
    draft.comment[:] = np.where(mine, np.cumsum(start) - 1, -1)
    heads = np.flatnonzero(start & mine)
    draft.label(np.flatnonzero(mine & body), "comment_body")
    draft.label(np.flatnonzero(mine & head), "comment_head")
    draft.put("comment.author", Part(heads, reading.text(heads)))
    draft.label(reading.rows("comment_tail"), "comment_tail")
