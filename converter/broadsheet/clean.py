"""Clean decoded text: one form for what dumps print in many.

    text -> mojibake put right -> entities decoded -> NFC -> spaces evened -> clean

Pages that went through other programs have their spaces, accents and quotes in many dresses; the parser reads one. Most
documents need none of this, so one RE2 pass over a batch finds those that do. Spaces are evened for all of these at
once; the repairs are made document by document, for the few that need one.

Cleaning is idempotent: a pass is repeated for the documents that it changed until it changes nothing more, since one
repair can uncover what another puts right (an entity that a soft hyphen had cut in two).
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Callable
from html.entities import html5
from itertools import groupby
from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.charset import join_surrogates
from broadsheet.kernels import Index, Mask
from broadsheet.spaces import UNEVEN, UNSEEN, even_spaces

# One or two are the rule. Only text nested on purpose needs more; it stays as the last pass left it.
_MOST_PASSES = 8

_LATIN1 = bytes(range(0x100)).decode("latin-1")
# Cp1252 gives 27 of the bytes 80 to 9F to other characters; the other five keep their number, as in browsers.
_CP1252 = _LATIN1[:0x80] + "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100))
_MISREADINGS = (codecs.charmap_build(_CP1252), codecs.charmap_build(_LATIN1))
_TAIL = f"[\x80-\xbf{_CP1252[0x80:0xA0]}]"
# UTF-8 read as cp1252 or Latin-1.
_MOJIBAKE = f"[ÂÃÄÅÎÏÐÑ×ØÙÚÛ]{_TAIL}|[à-ï]{_TAIL}{{2}}|[ð-ô]{_TAIL}{{3}}"
# Phonetic signs, scripts that no page is written in, and a word of Latin and other letters speak against it: `É®` is
# the end of a brand name, not the letter `ɮ`. The three signs that cp1252 has do not: they are mojibake of mojibake.
_UNLIKELY_RE = re.compile(
    "[\u0180-\u0191\u0193-\u02c5\u02c7-\u02db\u02dd-\u036f\u0480-\u052f\u0700-\u08ff]|[A-Za-z][\u0370-\u06ff]"
)
# All else speaks for it, but single letters of other scripts: `×` and a hard space, as in `20 × 30`, are not `נ`.
_EVIDENCE_RE = re.compile("[\x80-\u036f\u2000-\u2e7f\ue000-\U0010ffff]|[\u0370-\u1fff\u2e80-\ud7ff]{2,}")

_NAME = "#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}"
_ENTITY = f"&(?:{_NAME});"
# Exports escape twice and more, so `&amp;` is undone together with what it stands before.
_ENTITY_RE = re.compile(f"&(?:amp;|AMP;|#38;)*({_NAME});")
_SURROGATES = range(0xD800, 0xE000)

# What NFC writes otherwise, what joins with the character before it, all Latin accents, and overlays.
_NOT_COMPOSED = (
    r"[\x{300}-\x{36f}\x{374}\x{37e}\x{387}\x{653}-\x{655}\x{958}-\x{95f}\x{9dc}-\x{9df}\x{a33}-\x{a36}\x{a59}-\x{a5e}"
    r"\x{b5c}\x{b5d}\x{f43}-\x{fb9}\x{102e}\x{1161}-\x{1175}\x{11a8}-\x{11c2}\x{1b35}\x{1cd4}\x{1ce2}-\x{1ce8}"
    r"\x{1f71}-\x{1fff}\x{2000}\x{2001}\x{20d2}-\x{20eb}\x{2126}\x{212a}\x{212b}\x{2329}\x{232a}\x{2adc}\x{3099}\x{309a}"
    r"\x{f900}-\x{faff}\x{fb1d}-\x{fb4e}\x{10a39}\x{110ba}\x{11127}\x{1133e}-\x{113d0}\x{114b0}-\x{114bd}\x{115af}"
    r"\x{11930}\x{1611e}-\x{16129}\x{16af0}-\x{16af4}\x{16d63}-\x{16d6a}\x{16ff0}\x{16ff1}\x{1bc9e}\x{1d15e}-\x{1d1c0}"
    r"\x{2f800}-\x{2fa1d}]|[\x{928}\x{930}\x{933}]\x{93c}|\x{b92}\x{bd7}"
)
# Two marks in a row can stand in the wrong order, or join. In India, Thailand and Laos, where marks follow marks in
# every line, only after those that end a stack, and after vowels that have a second half.
_DISORDERED = (
    r"[^\P{M}\x{900}-\x{94c}\x{94e}-\x{950}\x{955}-\x{9c6}\x{9c8}-\x{9cc}\x{9ce}-\x{9fd}\x{9ff}-\x{a4c}\x{a4e}-\x{acc}"
    r"\x{ace}-\x{b46}\x{b48}-\x{b4c}\x{b4e}-\x{bc5}\x{bc8}-\x{bcc}\x{bce}-\x{c45}\x{c47}-\x{c4c}\x{c4e}-\x{c54}"
    r"\x{c57}-\x{cbe}\x{cc0}-\x{cc5}\x{cc7}-\x{cc9}\x{ccb}\x{ccc}\x{cce}-\x{d3a}\x{d3d}-\x{d45}\x{d48}-\x{d4c}"
    r"\x{d4e}-\x{dc9}\x{dcb}-\x{dd8}\x{dda}\x{ddb}\x{ddd}-\x{e39}\x{e3b}-\x{e47}\x{e4c}-\x{eb9}\x{ebb}-\x{ec7}"
    r"\x{ecc}-\x{eff}]\p{M}"
    r"|[\x{e38}\x{e39}][^\x00-\x{2ff}\x{e00}-\x{e39}\x{e3b}-\x{e7f}\x{2000}-\x{206f}]"
    r"|[\x{eb8}\x{eb9}][^\x00-\x{2ff}\x{e80}-\x{eb9}\x{ebb}-\x{eff}\x{2000}-\x{206f}]"
)
NOT_NFC: Final = f"{_NOT_COMPOSED}|{_DISORDERED}"
"""RE2: finds every text that is not NFC, and a few that are; a test compares it with all of Unicode."""

LONG_RUN: Final = re.compile("[^\x00-\u02ff\u1e00-\u20cf\u2100-\u2cee\u309b-\ua66e\uac00-\ufb1d]{64,}")
"""Finds more marks in a row than any text has; the sort that Unicode's forms need is quadratic in their number."""

