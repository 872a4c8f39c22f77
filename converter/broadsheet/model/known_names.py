"""Given names of many countries, by which lines are told to name somebody."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Mask

TITLES = r"(?:(?:Dr|Prof|Univ|Mag|Sir|Dame|Mr|Mrs|Ms|Sr|Ing|Dipl)(?:\.-?| |-) ?)*"


def begin_with_given_names(names: pa.StringArray) -> Mask:
    """Return which names begin with a given name that is known, behind titles."""
    first = pc.replace_substring_regex(names, rf"^{TITLES}([^ -]+).*$", r"\1")
    return are_given_names(pc.utf8_lower(first))


def are_given_names(words: pa.StringArray) -> Mask:
    """Return which words, in lower case, are given names that are known.

    They are few: a look at each takes less time than Arrow's `is_in` needs to make its table of all names anew.
    """
    known = _given_names()
    return np.fromiter((word in known for word in words.to_pylist()), bool, len(words))


@cache
def _given_names() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8").split("\n")[:-1])
