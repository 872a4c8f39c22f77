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
    found: Mask = np.asarray(pc.is_in(pc.utf8_lower(first), given_names()))
    return found


@cache
def given_names() -> pa.StringArray:
    """Return given names of many countries, in lower case."""
    return pa.array(files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8").split("\n")[:-1])
