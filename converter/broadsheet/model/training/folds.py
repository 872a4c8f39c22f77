"""Cut pages into folds for cross-validation: no site is in two, nor are sister sites with the same furniture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np

from broadsheet.model.training.bench import RENDERINGS, Page, news_pages, wcxb_pages

FOLDS = 4

_SHORTEST, _MOST_SITES, _SHARED = 30, 6, 4
"""Characters of a line that tells sisters, sites that may have it at most, and how many such lines sisters share."""


@cache
def fold_of(bench: Path) -> Mapping[str, int]:
    """Return doc_id -> fold, for the pages of the bench."""
    return folds([page for read in (news_pages, wcxb_pages) for page in read(bench, RENDERINGS[0])])


def folds(pages: Sequence[Page]) -> dict[str, int]:
    """Return doc_id -> fold, for pages of one rendering.

    Groups of sites go, large ones first, to the fold that is emptiest of news pages, WCXB articles and other pages.
    """
    family = _families(pages)
    groups: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        groups[family[page.site]].append(page)
    weights = {name: _weight(group) for name, group in groups.items()}
    total = np.sum(list(weights.values()), axis=0)
    load = np.zeros((FOLDS, 3))
    fold: dict[str, int] = {}
    for name in sorted(groups, key=lambda name: (-5 * weights[name][0] - len(groups[name]), name)):
        after = (load + weights[name]) / total
        chosen = int(np.argmin(after.max(axis=1) + (after * (weights[name] > 0)).sum(axis=1)))
        load[chosen] += weights[name]
        fold |= {page.doc_id: chosen for page in groups[name]}
    return fold


def _weight(group: Sequence[Page]) -> np.ndarray:
    news = sum(page.source == "news" for page in group)
    articles = sum(page.source == "wcxb" and page.article == 1 for page in group)
    return np.array([news, articles, len(group) - news - articles])


def _families(pages: Sequence[Page]) -> dict[str, str]:
    """Return site -> one of its family: sites that print several long lines which hardly any other site prints."""
    family = {page.site: page.site for page in pages}

    def find(site: str) -> str:
        while family[site] != site:
            site = family[site]
        return site

    for (one, other), count in sorted(_shared_lines(pages).items()):
        if count >= _SHARED:
            family[max(find(one), find(other))] = min(find(one), find(other))
    return {site: find(site) for site in family}


def _shared_lines(pages: Sequence[Page]) -> dict[tuple[str, str], int]:
    owners: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for line in page.lines:
            if len(line) >= _SHORTEST:
                owners[line].add(page.site)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for sites in owners.values():
        if len(sites) <= _MOST_SITES:
            for pair in combinations(sorted(sites), 2):
                shared[pair] += 1
    return shared
