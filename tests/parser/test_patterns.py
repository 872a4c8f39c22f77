"""What is read off the source of a pattern must never contradict RE2."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.alphabet import beyond_latin, latin
from broadsheet.kernels import Mask, edge_bytes, offsets
from broadsheet.shapes import edges_of, shape_of

PATTERNS = [
    r"By (?P<authors>[A-Z][a-z]+(?: and [A-Z]\w*)*)",
    r"(?:[Tt]otal )?(?P<count>[\d.]+) (?:comments?|letters)",
    r"(?i:monday|friday|sunday)\.?, \d{1,2}\. (?i:may|märz|k|s) \d{4}",
    r"© ?(?P<year>(?:19|20)\d\d) (?P<holder>[^\d\s]+?)\.?",
    r".{3,}? ?Enlarge|Enlarge ?.{3,}",
    r"[^:]+: .+",
    r"a{0,2}b|(?:cd)?e|[x-z]{2}|\x41\x{e9}",
    r"(?:ab|c)*d?",
    r"[a-f\d_-]+ [\]^]",
    r"\Stop\s\w\W",
    r"[▼►|•-]+",
]
"""Read alike by RE2 and by Python, which makes up lines that fit them."""


def _admitted(pattern: str, lines: list[str]) -> Mask:
    text = pa.array(lines, pa.string())
    return shape_of(pattern).admits(edges_of(*edge_bytes(text)), np.diff(offsets(text)))


def _matched(pattern: str, lines: list[str]) -> Mask:
    return np.asarray(pc.match_substring_regex(pa.array(lines, pa.string()), f"^(?:{pattern})$"))


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_a_shape_admits_every_line_that_fits(pattern: str, data: st.DataObject) -> None:
    made = st.from_regex(pattern.replace(r"\x{e9}", "é"), fullmatch=True)
    lines = [line.replace("\n", " ") for line in data.draw(st.lists(made, min_size=1, max_size=5))]
    admitted = _admitted(pattern, lines)
    for line, fits, may in zip(lines, _matched(pattern, lines), admitted, strict=True):
        assert may or not fits, line


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (r"(?i)kelvin", "\u212aelvin"),
        (r"(?i:s)eite", "\u017feite"),
        (r"\p{Lu}\p{L}+ \p{Nd}", "Žora \u0664"),
        (r"[^\p{L}]x\P{L}", "\u20acx\u20ac"),
        (r"(?P<a>.)?<date>", "x"),
        (r"\Qa|b\E", "a|b"),
        (r"[[:alpha:]]+", "ab"),
        (r"[^[:alpha:]]+", "12"),
        (r"(?s:.)\.", "a."),
    ],
)
def test_what_is_written_in_rare_ways_admits_at_least_what_fits(pattern: str, line: str) -> None:
    assert _admitted(pattern, [line]).all()


def test_a_shape_turns_most_lines_away() -> None:
    lines = ["von Anna", "Von Anna.", "Von", "Von Anna", "Bon Anna"]
    assert _admitted(r"Von [A-Z][a-z]+", lines).tolist() == [False, False, False, True, False]


def test_a_date_stands_in_its_place() -> None:
    shape = shape_of(r"(?P<author>.+), <date>", r"(?:\d\d\.\d\d\.|(?i:today))")
    text = pa.array(["Anna, 01.02.", "Anna, today", "Anna, later", "Anna, x,"])
    admitted = shape.admits(edges_of(*edge_bytes(text)), np.diff(offsets(text)))
    assert admitted.tolist() == [True, True, False, False]


LETTERS = st.text(st.sampled_from("aZßéÉžŽſĸ1 .-’€😀\ufe0fǅƀаЯ中ʰ"), min_size=1, max_size=6)


@pytest.mark.parametrize(
    "pattern",
    [r"\p{Lu}\p{L}*", r"[\p{Ll}\d.]+", r"[^\p{L}]+", r"\\p|\p{L}[]\p{Lu}]", r"(?i)\p{Lu}+", r"\P{Lu}+ ?[\p{Ll}’-]*"],
)
@given(lines=st.lists(LETTERS, min_size=1))
def test_a_latin_pattern_says_the_same_of_latin_lines(pattern: str, lines: list[str]) -> None:
    near = ~beyond_latin(pa.array(lines, pa.string()))
    assert (_matched(pattern, lines) == _matched(latin(pattern), lines))[near].all()


def test_every_letter_that_a_latin_pattern_leaves_out_is_beyond() -> None:
    everything = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    letter, listed = _matched(r"\p{L}", everything), _matched(latin(r"\p{L}"), everything)
    assert not (letter & ~listed & ~beyond_latin(pa.array(everything))).any()
