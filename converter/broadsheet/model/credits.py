"""Credits inside lines: who made a picture, printed behind its caption or alone.

A credit shows itself in many forms: by a word (`Foto: Ida Brandt`), a sign (`© Brandt`), brackets (`(Brandt/dpa)`), or
only by its place behind the full stop and by the name of an agency. The forms are tried in the order of their strength;
the first that fits cuts the line in two. How far a form may be trusted is told to the caller, who knows the page.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet import bylines
from broadsheet.kernels import Mask, concat, scatter

NONE, WEAK, FAIR, SURE = range(4)
"""How far a form can be trusted: no credit; a name in the right place; an agency there; a word or sign that says so."""

KINDS: Final = ("unknown", "photo", "graphic", "video")
_UNKNOWN, _PHOTO, _GRAPHIC, _VIDEO = range(4)
_LONGEST = 120
"""Characters of the longest credit."""


@attrs.frozen(eq=False)
class Credits:
    """Credits found in k lines.

    Attributes:
        caption: k strings, the lines without their credit; "" where a line is nothing else.
        credit: k strings, "" where a line prints none.
        trust: uint8[k], NONE to SURE.
        kind: uint8[k], index into `KINDS`: what the credit's word says the picture is.
    """

    caption: pa.StringArray
    credit: pa.StringArray
    trust: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]


@attrs.frozen
class _Form:
    """One form of a credit.

    Attributes:
        pattern: RE2 with the groups `caption` and `credit`.
        trust: how far it can be trusted, and `with_agency` when the credit names an agency; NONE: not at all.
        kind: what it says of the picture.
        detect: a cheaper pattern that every such line matches; "" for `pattern` itself.
        names: whether the credit must be a run of names.
    """

    pattern: str
    trust: int
    with_agency: int
    kind: int = _UNKNOWN
    detect: str = ""
    names: bool = False


@cache
def words() -> dict[str, Any]:
    """Return the lists of words that pages print beside pictures."""
    return tomllib.loads(files(__package__).joinpath("pictures.toml").read_text(encoding="utf-8"))


def alternatives(some: Sequence[str]) -> str:
    """Return a pattern that matches any of some words, the longest first."""
    return "(?:" + "|".join(re.escape(word).replace("'", "['’]") for word in sorted(set(some), key=len)[::-1]) + ")"


_SMALL = r"(?:picture|alliance|imago|images?|dpa|epd|afp|dts|iStock\w*|stock|via)(?:-\w+)?"
_GLUE = r"[ /|,:+&·•–]"
_NAMES = (
    rf"^(?:(?:[\p{{Lu}}\p{{Lt}}\p{{Lo}}\p{{N}}@(-][^\s/|,:+&·•–!?]*|{_SMALL}|\p{{Ll}}{{1,3}}\.?|from|zur"
    rf"|[\w.]+@[\w.]+)(?:{_GLUE}+|$))+$"
)
"""A run of names: capitalised words, small particles, agencies, and what stands between them."""
_FIRST_NAME = rf"^(?:[^\p{{Ll}}\p{{N}}]|{_SMALL}\b)"
_TEXT = r"[^()\[\]（）【】]+"
_STOP = r"(?:[\p{Ll}\p{Lo}\p{M}\p{N})\]\"”“»'’]|\p{Lu}{2})[.!?…。]+[\"”“»«’)\]]*"
"""The end of a sentence, but not an initial."""
_EDGE = r"[\s(\[（【|/.,;:·•–—\"”“»-]"
_OPEN, _SHUT = r"[(\[（【]", r"[)\]）】]"
_COLON = r" ?[:：=＝] ?"
_TAIL = r"(?P<credit>[^\s:：].*?)[)\]）】]?[.;。]?$"


def _worded(names: Sequence[str], kind: int, trust: int) -> Iterator[_Form]:
    """Yield the forms in which a word announces the credit."""
    anyhow = rf"(?i:{alternatives(names)})"
    titled = alternatives([name.capitalize() for name in names])
    by = alternatives(words()["by"])
    colon = rf"{anyhow}{_COLON}"
    yield _Form(rf"^(?P<caption>|.*?{_EDGE})(?:\p{{Lu}}\pL+[- ]?)??{colon}{_TAIL}", trust, trust, kind, colon)
    yield _Form(rf"^(?P<caption>.*?[\pL\d]){titled}{_COLON}{_TAIL}", trust, trust, kind, colon)
    spoken = rf"{anyhow} (?i:{by}) "
    yield _Form(rf"^(?P<caption>|.*?{_EDGE}){spoken}(?P<credit>.+?){_SHUT}?[.;]?$", trust, trust, kind, spoken, names=True)
    bracket = rf"{_OPEN}{anyhow}[ /]+"
    yield _Form(rf"^(?P<caption>.*?){bracket}(?P<credit>.+?){_SHUT}\.?$", trust, trust, kind, bracket, names=True)


@cache
def _forms() -> tuple[_Form, ...]:
    lists = words()
    ground, deep = r"^(?P<caption>.*?)", r"^(?P<caption>.*)"
    sentence = rf"^(?P<caption>.*{_STOP})"
    sign = r"(?:©|ⓒ|Ⓒ|[(（][cCＣ][)）])"
    taken = r"(?:撮影|提供|摄|攝|摄影|제공)[)）】\]]?$"
    thanks = rf"(?i:{alternatives(lists['thanks'])}) "
    name, shut = rf"(?P<credit>{_TEXT})", rf"{_SHUT}\.?$"
    word = r"\p{Lu}[\pL.'’-]*"
    return (
        *_worded(lists["photo"], _PHOTO, SURE),
        *_worded(lists["graphic"], _GRAPHIC, SURE),
        _Form(rf"{ground}{sign} ?[:：]? ?{_TAIL}", SURE, SURE, detect=sign),
        _Form(rf"{ground}{thanks}(?P<credit>.+?){_SHUT}?\.?$", SURE, SURE, detect=thanks, names=True),
        _Form(rf"{ground}(?:^|[（(【\[＝=。.\s])(?P<credit>[^（(【\[＝=。\s]+?)(?:さん|氏)? ?{taken}", SURE, SURE, detect=taken),
        *_worded(lists["source"], _UNKNOWN, FAIR),
        _Form(rf"^(?P<caption>){_OPEN}?{name}{_SHUT}?$", NONE, FAIR, names=True),
        _Form(rf"{sentence} ?{_OPEN}{name}{shut}", WEAK, FAIR, detect=shut, names=True),
        _Form(rf"{deep} ?{_OPEN}{name}{shut}", NONE, FAIR, detect=shut, names=True),
        _Form(rf"{sentence}(?: ?[|–—] | )(?P<credit>.+?)\.?$", WEAK, FAIR, names=True),
        _Form(rf"{sentence}(?P<credit>[^\\s\\p{{Ll}}].*?)$", NONE, FAIR, names=True),
        _Form(rf"{ground} ?(?:[|—–]| /) ?(?P<credit>.+?)\.?$", WEAK, FAIR, detect=r"[|—–]| /", names=True),
        _Form(rf"{ground} (?P<credit>\p{{Lu}}{{2,}}(?: Photo)? ?/ ?.+)$", NONE, FAIR, detect="/", names=True),
        _Form(rf"{deep} (?P<credit>(?:{word} )?{word} ?/ ?[^/]+(?:/[^/]+)?)$", NONE, FAIR, detect="/", names=True),
    )  # fmt: skip


@cache
def _agencies() -> pa.StringArray:
    text = files(bylines.__package__).joinpath("agencies.txt").read_text(encoding="utf-8")
    wire = [line for line in text.splitlines() if line and not line.startswith("#")]
    return pa.array(sorted({name.lower() for name in [*wire, *words()["agencies"]]}), pa.string())


def are_names(credit: pa.StringArray) -> Mask:
    """Return which texts are nothing but names, with what stands between names."""
    first = pc.match_substring_regex(credit, _FIRST_NAME)
    return np.asarray(pc.and_(first, pc.match_substring_regex(credit, _NAMES)))


def names_agency(credit: pa.StringArray) -> Mask:
    """Return which credits name somebody who sells pictures or news."""
    parts = pc.split_pattern_regex(credit, r" ?[/|,:+•·] ?|(?:^| )(?:via|for|from|by|von) ")
    known = np.asarray(pc.is_in(pc.utf8_lower(pc.utf8_trim(parts.flatten(), " ().")), _agencies()))
    row = np.repeat(np.arange(len(credit)), np.diff(np.asarray(parts.offsets)))
    found = np.bincount(row[known], minlength=len(credit)) > 0
    worded = pc.match_substring_regex(credit, r"(?i)\b(?:images|photos|pictures|ap photo|wire|stock|bildfunk)\b")
    return found | np.asarray(worded)


def find_credits(text: pa.StringArray) -> Credits:
    """Cut lines into caption and credit.

    Args:
        text: k lines; none longer than a caption can be.
    """
    trust, kind = np.zeros(len(text), np.uint8), np.zeros(len(text), np.uint8)
    captions, credits, owners = [], [], []
    left = np.arange(len(text))
    for form in _forms():
        some = text.take(pa.array(left))
        detected = np.asarray(pc.match_substring_regex(some, form.detect or form.pattern))
        rows, some = left[detected], some.filter(pa.array(detected))
        if not len(rows):
            continue
        cut = pc.extract_regex(some, form.pattern)
        found = np.asarray(pc.is_valid(cut))
        rows, cut = rows[found], cut.filter(pa.array(found))
        caption, credit = pc.struct_field(cut, "caption"), pc.struct_field(cut, "credit")
        good = _possible(credit, sure=form.trust == SURE)
        if form.names:
            good[good] = are_names(credit.filter(pa.array(good)))
        worth = np.full(len(rows), form.trust)
        if form.with_agency != form.trust:
            worth[good] = np.where(names_agency(credit.filter(pa.array(good))), form.with_agency, form.trust)
        good &= worth > NONE
        captions.append(caption.filter(pa.array(good)))
        credits.append(credit.filter(pa.array(good)))
        owners.append(rows[good])
        trust[rows[good]], kind[rows[good]] = worth[good], form.kind
        left = np.setdiff1d(left, rows[good], assume_unique=True)
    owner = np.concatenate([*owners, np.zeros(0, np.int64)])
    caption = scatter(concat(captions, pa.string()), owner, len(text))
    credit = scatter(concat(credits, pa.string()), owner, len(text))
    return Credits(
        pc.utf8_rtrim(pc.coalesce(caption, text), " |/,;:([（【–—-·•"), _bare(pc.fill_null(credit, "")), trust, kind
    )


def _possible(credit: pa.StringArray, *, sure: bool) -> Mask:
    """Return which credits can be one: of some length, no year of a copyright notice, no note such as `file`."""
    length = np.asarray(pc.utf8_length(credit))
    note = pc.is_in(pc.utf8_lower(pc.utf8_trim(credit, " ().")), pa.array(words()["notes"], pa.string()))
    odd = pc.match_substring_regex(credit, r"^(?:19|20)\d\d\b" if sure else r"\d{4}|\d[.:]\d")
    return (length > 1) & (length <= _LONGEST) & ~np.asarray(note) & ~np.asarray(odd)


def _bare(credit: pa.StringArray) -> pa.StringArray:
    """Return credits without a second word in front of the name, without signs around it, and named once."""
    lead = alternatives(words()["photo"])
    credit = pc.replace_substring_regex(credit, rf"^(?i:{lead}){_COLON}(.)", r"\1")
    credit = pc.utf8_trim(credit, " |;,([（【©")
    halves = pc.extract_regex(credit, r"^(?P<one>[^|]+?) \| (?P<other>[^|]+)$")
    one, other = pc.struct_field(halves, "one"), pc.struct_field(halves, "other")
    twice = pc.fill_null(pc.equal(one, other), fill_value=False)
    return pc.if_else(twice, one, credit)
