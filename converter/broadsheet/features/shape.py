"""Columns of a line by itself: how long it is, of which characters it is made, how it begins and ends."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.features.words import Words, among
from broadsheet.kernels import Bytes, Index, of_bytes
from broadsheet.prose import sentence_ends

FLAG: Final = 32

LOWER, UPPER, DIGIT, WIDE, SPACE, STOP, COMMA, COLON, QUOTE, BRACKET, DASH, BAR, CALL, MARK, OTHER = range(15)
"""Kinds of bytes; WIDE is any byte of a character beyond ASCII that is no sign, MARK one of `@#&*+=<>$%^~`."""

_SIGNS = {
    STOP: b".", COMMA: b",;", COLON: b":", QUOTE: b"\"'`", BRACKET: b"()[]{}", DASH: b"-_", BAR: b"|/\\", CALL: b"!?",
    MARK: b"@#&*+=<>$%^~", SPACE: b" ",
}  # fmt: skip


def _kinds() -> Bytes:
    kind = np.full(256, OTHER, np.uint8)
    kind[ord("a") : ord("z") + 1] = LOWER
    kind[ord("A") : ord("Z") + 1] = UPPER
    kind[ord("0") : ord("9") + 1] = DIGIT
    kind[0x80:] = WIDE
    for code, signs in _SIGNS.items():
        kind[list(signs)] = code
    return kind


KIND: Final = _kinds()

_LEADS, _CJK = 0xC0, (0xE3, 0xED)
"""Bytes of UTF-8 from which on one leads a character of several bytes; and those that lead the characters of Chinese,
Japanese and Korean: three bytes a character, two columns wide.
"""

_COUNTED = (
    "upper", "digit", "comma", "stop", "colon", "quote", "bracket", "bar", "dash", "call", "mark", "other", "inner",
    "leads", "cjk",
)  # fmt: skip
"""The kinds of bytes that are counted; `leads` and `cjk` begin characters beyond ASCII, `inner` stands inside them."""
_NOT_COUNTED = len(_COUNTED)


def _counted() -> Index:
    byte = np.arange(256)
    masks = {
        "upper": KIND == UPPER, "digit": KIND == DIGIT, "comma": KIND == COMMA, "stop": KIND == STOP,
        "colon": KIND == COLON, "quote": KIND == QUOTE, "bracket": KIND == BRACKET, "bar": KIND == BAR,
        "dash": KIND == DASH, "call": KIND == CALL, "mark": KIND == MARK, "other": KIND == OTHER,
        "inner": (KIND == WIDE) & (byte < _LEADS), "leads": byte >= _LEADS,
        "cjk": (byte >= _CJK[0]) & (byte <= _CJK[1]),
    }  # fmt: skip
    found = np.full(256, _NOT_COUNTED, np.int64)
    for place, name in enumerate(_COUNTED):
        found[masks[name]] = place
    return found


_COUNTED_AS = _counted()

_EDGES = (LOWER, UPPER, DIGIT, WIDE, COLON, COMMA, QUOTE, BRACKET, BAR, MARK)
_EDGE_NAMES = ("lower", "upper", "digit", "wide", "colon", "comma", "quote", "bracket", "bar", "mark")
_LENGTHS = (3, 8, 15, 25, 40, 60, 90, 140, 220, 400)
_WORD_COUNTS = (1, 2, 3, 5, 8, 12, 20)


_LOGS = np.minimum(np.rint(16 * np.log2(np.arange(1, 1 << 16))), 255).astype(np.uint8)


def capped(values: npt.NDArray[np.float64] | Index, most: int = 255) -> npt.NDArray[np.uint8]:
    """Return values as bytes, cut at the ends of the range."""
    return np.clip(np.rint(values), 0, most).astype(np.uint8)


def shares(part: Index, whole: Index) -> npt.NDArray[np.uint8]:
    """Return part / whole in 64ths."""
    return capped(part * 64.0 / np.maximum(whole, 1), 64)


def logs(values: Index) -> npt.NDArray[np.uint8]:
    """Return the logarithm of counts: 16 for each doubling of one more than the count."""
    found: npt.NDArray[np.uint8] = _LOGS[np.minimum(values, len(_LOGS) - 1)]
    return found


def columns(text: pa.StringArray, words: Words, at: Index) -> dict[str, npt.NDArray[np.uint8]]:
    """Return the columns of each line's shape.

    Args:
        text: m lines.
        words: their words.
        at: int64[m + 1], the offsets of the lines in `words.letters`.
    """
    counted = _counts(words.letters, at)
    begin, end = at[:-1], at[1:]
    size = end - begin
    width = size - counted["inner"] + counted["cjk"]
    count = np.diff(words.starts)
    found = {"length": logs(width), "words": logs(count)}
    for step in _LENGTHS:
        found[f"longer_{step}"] = ((width > step) * FLAG).astype(np.uint8)
    for step in _WORD_COUNTS:
        found[f"words_{step}"] = ((count > step) * FLAG).astype(np.uint8)
    for name in ("upper", "digit", "wide", "cjk"):
        found[f"{name}_share"] = shares(counted[name], width)
    for name in ("comma", "stop", "colon", "quote", "bracket", "bar", "dash", "call", "mark", "digit"):
        found[f"{name}_count"] = logs(counted[name])
    found["comma_rate"] = capped(counted["comma"] * 640.0 / np.maximum(width, 1), 64)
    found["other_share"] = shares(counted["other"], width)
    stop, ends = sentence_ends(text)
    found["ends_stop"], found["ends_sentence"] = (mask.astype(np.uint8) * FLAG for mask in (stop, ends))
    found["glued_case"] = logs(_glued(words.letters, at))
    found |= _edge_columns(words.letters, begin, end)
    found |= _word_columns(words)
    return found


def _counts(letters: Bytes, at: Index) -> dict[str, Index]:
    """Return how many bytes of each kind lines have: all kinds of all lines are counted in one pass."""
    size, kinds = np.diff(at), _NOT_COUNTED + 1
    place = np.repeat(np.arange(len(size)) * kinds, size)
    place += of_bytes(_COUNTED_AS, letters[: at[-1]])
    count = np.ascontiguousarray(np.bincount(place, minlength=len(size) * kinds).reshape(len(size), kinds).T)
    found = dict(zip(_COUNTED, count, strict=False))
    return found | {"wide": found.pop("leads") + found["cjk"]}


def _glued(letters: Bytes, at: Index) -> Index:
    """Return how often a capital follows a small letter in each line: a teaser's title and text run into each other."""
    small = among(letters[:-1], "a", "z")
    small[at[1:] - 1] = False  # the next letter is another line's
    places = np.flatnonzero(small & among(letters[1:], "A", "Z"))
    found: Index = np.diff(np.searchsorted(places, at))
    return found


