"""Join lines that were broken at a fixed width.

Mail programs, text browsers and some converters break paragraphs at 70-odd characters and part them by blank lines. The
sign of such a break is exact: the next line's first word would not have fitted any more. A document counts as wrapped
where hardly a line is longer than the width, some blank lines part its lines, and breaks behind long lines are of that
kind and seldom at the end of a sentence. Either nearly all are, or most are and many of them lie inside a sentence: the
next line goes on with a small letter, or in a script that has none. Then just these breaks are undone. A line that ends
early, such as a headline or the head of a comment, stays a line of its own.

Where a program wrote addresses into the text, lines with a word of many characters say nothing of the width: they could
not be broken.

Widths are columns of a terminal, of which characters of East Asia take two; some programs count them as one, so that
a document with wider lines than that is measured in characters. Chinese and Japanese may break anywhere, and are joined
without a space.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.clean import rows_that_match
from broadsheet.kernels import Index, Mask, counts, edge_bytes, one_of
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

WIDEST, NARROWEST = 100, 40
"""Columns of the longest line in a document that can have been wrapped, at most and at least."""
_LONG_WORD = r"[!-~]{40}|\]\(|\{(?:[#.]\w|[\w:-]+=)"
"""A word that a program does not break, such as an address; or a link or attributes, which may have been broken."""
_LETTERS, _BEYOND_ASCII = 26, 0x80
_WIDE = (
    r"[\x{1100}-\x{115F}\x{2E80}-\x{A4CF}\x{AC00}-\x{D7A3}\x{F900}-\x{FAFF}\x{FE30}-\x{FE6F}\x{FF01}-\x{FF60}"
    r"\x{FFE0}-\x{FFE6}]"
)
_UNSPACED = r"[\x{2E80}-\x{9FFF}\x{F900}-\x{FAFF}\x{FF01}-\x{FF60}]"
"""Characters that take two columns; and those of them, with their signs, between which no space stands."""
_LONG = 0.6
"""Share of the width above which a line's end is looked at."""
_SLACK = 0.9
"""Share of the width that a line and the next word exceed at a forced break; programs differ by a few columns."""
_BREAKS, _FORCED, _WHOLE = 5, 0.85, 0.4
"""How many breaks behind long lines a wrapped document has at least; which share of them must be forced; and behind
which share of the forced ones a sentence may end: short paragraphs below each other end one every time.
"""
_MOST, _INSIDE, _ODD, _FEW = 0.6, 0.3, 0.02, 2
"""Which share must be forced where this share of the forced ones lies inside a sentence; then this share of the lines,
or so many, may be longer. Of 7,000 pages of the bench, in renderings that break no line, two print text that is broken.
"""
_GOING_ON = 3
"""Lines of a wrapped document, at the least, that begin neither with a capital nor behind the end of a sentence."""
_GOES_ON = 0.5
"""Share of the width from which on a line goes on with a small letter of the next: lists are broken further left."""


def unwrap(lines: Lines, addressed: Mask | None = None) -> tuple[Lines, Mask]:
    """Join the hard-wrapped lines of documents.

    Args:
        lines: the lines of n documents.
        addressed: bool[n], the documents that a program wrote addresses into, if any.

    Returns:
        The lines with paragraphs joined, and for each document whether any were.
    """
    size = lines.lengths()
    if addressed is not None:
        rows = np.flatnonzero(addressed[lines.document])
        size[rows[rows_that_match(lines.text.take(pa.array(rows)), _LONG_WORD)]] = 0
    suspects = _suspects(lines, size)
    rows = np.flatnonzero(suspects[lines.document])
    wrapped = np.zeros(lines.documents, bool)
    if not len(rows):
        return lines, wrapped
    forced = _forced_breaks(lines, rows, size, wrapped)
    if not forced.any():
        return lines, wrapped
    return lines.joined(forced, _tight(lines, forced)), wrapped


def _tight(lines: Lines, joined: Mask) -> Mask:
    """Return the lines that are joined to the one above without a space."""
    rows = np.flatnonzero(joined)
    ends, begins = (
        np.asarray(pc.match_substring_regex(lines.text.take(pa.array(some)), pattern), bool)
        for some, pattern in ((rows - 1, f"{_UNSPACED}$"), (rows, f"^{_UNSPACED}"))
    )
    tight = np.zeros(len(lines), bool)
    tight[rows] = ends & begins
    return tight


