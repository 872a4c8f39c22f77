"""The columns that the network sees of each line, each a byte.

Flags are `FLAG` or 0; shares, counts and places are scaled so that common differences are worth a few sixteenths. What
a column says is in its name; the order in which `_columns` collects them is the order of the network's weights.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.features import page, shape
from broadsheet.features.cues import cues
from broadsheet.features.shared import shared_columns
from broadsheet.features.words import LONGEST_LINE, Vocabulary, Words, find_words, token_places
from broadsheet.kernels import Bytes, Index, data, of_bytes, offsets, whole_characters
from broadsheet.lines import Lines

FLAG: Final = 32
"""What a flag that is set is worth, in sixteenths."""

LAYOUT_COLUMNS: Final = ("blank_before", "blank_after", "has_blanks", "listed", "has_listed")
"""Columns of blank lines and list marks, which many dumps lack: in training they are often blanked."""

ADDRESS_COLUMNS: Final = ("address_words", "address_share", "address_held", "address_best", "has_address")
"""Columns of the page's address, which many dumps do not tell: in training they are often blanked."""

Column = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]

KINDS: Final = 6
"""Codes 0 to 5 of tokens: no word, then words outside the vocabulary by their shape; the vocabulary's codes follow."""


@attrs.frozen(eq=False)
class Features:
    """What the network sees of m lines.

    Attributes:
        dense: uint8[m, columns]; see `column_names`.
        tokens: int32[m, TOKENS]: codes of single words, the first and the last of the line; see `KINDS`.
    """

    dense: npt.NDArray[np.uint8]
    tokens: npt.NDArray[np.int32]


def features(lines: Lines, vocabulary: Vocabulary, address: pa.StringArray) -> Features:
    """Return the features of the lines of a batch; `address` holds one of each page, null where none is known."""
    columns, words, codes = _columns(lines, vocabulary, address)
    # Column behind column: that is how they are found, and a matrix product takes them so at no cost.
    dense = np.stack(list(columns.values())).T
    return Features(dense, _tokens(words, codes))


def _columns(lines: Lines, vocabulary: Vocabulary, address: pa.StringArray) -> tuple[dict[str, Column], Words, Codes]:
    letters, at = _heads(lines)
    words = find_words(letters, at)
    codes = vocabulary.codes(words.hash)
    found: dict[str, Column] = {}
    found |= shape.columns(lines.text, words, at)
    prose = page.is_prose(lines, found)
    found |= _cue_columns(words)
    found |= page.layout_columns(lines)
    found |= page.place_columns(lines, prose)
    found |= page.repeat_columns(lines, words, prose, codes)
    found |= shared_columns(lines, words, address)
    return found, words, codes


def _heads(lines: Lines) -> tuple[Bytes, Index]:
    """Return the bytes of the part of each line that is looked at, and their m + 1 offsets; few lines are longer."""
    at = offsets(lines.text)
    letters, at = data(lines.text)[at[0] : at[-1]], at - at[0]
    size = np.diff(at)
    long = np.flatnonzero(size > LONGEST_LINE)
    if not len(long):
        return letters, at
    head = whole_characters(lines.text, long, np.full(len(long), LONGEST_LINE))
    begin, end = np.append(0, at[long + 1]), np.append(at[long] + head, at[-1])
    cut = np.zeros(len(at), np.int64)
    cut[long + 1] = size[long] - head
    pieces = [letters[start:stop] for start, stop in zip(begin.tolist(), end.tolist(), strict=True)]
    return np.concatenate(pieces), at - np.cumsum(cut)


def _cue_columns(words: Words) -> dict[str, Column]:
    table = cues()
    bits = table.of(words.hash)
    line = table.of_lines(words, bits)
    first = np.append(bits, np.uint16(0))[np.where(np.diff(words.starts) > 0, words.starts[:-1], len(bits))]
    of_line, of_first = (
        np.unpackbits(held.astype("<u2").view(np.uint8).reshape(-1, 2), axis=1, bitorder="little") * np.uint8(FLAG)
        for held in (line, first)
    )
    found = {}
    for place, kind in enumerate(table.kinds):
        found[f"has_{kind}"], found[f"first_{kind}"] = of_line[:, place], of_first[:, place]
    return found


def _tokens(words: Words, codes: Codes) -> npt.NDArray[np.int32]:
    token = np.zeros(len(words) + 1, np.int32)
    token[:-1] = np.where(codes >= 0, codes + KINDS, _word_shapes(words))
    return np.take(token, token_places(words), mode="clip")


def _shapes() -> Column:
    found = np.full((shape.OTHER + 1, shape.OTHER + 1), 1, np.uint8)
    found[shape.DIGIT], found[shape.WIDE], found[shape.UPPER] = 4, 5, 2
    found[shape.UPPER, shape.UPPER] = 3
    return found.ravel()


_SHAPES = _shapes()


def _word_shapes(words: Words) -> Column:
    """Return 1 lower case, 2 capitalised, 3 capitals, 4 with a digit in front, 5 beyond ASCII."""
    first = of_bytes(shape.KIND, np.take(words.letters, words.start, mode="clip"))
    second = of_bytes(shape.KIND, np.take(words.letters, words.start + (words.size > 1), mode="clip"))
    return of_bytes(_SHAPES, first * np.uint8(shape.OTHER + 1) + second)


@cache
def column_names() -> tuple[str, ...]:
    """Return the names of the columns, in their order."""
    nothing = Lines(
        pa.array([], pa.string()),
        *(np.zeros(0, np.int64),),
        *(np.zeros(0, np.int32),) * 2,
        np.zeros(1, np.int64),
        np.zeros(0, bool),
    )
    return tuple(_columns(nothing, Vocabulary(np.zeros(0, np.uint64)), pa.array([], pa.string()))[0])
