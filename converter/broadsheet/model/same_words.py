"""How many words two texts share, whatever their case, accents or spelling of umlauts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Index, data, offsets, ragged

_SHORTEST = 3
_NO_LETTERS = f"[^0-9{LETTERS}]+"
_SPACED = bytes(code if chr(code).isalnum() or code >= 128 else ord(" ") for code in range(256))  # noqa: PLR2004 - the end of ASCII
"""Every sign of ASCII that is neither letter nor digit as a space."""
_FEW = 3
"""Texts of fewer words than this count as if they had so many, so that one common word is no proof."""


def folded(texts: pa.StringArray) -> pa.StringArray:
    """Return texts in lower case, without marks, umlauts as their base letter however they are written."""
    plain = pc.utf8_lower(texts)
    if not _plain(plain):
        bare = pc.replace_substring_regex(pc.utf8_normalize(plain, "NFKD"), r"\p{M}+", "")
        plain = pc.replace_substring(bare, "ß", "ss")
    return pc.replace_substring_regex(plain, "([aou])e", r"\1")


def letters(texts: pa.StringArray) -> pa.StringArray:
    """Return folded texts without anything that is neither letter nor digit; null stays null."""
    plain = folded(texts)
    return pc.replace_substring_regex(plain, _NO_LETTERS, "")


def _plain(texts: pa.StringArray) -> bool:
    return bool(pc.all(pc.string_is_ascii(texts), min_count=0).as_py())


def words(texts: pa.StringArray) -> tuple[Index, Index]:
    """Return the words of k texts as int64 codes, equal for equal words, each with the text that it stands in.

    Words of one or two letters are left out. Nearly all that parts words is ASCII: there texts are cut, at spaces, for
    a fraction of what a pattern costs, and what is left to be folded and cut are the distinct pieces.
    """
    plain = pc.utf8_lower(texts)
    spaced = data(plain).tobytes().translate(_SPACED)
    spaced = pa.StringArray.from_buffers(len(plain), plain.buffers()[1], pa.py_buffer(spaced), offset=plain.offset)
    pieces = pc.split_pattern(spaced, " ")
    piece, text = pieces.flatten(), np.repeat(np.arange(len(texts)), np.diff(np.asarray(pieces.offsets)))
    long = np.diff(offsets(piece)) >= _SHORTEST
    encoded, text = piece.filter(pa.array(long)).dictionary_encode(), text[long]
    parts = pc.split_pattern_regex(folded(encoded.dictionary), _NO_LETTERS)
    word, begin = parts.flatten(), np.asarray(parts.offsets, np.int64)
    which = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    count = np.diff(begin)[which]
    place, text = ragged(begin[which], count), np.repeat(text, count)
    kept = np.asarray(pc.greater_equal(pc.utf8_length(word), _SHORTEST))[place]
    code = word.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return code[place[kept]], text[kept]


def shares(texts: pa.StringArray, owner: Index, *others: tuple[pa.StringArray, Index]) -> list[npt.NDArray[np.float64]]:
    """Return, for each of some other sets of texts, float64[k]: how much of each text they have.

    That is the share of the distinct words of a text that stand among its owner's words in the set. All texts are cut
    into words at once, for what costs most in a small batch is to compile the patterns.

    Args:
        texts: k strings.
        owner: int64[k], the page of each.
        others: sets of texts, each with the pages of its texts.
    """
    if not len(texts):
        return [np.zeros(0) for _ in others]
    ends = np.cumsum([len(texts), *(len(values) for values, _ in others)])
    code, text = words(pa.concat_arrays([texts, *(values for values, _ in others)]))
    page = np.concatenate([owner, *(pages for _, pages in others)])
    size = int(code.max(initial=0)) + 1
    own = text < ends[0]
    ours = np.asarray(pc.unique(pa.array(text[own] * size + code[own])))
    mine = ours // size
    key = owner[mine] * size + ours % size
    count = np.maximum(np.bincount(mine, minlength=len(texts)), _FEW)
    known = page[text] * size + code
    shared = []
    for begin, end in pairwise(ends):
        there = pc.is_in(pa.array(key), pa.array(known[(text >= begin) & (text < end)]))
        shared.append(np.bincount(mine, np.asarray(there), minlength=len(texts)) / count)
    return shared
