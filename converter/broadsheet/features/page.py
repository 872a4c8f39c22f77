"""Columns of a line among the lines of its page: place, prose around it, what is printed more than once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from broadsheet.features.shape import FLAG, capped, logs, shares
from broadsheet.features.words import Hashes, Words, page_keys
from broadsheet.kernels import Index, Mask, at_or_after, at_or_before
from broadsheet.lines import Lines

Column = npt.NDArray[np.uint8]

_PROSE = 96
"""`length` of the shortest line of prose: 63 columns."""
_PAGES = 32
"""Pages whose lines and words are counted together, in tables that fit into the processor's cache."""
_LINE_BITS, _WORD_BITS = 12, 13
"""Bits of the tables in which each page's lines and words are counted. Two of a page share a counter now and then; how
often depends on the page alone, not on the others.
"""
_SHORT_LINE = 127
"""Bytes of the longest line whose first and last word are compared with those of others."""
_COMMON = 256
"""Words at the head of the vocabulary, which lists the commonest first: nearly all of them are function words."""


def is_prose(lines: Lines, columns: Mapping[str, Column]) -> Mask:
    """Return which lines are sentences of some length."""
    prose: Mask = (columns["length"] >= _PROSE) & (columns["ends_sentence"] > 0) & (columns["words_8"] > 0)
    spaceless = (columns["cjk_share"] >= 24) & (columns["length"] >= _PROSE) & (columns["ends_sentence"] > 0)  # noqa: PLR2004
    return (prose | spaceless)[: len(lines)]


def layout_columns(lines: Lines) -> dict[str, Column]:
    """Return what blank lines and list marks say, where a page has any."""
    size = len(lines)
    edge = np.zeros(size + 1, bool)
    edge[lines.starts] = True
    blank = np.zeros(size + 1, bool)
    blank[1:size] = lines.number[1:] > lines.last[:-1] + 1
    blank &= ~edge
    has_blanks = np.bincount(lines.document[blank[:size]], minlength=lines.documents) > 0
    has_listed = np.bincount(lines.document[lines.listed], minlength=lines.documents) > 0
    columns = {
        "blank_before": blank[:size],
        "blank_after": blank[1:],
        "has_blanks": has_blanks[lines.document],
        "listed": lines.listed,
        "has_listed": has_listed[lines.document],
    }
    return {name: mask.astype(np.uint8) * FLAG for name, mask in columns.items()}


