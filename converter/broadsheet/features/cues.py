"""Kinds of words that hint at what a line is: months, days, by-words, credit words and others, in many languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.dates.forms import month_and_day_names
from broadsheet.features.words import Hashes, Vocabulary, Words, hash_words

_SHORTEST_NAME = 3
"""Letters of a month's or day's name that is told from other short words."""


@attrs.frozen(eq=False)
class Cues:
    """Which kinds a word is of.

    Attributes:
        kinds: the names of the kinds, at most 16.
        words: all words that are of any kind.
        bits: uint16[v], for each of them one bit a kind.
    """

    kinds: tuple[str, ...]
    words: Vocabulary
    bits: npt.NDArray[np.uint16]

    def of(self, hashes: Hashes) -> npt.NDArray[np.uint16]:
        """Return the kinds of words as bits; 0 for a word of no kind."""
        return np.append(self.bits, np.uint16(0))[self.words.codes(hashes)]

    def of_lines(self, words: Words, bits: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
        """Return the kinds of each line's words together, given the kinds of all words."""
        found = np.zeros(len(words.starts) - 1, np.uint16)
        some = np.flatnonzero(bits > 0)
        if len(some):
            line = words.line[some]
            first = np.flatnonzero(np.diff(line, prepend=-1))
            found[line[first]] = np.bitwise_or.reduceat(bits[some], first)
        return found


@cache
def cues() -> Cues:
    """Load the table of cues."""
    table = tomllib.loads(files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    languages = table.pop("languages")
    names = month_and_day_names()
    lists: dict[str, set[str]] = {"month": set(), "day": set()}
    for language in languages:
        for kind, key in (("month", "months"), ("day", "days")):
            forms = {form for same in names.get(language, {}).get(key, []) for form in same}
            lists[kind] |= {form for form in forms if len(form) >= _SHORTEST_NAME and form.isalpha()}
    lists |= {kind: set(words) for kind, words in table.items()}
    # Words are hashed with capitals of ASCII lowered; those of other letters begin buttons and headings as they are.
    lists = {kind: {form for word in words for form in _forms(word)} for kind, words in lists.items()}
    kinds = tuple(lists)
    distinct = sorted(set().union(*lists.values()))
    distinct = [word for word in distinct if word.isalpha()]
    bits = np.array(
        [sum(1 << place for place, kind in enumerate(kinds) if word in lists[kind]) for word in distinct], np.uint16
    )
    hashes = hash_words(distinct)
    return Cues(kinds, Vocabulary(hashes), bits)


def _forms(word: str) -> set[str]:
    """Return a word in small letters, capitalised and in capitals; but for ASCII's, which are small in all."""
    forms = {word, word.capitalize(), word.upper()}
    return {"".join(sign.lower() if sign.isascii() else sign for sign in form) for form in forms}
