"""Several networks, trained alike but for their seeds, that read pages together.

Each errs elsewhere, so what they say on average is right more often than what one of them says. The first reads every
page. The others read along where it is in doubt: where much of what may be the text may as well be something else.
Averages are cut down to whole 1024ths, and whether a page is doubtful depends on its own lines alone, so its scores
are the same in any batch. `weights.npz` holds what training wrote; its card, weights.md, says from what and how good it
is.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import IO, Final

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.features import Features, Vocabulary
from broadsheet.kernels import Index, Mask
from broadsheet.model.network import Floats, Network
from broadsheet.model.states import SCORE_UNIT, text_margin

_UNSURE: Final = 2.0
"""A line is unsure whose best state as text and whose best other state lie no further apart than this (as log-odds)."""
_DOUBT: Final = 0.1
"""The share of unsure lines in a page's text, by their length, from which on the page is doubtful."""
_LIKELY: Final = 0.0
"""The score of a page (as log-odds) from which on it is rather an article than none: few ask for the text of others."""


@attrs.frozen(eq=False)
class Ensemble:
    """The networks that were trained together.

    Attributes:
        vocabulary: the words that they tell apart.
        networks: the one that reads every page, and those that are asked where it is in doubt.
        steps, start: float32[states, states] and [states]: what going from one state to the next costs, and
            beginning with one, as natural logarithms in whole 1024ths.
        calibration: from page scores and other columns to confidence; see `confidence`.
    """

    vocabulary: Vocabulary
    networks: tuple[Network, ...]
    steps: Floats
    start: Floats
    calibration: npt.NDArray[np.float64]

    @staticmethod
    def load(file: IO[bytes]) -> Ensemble:
        """Read the arrays that training wrote; those of each network begin with its number."""
        with np.load(file) as stored:
            held = {name: stored[name] for name in stored.files}
        return Ensemble(
            vocabulary=Vocabulary(held["vocabulary"]),
            networks=tuple(
                Network.of({name.partition("/")[2]: held[name] for name in held if name.startswith(f"{number}/")})
                for number in range(int(held["networks"]))
            ),
            steps=held["steps"].astype(np.float32) / np.float32(SCORE_UNIT),
            start=held["start"].astype(np.float32) / np.float32(SCORE_UNIT),
            calibration=held["calibration"],
        )

    def score(self, features: Features, length: Index, starts: Index) -> tuple[Floats, Floats]:
        """Return float32[m, states] scores of lines and float32[n] of pages, natural logarithms of odds.

        They are whole 1024ths.

        Args:
            features: of the m lines of n pages.
            length: int64[m], bytes of the lines.
            starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        """
        first, *others = self.networks
        score, page = first.score(features, starts)
        chosen = doubtful(score, page, length, starts)
        if not others or not chosen.any():
            return score, page
        sizes = np.diff(starts)
        rows = np.flatnonzero(np.repeat(chosen, sizes))
        some = Features(features.dense.T[:, rows].T, features.tokens[rows])
        own = np.concatenate([[0], np.cumsum(sizes[chosen])])
        lines, pages = score[rows], page[chosen]
        for network in others:
            more_lines, more_pages = network.score(some, own)
            lines += more_lines
            pages += more_pages
        score[rows], page[chosen] = (_mean(total, len(self.networks)) for total in (lines, pages))
        return score, page


def doubtful(score: Floats, page: Floats, length: Index, starts: Index) -> Mask:
    """Return bool[n], the pages that one network alone does not read surely.

    Args:
        score: float32[m, states], what it says of the m lines of n pages.
        page: float32[n], what it says of the pages.
        length: int64[m], bytes of the lines.
        starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
    """
    document = np.repeat(np.arange(len(page)), np.diff(starts))
    margin = text_margin(score)
    unsure, text = (
        np.bincount(document, np.where(mask, length, 0), len(page))
        for mask in (np.abs(margin) <= _UNSURE, margin > -_UNSURE)
    )
    found: Mask = (unsure > _DOUBT * text) & (page >= _LIKELY)
    return found


def _mean(total: Floats, count: int) -> Floats:
    found: Floats = np.floor(total * np.float32(SCORE_UNIT) / np.float32(count)) / np.float32(SCORE_UNIT)
    return found


@cache
def shipped() -> Ensemble:
    """Load the networks that come with Broadsheet."""
    with files(__package__).joinpath("weights.npz").open("rb") as file:
        return Ensemble.load(file)
