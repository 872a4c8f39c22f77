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
_HALF = np.float32(0.5)
_EXACT = 1 << 16
"""Lines of the longest page whose activations a 32-bit float adds up exactly."""


@attrs.frozen(eq=False)
class Linear:
    """A linear layer over whole 16ths.

    Attributes:
        weight: float32[inputs, outputs], whole 64ths.
        bias: float32[outputs], whole 64ths of a 16th.
    """

    weight: Floats
    bias: Floats

    def __call__(self, value: Floats) -> Floats:
        """Return whole 64ths of a 16th."""
        total: Floats = value @ self.weight
        total += self.bias
        return total


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
            scale = np.float32(1 / 64)
            return Linear(held[f"{name}.weight"] * scale, held[f"{name}.bias"] * scale)

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
        one = self.single[tokens[:, SINGLE]].reshape(len(tokens), len(SINGLE) * self.single.shape[1])
        many = self.bag[tokens[:, 0]]
        for place in range(1, HEAD):
            many += self.bag[tokens[:, place]]
        return _activated(self.first(np.concatenate([dense, one, many], axis=1, dtype=np.float32)))

    def _pass(self, entered: Floats, starts: Index) -> tuple[Floats, Floats]:
        """Run the layers with `gap` rows of 0 around every page, so that no line sees another page."""
        sizes, gap = np.diff(starts), max(self.dilations)
        at = starts[:-1] + gap * np.arange(1, len(sizes) + 1)
        page = np.repeat(np.arange(len(sizes)), sizes)
        row = np.arange(len(entered)) + gap * (page + 1)
        outside = (np.append(at, len(entered) + gap * (len(sizes) + 1))[:, None] - gap + np.arange(gap)).ravel()
        value = np.zeros((len(entered) + len(outside), entered.shape[1]), np.float32)
        value[row] = entered
        inner = slice(gap, len(value) - gap)
        for place, (layer, step) in enumerate(zip(self.layers, self.dilations, strict=True)):
            total = value[inner] + layer.bias
            for part, weight in enumerate(np.split(layer.weight, 3)):
                shift = (part - 1) * step
                total += value[inner.start + shift : inner.stop + shift] @ weight
            if place == self.pooled:
                seen = self.context(_pool(value, at, sizes))
                total += np.repeat(seen, np.append(sizes[:-1] + gap, sizes[-1:]), axis=0)
            value[inner] = _activated(total)
            value[outside] = 0
        hidden = _activated(self.page[0](_pool(value, at, sizes)))
        unit = np.float32(64)  # from 64ths of a 16th to 1024ths
        return self.last(value[row]) * unit, self.page[1](hidden)[:, 0] * unit


def _blocks(starts: Index) -> list[tuple[int, int]]:
    """Return ranges of pages with about `_BLOCK` lines together; a longer page is a block of its own."""
    blocks, begin = [], 0
    while begin < len(starts) - 1:
        end = max(int(np.searchsorted(starts, starts[begin] + _BLOCK, side="right")) - 1, begin + 1)
        blocks.append((begin, end))
        begin = end
    return blocks


def _activated(total: Floats) -> Floats:
    """Round to whole 16ths between 0 and 255, in place."""
    total += _HALF
    np.floor(total, out=total)
    return np.clip(total, 0, _ACTIVE, out=total)


def _pool(value: Floats, at: Index, sizes: Index) -> Floats:
    """Return the mean, as a whole activation, and the greatest of each page; 0 for a page without lines."""
    filled = np.flatnonzero(sizes)
    out = np.zeros((len(sizes), 2 * value.shape[1]), np.float32)
    if len(filled):
        bounds = np.stack([at[filled], at[filled] + sizes[filled]], axis=1).ravel()
        exact = np.float32 if sizes.max() < _EXACT else np.float64
        mean = np.add.reduceat(value, bounds, axis=0, dtype=exact)[::2] / sizes[filled, None]
        out[filled] = np.concatenate([np.floor(mean + 0.5), np.maximum.reduceat(value, bounds, axis=0)[::2]], axis=1)
    return out


@cache
def shipped() -> Network:
    """Load the network that comes with Broadsheet."""
    with files(__package__).joinpath("weights.npz").open("rb") as file:
        return Network.load(file)
