"""How sure a reading is: that the page is one article, and that its text was told rightly from the rest.

Seven figures of a page, weighed by a logistic regression that was fitted on pages which the networks had not seen, so
that of pages with a confidence of 0.9 nine in ten are articles whose text was found. The weights lie beside those of
the networks.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, one_of
from broadsheet.lines import Lines
from broadsheet.model.reading import Scores, States
from broadsheet.model.states import MAIN, SCORE_UNIT, STATE, text_margin
from broadsheet.prose import running_text

EVIDENCE: Final = ("constant", "page", "text", "margin", "weakest", "headline", "prose", "talk")
"""What is weighed: 1; the networks' score of the page; how much text was found; how clearly its lines are text, on
average and the least clear quarter; whether there is a headline; the share of the page's prose that is text; the share
that is comments.
"""

SURELY_NONE: Final = 0.03
"""A page with text and a confidence below this, before its comments are known and its text is decided, is none: its
confidence stays what it is. Of 461 such pages one would come to more than .06, to .21.
"""

_WIDEST = 6.0
"""Margins beyond this (as natural logarithms of odds) say no more."""
_BITS = 14
"""Bits of a margin in whole 1024ths."""


def evidence(lines: Lines, state: States, score: Scores, page: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return float64[n, len(EVIDENCE)] for n pages.

    Args:
        lines: the m lines of n pages.
        state: uint8[m], the states that were decoded.
        score: float32[m, states], the scores of lines, natural logarithms of odds.
        page: float32[n], the scores of pages.
    """
    size, document = lines.documents, lines.document
    main = one_of(state, MAIN)
    rows = np.flatnonzero(main)
    length = lines.lengths().astype(np.float64)
    prose = np.asarray(running_text(lines.text)) * length

    def total(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = np.bincount(document, values, size).astype(np.float64)
        return found

    held = score[rows]
    margin = np.clip(text_margin(held), -_WIDEST, _WIDEST).astype(np.float64)
    text = total(main * length)
    prose_total = np.maximum(total(prose), 1)
    talk = one_of(state, [STATE["comment_head"], STATE["comment_body"]])
    return np.stack(
        [
            np.ones(size),
            np.clip(page.astype(np.float64), -2 * _WIDEST, 2 * _WIDEST),
            np.log1p(text / 100),
            np.bincount(document[rows], margin * length[rows], size) / np.maximum(text, 1),
            _lower_quartile(margin, document[rows], size),
            (total((state == STATE["headline"]).astype(np.float64)) > 0).astype(np.float64),
            total(prose * main) / prose_total,
            total(prose * talk) / prose_total,
        ],
        axis=1,
    )


def _lower_quartile(values: npt.NDArray[np.float64], groups: Index, size: int) -> npt.NDArray[np.float64]:
    # One number holds a page and a margin, and numbers are sorted faster than rows by two keys.
    ordered = np.sort((groups << _BITS) + (values * SCORE_UNIT).astype(np.int64) + (1 << (_BITS - 1)))
    count = np.bincount(groups, minlength=size)
    at = np.cumsum(count) - count
    found = np.zeros(size)
    some = np.flatnonzero(count)
    held = ordered[at[some] + (count[some] - 1) // 4] & ((1 << _BITS) - 1)
    found[some] = (held - (1 << (_BITS - 1))) / SCORE_UNIT
    return found


def confidence(weights: npt.NDArray[np.float64], evidence: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return float64[n], 0..1, rounded to 3 decimals; 0 for a page without text."""
    odds = np.zeros(len(evidence))
    for weight, column in zip(weights, evidence.T, strict=True):  # in a fixed order, whatever the size of the batch
        odds += weight * column
    sure = np.round(1 / (1 + np.exp(-odds)), 3)
    return np.where(holds_text(evidence), sure, 0.0)


def holds_text(evidence: npt.NDArray[np.float64]) -> Mask:
    """Return bool[n], the pages of which any text was found."""
    found: Mask = evidence[:, EVIDENCE.index("text")] > 0
    return found