def place_columns(lines: Lines, prose: Mask) -> dict[str, Column]:
    """Return where on its page a line stands, counted in lines and in prose."""
    document, starts = lines.document, lines.starts
    place = np.arange(len(lines))
    above = place - starts[document]
    below = starts[document + 1] - 1 - place
    whole = np.diff(starts)[document]
    weight = np.where(prose, lines.lengths(), 0)
    before = np.concatenate([[0], np.cumsum(weight)])
    own, total = before[:-1] - before[starts[document]], before[starts[document + 1]] - before[starts[document]]
    last, following = at_or_before(prose), at_or_after(prose)
    since = np.where(last >= starts[document], place - last, 255)
    until = np.where(following < starts[document + 1], following - place, 255)
    return {
        "above": logs(above),
        "below": logs(below),
        "page_lines": logs(whole),
        "place": shares(above, whole),
        "first_line": ((above == 0) * FLAG).astype(np.uint8),
        "prose_before": shares(own, total),
        "prose_after": shares(total - own - weight, total),
        "page_prose": logs(total // 64),
        "since_prose": logs(since),
        "until_prose": logs(until),
        "is_prose": prose.astype(np.uint8) * FLAG,
    }


def repeat_columns(lines: Lines, words: Words, prose: Mask, codes: npt.NDArray[np.int32]) -> dict[str, Column]:
    """Return how often a page prints a line, its first and last word, and its rare words; and how common its words are.

    Args:
        lines: m lines.
        words: their w words.
        prose: bool[m], which lines are prose.
        codes: int32[w], the words' codes in the vocabulary, -1 for those that it does not hold.
    """
    line_hash = _line_hashes(words)
    same = _counts_of(lines, line_hash, np.ones(len(lines), bool))
    count = np.diff(words.starts)
    short = (lines.lengths() <= _SHORT_LINE) & (count > 0)
    filler = np.uint64(0)
    padded = np.append(words.hash, filler)
    empty = count == 0
    first = padded[np.where(empty, len(words), words.starts[:-1])]
    last = padded[np.where(empty, len(words), words.starts[1:] - 1)]
    one = np.uint64(0x9E3779B97F4A7C15)
    rare, seen_in_prose, known, common = words.counts(
        *_rare_words(lines, words, prose, codes), codes >= 0, (codes >= 0) & (codes < _COMMON)
    )
    earlier = _printed_before(lines, line_hash)
    return {
        "prints": logs(np.minimum(same - 1, 255)),
        "printed_before": earlier.astype(np.uint8) * FLAG,
        "same_first": logs(np.minimum(_counts_of(lines, first * one, short) - 1, 255).clip(0)),
        "same_last": logs(np.minimum(_counts_of(lines, last ^ one, short) - 1, 255).clip(0)),
        "rare_words": logs(rare),
        "rare_in_prose": shares(seen_in_prose, rare),
        "any_rare_in_prose": capped(np.minimum(seen_in_prose, 4) * 16),
        "known_share": shares(known, count),
        "common_share": shares(common, count),
    }


def _line_hashes(words: Words) -> Hashes:
    spread = words.hash * (
        np.arange(len(words), dtype=np.uint64) - words.starts[words.line].astype(np.uint64) + np.uint64(1)
    )
    return words.sums(spread)


def _counts_of(lines: Lines, hashes: Hashes, chosen: Mask) -> Index:
    """Return, for each line, how many of the chosen lines of its page have its hash, as far as a table can tell."""
    mixed = hashes * np.uint64(0xC2B2AE3D27D4EB4F)
    found = np.zeros(len(lines), np.int64)
    for begin in range(0, lines.documents, _PAGES):
        part = slice(lines.starts[begin], lines.starts[min(begin + _PAGES, lines.documents)])
        keys = page_keys(lines.document[part] - begin, mixed[part], _LINE_BITS)
        counted = np.bincount(keys[chosen[part]], minlength=_PAGES << _LINE_BITS)
        found[part] = counted[keys]
    return found


def _printed_before(lines: Lines, hashes: Hashes) -> Mask:
    """Return which lines their page has printed before, word for word."""
    mixed = hashes ^ (lines.document.astype(np.uint64) * np.uint64(0x165667B19E3779F9))
    order = np.argsort(mixed, kind="stable")
    again = np.zeros(len(lines), bool)
    again[order[1:]] = mixed[order[1:]] == mixed[order[:-1]]
    return again


def _rare_words(lines: Lines, words: Words, prose: Mask, codes: npt.NDArray[np.int32]) -> tuple[Mask, Mask]:
    """Return which words are rare, and which of these other lines of prose on their page have.

    A rare word is one of some length that the vocabulary does not hold.
    """
    rare = (words.size >= 4) & (codes < 0)  # noqa: PLR2004 - bytes
    document = lines.document[words.line]
    in_prose = prose[words.line]
    seen = np.zeros(len(words), bool)
    bounds = np.searchsorted(words.line, lines.starts)
    for begin in range(0, lines.documents, _PAGES):
        part = slice(bounds[begin], bounds[min(begin + _PAGES, lines.documents)])
        keys = page_keys(document[part] - begin, words.hash[part], _WORD_BITS)
        counted = np.bincount(keys[in_prose[part]], minlength=_PAGES << _WORD_BITS)
        seen[part] = counted[keys] > in_prose[part]
    return rare, rare & seen
