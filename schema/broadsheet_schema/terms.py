"""The words that rules are written in: one Python expression, read in several ways.

A rule is declared once, as a function of a value or of a row:

    lambda row: row.line_start <= row.line_end
    lambda row: row.removed == absent(row.body)

Called with a record it computes a plain `bool`. Called with Terms in place of values, the same expression builds
something else: Arrow kernels over whole columns (`kernels.py`), a CHECK clause (`export/sql.py`), a JSON Schema
(`export/json_schema.py`). So no rule is written twice, and no reading can drift from the others.

What an expression may use: attributes of the row, constants, `== != < <= > >=`, `&` and `|` in place of `and` and `or`
(Python does not let a class redefine those), and the functions of this module. A reading that cannot say one of them
raises `Inexpressible`.

Nulls: in Arrow and SQL a comparison with null is null, and null counts as "holds", as in a CHECK clause. A rule must
hold for the same rows when it is called with records, where null is None.
"""

# ruff: noqa: ANN401 - each function takes and gives "a value or a Term", and only the reading knows which
# ruff: noqa: ARG002 - Term declares what readings take, and takes it itself only to refuse
from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

TimeUnit = Literal["day", "minute", "second"]
PARAGRAPH_BREAK = "\n\n"


class Inexpressible(Exception):  # noqa: N818 - a limit of a reading, not an error of anybody's
    """A reading has no way to say this part of an expression."""


class Term:
    """One operand of an expression in a reading other than plain Python.

    A reading overrides the three methods below, for what it can say. This is no ABC: their `isinstance` is slow, and
    here it runs for every value of every record.
    """

    __hash__ = None  # type: ignore[assignment]  # == builds an expression, so a Term cannot be a key

    def compare(self, operator: str, other: Any) -> Term:
        """`self operator other`, where operator is one of `== != < <= > >=`."""
        raise Inexpressible

    def combine(self, operator: str, other: Any) -> Term:
        """`self operator other` of two truths, where operator is `&` or `|`."""
        raise Inexpressible

    def call(self, function: str, *arguments: Any) -> Term:
        """A function of this module, by its name, with this Term as the first argument."""
        raise Inexpressible

    def __eq__(self, other: object) -> Term:  # type: ignore[override]
        return self.compare("==", other)

    def __ne__(self, other: object) -> Term:  # type: ignore[override]
        return self.compare("!=", other)

    def __lt__(self, other: Any) -> Term:
        return self.compare("<", other)

    def __le__(self, other: Any) -> Term:
        return self.compare("<=", other)

    def __gt__(self, other: Any) -> Term:
        return self.compare(">", other)

    def __ge__(self, other: Any) -> Term:
        return self.compare(">=", other)

    def __and__(self, other: Any) -> Term:
        return self.combine("&", other)

    def __or__(self, other: Any) -> Term:
        return self.combine("|", other)


def absent(value: Any) -> Any:
    """Whether the value is null."""
    return value.call("absent") if isinstance(value, Term) else value is None


def present(value: Any) -> Any:
    """Whether the value is not null."""
    return value.call("present") if isinstance(value, Term) else value is not None


def negation(truth: Any) -> Any:
    """`not truth`, which Python does not let a class redefine."""
    return truth.call("negation") if isinstance(truth, Term) else not truth


def implies(condition: Any, consequence: Any) -> Any:
    """Where the condition holds, the consequence holds."""
    return negation(condition) | consequence


def filled(values: Any) -> Any:
    """Whether a list has an item."""
    return values.call("filled") if isinstance(values, Term) else bool(values)


def among(value: Any, words: Collection[str]) -> Any:
    """Whether a text is one of the words."""
    return value.call("among", words) if isinstance(value, Term) else value in words


def matches(text: Any, pattern: str) -> Any:
    """Whether the whole text matches a pattern: of the syntax that RE2, Python and JSON Schema share."""
    return text.call("matches", pattern) if isinstance(text, Term) else _compiled(pattern).fullmatch(text) is not None


def contains(text: Any, part: str) -> Any:
    """Whether the part stands in the text."""
    return text.call("contains", part) if isinstance(text, Term) else part in text


def starts_with(text: Any, part: str) -> Any:
    """Whether the text starts with the part."""
    return text.call("starts_with", part) if isinstance(text, Term) else text.startswith(part)


def ends_with(text: Any, part: str) -> Any:
    """Whether the text ends with the part."""
    return text.call("ends_with", part) if isinstance(text, Term) else text.endswith(part)


def head(text: Any, length: int) -> Any:
    """The first characters of a text; null of null."""
    if isinstance(text, Term):
        return text.call("head", length)
    return None if text is None else text[:length]


def joined(text: Any, mark: str, number: Any) -> Any:
    """The text, the mark and the number in decimal digits, as one text."""
    return text.call("joined", mark, number) if isinstance(text, Term) else f"{text}{mark}{number}"


def rounded(number: Any, decimals: int) -> Any:
    """The number rounded to so many decimals. Of numbers beyond a million, engines differ on the last bit."""
    return number.call("rounded", decimals) if isinstance(number, Term) else round(number, decimals)


def truncated(time: Any, unit: TimeUnit) -> Any:
    """The start of the day, minute or second that a time lies in; null of null."""
    if isinstance(time, Term):
        return time.call("truncated", unit)
    return None if time is None else _truncated(time, unit)


def all_paragraphs(parts: Any, body: Any) -> Any:
    """Whether each of the parts is a whole paragraph of the body."""
    if isinstance(parts, Term):
        return parts.call("all_paragraphs", body)
    return not parts or set(parts) <= set(body.split(PARAGRAPH_BREAK))


def _truncated(time: datetime, unit: TimeUnit) -> datetime:
    if unit == "day":
        return time.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "minute":
        return time.replace(second=0, microsecond=0)
    return time.replace(microsecond=0)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
