"""The training loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import attrs
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from broadsheet.features import ADDRESS_COLUMNS, LAYOUT_COLUMNS, Vocabulary, column_names, features
from broadsheet.features.columns import KINDS
from broadsheet.features.words import Hashes, find_words
from broadsheet.kernels import data, offsets
from broadsheet.lines import Lines
from broadsheet.model.states import STATE, STATES
from broadsheet.model.training.bench import Page, addresses_of, lines_of
from broadsheet.model.training.compose import composed
from broadsheet.model.training.network import Chain, Network
from broadsheet.model.training.recipe import Recipe

WINDOW = 64
"""Lines of the windows in which the order of states is scored."""

_LONGEST_OTHER = 800
"""Lines of a page that is no article, at the most: the rest teaches nothing more."""
_RARE = torch.tensor(
    [name in {"headline", "byline", "date", "lede", "caption", "credit", "subheading"} for name in STATES]
)
_PLACES = (
    "has_clock",
    "has_year",
    "has_two_digits",
    "has_glued_digits",
    "first_line",
    "has_address",
    "has_title",
    *LAYOUT_COLUMNS,
)
_WORD_COLUMNS = [
    place
    for place, name in enumerate(column_names())
    if (name.startswith(("has_", "first_")) or name in {"known_share", "common_share"}) and name not in _PLACES
]
_CASE_COLUMNS = [
    column_names().index(name)
    for name in ("upper_share", "capital_share", "shouted_share", "opens_upper", "closes_upper", "opens_lower")
]


@attrs.frozen(eq=False)
class Trained:
    """A trained network and the chain of its states."""

    network: Network
    chain: Chain


@attrs.frozen(eq=False)
class _Batch:
    dense: Tensor
    tokens: Tensor
    allowed: Tensor
    page: Tensor
    sizes: Tensor
    article: Tensor
    known: Tensor


@attrs.frozen(eq=False)
class _Material:
    """All pages as tensors."""

    pages: Sequence[Page]
    lines: Lines
    dense: Tensor
    tokens: Tensor
    allowed: Tensor

    @staticmethod
    def of(pages: Sequence[Page], vocabulary: Hashes) -> _Material:
        lines = lines_of(pages)
        seen = features(lines, Vocabulary(vocabulary), addresses_of(pages))
        allowed = torch.from_numpy(np.concatenate([page.allowed for page in pages]))
        return _Material(pages, lines, torch.from_numpy(seen.dense), torch.from_numpy(seen.tokens).long(), allowed)

    def batch(self, chosen: Sequence[int]) -> _Batch:
        starts = self.lines.starts
        rows = torch.from_numpy(np.concatenate([np.arange(starts[one], starts[one + 1]) for one in chosen]))
        sizes = torch.tensor([int(starts[one + 1] - starts[one]) for one in chosen])
        return _Batch(
            dense=self.dense[rows].clone(),
            tokens=self.tokens[rows].clone(),
            allowed=self.allowed[rows],
            page=torch.repeat_interleave(torch.arange(len(chosen)), sizes),
            sizes=sizes,
            article=torch.tensor([float(self.pages[one].article) for one in chosen]),
            known=torch.tensor([not self.pages[one].allowed.all() for one in chosen]),
        )


def train(
    pages: Sequence[Page],
    vocabulary: Hashes,
    recipe: Recipe,
    seed: int,
    say: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Train a network on pages in all renderings; the same seed gives the same weights on one machine."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    some = _drawn(pages, recipe, random)
    material = _Material.of(some, vocabulary)
    say(f"{len(some):,} pages, {len(material.lines):,} lines, {len(vocabulary):,} words")
    network = Network(len(vocabulary), recipe)
    chain = Chain()
    both = torch.nn.ModuleList([network, chain])
    mean = torch.optim.swa_utils.AveragedModel(both, multi_avg_fn=_average(recipe.average))
    steps = sum(1 for _ in _batches(material, recipe, random)) * recipe.epochs
    optimiser = torch.optim.AdamW(both.parameters(), lr=recipe.rate, weight_decay=recipe.decay, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=round(steps * 1.1) + 50, pct_start=0.1
    )
    network.train()
    for epoch in range(recipe.epochs):
        losses = []
        for chosen in _batches(material, recipe, random):
            batch = material.batch(chosen)
            _hide(batch, recipe)
            loss = _loss(network, chain, batch, recipe)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(both.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            mean.update_parameters(both)
            losses.append(float(loss.detach()))
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.4f}")
    averaged, averaged_chain = mean.module
    return Trained(averaged.eval(), averaged_chain)


def frequent_words(pages: Sequence[Page], recipe: Recipe, seed: int) -> Hashes:
    """Return the hashes of words that many sites have, the commonest first, in the pages that a seed draws."""
    pages = _drawn(pages, recipe, np.random.default_rng(seed))
    lines = lines_of(pages)
    at = offsets(lines.text)
    words = find_words(data(lines.text)[at[0] : at[-1]], at - at[0])
    sites = {site: number for number, site in enumerate(sorted({page.site for page in pages}))}
    site = np.array([sites[page.site] for page in pages], np.uint64)[lines.document[words.line]]
    distinct = np.unique(np.stack([words.hash, site], axis=1), axis=0)[:, 0]
    hashes, count = np.unique(distinct, return_counts=True)
    order = np.argsort(-count, kind="stable")
    return hashes[order[count[order] >= recipe.sites][: recipe.words]]


def _drawn(pages: Sequence[Page], recipe: Recipe, random: np.random.Generator) -> list[Page]:
    """Return pages that hold a line, long ones that are no article shortened, and pages composed of them."""
    some = [_shortened(page, random) for page in pages if len(page.lines)]
    return some + list(composed(some, recipe.composed, random))


def _shortened(page: Page, random: np.random.Generator) -> Page:
    if page.article or len(page.lines) <= _LONGEST_OTHER:
        return page
    first = int(random.integers(0, len(page.lines) - _LONGEST_OTHER))
    part = slice(first, first + _LONGEST_OTHER)
    return attrs.evolve(
        page, lines=page.lines[part], number=page.number[part], listed=page.listed[part], allowed=page.allowed[part]
    )


def _batches(material: _Material, recipe: Recipe, random: np.random.Generator) -> Iterator[list[int]]:
    """Yield the pages of each step of an epoch: all news pages, and some of the renderings of each other page."""
    chosen = [place for place, page in enumerate(material.pages) if page.source != "wcxb"]
    renderings: dict[str, list[int]] = defaultdict(list)
    for place, page in enumerate(material.pages):
        if page.source == "wcxb":
            renderings[page.doc_id].append(place)
    for places in renderings.values():
        count = 2 if material.pages[places[0]].article else 1
        chosen += random.choice(places, min(count, len(places)), replace=False).tolist()
    random.shuffle(chosen)
    sizes = np.diff(material.lines.starts)
    batch: list[int] = []
    for place in chosen:
        if batch and sizes[batch].sum() + sizes[place] > recipe.budget:
            yield batch
            batch = []
        batch.append(place)
    yield batch


def _hide(batch: _Batch, recipe: Recipe) -> None:
    """Hide, for this step, what pages of other sites, languages and dumps will not have."""

    def some_pages(share: float) -> Tensor:
        return (torch.rand(len(batch.sizes)) < share)[batch.page]

    for share, names in ((recipe.hidden_layout, LAYOUT_COLUMNS), (recipe.hidden_address, ADDRESS_COLUMNS)):
        batch.dense[some_pages(share).nonzero(), torch.tensor([column_names().index(name) for name in names])] = 0
    unknown = (torch.rand(batch.tokens.shape) < recipe.unknown_words) & (batch.tokens >= KINDS)
    batch.tokens[unknown] = 1
    foreign = some_pages(recipe.unknown_language)
    batch.tokens[foreign.unsqueeze(1) & (batch.tokens > 0) & (batch.tokens != 4)] = 5  # noqa: PLR2004 - no number: beyond ASCII
    batch.dense[foreign.nonzero(), torch.tensor(_WORD_COLUMNS)] = 0
    batch.dense[(foreign & some_pages(0.5)).nonzero(), torch.tensor(_CASE_COLUMNS)] = 0


def _loss(network: Network, chain: Chain, batch: _Batch, recipe: Recipe) -> Tensor:
    score, page = network(batch.dense, batch.tokens, batch.page, batch.sizes, drop=recipe.dropout)
    loss = functional.binary_cross_entropy_with_logits(page, batch.article) * recipe.page
    known = batch.known[batch.page]
    if not known.any():
        return loss
    sole = batch.allowed.sum(1) == 1
    weight = torch.ones(len(score))
    weight[sole & (batch.allowed & _RARE).any(1)] = recipe.rare
    weight[sole & batch.allowed[:, STATE["comment_head"]]] = recipe.heads
    held = torch.logsumexp(score, 1) - torch.logsumexp(score.masked_fill(~batch.allowed, -1e4), 1)
    lines = (held * weight * known).sum()
    order = _order(chain, score, batch)
    return loss + (lines + recipe.chain * order) / known.sum()


def _order(chain: Chain, score: Tensor, batch: _Batch) -> Tensor:
    """Return -log P of the allowed orders of states, over all windows of pages of which something is known."""
    first, size, opens = [], [], []
    begin = 0
    for length, known in zip(batch.sizes.tolist(), batch.known.tolist(), strict=True):
        if known:
            for place in range(begin, begin + length, WINDOW):
                first.append(place)
                size.append(min(WINDOW, begin + length - place))
                opens.append(place == begin)
        begin += length
    sizes = torch.tensor(size)
    rows = torch.tensor(first).unsqueeze(1) + torch.minimum(torch.arange(WINDOW).unsqueeze(0), sizes.unsqueeze(1) - 1)
    total: Tensor = chain(score[rows], batch.allowed[rows], torch.tensor(opens), sizes).sum()
    return total


def _average(keep: float) -> Callable[[Sequence[Tensor], Sequence[Tensor], Tensor], None]:
    """Return how weights are averaged: exponentially, over fewer steps at the beginning."""

    def update(mean: Sequence[Tensor], current: Sequence[Tensor], count: Tensor) -> None:
        share = min(keep, (1 + float(count)) / (10 + float(count)))
        with torch.no_grad():
            torch._foreach_lerp_(list(mean), list(current), 1 - share)

    return update
