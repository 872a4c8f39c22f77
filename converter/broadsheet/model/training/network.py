"""The network in PyTorch, computing in the whole numbers that `broadsheet.model.network` will compute in.

Weights are 64ths, activations 16ths; both are rounded in every forward pass, and gradients pass the rounding unchanged.
What is trained is then exactly what is run.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from broadsheet.features import column_names
from broadsheet.features.columns import KINDS
from broadsheet.features.words import HEAD, TOKENS
from broadsheet.model.states import STATES
from broadsheet.model.training.recipe import Recipe

SINGLE = (0, 1, 2, 3, TOKENS - 2, TOKENS - 1)
"""Places of the tokens that are read one by one; the first `HEAD` are read as a bag too."""


def rounded(values: Tensor, scale: float, most: float) -> Tensor:
    """Round to whole parts of `scale`, at most `most` of them, with the gradient of doing nothing inside that range."""
    held = values.clamp(-most / scale, most / scale)
    return held + (torch.floor(held * scale + 0.5) / scale - held).detach()


def activated(values: Tensor) -> Tensor:
    """Return activations: 16ths from 0 to 255."""
    held = values.clamp(0.0, 255 / 16)
    return held + (torch.floor(held * 16 + 0.5) / 16 - held).detach()


class Linear(nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
    """A linear layer with whole 64ths as weights and whole 1024ths as bias."""

    def __init__(self, inputs: int, outputs: int, gain: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * gain / inputs**0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, values: Tensor) -> Tensor:
        """Return the products and the bias."""
        return values @ rounded(self.weight, 64, 127) + rounded(self.bias, 1024, 2**20)


class Network(nn.Module):  # type: ignore[misc]  # as above
    """From features to scores: dilated convolutions over the lines of a page, with what the whole page looks like."""

    def __init__(self, words: int, recipe: Recipe) -> None:
        super().__init__()
        width, embedding, bag, dilations = recipe.width, recipe.embedding, recipe.bag, recipe.dilations
        self.dilations, self.pooled = dilations, recipe.pooled
        self.single = nn.Embedding(words + KINDS, embedding)
        self.bag = nn.Embedding(words + KINDS, bag)
        nn.init.normal_(self.single.weight, std=0.5)
        nn.init.normal_(self.bag.weight, std=0.3)
        self.first = Linear(len(column_names()) + embedding * len(SINGLE) + bag, width, 0.7)
        self.layers = nn.ModuleList(Linear(3 * width, width, 0.5) for _ in dilations)
        self.context = Linear(2 * width, width, 0.3)
        self.last = Linear(width, len(STATES))
        self.page = nn.ModuleList([Linear(2 * width, 32), Linear(32, 1)])

    def forward(
        self, dense: Tensor, tokens: Tensor, page: Tensor, sizes: Tensor, drop: float = 0.0
    ) -> tuple[Tensor, Tensor]:
        """Return scores of lines [m, states] and of pages [n]: positive for articles.

        Args:
            dense: uint8[m, columns].
            tokens: int[m, TOKENS].
            page: int[m], ascending.
            sizes: int[n], lines a page.
            drop: share of activations that is dropped.
        """
        single, bag = rounded(self.single.weight, 16, 127), rounded(self.bag.weight, 16, 127)
        known = (tokens > 0).unsqueeze(-1)
        one = nn.functional.embedding(tokens[:, list(SINGLE)], single) * known[:, list(SINGLE)]
        many = (nn.functional.embedding(tokens[:, :HEAD], bag) * known[:, :HEAD]).sum(1)
        value = activated(self.first(torch.cat([dense.float() / 16, one.flatten(1), many], 1)))
        for place, (layer, step) in enumerate(zip(self.layers, self.dilations, strict=True)):
            if drop:
                value = nn.functional.dropout(value, drop, self.training)
            sum_ = value + layer(torch.cat([shifted(value, page, -step), value, shifted(value, page, step)], 1))
            if place == self.pooled:
                sum_ = sum_ + self.context(pool(value, page, sizes))[page]
            value = activated(sum_)
        hidden = activated(self.page[0](pool(value, page, sizes)))
        return self.last(value), self.page[1](hidden).squeeze(1)


def shifted(value: Tensor, page: Tensor, step: int) -> Tensor:
    """Return the value `step` lines further down on the same page, 0 beyond its ends."""
    size, far = len(value), abs(step)
    out = torch.zeros_like(value)
    if far >= size:
        return out
    same = (page[far:] == page[:-far]).unsqueeze(1)
    return torch.cat([value[far:] * same, out[:far]] if step > 0 else [out[:far], value[:-far] * same])


def pool(value: Tensor, page: Tensor, sizes: Tensor) -> Tensor:
    """Return the mean, as a whole activation, and the greatest of each page: [n, 2 * width]."""
    index = page.unsqueeze(1).expand_as(value)
    total = torch.zeros(len(sizes), value.shape[1]).scatter_add(0, index, value)
    most = torch.zeros(len(sizes), value.shape[1]).scatter_reduce(0, index, value, "amax", include_self=True)
    return torch.cat([activated(total / sizes.unsqueeze(1)), most], 1)


class Chain(nn.Module):  # type: ignore[misc]  # as above
    """A conditional random field over the states of neighbouring lines."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(len(STATES), len(STATES)))
        self.start = nn.Parameter(torch.zeros(len(STATES)))

    def forward(self, scores: Tensor, allowed: Tensor, opens: Tensor, sizes: Tensor) -> Tensor:
        """Return -log P of the allowed states in each window.

        Args:
            scores: float[w, t, states].
            allowed: bool[w, t, states].
            opens: bool[w], windows that begin a page.
            sizes: int[w], lines of each window.
        """
        free = self._total(scores, opens, sizes)
        return free - self._total(scores.masked_fill(~allowed, -1e4), opens, sizes)

    def _total(self, scores: Tensor, opens: Tensor, sizes: Tensor) -> Tensor:
        alpha = scores[:, 0] + self.start * opens.unsqueeze(1)
        for place in range(1, scores.shape[1]):
            following = torch.logsumexp(alpha.unsqueeze(2) + self.steps, 1) + scores[:, place]
            alpha = torch.where((place < sizes).unsqueeze(1), following, alpha)
        return torch.logsumexp(alpha, 1)
