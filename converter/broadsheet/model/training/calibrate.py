"""Fit the weights of confidence on pages that the networks have not seen."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.model.confidence import EVIDENCE, evidence
from broadsheet.model.ensemble import Ensemble
from broadsheet.model.labeller import score_lines, states_of
from broadsheet.model.states import MAIN
from broadsheet.model.training.bench import Page, addresses_of, lines_of

RIGHT = 0.9
"""F1 in bytes of the lines of the text, from which on an article counts as read rightly."""

_RIDGE, _STEPS = 1.0, 50

Figures = npt.NDArray[np.float64]


@attrs.frozen(eq=False)
class Held:
    """Evidence of n pages that networks did not see, and whether each was an article that was read rightly."""

    evidence: Figures
    right: npt.NDArray[np.bool_]


def held_out(ensemble: Ensemble, pages: Sequence[Page]) -> Held:
    """Read pages; those of which nothing is known but that they are articles are left out."""
    lines = lines_of(pages)
    score, page = score_lines(lines, ensemble, addresses_of(pages))
    state = states_of(lines, score, ensemble)
    seen = evidence(lines, state, score, page)
    found = np.isin(state, MAIN)
    allowed = np.concatenate([one.allowed for one in pages])
    may, must = allowed[:, MAIN].any(axis=1), ~np.delete(allowed, MAIN, axis=1).any(axis=1)
    length = lines.lengths().astype(np.float64)
    both, extra, missed = (
        np.bincount(lines.document, length * mask, lines.documents)
        for mask in (found & must, found & ~may, must & ~found)
    )
    score_ = 2 * both / np.maximum(2 * both + extra + missed, 1)
    article = np.array([one.article == 1 for one in pages])
    known = np.array([one.article == 0 or not one.allowed.all() for one in pages])
    return Held(seen[known], (article & (score_ >= RIGHT))[known])


def fit(parts: Sequence[Held]) -> Figures:
    """Return float64[len(EVIDENCE)], the weights of a logistic regression with a small ridge, by Newton's method."""
    columns = np.concatenate([part.evidence for part in parts])
    right = np.concatenate([part.right for part in parts])
    weights = np.zeros(len(EVIDENCE))
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (sure - right) + _RIDGE * weights
        bend = (columns * (sure * (1 - sure))[:, None]).T @ columns + _RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return np.round(weights, 4)
