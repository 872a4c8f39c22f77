"""The states that the network tells apart: what a line can be, and in which part of the page furniture stands.

Furniture in front of the article, inside it, behind it and among comments are states of their own, because what may
follow differs: no paragraph stands behind the furniture that ends an article. For everybody else they are one label.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from broadsheet.labels import CODE

STATES: Final = (
    "furniture_before", "furniture_inside", "furniture_behind", "headline", "byline", "date", "lede", "paragraph",
    "subheading", "caption", "credit", "comment_head", "comment_body", "comment_tail",
)  # fmt: skip

STATE: Final = {name: code for code, name in enumerate(STATES)}

MAIN: Final = [STATE[name] for name in ("lede", "paragraph", "subheading")]
"""The states of lines that are an article's text."""

OTHERS: Final = [state for state in STATE.values() if state not in MAIN]
"""The states of lines that are not."""

LABEL_OF_STATE: Final = np.array(
    [CODE["furniture" if name.startswith("furniture") else name] for name in STATES], np.uint8
)
"""The label of each state."""

SCORE_UNIT: Final = 1024.0
"""Scores are whole 1024ths of a natural logarithm."""


def best_of(score: npt.NDArray[np.float32], states: Iterable[int]) -> npt.NDArray[np.float32]:
    """Return float32[m]: the best score of some states. Column by column: to reduce few numbers a line is slow."""
    return reduce(np.maximum, (score[:, state] for state in states))


def text_margin(score: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return float32[m]: by how much the best state as text is better than the best other; `score` is [m, states]."""
    return best_of(score, MAIN) - best_of(score, OTHERS)
