"""Tell running text from everything else by how a line ends and how long it is.

Headlines, captions and menu entries seldom end a sentence; paragraphs nearly always do. Looked at in bytes, from the
end of each line, in a few numpy passes.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from broadsheet.kernels import Bytes, Index, Mask, data, offsets

_FULL_STOPS = (".", "。", "।", "۔", "…")
_CALLS = ("!", "?", "！", "？", "؟")
_CLOSERS = ('"', "'", ")", "]", "”", "“", "’", "‘", "»", "«", "›", "‹", "」", "』")

SHORTEST = 40
"""Bytes of the shortest line with a full stop that counts as running text where nothing else speaks for it."""
_SHORTEST_CALL = 90
_LONGEST_HEADLINE = 220


_PLAIN_STOP, _PLAIN_CALL, _PLAIN_CLOSER = (
    np.isin(np.arange(256), [ord(sign) for sign in signs if sign.isascii()])
    for signs in (_FULL_STOPS, _CALLS, _CLOSERS)
)


def _tails(buffer: Bytes, begin: Index, end: Index) -> Index:
    """Return the last three bytes of the strings `buffer[begin:end]` as one number each, 0 for bytes they have not."""
    tail = np.zeros(len(end), np.int64)
    for back in range(3):
        tail |= np.where(end - begin > back, buffer[np.maximum(end - 1 - back, 0)], 0).astype(np.int64) << (8 * back)
    return tail


def _sizes(tails: Index, signs: Iterable[str]) -> Index:
    """Return how many bytes the sign has that a string ends with; 0 where it ends with none of them."""
    found = np.zeros(len(tails), np.int64)
    for code in (sign.encode() for sign in signs):
        found[tails & ((1 << (8 * len(code))) - 1) == int.from_bytes(code, "big")] = len(code)
    return found


def sentence_ends(text: pa.StringArray) -> tuple[Mask, Mask]:
    """Return which lines end with a full stop, and which with a full stop or another end of a sentence.

    Up to two closing quotes or brackets behind the stop are passed over.
    """
    at, buffer = offsets(text), data(text)
    stop = np.zeros(len(text), bool)
    end = np.zeros(len(text), bool)
    last = buffer[np.maximum(at[1:] - 1, 0)] if len(buffer) else np.zeros(len(text), np.uint8)
    stop[:], end[:] = _PLAIN_STOP[last], _PLAIN_CALL[last]
    odd = np.flatnonzero((_PLAIN_CLOSER[last] | (last > 127)) & (at[1:] > at[:-1]))  # noqa: PLR2004 - the end of ASCII
    if len(odd):
        stop[odd], end[odd] = _odd_ends(buffer, at[odd], at[odd + 1].copy())
    filled = at[1:] > at[:-1]
    return stop & filled, (stop | end) & filled


def _odd_ends(buffer: Bytes, begin: Index, end: Index) -> tuple[Mask, Mask]:
    """Do what `sentence_ends` does for strings that end with a closing sign or another script's full stop."""
    for _ in range(2):
        end -= _sizes(_tails(buffer, begin, end), _CLOSERS)
    tails = _tails(buffer, begin, end)
    return _sizes(tails, _FULL_STOPS) > 0, _sizes(tails, _CALLS) > 0


def running_text(text: pa.StringArray) -> Mask:
    """Return which lines are running text: sentences of some length, or lines longer than any headline."""
    length = np.diff(offsets(text))
    stop, end = sentence_ends(text)
    return (stop & (length >= SHORTEST)) | (end & (length >= _SHORTEST_CALL)) | (length >= _LONGEST_HEADLINE)
