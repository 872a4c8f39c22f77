"""How networks are trained: every number that training depends on, besides the pages."""

from __future__ import annotations

import attrs


@attrs.frozen
class Recipe:
    """Sizes of the networks, and how they are trained.

    Attributes:
        networks: how many are trained, each with the next seed.
        width, embedding, bag, dilations, pooled: of each network; see `Network`.
        sites: on how many sites a word must occur to be told from others; words that few sites have teach the network
            these sites.
        words: how many words at most.
        epochs, rate, decay, budget: passes over the pages, learning rate and weight decay of AdamW, lines of a batch.
        average: how much of the averaged weights each step keeps.
        dropout: share of activations that a step leaves out.
        unknown_words: share of words that a step takes for unknown ones.
        unknown_language: share of pages of which a step hides all words and, in half of them, all capitals: scripts and
            languages that the pages hardly hold have neither.
        hidden_layout: share of pages of which a step hides blank lines and list marks, which many dumps lack.
        hidden_address: share of pages whose address a step hides: folders of text name none.
        rare: weight of lines whose label is rare (headline, byline, date, lede, sub-heading, caption, credit).
        heads: weight of lines that begin a comment.
        chain: weight of the order of states against that of single lines.
        page: weight of telling articles from other pages.
        composed: pages that are put together from the article of one page and the comments of another.
    """

    networks: int = 3
    width: int = 48
    embedding: int = 16
    bag: int = 24
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16)
    pooled: int = 2
    sites: int = 25
    words: int = 4096
    epochs: int = 22
    rate: float = 3e-3
    decay: float = 1e-4
    budget: int = 4000
    average: float = 0.997
    dropout: float = 0.12
    unknown_words: float = 0.15
    unknown_language: float = 0.1
    hidden_layout: float = 0.35
    hidden_address: float = 0.4
    rare: float = 8.0
    heads: float = 3.0
    chain: float = 0.5
    page: float = 0.1
    composed: int = 600
