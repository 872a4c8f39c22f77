"""Columns of a line by itself: how long it is, of which characters it is made, how it begins and ends."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.features.words import Words
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

# Counters of 10 bits, six to a whole number, so that one pass over the bytes counts six kinds; no more than 1,023 bytes
# of a line are looked at.
_FIELD = 10
_COUNTED = (
    ("upper", "digit", "comma", "stop", "colon", "quote"),
    ("bracket", "bar", "dash", "call", "mark", "other"),
    ("inner", "wide", "cjk"),
)


def _counters() -> list[npt.NDArray[np.uint64]]:
    byte = np.arange(256)
    masks = {
        "upper": KIND == UPPER, "digit": KIND == DIGIT, "comma": KIND == COMMA, "stop": KIND == STOP,
        "colon": KIND == COLON, "quote": KIND == QUOTE, "bracket": KIND == BRACKET, "bar": KIND == BAR,
        "dash": KIND == DASH, "call": KIND == CALL, "mark": KIND == MARK,
        "inner": (KIND == WIDE) & (byte < _LEADS), "wide": byte >= _LEADS,
        "cjk": (byte >= _CJK[0]) & (byte <= _CJK[1]), "other": KIND == OTHER,
    }  # fmt: skip
    tables = []
    for names in _COUNTED:
        table = np.zeros(256, np.uint64)
        for place, name in enumerate(names):
            table += masks[name].astype(np.uint64) << np.uint64(_FIELD * place)
        tables.append(table)
    return tables


_COUNTERS = _counters()

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
    begin, end = at[:-1], at[1:]
    bounds = np.stack([begin, end], axis=1).ravel()
    letters = letters.astype(np.intp)  # once for all tables
    found = {}
    for names, table in zip(_COUNTED, _COUNTERS, strict=True):
        if len(begin):
            packed = np.add.reduceat(of_bytes(table, letters), bounds)[::2]
            packed = np.where(end > begin, packed, np.uint64(0))
        else:
            packed = np.zeros(0, np.uint64)
        for place, name in enumerate(names):
            found[name] = ((packed >> np.uint64(_FIELD * place)) & np.uint64((1 << _FIELD) - 1)).astype(np.int64)
    return found


def _glued(letters: Bytes, at: Index) -> Index:
    """Return how often a capital follows a small letter in each line: a teaser's title and text run into each other."""
    kind = of_bytes(KIND, letters)
    small = kind[:-1] == LOWER
    small[at[1:] - 1] = False  # the next letter is another line's
    places = np.flatnonzero(small & (kind[1:] == UPPER))
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
    first = KIND[letters[words.start]]
    last = letters[words.start + words.size - 1]

    def per_line(mask: npt.NDArray[np.bool_]) -> Index:
        before = np.concatenate([[0], np.cumsum(mask)])
        found: Index = before[words.starts[1:]] - before[words.starts[:-1]]
        return found

    capital, number = first == UPPER, first == DIGIT
    shouted = capital & (words.size > 1) & (KIND[last] == UPPER)
    four, two = number & (words.size == 4), number & (words.size <= 2)  # noqa: PLR2004 - digits of years, days, hours
    behind = letters[words.start + words.size]
    clock = two & (behind == ord(":")) & (KIND[letters[words.start + words.size + 1]] == DIGIT)
    century = letters[words.start]
    year = four & ((century == ord("1")) | (century == ord("2")))
    glued = (KIND[last] == DIGIT) & ~number & (words.size > 4)  # noqa: PLR2004 - a name with a date behind it
    return {
        "capital_share": shares(per_line(capital), count),
        "shouted_share": shares(per_line(shouted), count),
        "number_share": shares(per_line(number), count),
        "has_clock": (np.minimum(per_line(clock), 1) * FLAG).astype(np.uint8),
        "has_year": (np.minimum(per_line(year), 1) * FLAG).astype(np.uint8),
        "has_two_digits": (np.minimum(per_line(two), 1) * FLAG).astype(np.uint8),
        "has_glued_digits": (np.minimum(per_line(glued), 1) * FLAG).astype(np.uint8),
        "long_word_share": shares(per_line(words.size > 9), count),  # noqa: PLR2004 - bytes
        "short_word_share": shares(per_line(words.size <= 3), count),  # noqa: PLR2004 - bytes
    }
