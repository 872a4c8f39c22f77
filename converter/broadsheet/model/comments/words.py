"""The patterns made of the words that blocks of comments print, from one table for all languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from broadsheet.alphabet import CAPITALS, LETTERS

SEPARATORS: Final = r"\s,;|·•–—:：/(\-"
"""What may stand between a name, a date and the words around them, for a class of characters."""

AROUND: Final = (
    r"\x00-/:-@\[-`{-\xbf\xd7\xf7\x{2000}-\x{2bff}\x{3000}-\x{303f}\x{fe00}-\x{fe0f}"
    r"\x{ff01}-\x{ff0f}\x{ff1a}-\x{ff20}\x{1f000}-\x{1faff}"
)
"""What is neither letter nor digit in any script, for a class of characters; RE2's `\\W` holds letters beyond ASCII."""

COUNTERS: Final = "件条條則则個个篇개건"
"""What languages of East Asia print between a number and what they count."""

_GLUED: Final = 4
"""Letters of the shortest verb that may be glued to a name, in scripts that part words by spaces."""
_UNPARTED: Final = "\u3000"
"""The signs from here on are those of scripts that do not."""


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
    glued = "|".join(sorted({word for word in whole if word.isalpha() and (len(word) >= _GLUED or word > _UNPARTED)}))
    return rf"(?i)^(?P<name>\S.*?)(?:[\s,]+{any_of('say')}|(?:{glued}))\s*[:：]$"


@cache
def nothing_but_tails() -> str:
    """Return the pattern of text made of nothing but words like `Reply`, digits and signs."""
    tail, between, aside = any_of("tail", "pager", "page"), any_of("of", "join", "by"), rf"[{AROUND}0-9]"
    return rf"(?i)^(?:{aside}*{tail}(?:{aside}+{between})*)+{aside}*$"


@cache
def heading() -> str:
    """Return the pattern of a heading with a count: `12 comments`, `Kommentare (3)`, `One thought on ...`."""
    noun, lead, sign = any_of("noun"), any_of("lead"), f"[{AROUND}]"
    this, has = any_of("this"), any_of("has")
    count = rf"\d[\d.,]{{0,8}})\s*(?:[{COUNTERS}][の의]?\s*)?"
    behind = rf"(?:{lead} |{this} [{LETTERS}]+ {has} )?(?P<count>{count}{noun}(?:{sign}.*)?"
    front = rf"(?:{lead} )?{noun}{sign}*(?P<front>{count}{sign}*"
    # `One thought on ...`, but not `Ein Kommentar von ...`.
    one = rf"{any_of('one')} {noun}(?:{sign}*| {any_of('about')} .*|{sign}+[“„«»\"‘'].*)"
    return rf"(?i)^{sign}*(?:{behind}|{front}|{one})$"


@cache
def lone_heading() -> str:
    """Return the pattern of a heading without a count: `Comments`, `Alle Kommentare`."""
    return rf"(?i)^[{AROUND}]*(?:{any_of('lead')} )*{any_of('noun')}[{AROUND}]*$"


@cache
def sorting() -> str:
    """Return the pattern of a menu that sorts comments: nothing but such words, one of them offered for little else."""
    sure, lead, each = any_of("order_sure"), any_of("order"), any_of("order_sure", "order")
    sign = f"[{AROUND}]"
    return rf"(?i)^{sign}*(?:{lead}{sign}+)*{sure}(?:{sign}+{each})*{sign}*$"


@cache
def elsewhere() -> str:
    """Return the pattern of a side bar's heading: `Recent comments`."""
    return rf"(?i)^[{AROUND}]*{any_of('elsewhere')}[{AROUND}]*$"


@cache
def on_a_page() -> str:
    """Return the pattern of a line that names a page and perhaps who wrote there: `Ada Quell on The old pier`."""
    opens = rf"[“„«»\"‘']?(?:[{CAPITALS}0-9]|[^\x00-\x{{5CF}}])"
    return rf"^(?:\S+ ){{0,4}}(?i:{any_of('about', 'at')}|[-–—:→»]) {opens}.{{8}}"


@cache
def answering() -> str:
    """Return the pattern of a word, in a line of nothing but tails or behind a date, that answers a comment."""
    return rf"(?i)(?:^|[{AROUND}0-9]){any_of('answer')}"


@cache
def closing() -> str:
    """Return the pattern of lines that stand behind the last comment."""
    return rf"(?i)^[{AROUND}0-9]*{any_of('close')}"


@cache
def pinging() -> str:
    """Return the pattern of notes that another page links here."""
    return rf"(?i)^[{AROUND}0-9]*{any_of('ping')}\b"


@cache
def paging() -> str:
    """Return the pattern of a line that says which page of a thread follows: `Seite 2`, `Page 2 of 5`."""
    return rf"(?i)^[{AROUND}]*{any_of('page')} (?P<page>\d{{1,4}})(?: ?{any_of('of')} ?\d{{1,4}})?[{AROUND}]*$"


@cache
def quoting() -> str:
    """Return the pattern of a line that says whose words follow: `Quote from Ada:`."""
    return rf"(?i)^[{AROUND}]*{any_of('quote')}\s*:?\s+(?P<author>\S.{{0,60}}?)\s*:?$"


@cache
def replying() -> str:
    """Return the pattern of a line that says whom a comment answers: `In reply to Ada`."""
    return rf"(?i)^\W*{any_of('reply')}\s*:?\s+@?(?P<reply>[^\s:][^:!?]{{0,60}}?(?:\s[{CAPITALS}]\.)?)[\s:.]*$"


@cache
def replying_behind() -> str:
    """Return the pattern of the same line in languages that print the name in front: `Adaへの返信`."""
    return rf"(?i)^@?(?P<reply>\S.{{0,60}}?) ?{any_of('reply_behind')}[\s:.]*$"


@cache
def answering_alone() -> str:
    """Return the pattern of a line of one word that answers a comment, which a heading could be, too."""
    return rf"(?i)^[{AROUND}]*{any_of('answer')}[{AROUND}]*$"


@cache
def advertising() -> str:
    """Return the pattern of a line that says that an advertisement follows."""
    return rf"(?i)^[{AROUND}]*{any_of('ad')}[{AROUND}]*$"


@cache
def removal() -> str:
    """Return the pattern of a note that a comment was removed, as the whole of it; for lines of some bytes."""
    # A bounded repeat costs its bound in building the pattern.
    note = any_of("removed").replace(".{0,60}", ".*").replace(".{0,40} ", ".* ")
    return rf"(?i)^[\s\[(<*_„\"“]*{note}[\s\])>*_.!”“\"]*$"
