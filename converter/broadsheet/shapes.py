"""What a line must look like from outside for a pattern to fit it: the bytes at its edges, and its least length.

Matching is what reading by a layout costs, and most lines of a page can be told not to fit a pattern by their first and
last byte alone: no byline begins with a small letter, no date ends with a full stop. A shape is read off a pattern's
source. It always admits every line that the pattern fits, and mostly not many more; what is written in a way that this
reader of RE2 does not know admits everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, reduce

import attrs
import numpy as np

from broadsheet.kernels import Bytes, Index, Mask


def _set_of(codes: Iterable[int]) -> int:
    return reduce(lambda found, code: found | 1 << code, codes, 0)


# A set of bytes is an integer with a bit for each.
_ALL = (1 << 256) - 1
_ASCII_END = 0x80
_ASCII = (1 << _ASCII_END) - 1
_HIGH = _ALL ^ _ASCII
_DIGITS = _set_of(b"0123456789")
_LETTERS = _set_of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_KINDS = {"d": _DIGITS, "w": _DIGITS | _LETTERS | _set_of(b"_"), "s": _set_of(b"\t\n\f\r ")}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_NO_WIDTH = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\z"})

_ESCAPE = r"\\(?:[pP]\{\^?\w+\}|[pP]\w|x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[^\w\s]|[dDwWsSbBAzntrfva])"
_QUANTIFIER = r"(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??"
_CLASS = rf"\[\^?\]?(?:{_ESCAPE}|[^\]\\\[])*\]"
_TOKEN = re.compile(
    rf"(?P<open>\((?:\?(?:P?<\w+>|(?P<flags>[imsU-]*)(?P<colon>[:)])))?)|(?P<close>\))|(?P<bar>\|)"
    rf"|(?P<place><(?:date|published|updated)>)"
    rf"|(?P<atom>{_ESCAPE}|{_CLASS}|[^\\\[\](){{}}*+?|])(?P<quantifier>{_QUANTIFIER})?",
    re.DOTALL,
)
_AFTER_GROUP = re.compile(_QUANTIFIER)
_ITEM = re.compile(rf"(?P<low>{_ESCAPE}|.)(?:-(?P<high>{_ESCAPE}|[^\]]))?", re.DOTALL)


@attrs.frozen
class _Edges:
    """The sets of bytes that a match can begin and end with, and the least bytes that it has."""

    first: int = 0
    last: int = 0
    least: int = 0

    def then(self, other: _Edges) -> _Edges:
        first = self.first if self.least else self.first | other.first
        last = other.last if other.least else other.last | self.last
        return _Edges(first, last, self.least + other.least)

    def repeated(self, quantifier: re.Match[str] | None) -> _Edges:
        if quantifier is None:
            return self
        times = int(quantifier["least"] or 0) if quantifier["least"] else int(quantifier[0][0] == "+")
        return attrs.evolve(self, least=self.least * times)


def _union(alternatives: Iterable[_Edges]) -> _Edges:
    return reduce(lambda a, b: _Edges(a.first | b.first, a.last | b.last, min(a.least, b.least)), alternatives)


@attrs.frozen(eq=False)
class Shape:
    """Which lines can fit a pattern.

    Attributes:
        pairs: bool[65536], the first byte times 256 plus the last byte; None where every pair can fit.
        least: the fewest bytes that can fit.
    """

    pairs: Mask | None = None
    least: int = 0

    def admits(self, edges: Index, length: Index) -> Mask:
        """Return which lines can fit.

        Args:
            edges: of each line, the first byte times 256 plus the last one.
            length: bytes of each line.
        """
        long_enough: Mask = length >= self.least
        return long_enough if self.pairs is None else long_enough & self.pairs[edges]


@lru_cache(maxsize=4096)
def shape_of(pattern: str, dates: str = r"[\s\S]*") -> Shape:
    """Return the shape of the lines that RE2 fits to a pattern from their first character to their last.

    Args:
        pattern: the pattern, anchored or not.
        dates: another one, which the places `<date>`, `<published>` and `<updated>` in the pattern stand for.
    """
    try:
        alternatives = _Reader(pattern, _alternatives_of(dates)).read()
    except ValueError:
        return Shape()
    if any(not edges.least for edges in alternatives):
        return Shape()
    pairs = np.zeros((256, 256), bool)
    for edges in alternatives:
        pairs |= _bits(edges.first)[:, None] & _bits(edges.last)
    least = min(edges.least for edges in alternatives)
    return Shape(None if pairs.all() else pairs.reshape(-1), least)


@lru_cache(maxsize=64)
def _alternatives_of(pattern: str) -> list[_Edges]:
    return _Reader(pattern, []).read()


def edges_of(first: Bytes, last: Bytes) -> Index:
    """Return the edges that `Shape.admits` takes, from the first and the last byte of each line."""
    edges: Index = first.astype(np.int64) << 8 | last
    return edges


def _bits(members: int) -> Mask:
    return np.unpackbits(np.frombuffer(members.to_bytes(32, "little"), np.uint8), bitorder="little").astype(bool)


class _Reader:
    """Reads the source of one pattern, token by token. Raises ValueError for what it does not know."""

    def __init__(self, pattern: str, dates: list[_Edges]) -> None:
        self.pattern = pattern
        self.dates = dates
        self.at = 0

    def read(self) -> list[_Edges]:
        """Return the edges of each of the pattern's alternatives."""
        found = self._alternatives(folded=False)
        if self.at < len(self.pattern):
            raise ValueError(self.pattern)
        return found

    def _alternatives(self, *, folded: bool) -> list[_Edges]:
        """Read up to the end of a group, which is passed over, or of the pattern."""
        found: list[_Edges] = []
        # Alternatives of a group that has nothing beside it stay apart: what they begin and end with goes together.
        alone: list[_Edges] = [_Edges()]
        while self.at < len(self.pattern):
            token = _TOKEN.match(self.pattern, self.at)
            if token is None:
                raise ValueError(self.pattern)
            if token["close"]:
                break
            self.at = token.end()
            if token["bar"]:
                found += alone
                alone = [_Edges()]
            elif token["open"] and token["colon"] == ")":
                folded = _folded(token["flags"], folded=folded)
            else:
                some = self._part(token, folded=folded)
                if alone == [_Edges()]:
                    alone = some
                elif some != [_Edges()]:
                    alone = [_union(alone).then(_union(some))]
        return found + alone

    def _part(self, token: re.Match[str], *, folded: bool) -> list[_Edges]:
        if token["place"]:
            return self.dates
        return self._group(token, folded=folded) if token["open"] else [_atom(token, folded=folded)]

    def _group(self, token: re.Match[str], *, folded: bool) -> list[_Edges]:
        some = self._alternatives(folded=_folded(token["flags"], folded=folded))
        if self.at >= len(self.pattern):
            raise ValueError(self.pattern)
        self.at += 1
        quantifier = _AFTER_GROUP.match(self.pattern, self.at)
        if quantifier is None:
            return some
        self.at = quantifier.end()
        return [_union(some).repeated(quantifier)]


