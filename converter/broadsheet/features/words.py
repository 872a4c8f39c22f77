"""Words of lines, as 64-bit hashes: found, lowered and hashed in a few numpy passes over the bytes.

A word is a run of letters, digits and other characters that are no punctuation; every digit counts as the same, so that
`2015` and `2016` are one word. The hash covers the first and the last eight bytes of a word and its length, which are
read from the buffer as whole numbers: no loop over words or bytes. Equal hashes of different words are so rare that
nothing guards against them; a collision costs a little accuracy and never an error.
"""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Bytes, Index, Mask, of_bytes

Hashes = npt.NDArray[np.uint64]

HEAD, TAIL = 10, 2
TOKENS: Final = HEAD + TAIL
"""Words of a line that the network reads one by one: the first ten and, once more in short lines, the last two."""

LONGEST_LINE: Final = 1000
"""Bytes at the head of a line that are looked at."""

_COUNTER = 10
"""Bits of a counter of a line's words: no more than 1,023 of them are looked at."""
_COUNTERS = sum(
    ((np.arange(256) >> place & 1).astype(np.uint64) << np.uint64(_COUNTER * place) for place in range(6)),
    np.zeros(256, np.uint64),
)
"""For six flags in the bits of a byte: a counter of each, side by side."""

_ONE, _TWO, _THREE = (np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(8)] + [(1 << 64) - 1], np.uint64)

_LOWER_BIT, _DIGIT_BITS, _BEYOND_ASCII = np.uint8(0x20), np.uint8(0x0F), np.uint8(0x80)
"""The bit that small letters have and capitals lack; those that tell digits apart; the first byte beyond ASCII."""
# Characters that part words: signs of Latin-1, punctuation and symbols of three bytes, full-width forms.
_SIGN_LEADS = np.isin(np.arange(256), [0xC2, 0xE2, 0xEF])
_CJK_SIGN = (0xE3, 0x80)
_PADDING = np.zeros(16, np.uint8)


@attrs.frozen(eq=False)
class Words:
    """The w words at the heads of m lines.

    Attributes:
        hash: uint64[w].
        line: int64[w], ascending.
        start: int64[w], where each word begins in `letters`; `size` its bytes.
        starts: int64[m + 1]; the words of line i are `starts[i]:starts[i + 1]`.
        letters: the bytes of all lines as printed, with padding behind them.
    """

    hash: Hashes
    line: Index
    start: Index
    size: Index
    starts: Index
    letters: Bytes

    def __len__(self) -> int:
        return len(self.hash)

    def sums(self, values: Hashes) -> Hashes:
        """Return, for each line, the sum of the values of its words, modulo 2**64."""
        before = np.zeros(len(values) + 1, np.uint64)
        np.cumsum(values, out=before[1:])
        found: Hashes = before[self.starts[1:]] - before[self.starts[:-1]]
        return found

    def counts(self, *masks: Mask) -> list[Index]:
        """Return, for each of up to six masks over the words, how many words of each line are true.

        All are counted at once, each in some bits of a whole number.
        """
        flags = np.zeros(len(self), np.uint8)
        for place, mask in enumerate(masks):
            flags |= mask.view(np.uint8) << np.uint8(place)
        total = self.sums(of_bytes(_COUNTERS, flags))
        most = np.uint64((1 << _COUNTER) - 1)
        return [((total >> np.uint64(_COUNTER * place)) & most).astype(np.int64) for place in range(len(masks))]


def find_words(letters: Bytes, at: Index) -> Words:
    """Find the words of lines.

    Args:
        letters: UTF-8 bytes of m lines behind each other.
        at: int64[m + 1], the offsets of the lines in them, from 0.
    """
    letters = np.concatenate([letters, _PADDING])
    lowered, word = _lowered(letters)
    _part(letters, word)
    opens, closes = word.copy(), word.copy()
    opens[1:] = word[1:] > word[:-1]
    closes[:-1] = word[:-1] > word[1:]
    filled = at[1:] > at[:-1]
    edges = at[:-1][filled], at[1:][filled] - 1
    opens[edges[0]], closes[edges[1]] = word[edges[0]], word[edges[1]]
    start, stop = np.flatnonzero(opens.view(bool)), np.flatnonzero(closes.view(bool)) + 1
    starts = np.searchsorted(start, at)
    line = np.repeat(np.arange(len(at) - 1), np.diff(starts))
    size = stop - start
    return Words(_hashed(lowered, start, size), line, start, size, starts, letters)


def among(letters: Bytes, first: str, last: str) -> Mask:
    """Return which bytes lie between two characters of ASCII, both included; a table of 256 takes ten times as long."""
    found: Mask = letters - np.uint8(ord(first)) <= np.uint8(ord(last) - ord(first))
    return found


