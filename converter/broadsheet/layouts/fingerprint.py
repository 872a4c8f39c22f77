"""Tell by which layout a page is to be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, counts
from broadsheet.layouts.layout import Layout
from broadsheet.layouts.marks import SHORT, alternation, matches
from broadsheet.lines import Lines


def choose_layouts(lines: Lines, sites: pa.StringArray, layouts: Sequence[Layout]) -> Index:
    """Return, for each document, the place of the layout whose fingerprint it bears, or -1.

    Where several do, the one with more different clues wins, and of equal ones the first.

    Args:
        lines: the lines of n documents.
        sites: n host names without `www.`, null where the container names none.
        layouts: in the order of preference.
    """
    if not layouts:
        return np.full(lines.documents, -1, np.int64)
    short = np.flatnonzero(lines.lengths() <= SHORT)
    text = lines.text.take(pa.array(short))
    document = lines.document[short]
    clues = np.stack([_clues(text, document, lines.documents, sites, layout) for layout in layouts])
    best = np.argmax(clues, axis=0)
    return np.where(clues.max(axis=0) > 0, best, -1)


def _clues(text: pa.StringArray, document: Index, size: int, sites: pa.StringArray, layout: Layout) -> Index:
    """Return how many different lines of its fingerprint each document prints; 0 where they do not suffice."""
    fingerprint = layout.fingerprint
    patterns = (*fingerprint.any, *fingerprint.two)
    hit = np.asarray(pc.match_substring_regex(text, alternation(layout, patterns)))
    text, document = text.filter(pa.array(hit)), document[hit]
    starts = np.searchsorted(document, np.arange(size + 1))
    strong, weak = (
        sum((counts(matches(text, layout, (pattern,)), starts) > 0).astype(np.int64) for pattern in some)
        if some else np.zeros(size, np.int64)
        for some in (fingerprint.any, fingerprint.two)
    )  # fmt: skip
    hosted = np.asarray(pc.fill_null(pc.is_in(sites, pa.array(fingerprint.hosts, pa.string())), False))  # noqa: FBT003
    enough = (strong > 0) | (weak > 1) | ((weak > 0) & hosted)
    return np.where(enough, strong + weak + hosted, 0)
