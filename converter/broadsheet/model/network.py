"""The network that scores lines, in whole numbers.

Weights are whole 64ths and activations whole 16ths, so every sum below is a whole number that a 32-bit float holds
exactly: the scores are the same in whatever order a matrix product adds, on any machine, whatever pages share a batch.
`weights.npz` holds what training wrote; its card, weights.md, says from what and how good it is.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import IO, Final

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.features import TOKENS, Features, Vocabulary
from broadsheet.features.words import HEAD
from broadsheet.kernels import Index

Floats = npt.NDArray[np.float32]

SINGLE: Final = (0, 1, 2, 3, TOKENS - 2, TOKENS - 1)
"""Places of the tokens that are read one by one; the first `HEAD` are read as a bag too."""

_BLOCK = 4096
"""Lines that are scored together, about: what they need stays in the processor's cache."""
_ACTIVE = np.float32(255)
_WEIGHT = np.float32(1 / 64)


@attrs.frozen(eq=False)
class Linear:
    """A linear layer: `weight` in 64ths, `bias` in 1024ths of what it gives."""

    weight: Floats
    bias: Floats

    def __call__(self, value: Floats) -> Floats:
        """Return whole 1024ths for whole 16ths."""
        return value @ self.weight + self.bias


@attrs.frozen(eq=False)
class Network:
    """The trained network.

    Attributes:
        vocabulary: the words that it tells apart.
        single, bag: float32[words + KINDS, ...], embeddings of tokens in 16ths; row 0, no token, is 0.
        first, layers, context, last: the layers over lines; `dilations` the reach of each of `layers`, and `pooled`
            the place of the one that sees the page as a whole.
        page: the two layers that score pages.
        steps, start: float32[states, states] and [states]: what going from one state to the next costs, in 1024ths.
        calibration: from page scores and other columns to confidence; see `confidence`.
    """

    vocabulary: Vocabulary
    single: Floats
    bag: Floats
    first: Linear
    layers: tuple[Linear, ...]
    dilations: tuple[int, ...]
    pooled: int
    context: Linear
    last: Linear
    page: tuple[Linear, Linear]
    steps: Floats
    start: Floats
    calibration: npt.NDArray[np.float64]

    @staticmethod
    def load(file: IO[bytes]) -> Network:
        """Read a network from the arrays that training wrote."""
        with np.load(file) as stored:
            held = {name: stored[name] for name in stored.files}

        def linear(name: str) -> Linear:
            return Linear(held[f"{name}.weight"].astype(np.float32), held[f"{name}.bias"].astype(np.float32))

        single, bag = held["single"].astype(np.float32), held["bag"].astype(np.float32)
        single[0] = bag[0] = 0
        dilations = tuple(int(step) for step in held["dilations"])
        return Network(
            vocabulary=Vocabulary(held["vocabulary"]),
            single=single,
            bag=bag,
            first=linear("first"),
            layers=tuple(linear(f"layers.{place}") for place in range(len(dilations))),
            dilations=dilations,
            pooled=int(held["pooled"]),
            context=linear("context"),
            last=linear("last"),
            page=(linear("page.0"), linear("page.1")),
            steps=held["steps"].astype(np.float32),
            start=held["start"].astype(np.float32),
            calibration=held["calibration"],
        )

    def score(self, features: Features, starts: Index) -> tuple[Floats, Floats]:
        """Return float32[m, states] scores of lines and float32[n] of pages, in whole 1024ths.

        Args:
            features: of the m lines of n pages.
            starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        """
        lines = np.zeros((len(features.dense), len(self.start)), np.float32)
        pages = np.zeros(len(starts) - 1, np.float32)
        for begin, end in _blocks(starts):
            rows = slice(starts[begin], starts[end])
            value = self._enter(features.dense[rows], features.tokens[rows])
            lines[rows], pages[begin:end] = self._pass(value, starts[begin : end + 1] - starts[begin])
        return lines, pages

    def _enter(self, dense: npt.NDArray[np.uint8], tokens: npt.NDArray[np.int32]) -> Floats:
        one = self.single[tokens[:, SINGLE]].reshape(len(tokens), -1)
        many = self.bag[tokens[:, :HEAD]].sum(axis=1)
        return _activated(self.first(np.concatenate([dense.astype(np.float32), one, many], axis=1)))

    def _pass(self, value: Floats, starts: Index) -> tuple[Floats, Floats]:
        sizes = np.diff(starts)
        page = np.repeat(np.arange(len(sizes)), sizes)
        for place, (layer, step) in enumerate(zip(self.layers, self.dilations, strict=True)):
            total = layer(_beside(value, starts, step))
            total += value * np.float32(64)
            if place == self.pooled:
                total += self.context(_pool(value, starts))[page]
            value = _activated(total)
        hidden = _activated(self.page[0](_pool(value, starts)))
        return self.last(value), self.page[1](hidden)[:, 0]


def _blocks(starts: Index) -> list[tuple[int, int]]:
    """Return ranges of pages with about `_BLOCK` lines together; a longer page is a block of its own."""
    blocks, begin = [], 0
    while begin < len(starts) - 1:
        end = max(int(np.searchsorted(starts, starts[begin] + _BLOCK, side="right")) - 1, begin + 1)
        blocks.append((begin, end))
        begin = end
    return blocks


def _activated(total: Floats) -> Floats:
    """Return whole 16ths between 0 and 255 for whole 1024ths."""
    total *= _WEIGHT
    total += np.float32(0.5)
    np.floor(total, out=total)
    return np.clip(total, 0, _ACTIVE, out=total)


def _beside(value: Floats, starts: Index, step: int) -> Floats:
    """Return each line's values between those `step` lines above and below it, 0 beyond the ends of its page."""
    size, width = value.shape
    wide = np.zeros((size, 3 * width), np.float32)
    wide[:, width : 2 * width] = value
    if step < size:
        wide[step:, :width] = value[:-step]
        wide[:-step, 2 * width :] = value[step:]
    place = np.arange(size)
    page = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    wide[place - step < starts[page], :width] = 0
    wide[place + step >= starts[page + 1], 2 * width :] = 0
    return wide


def _pool(value: Floats, starts: Index) -> Floats:
    """Return the mean, as a whole activation, and the greatest of each page; 0 for a page without lines."""
    sizes = np.diff(starts)
    filled = np.flatnonzero(sizes > 0)
    out = np.zeros((len(sizes), 2 * value.shape[1]), np.float32)
    if len(filled):
        at = starts[filled]
        # Sums of long pages leave what a 32-bit float holds exactly.
        mean = np.add.reduceat(value, at, axis=0, dtype=np.float64) / sizes[filled, None]
        out[filled] = np.concatenate([np.floor(mean + 0.5), np.maximum.reduceat(value, at, axis=0)], axis=1)
    return out


@cache
def shipped() -> Network:
    """Load the network that comes with Broadsheet."""
    with files(__package__).joinpath("weights.npz").open("rb") as file:
        return Network.load(file)