_BROKEN = f"{_MOJIBAKE}|{_ENTITY}|{NOT_NFC}"
_UNCLEAN = f"{UNEVEN}|{_BROKEN}"
# Evening the spaces uncovers nothing new, but taking out what stands between two characters can.
_UNSETTLED = f"{UNSEEN}|{_BROKEN}"


@attrs.frozen(eq=False)
class Cleaned:
    """The clean form of n texts, and what was repaired in them.

    Attributes:
        text: n strings with the same lines as before: NFC, single spaces, none at the edges of lines, no controls.
        repaired: bool[n], whether mojibake was put right.
        entities: bool[n], whether entities were decoded.
    """

    text: pa.StringArray
    repaired: Mask
    entities: Mask


def clean(text: pa.StringArray) -> Cleaned:
    """Return the clean form of texts as `end_lines` leaves them; where all are clean already nothing is copied."""
    repaired, entities = np.zeros(len(text), bool), np.zeros(len(text), bool)
    rows, pending = np.arange(len(text)), text
    for _ in range(_MOST_PASSES):
        unclean = rows_that_match(pending, _UNCLEAN)
        rows, before = rows[unclean], take_rows(pending, unclean)
        if not len(rows):
            break
        unsettled = rows_that_match(before, _UNSETTLED)
        mended = _mended(take_rows(before, unsettled))
        repaired[rows[unsettled]] |= mended.repaired
        entities[rows[unsettled]] |= mended.entities
        after = even_spaces(replace_rows(before, unsettled, mended.text))
        text = replace_rows(text, rows, after)
        before, pending = take_rows(before, unsettled), take_rows(after, unsettled)
        changed = np.flatnonzero(pc.not_equal(before, pending))
        rows, pending = rows[unsettled][changed], take_rows(pending, changed)
    return Cleaned(text, repaired, entities)


