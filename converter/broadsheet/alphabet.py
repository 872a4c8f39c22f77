r"""Letters in patterns, at little cost.

`\p{L}` names 130,000 letters, and RE2 builds its machine for all of them whenever a batch is matched: a millisecond for
each place in a pattern that holds them. Patterns of our own use the classes below, which are ranges of characters. In
patterns that a user wrote, letters mean what RE2 says; nearly every line has letters of Latin-1 and Latin Extended-A
only, and for these `latin` lists just those. The other lines are matched with the pattern as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

import numpy as np
import pyarrow as pa

from broadsheet.kernels import Mask, data, offsets

_END = 0x180
"""The first character that is not listed any more: the end of Latin Extended-A."""
_FIRST_LEAD_BEYOND = 0xC6
_TOKEN = re.compile(r"\\p\{(?P<kind>L|Lu|Ll)\}|\\.|(?P<open>\[\^?\]?)|(?P<close>\])", re.DOTALL)
_FOLDS_OR_QUOTES = re.compile(r"\(\?[a-zA-Z]*i|\\Q")


def _listed(kind: str, *blocks: range) -> str:
    """Return the letters of a kind in some blocks as the inside of a character class."""
    codes = [code for block in blocks for code in block if unicodedata.category(chr(code)).startswith(kind)]
    breaks = np.flatnonzero(np.diff(codes) > 1) + 1
    runs = [run.tolist() for run in np.split(np.array(codes), breaks)]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" if len(run) > 1 else chr(run[0]) for run in runs)


_CASED = range(_END), range(0x386, 0x3CF), range(0x400, 0x482), range(0x531, 0x588), range(0x1E00, 0x1F00)

LETTERS: Final = r"A-Za-z\x{C0}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3040}-\x{D7FF}\x{F900}-\x{FDFF}"
"""Letters of nearly all scripts, with their marks, their digits beyond ASCII and a few signs, as the inside of a
character class. Few ranges: where a class is repeated, each costs as often.
"""
CAPITALS: Final = _listed("Lu", *_CASED)
SMALL: Final = _listed("Ll", *_CASED)
"""Letters of Latin, Greek, Cyrillic and Armenian in one case, as the inside of a character class."""


@cache
def _letters(kind: str) -> str:
    """Return the letters of a kind that lines of the Latin alphabet have."""
    return _listed(kind, range(_END))


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
