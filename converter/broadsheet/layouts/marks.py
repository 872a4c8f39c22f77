"""Match the patterns of a layout against lines, and cut out what their groups print.

Regular expressions are what reading by a layout costs. So a key is asked only where its answer counts (`Marks.within`),
of lines short enough to be marks whose edges fit (`shapes`), and once; names without any operator are looked up instead
of matched; patterns are built for the letters that the lines have (`alphabet`); and a date at the end of a line is cut
off from the right, because RE2 takes its slowest way for a lazy group in front of many forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import beyond_latin, latin
from broadsheet.kernels import Index, Mask, data, edge_bytes, offsets, spans
from broadsheet.labels import Part
from broadsheet.layouts.layout import Layout, without_names
from broadsheet.lines import Lines
from broadsheet.shapes import Shape, edges_of, shape_of

SHORT = 200
"""Bytes of the longest line that can be a mark."""
_LONGER = {
    "article.title": 400,
    "article.byline": 400,
    "pictures.caption": 700,
    "pictures.glued": 700,
    "pictures.credit": 300,
    "comments.parts": 400,
}
"""Keys whose lines may be longer, as captions are."""
_MOST = 0.8
"""Share of the lines above which it costs less to match them all than to gather those that may fit."""
_LITERAL = re.compile(r"(?:[^\\.^$*+?{}\[\]|()<>]|\\[^\w\s])+")
_DATE_AT_END = re.compile(r"(?P<front>.*)<(?P<place>date|published|updated)>", re.DOTALL)


@lru_cache(maxsize=1024)
def alternation(layout: Layout, patterns: tuple[str, ...]) -> str:
    """Return one RE2 pattern over whole lines that matches where any of the patterns does."""
    return "^(?:" + "|".join(without_names(layout.expand(pattern)) for pattern in patterns) + ")$"


@lru_cache(maxsize=1024)
def _latin(layout: Layout, patterns: tuple[str, ...]) -> str:
    """Return what `alternation` does, for the lines that have Latin letters only."""
    return alternation(layout, tuple(latin(pattern) for pattern in patterns))


@lru_cache(maxsize=1024)
def _shape(layout: Layout, patterns: tuple[str, ...]) -> Shape:
    """Return the shape of the lines that fit one of the patterns."""
    return shape_of("|".join(f"(?:{without_names(pattern)})" for pattern in patterns), layout.date_forms().pattern())


@lru_cache(maxsize=1024)
def _split_literals(patterns: tuple[str, ...]) -> tuple[pa.StringArray, tuple[str, ...]]:
    """Return the patterns that are plain text, and the others."""
    plain = [pattern for pattern in patterns if _LITERAL.fullmatch(pattern)]
    others = tuple(pattern for pattern in patterns if not _LITERAL.fullmatch(pattern))
    texts = pa.array([re.sub(r"\\(.)", r"\1", pattern) for pattern in plain], pa.string())
    return texts, others


def matches(text: pa.StringArray, layout: Layout, patterns: Sequence[str]) -> Mask:
    """Return which lines fit one of the patterns."""
    found = np.zeros(len(text), bool)
    if patterns and len(text):
        rows = np.flatnonzero(
            _shape(layout, tuple(patterns)).admits(edges_of(*edge_bytes(text)), np.diff(offsets(text)))
        )
        found[rows] = _fits(text.take(pa.array(rows)), layout, patterns)
    return found


def _fits(text: pa.StringArray, layout: Layout, patterns: Sequence[str]) -> Mask:
    """Do what `matches` does for lines that have the shape."""
    if not len(text):
        return np.zeros(0, bool)
    plain, others = _split_literals(tuple(patterns))
    found = np.array(pc.is_in(text, plain)) if len(plain) else np.zeros(len(text), bool)
    if others:
        found |= _match(text, alternation(layout, others), _latin(layout, others))
    return found


def _match(text: pa.StringArray, pattern: str, in_latin: str) -> Mask:
    if pattern == in_latin:
        return np.asarray(pc.match_substring_regex(text, pattern))
    found, beyond = np.zeros(len(text), bool), beyond_latin(text)
    for one, some in ((in_latin, ~beyond), (pattern, beyond)):
        if some.all():
            return np.asarray(pc.match_substring_regex(text, one))
        if some.any():
            found[some] = np.asarray(pc.match_substring_regex(text.filter(pa.array(some)), one))
    return found


def extract(text: pa.StringArray, rows: Index, layout: Layout, patterns: Sequence[str]) -> dict[str, Part]:
    """Return what the named groups print in the given lines; the first pattern that fits a line is taken.

    Args:
        text: all lines.
        rows: ascending indices of the lines to look at.
        layout: whose date forms fill the patterns' date places.
        patterns: as the layout declares them.
    """
    found: dict[str, list[tuple[Index, pa.StringArray]]] = {}
    some = text.take(pa.array(rows))
    edges, length, beyond = edges_of(*edge_bytes(some)), np.diff(offsets(some)), beyond_latin(some)
    left = np.ones(len(rows), bool)
    for pattern in patterns:
        if "(?P<" not in layout.expand(pattern):
            continue
        fits = _shape(layout, (pattern,)).admits(edges, length)
        for cut, one, scope in (
            (_cut_date, latin(pattern), ~beyond),
            (_cut_date, pattern, beyond),
            (_cut, latin(pattern), ~beyond),
            (_cut, pattern, beyond),
        ):
            maybe = np.flatnonzero(left & fits & scope)
            if not len(maybe):
                continue
            hit, groups = cut(some.take(pa.array(maybe)), layout, one)
            for name, values in groups.items():
                printed = hit & np.asarray(pc.fill_null(pc.not_equal(values, ""), False))  # noqa: FBT003 - Arrow's signature
                if printed.any():
                    found.setdefault(name, []).append((rows[maybe[printed]], values.filter(pa.array(printed))))
            left[maybe[hit]] = False
    return {name: _merge(pieces) for name, pieces in found.items()}


def _cut(values: pa.StringArray, layout: Layout, pattern: str) -> tuple[Mask, dict[str, pa.StringArray]]:
    """Return which values fit a pattern, and what its groups print in them."""
    groups = pc.extract_regex(values, f"^(?:{layout.expand(pattern)})$")
    return np.asarray(groups.is_valid()), {field.name: groups.field(place) for place, field in enumerate(groups.type)}


def _cut_date(values: pa.StringArray, layout: Layout, pattern: str) -> tuple[Mask, dict[str, pa.StringArray]]:
    """Do what `_cut` does for a pattern that ends with a date which a space parts from what is in front of it."""
    hit = np.zeros(len(values), bool)
    parts = _DATE_AT_END.fullmatch(pattern)
    if parts is None or not parts["front"].endswith(" ") or _DATE_AT_END.match(parts["front"]):
        return hit, {}
    where = np.zeros(len(values), np.int64)
    length = np.diff(offsets(values))
    for words, form in _forms_by_words(layout).items():
        rows = np.flatnonzero(~hit)
        at = _space_from_right(values, words)[rows] + 1
        rows, at = rows[at > 0], at[at > 0]
        fits = np.asarray(pc.match_substring_regex(spans(values, rows, at, length[rows] - at), form))
        where[rows[fits]] = at[fits]
        hit[rows[fits]] = True
    rows = np.arange(len(values))
    front, groups = _cut(spans(values, rows, np.zeros_like(where), where), layout, parts["front"])
    return hit & front, groups | {parts["place"]: spans(values, rows, where, length - where)}


@lru_cache(maxsize=64)
def _forms_by_words(layout: Layout) -> dict[int, str]:
    """Return, for each number of words that a date can have, most first, the pattern of such dates."""
    forms = layout.date_forms()
    counted = {words: tuple(form for form in forms.forms if form.count(" ") + 1 == words) for words in range(1, 12)}
    return {
        words: f"^{attrs.evolve(forms, forms=some).pattern()}$" for words, some in reversed(counted.items()) if some
    }


def _space_from_right(values: pa.StringArray, count: int) -> Index:
    """Return the byte at which the count-th space from the right stands in each string, -1 where there is none."""
    at, spaces = offsets(values), np.flatnonzero(data(values) == ord(" "))
    last = np.searchsorted(spaces, at[1:]) - count
    place = np.where(last >= 0, np.append(spaces, -1)[np.maximum(last, -1)], -1) - at[:-1]
    return np.where((last >= 0) & (place >= 0), place, -1)


def _merge(pieces: list[tuple[Index, pa.StringArray]]) -> Part:
    line = np.concatenate([rows for rows, _ in pieces])
    order = np.argsort(line, kind="stable")
    return Part(line[order], pa.concat_arrays([values for _, values in pieces]).take(pa.array(order)))


@attrs.frozen(eq=False)
class Marks:
    """Which lines of a batch fit which key of a layout.

    Attributes:
        layout: the layout.
        lines: the lines, m of them.
        scope: bool[m], the lines that are looked at; the others fit no key.
        edges, length: int64[m], what the lines look like from outside, as `Shape.admits` takes it.
    """

    layout: Layout
    lines: Lines
    scope: Mask
    edges: Index
    length: Index
    # Every key is asked once, and lines that may be marks are gathered once for each bound on their length.
    _masks: dict[str, Mask] = attrs.field(factory=dict, init=False, repr=False)
    _texts: dict[int, tuple[Index, pa.StringArray]] = attrs.field(factory=dict, init=False, repr=False)

    @staticmethod
    def of(layout: Layout, lines: Lines) -> Marks:
        """Look at all lines."""
        return Marks(layout, lines, np.ones(len(lines), bool), edges_of(*edge_bytes(lines.text)), lines.lengths())

    def within(self, scope: Mask) -> Marks:
        """Look at some lines only."""
        return Marks(self.layout, self.lines, scope, self.edges, self.length)

    def mask(self, key: str) -> Mask:
        """Return which of the m lines fit a key, such as `comments.parts.meta`; the mask is not to be written on."""
        if key not in self._masks:
            found = np.zeros(len(self.lines), bool)
            longest = _LONGER.get(key, _LONGER.get(key.rpartition(".")[0], SHORT))
            if patterns := self._patterns(key):
                rows, text = self._candidates(longest, _shape(self.layout, patterns))
                found[rows[_fits(text, self.layout, patterns)]] = True
            found.flags.writeable = False
            self._masks[key] = found
        return self._masks[key]

    def _candidates(self, longest: int, shape: Shape) -> tuple[Index, pa.StringArray]:
        if longest not in self._texts:
            rows = np.flatnonzero(self.scope & (self.length <= longest))
            self._texts[longest] = rows, self.lines.text.take(pa.array(rows))
        rows, text = self._texts[longest]
        some = np.flatnonzero(shape.admits(self.edges[rows], self.length[rows]))
        return (rows, text) if len(some) > _MOST * len(rows) else (rows[some], text.take(pa.array(some)))

    def any(self, *keys: str) -> Mask:
        """Return which lines fit one of several keys."""
        found: Mask = np.logical_or.reduce([self.mask(key) for key in keys])
        return found

    def extract(self, key: str, rows: Index) -> dict[str, Part]:
        """Return what the groups of a key's patterns print in the given lines (ascending)."""
        return extract(self.lines.text, rows, self.layout, self._patterns(key))

    def prints(self, key: str, group: str) -> bool:
        """Return whether the patterns of a key have a group."""
        return any(f"?P<{group}>" in pattern for pattern in self._patterns(key))

    def _patterns(self, key: str) -> tuple[str, ...]:
        section, name, *part = key.split(".")
        patterns = getattr(getattr(self.layout, section), name)
        return tuple(patterns[part[0]] if part else patterns)
