r"""Patterns for lines in the Latin alphabet.

`\p{L}` names 130,000 letters, and RE2 builds its machine for all of them whenever a batch is matched: milliseconds for
each pattern. Nearly every line has letters of Latin-1 and Latin Extended-A only, and for these a pattern that lists
just those letters says the same. The other lines are matched with the pattern as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from broadsheet.kernels import Mask, data, offsets

_END = 0x180
"""The first character that is not listed any more: the end of Latin Extended-A."""
_FIRST_LEAD_BEYOND = 0xC6
_TOKEN = re.compile(r"\\p\{(?P<kind>L|Lu|Ll)\}|\\.|(?P<open>\[\^?\]?)|(?P<close>\])", re.DOTALL)
_FOLDS_OR_QUOTES = re.compile(r"\(\?[a-zA-Z]*i|\\Q")


@cache
def _letters(kind: str) -> str:
    """Return the letters of a kind as the inside of a character class."""
    codes = [code for code in range(_END) if unicodedata.category(chr(code)).startswith(kind)]
    breaks = np.flatnonzero(np.diff(codes) > 1) + 1
    runs = [run.tolist() for run in np.split(np.array(codes), breaks)]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" if len(run) > 1 else chr(run[0]) for run in runs)


@lru_cache(maxsize=1024)
def latin(pattern: str) -> str:
    """Return a pattern that fits the same of the lines that `beyond_latin` does not name, and is cheaper to build."""
    if _FOLDS_OR_QUOTES.search(pattern):
        return pattern
    inside = False

    def narrowed(token: re.Match[str]) -> str:
        nonlocal inside
        if token["kind"]:
            letters = _letters(token["kind"])
            return letters if inside else f"[{letters}]"
        if not inside and token["open"]:
            inside = True
        elif inside and token["close"]:
            inside = False
        return token[0]

    return _TOKEN.sub(narrowed, pattern)


def beyond_latin(text: pa.StringArray) -> Mask:
    """Return which strings may have letters beyond Latin Extended-A; punctuation, `€` and emoji are none."""
    at = offsets(text)
    letters = data(text)[at[0] : at[-1]]
    found = np.zeros(len(text), bool)
    lead = np.flatnonzero(letters >= _FIRST_LEAD_BEYOND)
    if len(lead):
        first, second = letters[lead], letters[lead + 1]
        third = letters[np.minimum(lead + 2, len(letters) - 1)]
        no_letter = (first == 0xE2) & ((second == 0x80) | (second == 0x82) & (third == 0xAC))  # noqa: PLR2004 - `’`, `€`
        no_letter |= (first == 0xF0) & (second == 0x9F)  # noqa: PLR2004 - emoji
        no_letter |= (first == 0xEF) & (second == 0xB8)  # noqa: PLR2004 - how emoji are to be shown
        found[np.searchsorted(at - at[0], lead[~no_letter], side="right") - 1] = True
    return found