def rows_that_match(column: pa.Array, pattern: str) -> Index:
    """Return the ascending rows of a string or binary column in which RE2 finds a pattern."""
    # With no rows Arrow would still compile the pattern, which takes a millisecond for the large ones.
    return np.flatnonzero(pc.match_substring_regex(column, pattern)) if len(column) else np.zeros(0, np.int64)


def take_rows(column: pa.Array, rows: Index) -> pa.Array:
    """Return the given ascending rows of a column."""
    return column if len(rows) == len(column) else column.take(pa.array(rows))


def replace_rows(column: pa.Array, rows: Index, values: pa.Array) -> pa.Array:
    """Return a column with other values in the given ascending rows."""
    if len(rows) == len(column):
        return values
    mask = np.zeros(len(column), bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), values)


def _mended(text: pa.StringArray) -> Cleaned:
    """Make the repairs, each in the documents that may need it."""
    text, repaired = _repaired(text, _MOJIBAKE, _unmixed)
    text, entities = _repaired(text, _ENTITY, _unescaped)
    text, _ = _repaired(text, NOT_NFC, _composed)
    return Cleaned(text, repaired, entities)


def _repaired(text: pa.StringArray, pattern: str, repair: Callable[[str], str]) -> tuple[pa.StringArray, Mask]:
    """Repair the texts that match a pattern, and say which of all texts that changed."""
    changed = np.zeros(len(text), bool)
    rows = rows_that_match(text, pattern)
    before = take_rows(text, rows)
    after = pa.array([repair(document) for document in before.to_pylist()], pa.string())
    changed[rows] = pc.not_equal(before, after)
    return replace_rows(text, rows, after), changed


def _unmixed(text: str) -> str:
    """Undo UTF-8 that was read as cp1252 or Latin-1, once or more often, where that is certain.

    It is when all characters beyond ASCII are such bytes, these are UTF-8 without exception, and they stand for two
    characters at least. A page that quotes `Ã¼` has other characters as well, or nothing but the quote.
    """
    readable = text
    while (once := _unmixed_once(readable)) is not None:
        readable = once
    return readable if sum(map(len, _EVIDENCE_RE.findall(readable))) > 1 else text


def _unmixed_once(text: str) -> str | None:
    if text.isascii():
        return None
    for charset in _MISREADINGS:
        try:
            readable = codecs.charmap_encode(text, "strict", charset)[0].decode()
        except UnicodeError:
            continue
        return None if _UNLIKELY_RE.search(readable) else readable
    return None


def _unescaped(text: str) -> str:
    """Decode entities that end in a semicolon; those that HTML does not know stay."""
    return join_surrogates(_ENTITY_RE.sub(_character, text).encode("utf-8", "surrogatepass")).decode()


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if not name.startswith("#"):
        return html5.get(f"{name};", f"&{name};").replace("\n", " ")
    digits, base = (name[2:], 16) if name[1] in "xX" else (name[1:], 10)
    number = int(digits, base)
    # Programs that count in UTF-16 escape the halves of an emoji one by one; they are joined afterwards.
    character = chr(number) if number in _SURROGATES else html.unescape(f"&{name};")
    # Lines are those of the dump.
    return " " if character in {"\n", "\r"} else character


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", LONG_RUN.sub(_ordered, text))


def _ordered(match: re.Match[str]) -> str:
    """Put the marks of a long run into the order that NFC gives them."""
    characters = "".join(unicodedata.normalize("NFD", character) for character in match[0])
    parts = groupby(characters, key=lambda character: unicodedata.combining(character) == 0)
    return "".join("".join(part if starts else sorted(part, key=unicodedata.combining)) for starts, part in parts)
