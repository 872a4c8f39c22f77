"""What one value of a column must be: a rule code, words for people, and one expression (see `terms.py`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import attrs

from broadsheet_schema.terms import among, contains, ends_with, matches, negation, rounded, starts_with
from broadsheet_schema.vocabularies import Vocabulary


@attrs.frozen
class Constraint:
    """A rule on one value.

    `code` ends the rule code, as in `comment.position.range`. `words` complete the sentence "position must be ...".
    `why` is for the one who asks what the rule is good for. `test` is the expression; it never sees a null.
    """

    code: str
    words: str
    why: str
    test: Callable[[Any], Any] = attrs.field(repr=False)
    vocabulary: Vocabulary | None = None

    @property
    def refuses_empty(self) -> bool:
        """Whether the test already refuses the empty text."""
        return self.code in {"form", "vocabulary"}


NOT_EMPTY: Final = Constraint(
    "empty",
    "non-empty",
    'What a page does not say is null. Were it also "", a query for either would miss some.',
    lambda text: text != "",
)

PARAGRAPHS: Final = Constraint(
    "paragraphs",
    "paragraphs with exactly one blank line between them",
    "Splitting at a blank line must give the paragraphs, none of them empty.",
    lambda text: negation(contains(text, "\n\n\n") | starts_with(text, "\n") | ends_with(text, "\n")),
)

# Arrow's milliseconds reach further than the calendar of Python, where reading such a value would raise.
CALENDAR: Final = Constraint(
    "range",
    "in the years 1 to 9999",
    "Python, Parquet readers and JSON know no other years; such a value is a misread number.",
    lambda time: (time >= datetime.min) & (time <= datetime(9999, 12, 31, 23, 59, 59, 999000)),
)


def at_least(minimum: int) -> Constraint:
    """Numbers not below the minimum."""
    return Constraint(
        "range",
        f"at least {minimum}",
        "A smaller number cannot be counted or printed.",
        lambda number: number >= minimum,
    )


def between(minimum: float, maximum: float) -> Constraint:
    """Numbers from minimum to maximum, both included; NaN is in no range."""
    return Constraint(
        "range",
        f"between {minimum} and {maximum}",
        "A number out of this range was misread or miscomputed.",
        lambda number: (number >= minimum) & (number <= maximum),
    )


def decimals(places: int) -> Constraint:
    """Numbers rounded to so many decimals."""
    return Constraint(
        "rounded",
        f"rounded to {places} decimals",
        "The last bits of a float depend on the machine and on how pages are batched; files must not.",
        lambda number: rounded(number, places) == number,
    )


def form(pattern: str, words: str) -> Constraint:
    """Texts that match a pattern as a whole; RE2 syntax without look-around, ASCII only."""
    return Constraint(
        "form", words, "Joins and look-ups compare these texts byte by byte.", lambda text: matches(text, pattern)
    )


def one_of(vocabulary: Vocabulary) -> Constraint:
    """Words of a closed vocabulary."""
    return Constraint(
        "vocabulary",
        "one of " + ", ".join(vocabulary),
        "The vocabulary is closed, so that a query can name every word; a new word is a minor schema version.",
        lambda word: among(word, vocabulary),
        vocabulary,
    )
