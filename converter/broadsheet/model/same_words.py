"""How many words two texts share, whatever their case, accents or spelling of umlauts."""

from __future__ import annotations

from itertools import pairwise

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
    word, text = words(pa.concat_arrays([texts, *(values for values, _ in others)]), np.arange(ends[-1]))
    code = word.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    page = np.concatenate([owner, *(pages for _, pages in others)])
    size = len(code) + 1
    cut = np.searchsorted(text, ends)
    ours = np.unique(text[: cut[0]] * size + code[: cut[0]])
    mine = ours // size
    key = owner[mine] * size + ours % size
    count = np.maximum(np.bincount(mine, minlength=len(texts)), _FEW)
    known = page[text] * size + code
    return [
        np.bincount(mine, np.isin(key, known[begin:end]), minlength=len(texts)) / count for begin, end in pairwise(cut)
    ]
