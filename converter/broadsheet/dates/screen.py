"""What is looked at for dates at all, and which finds are none after all."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.grammar import Shapes
from broadsheet.dates.tokens import PLAIN_WORD, Tokens
from broadsheet.dates.vocabulary import codes, vocabulary, word_lists
from broadsheet.kernels import Bytes, Index, Mask, offsets

_SHORT_LINE = 120
"""Bytes of the longest line that is looked at for dates without any digit (`yesterday`)."""
_FEW_WORDS = 3
"""So many other words may stand in a line with a word for a day and no clock; in a sentence it is no date."""
_OF_CLOCK = frozenset({"H", "M", "S", "p", "q", "bare", "z", "sign", "zone", "rest"})


@cache
def _short_screen() -> str:
    lists = word_lists()
    words = {word for same in lists["relative_days"].values() for word in same} | set(lists["spans"]["behind"])
    words |= set(lists["spans"]["before"])
    return rf"\p{{Nd}}|(?i:{'|'.join(sorted(words))})"


def can_hold_dates(text: pa.StringArray) -> Mask:
    """Return which lines have a digit, or are short and have a word for a day or a span of time."""
    held = np.zeros(len(text), bool)
    short = np.diff(offsets(text)) <= _SHORT_LINE
    for some, screen in ((short, _short_screen()), (~short, r"\p{Nd}")):
        held[some] = np.asarray(pc.match_substring_regex(text.filter(pa.array(some)), screen))
    return held


def checked(shape: Shapes, tokens: Tokens) -> Shapes:
    """Take off what only looks like a clock or a closing sign; leave out words for a day that stand in a sentence."""
    line = np.searchsorted(tokens.starts, shape.first, side="right") - 1
    symbols = np.append(tokens.symbols, np.zeros(3, np.uint8))
    price = _prices(shape, symbols, tokens.starts[line + 1])
    last = np.where(price, shape.day_end, shape.last)
    parts = {name: np.where(price, -1, at) if name in _OF_CLOCK else at for name, at in shape.parts.items()}
    opened = np.concatenate([[0], np.cumsum(tokens.symbols == ord("("))])
    unopened = (symbols[last - 1] == ord(")")) & (opened[last] == opened[shape.first])
    full_stop = (symbols[last - 1] == ord(".")) & (shape.part("u") == last - 2)
    last = last - (unopened | full_stop)
    words = np.concatenate([[0], np.cumsum(np.isin(tokens.symbols, _wordy()))])
    line_start, line_end = tokens.starts[line], tokens.starts[line + 1]
    around = words[line_end] - words[last] + words[shape.first] - words[line_start]
    edge = (last == line_end) | np.isin(symbols[last], np.frombuffer(b"|,-/)", np.uint8))
    word_only = (shape.part("r") >= 0) & (shape.part("H") < 0)
    keep = ~word_only | ((around <= _FEW_WORDS) & edge)
    return Shapes(
        first=shape.first[keep],
        last=last[keep],
        parts={name: at[keep] for name, at in parts.items()},
        form=shape.form[keep],
        day_end=shape.day_end[keep],
    )


def _prices(shape: Shapes, symbols: Bytes, line_end: Index) -> Mask:
    """Return where two numbers with a dot behind a day are no clock: no word for one, text behind (`2.50 Euro`)."""
    bare, hour = shape.part("bare"), shape.part("H")
    told = hour < shape.day_end
    for back in (1, 2, 3):
        told |= np.isin(symbols[np.maximum(hour - back, 0)], _clock_words()) & (hour - back >= shape.day_end)
    inside = shape.last < line_end
    behind = np.where(inside, symbols[shape.last], 0)
    spaced = (behind == ord(" ")) & (shape.last + 1 < line_end)
    behind = np.where(spaced, symbols[shape.last + 1], behind)
    found: Mask = (bare >= 0) & ~told & ~np.isin(behind, np.frombuffer(b"\x00|,()-", np.uint8)) & (shape.day_end >= 0)
    return found


@cache
def _clock_words() -> Bytes:
    return np.array(codes(vocabulary().classes["clock"]), np.uint8)


@cache
def _wordy() -> Bytes:
    return np.unique(np.append(vocabulary().symbols, np.uint8(ord(PLAIN_WORD))))
