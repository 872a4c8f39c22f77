"""Columns of what a line has in common with the address of its page and with the page's first line.

Addresses of articles often hold the words of the headline, and the first line of many dumps is the page's title. So the
line that has most of these words is the headline, or a link to the page, and what follows it is the article.
"""

from __future__ import annotations

from urllib.parse import unquote

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.features.shape import DIGIT, FLAG, KIND, logs, shares
from broadsheet.features.words import Words, find_words, page_keys
from broadsheet.kernels import Index, Mask, data, of_bytes, offsets
from broadsheet.lines import Lines

Column = npt.NDArray[np.uint8]

_SHORTEST = 4
"""Bytes of a word that counts; most shorter ones are articles and prepositions."""
_ENOUGH = 3
"""Words from which on an address says anything, and of which a line counts as having so many at least."""
_PAGES, _BITS = 32, 14
"""Pages that are looked at together, and bits of the table of a page's words: see `page`."""
_SPELT = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))
"""How addresses spell letters that pages print."""


@attrs.frozen(eq=False)
class _Long:
    """The k words of some length that m lines of n pages print.

    Attributes:
        key: int64[k], the page of each and some bits of its hash.
        line: int64[k], ascending.
        total: int64[m], how many a line has.
        page: int64[m], the page of each line; `pages` is n.
    """

    key: Index
    line: Index
    total: Index
    page: Index
    pages: int

    @staticmethod
    def of(lines: Lines, words: Words) -> _Long:
        long = np.flatnonzero(_are_long(words))
        line = words.line[long]
        total = np.bincount(line, minlength=len(lines))
        return _Long(
            page_keys(lines.document[line], words.hash[long], _BITS), line, total, lines.document, lines.documents
        )

    def only(self, lines: Mask) -> _Long:
        """Return the words of some lines."""
        chosen = lines[self.line]
        return attrs.evolve(self, key=self.key[chosen], line=self.line[chosen], total=np.where(lines, self.total, 0))


def shared_columns(lines: Lines, words: Words, address: pa.StringArray) -> dict[str, Column]:
    """Return how many of a line's words, and which share of them, stand in the address and in the page's first line.

    Args:
        lines: m lines of n pages.
        words: their words.
        address: n addresses, null where none is known.
    """
    long = _Long.of(lines, words)
    first = np.zeros(len(lines), bool)
    first[lines.starts[:-1][np.diff(lines.starts) > 0]] = True
    return _columns("address", long, _in_address(address)) | _columns("title", long.only(~first), long.only(first).key)


def _in_address(address: pa.StringArray) -> Index:
    """Return the keys of the words of addresses, hosts and endings left out."""
    path = pc.replace_substring_regex(pc.fill_null(address, ""), r"^[A-Za-z]+://[^/]*|[?#].*|\.[a-z]+$", "")
    if pc.any(pc.match_substring(path, "%"), min_count=0).as_py():
        path = pa.array([unquote(one, errors="replace") for one in path.to_pylist()], pa.string())
    path = pc.replace_substring(path, "_", "-")
    printed = path
    for spelt, letter in _SPELT:
        printed = pc.replace_substring(printed, spelt, letter)
    path = pc.binary_join_element_wise(path, printed, " ")
    at = offsets(path)
    words = find_words(data(path)[at[0] : at[-1]], at - at[0])
    long = _are_long(words)
    return page_keys(words.line[long], words.hash[long], _BITS)


def _columns(name: str, long: _Long, said: Index) -> dict[str, Column]:
    """Return the columns of what lines share with the words, by their keys, that were said of their pages."""
    said = np.unique(said)
    count = np.bincount(said >> _BITS, minlength=long.pages)
    enough, held = (count >= _ENOUGH)[long.page], count[long.page]
    shared = np.where(enough, np.bincount(long.line, _are_among(long, said), len(long.total)), 0).astype(np.int64)
    # Paragraphs share more words than the headline, but not most of theirs.
    worth = shared * shared * 64 // np.maximum(long.total, _ENOUGH)
    most = np.zeros(long.pages, np.int64)
    np.maximum.at(most, long.page, worth)
    best = (worth == most[long.page]) & (shared > 1)
    return {
        f"{name}_words": logs(shared),
        f"{name}_share": shares(shared, np.maximum(long.total, _ENOUGH)),
        f"{name}_held": shares(np.minimum(shared, held), held),
        f"{name}_best": (best * FLAG).astype(np.uint8),
        f"has_{name}": (enough * FLAG).astype(np.uint8),
    }


def _are_among(long: _Long, said: Index) -> Mask:
    """Return which words are among those that were said of their page, as far as a table can tell."""
    found = np.zeros(len(long.key), bool)
    bounds = np.arange(0, long.pages + _PAGES, _PAGES) << _BITS
    of_words, of_said = (np.searchsorted(keys >> _BITS, bounds >> _BITS) for keys in (long.key, said))
    for place, begin in enumerate(bounds[:-1].tolist()):
        table = np.zeros(_PAGES << _BITS, bool)
        table[said[of_said[place] : of_said[place + 1]] - begin] = True
        part = slice(of_words[place], of_words[place + 1])
        found[part] = table[long.key[part] - begin]
    return found


def _are_long(words: Words) -> Mask:
    """Return which words are no numbers, and of some length."""
    found: Mask = (words.size >= _SHORTEST) & (of_bytes(KIND, words.letters[words.start]) != DIGIT)
    return found
