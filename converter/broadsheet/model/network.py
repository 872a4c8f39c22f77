"""The network that scores lines, in whole numbers.

Weights are whole 64ths and activations whole 16ths, so every sum below is a whole number that a 32-bit float holds
exactly: the scores are the same in whatever order a matrix product adds, on any machine, whatever pages share a batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.features import TOKENS, Features
from broadsheet.features.words import HEAD
from broadsheet.kernels import Index
from broadsheet.model.states import STATES

Floats = npt.NDArray[np.float32]

SINGLE: Final = (0, 1, 2, 3, TOKENS - 2, TOKENS - 1)
"""Places of the tokens that are read one by one; the first `HEAD` are read as a bag too."""

_BLOCK = 4096
"""Lines that are scored together, about: what they need stays in the processor's cache."""
_ACTIVE = np.float32(255)
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
class Entry:
    """The layer that takes what is seen of each line.

    What a token adds at each place is worked out once for all tokens: adding rows up takes less than half the time of
    putting embeddings together and multiplying them.

    Attributes:
        columns: float32[columns, width], weights of the columns.
        tokens: for each of the `TOKENS` places float32[words + KINDS, width], what each token there adds to the sums;
            the bias, with the half that rounds to the nearest, is in those of the first place.
    """

    columns: Floats
    tokens: tuple[Floats, ...]

    @staticmethod
    def of(single: Floats, bag: Floats, linear: Linear) -> Entry:
        """Take the weights of columns and words apart.

        Args:
            single: float32[words + KINDS, ...], embeddings of tokens in 16ths; row 0, no token, counts as 0.
            bag: the same, of tokens that are read together.
            linear: takes the columns, the embeddings of the `SINGLE` tokens, and the sum of the first `HEAD` in `bag`.
        """
        single[0] = bag[0] = 0
        sizes = [single.shape[1]] * len(SINGLE) + [bag.shape[1]]
        columns, *words = np.split(linear.weight, len(linear.weight) - np.cumsum(sizes[::-1])[::-1])
        together, nothing = bag @ words.pop(), np.zeros((len(bag), linear.weight.shape[1]), np.float32)
        tokens = [together if place < HEAD else nothing for place in range(TOKENS)]
        for place, weight in zip(SINGLE, words, strict=True):
            tokens[place] = tokens[place] + single @ weight
        tokens[0] = tokens[0] + linear.bias + np.float32(0.5)
        return Entry(columns, tuple(tokens))

    def __call__(self, dense: npt.NDArray[np.uint8], tokens: npt.NDArray[np.int32]) -> Floats:
        """Return activations, float32[m, width], of m lines: their columns, and the tokens of their words."""
        entered: Floats = dense.astype(np.float32) @ self.columns
        some = np.empty_like(entered)
        for table, token in zip(self.tokens, np.ascontiguousarray(tokens.T), strict=True):
            entered += _rows(table, token, some)
        return _activated(entered, entered)


@attrs.frozen(eq=False)
class Convolution:
    """A layer that adds to each line what it, the line `step` above and the line `step` below say.

    Attributes:
        above, own, below: float32[width, width]; `own` adds the line itself too.
        bias: float32[width], with the half that rounds to the nearest.
        step: how far away the two lines are.
    """

    above: Floats
    own: Floats
    below: Floats
    bias: Floats
    step: int

    @staticmethod
    def of(linear: Linear, step: int) -> Convolution:
        """Take the weights of the three lines apart."""
        above, own, below = np.split(linear.weight, 3)
        return Convolution(above, own + np.eye(len(own), dtype=np.float32), below, linear.bias + np.float32(0.5), step)

    def __call__(self, value: Floats, total: Floats, some: Floats) -> None:
        """Put the sums, which `_activated` is still to cut, into `total`.

        `value` is float32[n + 2 * gap, width], n lines with rows of 0 around them; `total` and `some` are
        float32[n, width], memory to work in.
        """
        begin = (len(value) - len(total)) // 2
        end = begin + len(total)
        np.matmul(value[begin:end], self.own, out=total)
        for weight, shift in ((self.above, -self.step), (self.below, self.step)):
            total += np.matmul(value[begin + shift : end + shift], weight, out=some)
        total += self.bias


