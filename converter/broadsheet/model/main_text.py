"""Which lines are the text of the article: those that make the F1 that is to be expected of a page greatest.

The most probable states leave out lines that are text with a probability of a third on a page where little is sure,
and those are worth to be taken: what is weighed against each other is text missed and text taken wrongly, by length.
From the likeliest line on, lines are taken as long as that makes the expected F1 greater.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, one_of
from broadsheet.lines import Lines
from broadsheet.model.states import MAIN, OTHERS

_PARTS = 1024
"""Probabilities are rounded to this part of 1, so that sums of them are exact."""
_LEAST = _PARTS // 4
"""The least probability of a line that is taken: where all is unlikely, some line is still the likeliest."""
_ENOUGH = 300
"""Bytes of text to be expected from which on a page has some, whatever the most probable states say."""


def expected_best(lines: Lines, state: npt.NDArray[np.uint8], probability: npt.NDArray[np.float64]) -> Mask:
    """Return bool[m], the lines to take for text.

    A page has none where no line's most probable state is text, unless much of it may well be text.

    Args:
        lines: the m lines of n pages.
        state: uint8[m], the most probable states.
        probability: float64[m], that each line is text.
    """
    part = np.floor(probability * _PARTS + 0.5).astype(np.int64)
    order = np.lexsort((-part, lines.document))  # `document` is sorted: each page keeps its place
    length, sure = lines.lengths()[order], part[order]
    taken, right = _along(length * _PARTS, lines.starts), _along(length * sure, lines.starts)
    ends = np.maximum(lines.starts[1:], 1) - 1
    whole = right[ends][lines.document] if len(lines) else right
    value = 2 * right / np.maximum(taken + whole, 1)
    filled = np.flatnonzero(np.diff(lines.starts))
    best = np.zeros(lines.documents)
    if len(filled):
        best[filled] = np.maximum.reduceat(value, lines.starts[filled])
    least = np.full(lines.documents, _PARTS + 1)
    at_best = np.flatnonzero((value == best[lines.document]) & (best[lines.document] > 0))
    np.minimum.at(least, lines.document[at_best], sure[at_best])
    told = np.bincount(lines.document[one_of(state, MAIN)], minlength=lines.documents) > 0
    hoped = lines.lengths() * np.where(part >= _LEAST, part, 0)
    told |= np.bincount(lines.document, hoped, lines.documents) >= _ENOUGH * _PARTS
    least = np.where(told, np.maximum(least, _LEAST), _PARTS + 1)
    found: Mask = part >= least[lines.document]
    return found


def settled(state: npt.NDArray[np.uint8], score: npt.NDArray[np.float32], text: Mask) -> npt.NDArray[np.uint8]:
    """Return uint8[m], states in which lines that are text, and lines that are none, have the best of their kind.

    Args:
        state: uint8[m], the most probable states.
        score: float32[m, states].
        text: bool[m], the lines to take for text.
    """
    found = state.copy()
    main = one_of(state, MAIN)
    for rows, kind in ((np.flatnonzero(text & ~main), MAIN), (np.flatnonzero(main & ~text), OTHERS)):
        found[rows] = np.array(kind, np.uint8)[score[rows][:, kind].argmax(axis=1)]
    return found


def _along(value: Index, starts: Index) -> Index:
    """Return the sums of the values of each page up to each line."""
    total = np.concatenate([[0], np.cumsum(value)])
    sizes = np.diff(starts)
    found: Index = total[1:] - np.repeat(total[starts[:-1]], sizes)
    return found
