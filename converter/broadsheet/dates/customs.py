"""In what order day and month stand in `05/03/2015`, by the language of a page and the country of its site.

What CLDR calls the short form of dates decides. English puts the month first in some countries and last in others, so
there the tag must name one (`en-GB`), or the host of the site end with one (`.co.uk`).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.order import DAY_FIRST, MONTH_FIRST, UNKNOWN
from broadsheet.kernels import Mask

_TAG = r"^(?P<language>[A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_](?P<country>[A-Za-z]{2}))?(?:$|[-_])"
_COUNTRY = r"\.(?P<country>[a-z]{2})$"
_ANYBODYS = [
    "ag", "ai", "as", "cc", "cx", "dm", "fm", "gg", "gs", "im", "io", "ms", "nu", "pw", "sc", "sh", "tc", "tk", "to",
    "tv", "vc", "vg", "ws",
]  # fmt: skip
"""Countries whose endings are sold to the whole world, and say of nobody where he lives."""
_AMERICAN = r"\.(?:gov|mil)$"


def usual_order(language: pa.StringArray, site: pa.StringArray) -> npt.NDArray[np.int8]:
    """Return int8[n]: `DAY_FIRST`, `MONTH_FIRST`, or `UNKNOWN`.

    Args:
        language: n BCP 47 tags, null where none is known.
        site: n host names, likewise.
    """
    tag = pc.extract_regex(pc.fill_null(language, ""), _TAG)
    spoken, named = (pc.utf8_lower(pc.struct_field(tag, place)) for place in (0, 1))
    host = pc.fill_null(site, "")
    ending = pc.struct_field(pc.extract_regex(host, _COUNTRY), 0)
    ending = pc.if_else(pa.array(_among(ending, _ANYBODYS)), None, ending)
    country = pc.coalesce(pc.if_else(pc.equal(named, ""), None, named), ending)
    country = pc.if_else(pc.equal(country, "uk"), "gb", country)
    country = pc.if_else(pc.match_substring_regex(host, _AMERICAN), "us", country)
    english = _among(spoken, ["en"])
    day_first = _among(spoken, _orders()["day_first"]) | (english & _among(country, _orders()["english_day_first"]))
    month_first = english & _among(country, _orders()["english_month_first"])
    return np.select([day_first, month_first], [DAY_FIRST, MONTH_FIRST], UNKNOWN).astype(np.int8)


def _among(values: pa.StringArray, some: list[str]) -> Mask:
    """Return which values are among some; null is not."""
    return np.asarray(pc.is_in(values, pa.array(some, pa.string())), bool)


@cache
def _orders() -> dict[str, list[str]]:
    """Return orders.json: the languages that print the day first, and the countries where English does so or not."""
    orders: dict[str, list[str]] = json.loads(files(__package__).joinpath("orders.json").read_text(encoding="utf-8"))
    return orders