def _folded(flags: str | None, *, folded: bool) -> bool:
    on, _, off = (flags or "").partition("-")
    return ("i" in on or folded) and "i" not in off


def _atom(token: re.Match[str], *, folded: bool) -> _Edges:
    source = token["atom"]
    if source in _NO_WIDTH:
        return _Edges()
    if source == ".":
        edges = _Edges(_ALL, _ALL, 1)
    elif source.startswith("["):
        edges = _class(source, folded=folded)
    else:
        edges = _one(source, folded=folded)
    return edges.repeated(_AFTER_GROUP.fullmatch(token["quantifier"])) if token["quantifier"] else edges


def _one(source: str, *, folded: bool) -> _Edges:
    """Return the edges of one character or of an escaped set of them."""
    if (kind := _kind(source)) is not None:
        return _Edges(kind, kind, 1)
    character = _character(source)
    encoded = character.encode()
    if not folded:
        return _Edges(1 << encoded[0], 1 << encoded[-1], len(encoded))
    # Two letters of ASCII fold with letters beyond it: the sign of Kelvin is a k, a long s an s.
    either = _set_of(b"".join(form.encode() for form in {character.lower(), character.upper()} if form.isascii()))
    either |= _HIGH if not character.isascii() or character.lower() in {"k", "s"} else 0
    either |= 0 if character.isascii() else _LETTERS
    return _Edges(either, either, 1)


def _kind(source: str) -> int | None:
    """Return the bytes at the edges of an escaped set's characters; None for a plain character."""
    letter = source[1:2] if source.startswith("\\") else ""
    if letter in {"p", "P"}:
        name = source[2:].strip("{}")
        bare = letter == "P" or name.startswith("^")
        return _ALL if bare else {"L": _LETTERS | _HIGH, "N": _DIGITS | _HIGH}.get(name[0], _ALL)
    if letter.lower() in _KINDS and letter:
        kind = _KINDS[letter.lower()]
        return kind if letter.islower() else _ALL ^ kind
    return None


def _character(source: str) -> str:
    if not source.startswith("\\"):
        return source
    if source.startswith(r"\x"):
        return chr(int(source[2:].strip("{}"), 16))
    return _CONTROLS.get(source[1:], source[1:])


def _class(source: str, *, folded: bool) -> _Edges:
    inside, negated = source[1:-1], source[1:2] == "^"
    inside = inside.removeprefix("^") if negated else inside
    first = last = 0
    exact = not folded
    for item in _ITEM.finditer(inside):
        low, high = item["low"], item["high"]
        if high is None:
            edges = _one(low, folded=folded)
            exact &= not low.lower().startswith(r"\p")
        else:
            edges = _range(ord(_character(low)), ord(_character(high)))
        first, last = first | edges.first, last | edges.last
    if not negated:
        return _Edges(_ALL, _ALL, 1) if folded else _Edges(first, last, 1)
    others = _ALL ^ (first & _ASCII) if exact else _ALL
    return _Edges(others, others, 1)


def _range(begin: int, end: int) -> _Edges:
    some = _set_of(range(begin, min(end + 1, _ASCII_END))) | (_HIGH if end >= _ASCII_END else 0)
    return _Edges(some, some, 1)
