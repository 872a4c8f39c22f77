"""What of a line is its byline: words that open it and the names behind them, without dates and sections."""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Index, Mask, edge_bytes, of_bytes, ragged, spans
from broadsheet.model.byline_layout import matching, replaced
from broadsheet.model.byline_words import vocabulary
from broadsheet.model.names import FIRST_EAST
from broadsheet.model.reading import Reading

_EDGES = " |·•●∙⋅・‧,;–—-/(:>»"
_MOST_BESIDE = 60
"""Bytes that may stand beside a byline and a date on one line without an opener."""
_GLUED_BYTES = np.isin(np.arange(256), list(b"BPVW"))
"""How the words begin that are glued to a name behind them."""
_CHINESE = r"^\p{Han}{0,8}(?:记者|通讯员|作者|撰文|编辑|责编|編輯|責編)"
_BESIDE = r"(\p{Han}{2,4})(?: *(?:通讯员|实习生|记者)[:： ]*| +)"
"""Chinese names have no space inside: one stands between two of them."""
_FIELD = r" ((?:作者|记者|記者|撰文|编辑|責編|责编|责任编辑|来源|來源|时间)[：:])"
_BREAK = r"[|·•●∙‧]"


@attrs.frozen(eq=False)
class Bylines:
    """What k lines print as a byline.

    Attributes:
        printed: k strings, cut out of the lines; "" where a line prints a date and nothing beside it.
        names: the same without the words that open them.
        opened: bool[k], whether such words stand there.
    """

    printed: pa.StringArray
    names: pa.StringArray
    opened: Mask


@cache
def _patterns() -> tuple[str, str]:
    opener = vocabulary().opener
    search = rf"(?i)(?:^|{_BREAK} ?)(?:{opener})"
    return search, rf"(?i)^(?P<front>(?:.*?{_BREAK} ?)??)(?P<opener>(?:{opener})+)(?P<names>.*)$"


def byline_texts(reading: Reading, rows: Index) -> Bylines:
    """Cut the bylines out of lines.

    Args:
        reading: the lines.
        rows: int64[k], ascending.
    """
    owner, text, beside = _pieces(reading, rows)
    search, groups = _patterns()
    # A field of several on a line is cut where the next begins; a stroke has as many bytes as the space.
    cut = replaced(text, ~np.asarray(pc.string_is_ascii(text)), _FIELD, r"|\1")
    opened = np.asarray(pc.match_substring_regex(cut, search))
    filled = np.asarray(pc.greater(pc.binary_length(text), 0))
    # Words of a byline are worth more than what stands in front of a date, and that more than what stands behind it.
    order = np.argsort(owner * 4 + ~filled * 2 + ~opened, kind="stable")
    best = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    printed, opened = text.take(pa.array(best)), opened[best]
    # Where much text stands beside a date, what stands in front of it is the beginning of a sentence.
    names = pc.if_else(pa.array(opened | (beside - np.asarray(pc.binary_length(printed)) <= _MOST_BESIDE)), printed, "")
    if opened.any():
        parts = pc.extract_regex(cut.take(pa.array(best)).filter(pa.array(opened)), groups)
        keep = np.asarray(parts.is_valid()) & ~_other_words(parts.field(1), parts.field(2))
        opened[opened] = keep
        front, rest = (parts.filter(pa.array(keep)).field(place) for place in (0, 2))
        where = pa.array(opened)
        size = np.asarray(pc.binary_length(front), np.int64)
        whole = printed.filter(where)
        own = spans(whole, np.arange(len(whole)), size, np.asarray(pc.binary_length(whole), np.int64) - size)
        rest = replaced(rest, matching(own, ~np.asarray(pc.string_is_ascii(own)), _CHINESE), _BESIDE, r"\1、")
        names = pc.replace_with_mask(names, where, rest)
        printed = pc.replace_with_mask(printed, where, own)
        names = replaced(names, opened, vocabulary().employer, r"\1")
    glued = matching(names, of_bytes(_GLUED_BYTES, edge_bytes(names)[0]), vocabulary().glued_opener)
    names = replaced(names, glued, vocabulary().glued_opener, r"\1")
    glued &= ~opened
    return Bylines(printed, names, opened | glued)


def _other_words(opener: pa.StringArray, names: pa.StringArray) -> Mask:
    """Return which openers of East Asia go right on, and not with a family name: `记者会` is a press conference."""
    torn = matching(opener, edge_bytes(opener)[0] >= FIRST_EAST, r"[\p{Han}\p{Hiragana}]$")
    return torn & ~matching(names, torn, vocabulary().from_family)


def _pieces(reading: Reading, rows: Index) -> tuple[Index, pa.StringArray, Index]:
    """Return the place of each piece's line; what stands around the dates; and how many bytes that is, by line."""
    dates, lines = reading.dates, reading.lines
    size = lines.lengths()[rows]
    first = np.searchsorted(dates.line, rows)
    many = np.searchsorted(dates.line, rows, side="right") - first
    date = ragged(first, many)
    of = np.repeat(np.arange(len(rows)), many)
    lead, start, stop = dates.found.lead[date], dates.found.start[date], dates.found.stop[date]
    # A word in front of a date that is only the end of another word is none.
    front = spans(lines.text, rows[of], np.zeros_like(lead), lead)
    torn = np.asarray(pc.match_substring_regex(front, f"[{LETTERS}]$")) & (lead < start)
    lead = np.where(torn, start, lead)
    owner = np.concatenate([np.arange(len(rows)), of])
    begin = np.concatenate([np.zeros_like(size), stop])
    order = np.lexsort((begin, owner))
    # A piece reaches from the line's beginning or a date's end to the next date or the line's end.
    last = np.cumsum(many + 1) - 1
    end = np.zeros(len(order), np.int64)
    inner = np.ones(len(order), bool)
    inner[last] = False
    end[inner], end[last] = lead, size
    owner, begin = owner[order], begin[order]
    text = spans(lines.text, rows[owner], begin, np.maximum(end - begin, 0))
    beside = size - np.bincount(of, stop - lead, minlength=len(rows)).astype(np.int64)
    return owner, pc.utf8_trim(text, _EDGES), beside
