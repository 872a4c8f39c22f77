"""Take printed bylines apart: people or staff initials, wire agencies, places.

`Von Ida Brandt, Klarbach` names a person and where she is; `sun/AFP` an editor's initials and an agency. Telling them
apart takes a list of the agencies (agencies.txt) and one observation: a single word behind a comma, where a full name
stood before, is a place.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import CAPITALS
from broadsheet.kernels import Index, Mask, offsets

_SEPARATOR = r" *(?:[,;/|&•+]| (?:und|and|sowie|et|och|og|y|with|mit)(?: |$)) *"
TWO_WORD_PLACES = pa.array(
    ["New York", "Tel Aviv", "San Francisco", "Los Angeles", "Hong Kong", "São Paulo", "Rio de Janeiro", "Buenos Aires",
     "Abu Dhabi", "Den Haag", "The Hague", "New Delhi", "Kuala Lumpur", "Sankt Petersburg", "St. Petersburg",
     "Mexico City", "Kapstadt", "Cape Town", "Frankfurt am Main", "Las Vegas", "New Orleans", "Washington D.C."]
)  # fmt: skip


@cache
def agencies() -> pa.StringArray:
    """Return the names of wire agencies, in lower case."""
    text = files(__package__).joinpath("agencies.txt").read_text(encoding="utf-8")
    return pa.array([line.lower() for line in text.splitlines() if line and not line.startswith("#")], pa.string())


def is_agency(names: pa.StringArray) -> Mask:
    """Return which names are those of wire agencies, whatever their case."""
    return np.asarray(pc.is_in(pc.utf8_lower(names), agencies()))


@attrs.frozen(eq=False)
class Names:
    """Names found in k printed lists of names; `line` is the index of the list (int64, ascending) for each name."""

    authors: pa.StringArray
    author_line: Index
    agencies: pa.StringArray
    agency_line: Index
    places: pa.StringArray
    place_line: Index


def split_names(printed: pa.StringArray) -> Names:
    """Split k printed lists of names, such as `Ida Brandt, Klarbach` or `als/dpa/Reuters`."""
    pieces = pc.split_pattern_regex(printed, _SEPARATOR)
    names = pc.utf8_trim(pieces.flatten(), " .")
    line = np.repeat(np.arange(len(printed)), np.diff(np.asarray(pieces.offsets)))
    some = np.diff(offsets(names)) > 0
    names, line = names.filter(pa.array(some)), line[some]
    agency = is_agency(names)
    several_words = np.asarray(pc.match_substring(names, " "))
    full_name = several_words & ~agency
    follows = np.zeros(len(names), bool)
    if len(names):
        begin = np.searchsorted(line, line)
        seen = np.concatenate([[0], np.cumsum(full_name)])
        follows = seen[:-1] > seen[begin]
    capital = np.asarray(pc.match_substring_regex(names, f"^[{CAPITALS}]"))
    place = follows & ~agency & capital & (~several_words | np.asarray(pc.is_in(names, TWO_WORD_PLACES)))
    author = ~agency & ~place
    return Names(*(item for mask in (author, agency, place) for item in (names.filter(pa.array(mask)), line[mask])))
