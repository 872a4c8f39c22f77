"""The forms in which pages print credits, as patterns built from lists of words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import attrs
import pyarrow as pa

NONE, WEAK, FAIR, SURE = range(4)
"""How far a form can be trusted: no credit; a name in the right place; an agency there; a word or sign that says so."""

KINDS: Final = ("unknown", "photo", "graphic")
_UNKNOWN, _PHOTO, _GRAPHIC = range(3)


@attrs.frozen
class Form:
    """One form of a credit.

    Attributes:
        pattern: RE2 with the groups `caption` and `credit`.
        trust: how far it can be trusted, and `with_agency` when the credit names an agency; NONE: not at all.
        kind: what it says of the picture.
        detect: a cheaper pattern that every such line matches; "" for `pattern` itself.
        names: whether the credit must be a run of names.
        alone: whether the line is nothing but the credit, perhaps in brackets.
    """

    pattern: str
    trust: int
    with_agency: int
    kind: int = _UNKNOWN
    detect: str = ""
    names: bool = False
    alone: bool = False


@cache
def words() -> dict[str, Any]:
    """Return the lists of words that pages print beside pictures."""
    return tomllib.loads(files(__package__).joinpath("pictures.toml").read_text(encoding="utf-8"))


def alternatives(some: Sequence[str]) -> str:
    """Return a pattern that matches any of some words, the longest first."""
    return "(?:" + "|".join(re.escape(word).replace("'", "['’]") for word in sorted(set(some), key=len)[::-1]) + ")"


# Classes of letters are spelled out: Unicode's own are so large that compiling them would cost more than the search.
_LOWER, _UPPER = "a-zß-öø-ÿα-ώа-џ", "A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я"
_SMALL = r"(?:picture|alliance|imago|images?|dpa|epd|afp|dts|iStock\w*|stock|via|from|zur)(?:-\w+)?"
_BETWEEN = r" /|,:+&·•–"
_CAPITAL = rf"[^\s{_LOWER}{_BETWEEN}!?\"\[\]【】][^\s{_BETWEEN}!?\"“”\[\]【】]*"
_NAME = rf"(?:{_CAPITAL}|{_SMALL}|[{_LOWER}]{{1,3}}\.?|[\w.]+@[\w.]+)"
NAMES = rf"^(?:{_NAME}(?:[{_BETWEEN}]+|$))+$"
"""A run of names: capitalised words, small particles, agencies, and what stands between them."""
_NAMES_AT_END = rf"(?:{_NAME}(?:[{_BETWEEN}]+|\.?$))+\.?$"
FIRST_NAME = rf"^(?:[^\d{_LOWER}]|{_SMALL}\b)"
_TEXT = r"[^()\[\]（）【】]+"
STOP = rf"(?:[^\s\d{_UPPER}]|[{_UPPER}]{{2}}|\d{{3}})[.!?…。]+[\"”“»«’)\]]*"
"""The end of a sentence, but not an initial, nor the day of a date."""
_EDGE = r"[\s(\[（【|/.,;:·•–—\"”“»-]"
_OPEN, _SHUT = r"[(\[（【]", r"[)\]）】]"
_NAMES_IN_BRACKETS = rf"{_OPEN}(?:{_NAME}(?:[{_BETWEEN}]+|{_SHUT}\.?$))+(?:{_SHUT}\.?)?$"
_SIGN = r"(?:©|ⓒ|Ⓒ|[(（][cCＣ][)）])"
COLON = r" ?[:：=＝] ?"
_PART = rf"[{_UPPER}][{_LOWER}]+[- ]?"
"""The first part of a compound: `Archivfoto`, `File photo`."""
_TAIL = r"(?P<credit>[^\s:：](?:.*?\([^()]*\)|.*?))[)\]）】]?[.;。]?$"


_ANNOUNCING: Final = (("photo", _PHOTO, SURE), ("graphic", _GRAPHIC, SURE), ("source", _UNKNOWN, FAIR))
"""Lists of words that announce a credit, what they say of the picture, and how far they can be trusted."""


@cache
def announcing() -> str:
    """Return a pattern that every line matches which `announcing_forms` fit."""
    by = alternatives(words()["by"])
    return rf"{announcer()}(?:{COLON}| ?{_SIGN}| (?i:{by}) | [{_UPPER}]|\.)|{_OPEN}"


@cache
def announcer() -> str:
    """Return a pattern of all words that announce a credit."""
    return rf"(?i:{alternatives([word for name, _, _ in _ANNOUNCING for word in words()[name]])})"


@cache
def announced() -> str:
    """Return a pattern that every line matches in which a word announces a credit."""
    return rf"{announcer()}[ /:：=＝.]"


def printed(text: pa.StringArray, *lists: Sequence[str]) -> list[tuple[str, ...]]:
    """Return those words of each list that texts hold in whatever case, and perhaps a few more."""
    whole = "\n".join(text.to_pylist()).replace("’", "'").casefold()
    return [tuple(word for word in one if word.casefold() in whole) for one in lists]


def announcing_forms(text: pa.StringArray) -> tuple[Form, ...]:
    """Return the forms in which a word announces the credit, for the words that some lines hold.

    A pattern of few words is built in a fraction of the time that one of all words takes.
    """
    return _announcing_forms(tuple(printed(text, *(words()[name] for name, _, _ in _ANNOUNCING))))


@lru_cache(maxsize=64)
def _announcing_forms(some: tuple[tuple[str, ...], ...]) -> tuple[Form, ...]:
    return tuple(
        form
        for names, (_, kind, trust) in zip(some, _ANNOUNCING, strict=True)
        if names
        for form in _worded(names, kind, trust)
    )


def _worded(names: Sequence[str], kind: int, trust: int) -> Iterator[Form]:
    """Yield the forms in which one of some words announces the credit."""
    anyhow = rf"(?i:{alternatives(names)})"
    titled = alternatives([name.capitalize() for name in names])
    by = alternatives(words()["by"])
    # What a graphic shows stands behind the same colon as who made it.
    drawn = kind == _GRAPHIC
    colon = rf"{anyhow}{COLON}"
    spoken = rf"{anyhow} (?i:{by}) "
    # `Symbolbild: The ferry at the quay. Foto: dpa`: the first word belongs to the caption.
    first, again = rf"^(?P<caption>(?:{_PART})??{anyhow}{COLON}.{{20,}}{STOP})", rf"[ (\[|–—-]*(?:{colon}|{spoken})"
    yield Form(rf"{first}{again}{_TAIL}", trust, trust, kind, rf"{first}{again}", names=drawn)
    yield Form(
        rf"^(?P<caption>|.*?{_EDGE})(?:{_PART})??{colon}{_TAIL}",
        trust,
        trust,
        kind,
        colon,
        names=drawn,
    )
    yield Form(rf"^(?P<caption>.*?[^\s(\[|:]){titled}{COLON}{_TAIL}", trust, trust, kind, colon, names=drawn)
    if kind == _PHOTO:
        signed = rf"{anyhow} ?{_SIGN}"
        yield Form(rf"^(?P<caption>|.*?{_EDGE}){signed} ?[:：]? ?{_TAIL}", trust, trust, kind, signed)
    yield Form(
        rf"^(?P<caption>|.*?{_EDGE}){spoken}(?P<credit>.+?){_SHUT}?[.;]?$", trust, trust, kind, spoken, names=True
    )
    if short := sorted(set(names) & set(words()["abbreviated"])):
        # `fot. Ida Brandt`: the full stop is the word's own.
        dotted = rf"(?i:{alternatives(short)})\.:? ?"
        yield Form(rf"^(?P<caption>|.*?{_EDGE}){dotted}{_TAIL}", trust, trust, kind, dotted, names=True)
    if bare := sorted(set(names) & set(words()["bare"])):
        plain = rf"(?:{alternatives([form for word in bare for form in (word.capitalize(), word.upper())])}) "
        yield Form(
            rf"^(?P<caption>.*{STOP}) ?[|–—-]? ?{plain}(?P<credit>[^\s/]+[ /].+?)\.?$",
            FAIR,
            FAIR,
            kind,
            rf"{STOP} ?[|–—-]? ?{plain}{_NAMES_AT_END}",
            names=True,
        )
    bracket = rf"{_OPEN}{anyhow}[ /]+"
    yield Form(rf"^(?P<caption>.*?){bracket}(?P<credit>.+?){_SHUT}\.?$", trust, trust, kind, bracket, names=True)


@cache
def forms() -> tuple[tuple[str, tuple[Form, ...]], ...]:
    """Return groups of forms without a word, the strongest first, each behind a pattern that all its lines match."""
    lists = words()
    ground, deep = r"^(?P<caption>.*?)", r"^(?P<caption>.*)"
    sentence = rf"^(?P<caption>.*{STOP})"
    taken = r"(?:撮影|提供|摄|攝|摄影|제공)[)）】\]]?$"
    apart, together = r"[（(【\[＝=。.\s]", r"[^（(【\[＝=。\s]"
    thanks = rf"(?i:{alternatives(lists['thanks'])}) "
    name, shut = rf"(?P<credit>{_TEXT})", rf"{_SHUT}\.?$"
    word = rf"[{_UPPER}][^\s/]*"
    signed = (
        Form(rf"{ground}{_SIGN} ?[:：]? ?{_TAIL}", SURE, SURE),
        Form(rf"{ground}{thanks}(?P<credit>.+?){_SHUT}?\.?$", SURE, SURE, names=True),
        Form(rf"{ground}(?:^|{apart})(?P<credit>{together}+?)(?:さん|氏)? ?{taken}", SURE, SURE),
    )
    bracketed = (
        Form(rf"{sentence} ?{_OPEN}{name}{shut}", WEAK, FAIR, detect=rf"{STOP} ?{_NAMES_IN_BRACKETS}", names=True),
        Form(rf"{deep} ?{_OPEN}{name}{shut}", NONE, FAIR, detect=_NAMES_IN_BRACKETS, names=True),
    )
    behind_stop = (
        Form(
            rf"{sentence}(?: ?[|–—-] | )(?P<credit>.+?)\.?$",
            WEAK,
            FAIR,
            detect=rf"{STOP}(?: ?[|–—-] | ){_NAMES_AT_END}",
            names=True,
        ),
        Form(
            rf"{sentence}(?P<credit>[^\s{_LOWER}].*?)$",
            NONE,
            FAIR,
            detect=rf"{STOP}{_NAMES_AT_END}",
            names=True,
        ),
    )
    parted = (
        Form(
            rf"{ground} ?(?:[|—–]| /) ?(?P<credit>.+?)\.?$",
            WEAK,
            FAIR,
            detect=rf"(?:[|—–]| /) ?{_NAMES_AT_END}",
            names=True,
        ),
        Form(rf"{ground} (?P<credit>[{_UPPER}]{{2,}}(?: Photo)? ?/ ?.+)$", NONE, FAIR, names=True),
        Form(rf"{ground} - (?P<credit>[^/]+/[^/]+(?:/[^/]+)?)$", NONE, FAIR, names=True),
        Form(rf"{deep} (?P<credit>(?:{word} )?{word} ?/ ?[^/]+(?:/[^/]+)?)$", NONE, FAIR, names=True),
    )
    return (
        (f"{_SIGN}|{thanks}|{taken}", signed),
        (NAMES, (Form(rf"^(?P<caption>){_OPEN}?{name}{_SHUT}?$", NONE, FAIR, names=True, alone=True),)),
        (shut, bracketed),
        (rf"{STOP}.*[^.]$", behind_stop),
        (r"[|—–/]", parted),
    )
