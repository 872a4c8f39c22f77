"""Lines as tokens: numbers, words and signs, each with a symbol that says what it can be in a date.

Numbers: `A` 00, `B` 01 to 12, `C` 13 to 23, `D` 24 to 31, `E` 32 to 59, `F` 60 to 99 (two digits); `G` 0, `H` 1 to 9;
`N` three digits; `Y` 1900 to 2099, `T` a Buddhist year of about these, `J` other four digits; `L` longer ones.
Signs stand for themselves, `-` for all dashes, `|` for all bullets and bars, `?` for the rest; words carry the symbols
of the vocabulary, `#` standing for none.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from functools import cache

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates.vocabulary import vocabulary
from broadsheet.kernels import Bytes, Index, Mask, offsets, ragged, spans

PLAIN_WORD = "#"
"""The symbol of a word that means nothing in a date."""
ZONE = "z"
_DIGIT, _LOWER, _UPPER = 2, 3, 4
_SIGNS = {
    **dict.fromkeys("-‐‑‒–—―−－", "-"), **dict.fromkeys("|·•∙⋅・▪●■›»>‧｜¦", "|"), **dict.fromkeys(":：", ":"),
    **dict.fromkeys(",،、，", ","), **dict.fromkeys("/／∕", "/"), **dict.fromkeys(".．。", "."),
    **dict.fromkeys("([（【", "("), **dict.fromkeys(")]）】", ")"), **dict.fromkeys("'’‘´", "'"),
    **dict.fromkeys("+＋", "+"), **dict.fromkeys("  \u3000\t", " "),
}  # fmt: skip
_FIRST_IDEOGRAPH = 0x3000
_EAST_ASIAN = ("年月日号號時时点點分秒년월일시분초", "間间钟鐘간週周天주", "前전")
"""Marks of numbers, what makes them spans of time (`時間`), and words for `ago`."""
_WIDE = 5
_FIRST_YEAR, _LAST_YEAR, _BUDDHIST = 1900, 2099, 543


@attrs.frozen(eq=False)
class Tokens:
    """The t tokens of k lines.

    Attributes:
        starts: int64[k + 1], where the tokens of each line begin.
        begin, end: int64[t], byte offsets within the line.
        symbols: uint8[t].
        number: int64[t], the number that a token prints (of long ones the first four digits), -1 for words and signs.
        word: int64[t], the place in the vocabulary, -1 for what it does not hold.
        zone: int64[t], the place in the vocabulary's zones, -1 for what is none.
    """

    starts: Index
    begin: Index
    end: Index
    symbols: Bytes
    number: Index
    word: Index
    zone: Index


@cache
def _kinds() -> tuple[Bytes, Bytes]:
    """Return, for each code point, its kind (a sign's symbol, or one of the three above), and the value of a digit."""
    kinds, digits = np.full(sys.maxunicode + 1, _LOWER, np.uint8), np.zeros(sys.maxunicode + 1, np.uint8)
    kinds[0x1F000:0x1FB00] = ord("?")
    # Of the first 65,536, those that are not all letters without case.
    points = np.r_[:0x3400, 0xA000:0xAC00, 0xD7A4:0xD800, 0xF900:0x10000]
    category = np.array([unicodedata.category(chr(point)) for point in points.tolist()])
    kinds[points[(category == "Lu") | (category == "Lt")]] = _UPPER
    sign = ~np.isin(category.astype("U1"), ["L", "M"])
    kinds[points[sign]] = ord("?")
    for letter, symbol in _SIGNS.items():
        kinds[ord(letter)] = ord(symbol)
    for point in points[category == "Nd"].tolist():
        kinds[point], digits[point] = _DIGIT, unicodedata.decimal(chr(point))
    return kinds, digits


def tokenise(text: pa.StringArray) -> Tokens:
    """Cut lines into tokens."""
    at = offsets(text)
    points = np.frombuffer(_bytes(text, at).decode("utf-8", "replace").encode("utf-32-le"), np.uint32)
    widths = 1 + (points > 0x7F).astype(np.int64) + (points > 0x7FF) + (points > 0xFFFF)  # noqa: PLR2004 - UTF-8
    place = np.concatenate([[0], np.cumsum(widths)])
    line_points = np.searchsorted(place, at - at[0])
    kinds, digits = (table[points] for table in _kinds())
    edge = _edges(kinds, line_points) | _east_asian_edges(points, kinds)
    first = _split_years(np.flatnonzero(edge), kinds, digits)
    last = np.append(first[1:], len(points))
    starts = np.searchsorted(first, line_points)
    line = np.repeat(np.arange(len(text)), np.diff(starts))
    begin, end = place[first] - (at - at[0])[line], place[last] - (at - at[0])[line]
    kind = kinds[first]
    number, symbols = _numbers(kind, digits, first, last)
    return _with_words(text, _Cut(starts, line, begin, end), symbols, number, kind)


@attrs.frozen(eq=False)
class _Cut:
    starts: Index
    line: Index
    begin: Index
    end: Index

    def text(self, of: pa.StringArray, rows: Index, last: Index | None = None) -> pa.StringArray:
        """Return what tokens print, each up to the end of a later one of its line."""
        return spans(of, self.line[rows], self.begin[rows], self.end[rows if last is None else last] - self.begin[rows])


def _bytes(text: pa.StringArray, at: Index) -> bytes:
    buffer = text.buffers()[2]
    return b"" if buffer is None else buffer.slice(int(at[0]), int(at[-1] - at[0])).to_pybytes()


def _edges(kinds: Bytes, lines: Index) -> Mask:
    """Return where tokens begin: where the kind changes, at signs, and at capitals inside a word (`SmithMay`)."""
    edge = np.ones(len(kinds), bool)
    before, here = kinds[:-1], kinds[1:]
    letters = here >= _LOWER
    edge[1:] = (here > _UPPER) | ((here != before) & ~((here == _LOWER) & (before == _UPPER)))
    capitals = np.flatnonzero((here == _UPPER) & (before == _UPPER) & letters) + 1
    line_start = np.zeros(len(kinds) + 1, bool)
    line_start[lines] = True
    edge[capitals[(np.append(kinds, 0)[capitals + 1] == _LOWER) & ~line_start[capitals + 1]]] = True
    return edge | line_start[:-1]


def _east_asian_edges(points: npt.NDArray[np.uint32], kinds: Bytes) -> Mask:
    """Return where words without spaces are cut: behind marks of numbers (`3日発表`), in front of `ago` (`時間前`)."""
    edge = np.zeros(len(points), bool)
    at = np.flatnonzero(points[1:] >= _FIRST_IDEOGRAPH) + 1
    if not len(at):
        return edge
    marks, spans_of_time, ago = (np.array([ord(sign) for sign in signs], np.uint32) for signs in _EAST_ASIAN)
    here, before = points[at], points[at - 1]
    behind = at[np.isin(here, marks) & (kinds[at - 1] == _DIGIT) & (at < len(points) - 1)] + 1
    behind = behind[~np.isin(points[behind], spans_of_time)]
    edge[behind] = (kinds[behind] >= _LOWER) & (kinds[behind] <= _UPPER)
    edge[at[np.isin(here, ago) & (np.isin(before, marks) | np.isin(before, spans_of_time))]] = True
    return edge


def _split_years(first: Index, kinds: Bytes, digits: Bytes) -> Index:
    """Cut numbers of five and more digits that begin with a year behind it (`20232:23 PM`)."""
    length = np.diff(np.append(first, len(kinds)))
    long = first[(kinds[first] == _DIGIT) & (length >= _WIDE)]
    century = digits[long].astype(np.int64) * 10 + digits[long + 1] if len(long) else long
    split = long[(century == _FIRST_YEAR // 100) | (century == _LAST_YEAR // 100)] + 4
    return np.sort(np.concatenate([first, split])) if len(split) else first


def _numbers(kind: Bytes, digits: Bytes, first: Index, last: Index) -> tuple[Index, Bytes]:
    number, symbols = np.full(len(kind), -1), kind.copy()
    rows = np.flatnonzero(kind == _DIGIT)
    width = (last - first)[rows]
    value = np.zeros(len(rows), np.int64)
    for place in range(_WIDE - 1):
        inside = place < width
        value[inside] = value[inside] * 10 + digits[first[rows[inside]] + place]
    year = np.select(
        [
            (value >= _FIRST_YEAR) & (value <= _LAST_YEAR),
            (value >= _FIRST_YEAR + _BUDDHIST) & (value <= _LAST_YEAR + _BUDDHIST),
        ],
        [ord("Y"), ord("T")],
        ord("J"),
    )
    small = np.frombuffer(b"ABCDEF", np.uint8)[np.searchsorted([1, 13, 24, 32, 60], value, side="right")]
    one = np.where(value == 0, ord("G"), ord("H"))
    symbols[rows] = np.select([width == 1, width == 2, width == 3, width == 4], [one, small, ord("N"), year], ord("L"))  # noqa: PLR2004
    number[rows] = value
    return number, symbols


def _with_words(text: pa.StringArray, cut: _Cut, symbols: Bytes, number: Index, kind: Bytes) -> Tokens:
    """Look the words up, phrases first."""
    known = vocabulary()
    rows = np.flatnonzero((kind == _LOWER) | (kind == _UPPER))
    words = cut.text(text, rows).dictionary_encode()
    codes = np.asarray(words.indices)
    lowered = pc.utf8_lower(words.dictionary)
    word, zone = np.full(len(kind), -1), np.full(len(kind), -1)
    word[rows] = _places(lowered, known.words)[codes]
    zone[rows] = _places(words.dictionary, known.zones)[codes]
    until = np.arange(len(kind))
    heads, lengths, phrases = phrase_heads()
    opens = np.append(lengths, 0)[_places(lowered, heads)][codes]
    head, opens = rows[opens > 0], opens[opens > 0]
    line_end = cut.starts[cut.line[head] + 1]
    for length, same, full in phrases:
        some = head[(opens & 1 << length > 0) & (until[head] == head) & (head + length <= line_end)]
        stop = some + length - 1
        place = _places(pc.utf8_lower(cut.text(text, some, stop)), same)
        hit = place >= 0
        word[some[hit]], until[some[hit]] = full[place[hit]], stop[hit]
    symbols[rows] = ord(PLAIN_WORD)
    held = word >= 0
    symbols[held] = known.symbols[word[held]]
    symbols[zone >= 0] = ord(ZONE)
    gone = np.zeros(len(kind), bool)
    merged = np.flatnonzero(until > np.arange(len(kind)))
    gone[ragged(merged + 1, until[merged] - merged)] = True
    keep = np.flatnonzero(~gone)
    return Tokens(
        starts=np.searchsorted(keep, cut.starts),
        begin=cut.begin[keep],
        end=cut.end[until[keep]],
        symbols=symbols[keep],
        number=number[keep],
        word=word[keep],
        zone=zone[keep],
    )


def _places(words: pa.StringArray, table: pa.StringArray) -> Index:
    return np.asarray(pc.fill_null(pc.index_in(words, table), -1), np.int64)


@cache
def phrase_heads() -> tuple[pa.StringArray, Index, list[tuple[int, pa.StringArray, Index]]]:
    """Return the first words of all phrases; for each the bits of how many tokens its phrases have; and the phrases.

    These come by numbers of tokens, the longest first, with their places in the vocabulary.
    """
    several = [word for word in vocabulary().words.to_pylist() if not word.isalpha()]
    kinds = _kinds()[0][np.frombuffer("".join(several).encode("utf-32-le"), np.uint32)]
    starts = np.cumsum([0, *map(len, several)])
    tokens = np.flatnonzero(_edges(kinds, starts))
    first = np.searchsorted(tokens, starts)
    words = np.isin(kinds[starts[:-1]], [_LOWER, _UPPER])
    lengths: dict[int, list[str]] = {}
    heads: defaultdict[str, int] = defaultdict(int)
    for row in np.flatnonzero(words & (np.diff(first) > 1)).tolist():
        phrase, length = several[row], int(first[row + 1] - first[row])
        lengths.setdefault(length, []).append(phrase)
        heads[phrase[: tokens[first[row] + 1] - starts[row]]] |= 1 << length
    by_length = [(length, pa.array(lengths[length], pa.string())) for length in sorted(lengths, reverse=True)]
    known = vocabulary().words
    phrases = [(length, same, _places(same, known)) for length, same in by_length]
    return pa.array(list(heads), pa.string()), np.array(list(heads.values()), np.int64), phrases
