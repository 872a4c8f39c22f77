"""Rank lines by a few features: each has a weight, in a table that is read at a glance, and the best of a page wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index

Floats = npt.NDArray[np.float64]


def weighed(weights: Mapping[str, float], features: Mapping[str, npt.NDArray[Any]]) -> Floats:
    """Return float64[k], the sum of k lines' features times the weights of the same names.

    It is added up in the order of the weights and rounded, so that it depends on nothing but the line.
    """
    parts = (weight * features[name].astype(np.float64) for name, weight in weights.items())
    return np.round(sum(parts), 6)


def best_of_groups(total: Floats, group: Index) -> Index:
    """Return the place of the greatest total of each group, the first of equal ones, in the order of groups."""
    order = np.lexsort((-total, group))
    best: Index = order[np.unique(group[order], return_index=True)[1]]
    return best