def _edge_columns(letters: Bytes, begin: Index, end: Index) -> dict[str, npt.NDArray[np.uint8]]:
    first, last = KIND[letters[begin]], KIND[letters[np.maximum(end - 1, 0)]]
    found = {}
    for kind, name in zip(_EDGES, _EDGE_NAMES, strict=True):
        found[f"opens_{name}"] = ((first == kind) * FLAG).astype(np.uint8)
        found[f"closes_{name}"] = ((last == kind) * FLAG).astype(np.uint8)
    copyright_sign = (letters[begin] == 0xC2) & (letters[begin + 1] == 0xA9)  # noqa: PLR2004 - the bytes of ©
    found["opens_copyright"] = (copyright_sign * FLAG).astype(np.uint8)
    return found


def _word_columns(words: Words) -> dict[str, npt.NDArray[np.uint8]]:
    """Return columns of how a line's words are written: capitals, numbers, clocks."""
    letters, count = words.letters, np.diff(words.starts)
    century = np.take(letters, words.start, mode="clip")
    first, end = of_bytes(KIND, century), words.start + words.size
    last = of_bytes(KIND, np.take(letters, end - 1, mode="clip"))

    capital, number = first == UPPER, first == DIGIT
    shouted = capital & (words.size > 1) & (last == UPPER)
    four, two = number & (words.size == 4), number & (words.size <= 2)  # noqa: PLR2004 - digits of years, days, hours
    clock = two & (np.take(letters, end, mode="clip") == ord(":"))
    clock[clock] = of_bytes(KIND, letters[end[clock] + 1]) == DIGIT
    year = four & ((century == ord("1")) | (century == ord("2")))
    glued = (last == DIGIT) & ~number & (words.size > 4)  # noqa: PLR2004 - a name with a date behind it
    capitals, shouts, numbers, clocks, years, twos = words.counts(capital, shouted, number, clock, year, two)
    coded, long, short = words.counts(glued, words.size > 9, words.size <= 3)  # noqa: PLR2004 - bytes
    return {
        "capital_share": shares(capitals, count),
        "shouted_share": shares(shouts, count),
        "number_share": shares(numbers, count),
        "has_clock": (np.minimum(clocks, 1) * FLAG).astype(np.uint8),
        "has_year": (np.minimum(years, 1) * FLAG).astype(np.uint8),
        "has_two_digits": (np.minimum(twos, 1) * FLAG).astype(np.uint8),
        "has_glued_digits": (np.minimum(coded, 1) * FLAG).astype(np.uint8),
        "long_word_share": shares(long, count),
        "short_word_share": shares(short, count),
    }