def _suspects(lines: Lines, size: Index) -> Mask:
    """Return the documents that may be wrapped, told by bytes alone: four make a character at the most."""
    wide = np.bincount(lines.document, size > 4 * WIDEST, lines.documents)
    first, last = edge_bytes(lines.text)
    inside = (first - np.uint8(ord("a")) < _LETTERS) | (first >= _BEYOND_ASCII)
    close = lines.close()
    inside &= close & np.append(False, (size >= _LONG * NARROWEST) & ~one_of(last, b".!?"))[:-1]
    going_on = np.bincount(lines.document, inside, lines.documents)
    parted = np.bincount(lines.document, ~close, lines.documents) > 1
    return parted & (going_on >= _GOING_ON) & (wide <= _ODD * np.diff(lines.starts))


def _widths(text: pa.StringArray, document: Index, told: Mask) -> tuple[Index, Index]:
    """Return the columns of lines and of their first words, in characters where programs counted these.

    Args:
        text: k lines.
        document: int64[k], ascending.
        told: bool[k], those that say something of the width.
    """
    wide = np.flatnonzero(~np.asarray(pc.string_is_ascii(text), bool))
    size, word = (
        np.asarray(pc.utf8_length(part), np.int64).copy()
        for part in (text, pc.list_element(pc.split_pattern(text, " ", max_splits=1), 0))
    )
    more = np.zeros(len(text), np.int64)
    more[wide] = np.asarray(pc.count_substring_regex(text.take(pa.array(wide)), _WIDE))
    beyond = np.bincount(document[told & (size + more > WIDEST)], minlength=int(document[-1]) + 1)
    more[beyond[document] > _ODD * np.bincount(document)[document]] = 0
    word[np.asarray(pc.match_substring_regex(text, f"^{_UNSPACED}"), bool)] = 1
    return size + more, word + np.minimum(more, word)


def _limits(lines: Lines, document: Index, told: Index, inside: Mask) -> Index:
    """Return the width at which the document of each line is broken: that of its longest line, 0 where that is short.

    Lines behind which a sentence goes on tell it better than titles, which some programs do not break.

    Args:
        lines: the lines of n documents.
        document: int64[k], the documents of some of them.
        told: int64[k], the columns of each, 0 where these tell nothing.
        inside: bool[k], those that go on with the sentence of the one above.
    """
    behind = np.append(inside[1:], False)
    longest, broken = np.zeros(lines.documents, np.int64), np.zeros(lines.documents, np.int64)
    np.maximum.at(longest, document, told)
    np.maximum.at(broken, document[behind], told[behind])
    behind &= told >= _SLACK * broken[document]
    width = np.where(np.bincount(document[behind], minlength=lines.documents) >= _BREAKS, broken, longest)
    return np.where(width >= NARROWEST, width, 0)[document]


def _forced_breaks(lines: Lines, rows: Index, size: Index, wrapped: Mask) -> Mask:
    """Return the lines whose first word did not fit behind the line before, in wrapped documents; mark these.

    `size` is 0 for lines that say nothing of the width.
    """
    text, document = lines.text.take(pa.array(rows)), lines.document[rows]
    length, word = _widths(text, document, size[rows] > 0)
    told = np.where((size[rows] > 0) & (length <= WIDEST), length, 0)
    _, ends = sentence_ends(text)
    unfinished = np.append(False, ~ends[:-1])
    small, east = (np.asarray(pc.match_substring_regex(text, f"^{sign}"), bool) for sign in (r"\p{Ll}", _WIDE))
    inside = unfinished & (small | east)
    close = lines.close()[rows]
    follows = close & ~lines.listed[rows]
    limit = _limits(lines, document, told, inside & follows)
    odd = (size[rows] > 0) & ((length > WIDEST) | (_SLACK * length > limit))
    told[odd] = 0  # a title that a program did not break
    limit, follows = limit[1:], follows[1:] & (limit[1:] > 0)
    behind_long = np.append(False, follows & (told[:-1] >= _LONG * limit))
    forced = behind_long & np.append(False, told[:-1] + 1 + word[1:] > _SLACK * limit)
    starts = np.searchsorted(document, np.arange(lines.documents + 1))
    breaks, hits, within = (counts(mask, starts) for mask in (behind_long, forced, forced & inside))
    too_long, some = counts(odd, starts), np.maximum(_FEW, _ODD * np.diff(lines.starts))
    sentences = (hits >= _MOST * breaks) & (within >= _INSIDE * hits) & (too_long <= some)
    wrapped[:] = (sentences | ((hits >= _FORCED * breaks) & (too_long == 0))) & (breaks >= _BREAKS)
    wrapped &= counts(forced & ~unfinished, starts) <= _WHOLE * hits
    wrapped &= counts(~close, starts) > 1
    goes_on = unfinished & small & np.append(False, follows & (length[:-1] >= _GOES_ON * limit))
    found = np.zeros(len(lines), bool)
    found[rows] = (forced | (goes_on & sentences[document])) & wrapped[document]
    return found
