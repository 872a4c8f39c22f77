"""The patterns made of the words that blocks of comments print, from one table for all languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

SEPARATORS: Final = r"\s,;|·•–—:：/(\-"
"""What may stand between a name, a date and the words around them, for a class of characters."""

_GLUED: Final = 4
"""Letters of the shortest verb that may be glued to a name."""


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return table


@cache
def any_of(*names: str) -> str:
    """Return an alternation of the words of lists, the longer before the shorter, without groups that capture."""
    words = {word for name in names for word in _table()[name]}
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def saying() -> str:
    """Return the pattern of a line `Name says:`."""
    whole = (word.split("(")[0] for word in _table()["say"])
    glued = "|".join(sorted({word for word in whole if len(word) >= _GLUED and word.isalpha()}))
    return rf"(?i)^(?P<name>\S.{{0,80}}?)(?:[\s,]+{any_of('say')}|(?:{glued}))\s*[:：]$"


@cache
def nothing_but_tails() -> str:
    """Return the pattern of text made of nothing but words like `Reply`, digits and signs."""
    words = any_of("tail", "join", "by")
    return rf"(?i)^[\W\d_]*{any_of('tail')}(?:[\W\d_]+{words}|{any_of('tail')})*[\W\d_]*$"


@cache
def heading() -> str:
    """Return the pattern of a heading with a count: `12 comments`, `Kommentare (3)`, `One thought on ...`."""
    noun, lead = any_of("noun"), any_of("lead")
    behind = rf"^\W*(?:{lead} )?(?P<count>\d[\d.,]{{0,8}})\s*{noun}(?:\W{{0,4}}$|\W.{{0,200}}$)"
    front = rf"^\W*(?:{lead} )?{noun}\W*(?P<front>\d[\d.,]{{0,8}})\W*$"
    one = rf"^\W*{any_of('one')} {noun}(?:\W{{0,4}}$| .{{0,200}}$)"
    return rf"(?i){behind}|{front}|{one}"


@cache
def lone_heading() -> str:
    """Return the pattern of a heading without a count: `Comments`, `Alle Kommentare`."""
    return rf"(?i)^\W*(?:{any_of('lead')} )*{any_of('noun')}\W*$"


@cache
def sorting() -> str:
    """Return the pattern of a menu that sorts comments: nothing but such words, one of them offered for little else."""
    sure, each = any_of("order_sure"), any_of("order_sure", "order")
    return rf"(?i)^\W*(?:{each}\W+)*?{sure}(?:\W+{each})*\W*$"


@cache
def answering() -> str:
    """Return the pattern of a word, in a line of nothing but tails or behind a date, that answers a comment."""
    return rf"(?i)(?:^|[^\pL]){any_of('answer')}"


@cache
def closing() -> str:
    """Return the pattern of lines that stand behind the last comment."""
    return rf"(?i)^[\W\d]*{any_of('close')}"


@cache
def pinging() -> str:
    """Return the pattern of notes that another page links here."""
    return rf"(?i)^[\W\d]*{any_of('ping')}\b"


@cache
def removal() -> str:
    """Return the pattern of a note that a comment was removed, as the whole of it."""
    return rf"(?i)^[\s\[(<*_„\"“]*{any_of('removed')}[\s\])>*_.!”“\"]*$"
