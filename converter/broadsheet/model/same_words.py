"""How many words two texts share, whatever their case, accents or spelling of umlauts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index

_SHORTEST = 3
_FEW = 3
"""Texts of fewer words than this count as if they had so many, so that one common word is no proof."""


def folded(texts: pa.StringArray) -> pa.StringArray:
    """Return texts in lower case, without marks, umlauts as their base letter however they are written."""
    plain = pc.replace_substring_regex(pc.utf8_normalize(pc.utf8_lower(texts), "NFKD"), r"\p{M}+", "")
    return pc.replace_substring_regex(pc.replace_substring(plain, "ß", "ss"), "([aou])e", r"\1")


def words(texts: pa.StringArray, owner: Index) -> tuple[pa.StringArray, Index]:
    """Return the words of k texts, each with the owner of its text; words of one or two letters are left out."""
    pieces = pc.split_pattern_regex(folded(texts), r"[^\p{L}\p{N}]+")
    word = pieces.flatten()
    whose = np.repeat(owner, np.diff(np.asarray(pieces.offsets)))
    long = np.asarray(pc.greater_equal(pc.utf8_length(word), _SHORTEST))
    return word.filter(pa.array(long)), whose[long]


def share(texts: pa.StringArray, owner: Index, others: tuple[pa.StringArray, Index]) -> npt.NDArray[np.float64]:
    """Return float64[k], the share of the distinct words of each text that stand among its owner's other words.

    Args:
        texts: k strings.
        owner: int64[k], the page of each.
        others: words and their pages, as `words` gives them.
    """
    if not len(texts):
        return np.zeros(0)
    mine, text = words(texts, np.arange(len(texts)))
    codes = pa.concat_arrays([mine, others[0]]).dictionary_encode().indices.to_numpy(zero_copy_only=False)
    codes = codes.astype(np.int64)
    size = len(codes) + 1
    ours = np.unique(text * size + codes[: len(mine)])
    whose, code = ours // size, ours % size
    known = np.isin(owner[whose] * size + code, others[1] * size + codes[len(mine) :])
    count = np.bincount(whose, minlength=len(texts))
    shared = np.bincount(whose, known, minlength=len(texts))
    ratio: npt.NDArray[np.float64] = shared / np.maximum(count, _FEW)
    return ratio