def _lowered(letters: Bytes) -> tuple[Bytes, Bytes]:
    """Return bytes with capitals lowered and every digit a 0; and which are of words, as 1 or 0."""
    upper, digit = among(letters, "A", "Z"), among(letters, "0", "9")
    lowered = letters | upper.view(np.uint8) * _LOWER_BIT
    lowered &= ~(digit.view(np.uint8) * _DIGIT_BITS)
    word = among(lowered, "a", "z") | digit | (letters == ord("_")) | (letters >= _BEYOND_ASCII)
    return lowered, word.view(np.uint8)


def _part(letters: Bytes, word: Bytes) -> None:
    """Take punctuation of several bytes out of the words."""
    lead = np.flatnonzero(of_bytes(_SIGN_LEADS, letters))
    for place in range(3):
        inside = letters[np.minimum(lead + place, len(letters) - 1)] >= 0x80  # noqa: PLR2004 - no ASCII
        word[(lead + place)[inside & (lead + place < len(word))]] = 0
        lead = lead[letters[lead] != 0xC2] if place == 1 else lead  # noqa: PLR2004 - leads two bytes
    cjk = np.flatnonzero(letters[:-2] == _CJK_SIGN[0])
    cjk = cjk[letters[cjk + 1] == _CJK_SIGN[1]]
    for place in range(3):
        word[cjk + place] = 0


def _hashed(lowered: Bytes, start: Index, size: Index) -> Hashes:
    eights = np.ndarray((len(lowered) - 7,), "<u8", lowered, strides=(1,))
    head = eights[start] & _MASKS[np.minimum(size, 8)]
    long = np.flatnonzero(size > 8)  # noqa: PLR2004 - bytes of a whole number
    mixed = head * _ONE ^ size.astype(np.uint64) * _THREE
    mixed[long] ^= eights[start[long] + size[long] - 8] * _TWO
    mixed ^= mixed >> np.uint64(29)
    mixed *= _TWO
    mixed ^= mixed >> np.uint64(32)
    return mixed


def page_keys(page: Index, hashes: Hashes, bits: int) -> Index:
    """Return places in tables of 2**bits entries a page: the number of the page, and the first bits of a hash."""
    return (page << bits) | (hashes >> np.uint64(64 - bits)).astype(np.int64)


def hash_words(words: list[str]) -> Hashes:
    """Return the hash of each word, as `find_words` gives it; a word must be one word."""
    coded = [word.encode() for word in words]
    at = np.cumsum([0, *map(len, coded)])
    found = find_words(np.frombuffer(b"".join(coded), np.uint8), at)
    if len(found) != len(words):
        broken = sorted({words[line] for line in np.flatnonzero(np.diff(found.starts) != 1)})
        raise ValueError(f"not one word each: {broken}")
    return found.hash


@attrs.frozen(eq=False)
class Vocabulary:
    """Words that are told apart, found by their hash in a table that is addressed directly.

    Attributes:
        hash: uint64[v], the words; the code of a word is its place here.
    """

    hash: Hashes
    _slots: npt.NDArray[np.int32] = attrs.field(init=False, repr=False)

    _BITS = 20

    def __attrs_post_init__(self) -> None:
        slots = np.full(1 << self._BITS, -1, np.int32)
        # Of two words in one slot the earlier, commoner one stays.
        slots[self._slot(self.hash)[::-1]] = np.arange(len(self.hash), dtype=np.int32)[::-1]
        object.__setattr__(self, "_slots", slots)

    def _slot(self, hashes: Hashes) -> Index:
        return (hashes >> np.uint64(64 - self._BITS)).astype(np.int64)

    def codes(self, hashes: Hashes) -> npt.NDArray[np.int32]:
        """Return the code of each hash, -1 for words that are not in the vocabulary."""
        if not len(self.hash):
            return np.full(len(hashes), -1, np.int32)
        code = np.take(self._slots, self._slot(hashes), mode="clip")
        known = (code >= 0) & (np.take(self.hash, code, mode="clip") == hashes)
        return np.where(known, code, np.int32(-1))


def token_places(words: Words) -> Index:
    """Return int64[m, TOKENS]: the words of each line that the network reads one by one, w where it has fewer."""
    first, end = words.starts[:-1, None], words.starts[1:, None]
    place = np.concatenate([first + np.arange(HEAD), end - np.arange(TAIL, 0, -1)], axis=1)
    missing = place >= end
    missing[:, HEAD:] = place[:, HEAD:] < first
    place[missing] = len(words)
    return place