@attrs.frozen(eq=False)
class Network:
    """The trained network.

    Attributes:
        entry, layers, context, last: the layers over lines; `pooled` is the place of the one of `layers` that sees the
            page as a whole.
        page: the two layers that score pages.
    """

    entry: Entry
    layers: tuple[Convolution, ...]
    pooled: int
    context: Linear
    last: Linear
    page: tuple[Linear, Linear]

    @staticmethod
    def of(held: Mapping[str, npt.NDArray[Any]]) -> Network:
        """Make a network of the arrays that training wrote."""

        def linear(name: str) -> Linear:
            weight, bias = (held[f"{name}.{part}"].astype(np.float32) / np.float32(64) for part in ("weight", "bias"))
            return Linear(weight, bias)

        return Network(
            entry=Entry.of(held["single"].astype(np.float32), held["bag"].astype(np.float32), linear("first")),
            layers=tuple(
                Convolution.of(linear(f"layers.{place}"), step) for place, step in enumerate(held["dilations"].tolist())
            ),
            pooled=int(held["pooled"]),
            context=linear("context"),
            last=linear("last"),
            page=(linear("page.0"), linear("page.1")),
        )

    def score(self, features: Features, starts: Index) -> tuple[Floats, Floats]:
        """Return float32[m, states] scores of lines and float32[n] of pages, natural logarithms of odds.

        They are whole 1024ths.

        Args:
            features: of the m lines of n pages.
            starts: int64[n + 1]; the lines of page d are `starts[d]:starts[d + 1]`.
        """
        lines = np.zeros((len(features.dense), len(STATES)), np.float32)
        pages = np.zeros(len(starts) - 1, np.float32)
        for begin, end in _blocks(starts):
            rows = slice(starts[begin], starts[end])
            value = self.entry(features.dense[rows], features.tokens[rows])
            lines[rows], pages[begin:end] = self._pass(value, starts[begin : end + 1] - starts[begin])
        return lines, pages

    def _pass(self, entered: Floats, starts: Index) -> tuple[Floats, Floats]:
        """Run the layers with `gap` rows of 0 around every page, so that no line sees another page."""
        sizes, gap = np.diff(starts), max(layer.step for layer in self.layers)
        at = starts[:-1] + gap * np.arange(1, len(sizes) + 1)
        page = np.repeat(np.arange(len(sizes)), sizes)
        row = np.arange(len(entered)) + gap * (page + 1)
        outside = (np.append(at, len(entered) + gap * (len(sizes) + 1))[:, None] - gap + np.arange(gap)).ravel()
        value = np.zeros((len(entered) + len(outside), entered.shape[1]), np.float32)
        value[row] = entered
        inner = value[gap : len(value) - gap]
        total, some = np.empty_like(inner), np.empty_like(inner)
        for place, layer in enumerate(self.layers):
            layer(value, total, some)
            if place == self.pooled:
                seen = self.context(_pool(value, at, sizes))
                total += np.repeat(seen, np.append(sizes[:-1] + gap, sizes[-1:]), axis=0)
            _activated(total, inner)
            value[outside] = 0
        hidden = self.page[0](_pool(value, at, sizes)) + np.float32(0.5)
        unit = np.float32(1 / 16)  # of activations
        return self.last(_rows(value, row)) * unit, self.page[1](_activated(hidden, hidden))[:, 0] * unit


def _rows(table: Floats, places: npt.NDArray[np.integer], out: Floats | None = None) -> Floats:
    """Return rows of a table; without the check of places that `table[places]` makes it takes a third of the time."""
    return np.take(table, places, axis=0, out=out, mode="clip")


def _blocks(starts: Index) -> list[tuple[int, int]]:
    """Return ranges of pages with about `_BLOCK` lines together; a longer page is a block of its own."""
    blocks, begin = [], 0
    while begin < len(starts) - 1:
        end = max(int(np.searchsorted(starts, starts[begin] + _BLOCK, side="right")) - 1, begin + 1)
        blocks.append((begin, end))
        begin = end
    return blocks


def _activated(total: Floats, out: Floats) -> Floats:
    """Cut sums that a half was added to down to whole 16ths between 0 and 255."""
    return np.clip(np.floor(total, out=total), 0, _ACTIVE, out=out)


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
