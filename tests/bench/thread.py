"""Comment threads as the `spiegel-online` layout prints them, in the shapes that the design lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.bench.dice import Day, Dice
from tests.bench.lexicon import Lexicon
from tests.bench.prose import REMARK, TITLE, Prose

MOST_COMMENTS = 400
_SHOWN_AT_ONCE = 5
_TEASER = 160
_ON_ONE_PAGE = 100


class Thread(NamedTuple):
    """One printed thread: its lines, and how many comments they hold."""

    lines: list[str]
    comments: int


class _Style(NamedTuple):
    """What all comments of one thread share: order of parts, form of date, teasers, quotes on lines of their own."""

    author_first: bool
    dated: Callable[[Day], str]
    teasers: bool
    quote_lines: bool


class Readers:
    """Those who comment."""

    def __init__(self, lexicon: Lexicon, prose: Prose, dice: Dice) -> None:
        """Let the readers speak the words of a lexicon."""
        self._handles = lexicon.handles
        self._titles = prose.stream(TITLE)
        self._remarks = prose.stream(REMARK)
        self._dice = dice

    def thread(self, day: Day) -> Thread:
        """Return the thread below an article of that day: half of the articles have one; most show its start only."""
        dice = self._dice
        if dice.chance(0.48):
            return Thread([], 0)
        declared = max(1, dice.tail(20, 1.1, MOST_COMMENTS))
        shown = declared if dice.chance(0.14) else min(declared, _SHOWN_AT_ONCE)
        style = self._style()
        lines = [f"insgesamt {declared} Beiträge" if declared > 1 else "insgesamt 1 Beitrag", "Alle Kommentare öffnen"]
        for number in range(1, shown + 1):
            if number % _ON_ONE_PAGE == 1:
                lines.append(f"Seite {number // _ON_ONE_PAGE + 1}")
            lines += self._comment(number, style, dice.day_after(day, dice.tail(0.8, 0.9, 30)))
        if dice.chance(0.7):
            lines += ["Alle Kommentare öffnen", "Seite 1"]
        return Thread(lines, shown)

    def _style(self) -> _Style:
        dice = self._dice
        dated: tuple[Callable[[Day], str], ...] = (
            lambda day: day.dotted,
            lambda day: day.dotted,
            lambda day: f"{day.dotted}, {dice.clock()} Uhr",
            lambda _: f"{dice.pick(('heute', 'gestern'))}, {dice.clock()} Uhr",
        )
        return _Style(dice.chance(0.6), dice.pick(dated), dice.chance(0.15), dice.chance(0.5))

    def _comment(self, number: int, style: _Style, day: Day) -> list[str]:
        dice = self._dice
        title = f"{number}." if dice.chance(0.12) else f"{number}. {next(self._titles)}"
        who = f"{dice.favour(self._handles)} {style.dated(day)}"
        body = next(self._remarks)
        lines = [who, title] if style.author_first else [title, who]
        if dice.chance(0.08):
            return lines + self._quoting(body, style)
        if style.teasers and len(body) > 2 * _TEASER:
            lines.append(f"{body[: body.rindex(' ', 0, _TEASER)]} [...]")
        lines.append(body)
        if dice.chance(0.1):
            lines.append(next(self._remarks))
        return lines

    def _quoting(self, body: str, style: _Style) -> list[str]:
        quoted, author = next(self._remarks), self._dice.favour(self._handles)
        if style.quote_lines:
            return [f"Zitat von {author}", quoted, body]
        return [f"Zitat von {author}{quoted} {body}"]
