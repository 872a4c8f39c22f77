"""What must hold between the columns of one row. The rules on a single value stand with its column, in `records.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from broadsheet_schema.terms import (
    TimeUnit,
    absent,
    all_paragraphs,
    filled,
    head,
    implies,
    joined,
    present,
    truncated,
)


@attrs.frozen
class Rule:
    """A rule on a whole row.

    `column` and `code` make the rule's code, as in `media.line_end.order`: the column is the one to look at first.
    `sentence` says what holds, `why` what that is good for. `test` is an expression over the row (see `terms.py`).
    """

    column: str
    code: str
    sentence: str
    why: str
    test: Callable[[Any], Any] = attrs.field(repr=False)


def record_name(record: type) -> str:
    """Give the name that the codes of a record's rules start with: `comment` for Comment."""
    return record.__name__.lower()


def rule_code(record: type, column: str, code: str) -> str:
    """Give the stable code of a rule, such as `comment.position.range`."""
    return f"{record_name(record)}.{column}.{code}"


def _printed_time(time: str) -> tuple[Rule, ...]:
    """Give the rules of the columns `<time>_at` and `<time>_precision`."""
    at, precision = f"{time}_at", f"{time}_precision"

    def no_finer(row: Any, unit: TimeUnit) -> Any:  # noqa: ANN401 - a part of an expression, see terms.py
        return implies(getattr(row, precision) == unit, getattr(row, at) == truncated(getattr(row, at), unit))

    return (
        Rule(
            precision,
            "partner",
            f"{precision} is there exactly when {at} is",
            "A time is only as good as its precision; one without the other says nothing that can be used.",
            lambda row: present(getattr(row, at)) == present(getattr(row, precision)),
        ),
        Rule(
            at,
            "finer",
            f"{at} is no finer than {precision} says",
            "Digits that were not printed are zero, never made up.",
            lambda row: no_finer(row, "day") & no_finer(row, "minute") & no_finer(row, "second"),
        ),
    )


def _zone_offset(time: str) -> Rule:
    """Give the rule that ties `<time>_offset_minutes` to `<time>_at`."""
    at, offset = f"{time}_at", f"{time}_offset_minutes"
    return Rule(
        offset,
        "partner",
        f"{offset} is there only when {at} is",
        "An offset belongs to a time.",
        lambda row: implies(present(getattr(row, offset)), present(getattr(row, at))),
    )


_SOURCE_SPAN: Final = Rule(
    "source_length",
    "partner",
    "source_length is there exactly when source_offset is",
    "Only together they point to bytes.",
    lambda row: present(row.source_offset) == present(row.source_length),
)
_LINE_SPAN: Final = Rule(
    "line_end",
    "order",
    "line_end is not before line_start",
    "The two are a span of lines, both ends included.",
    lambda row: row.line_start <= row.line_end,
)

ARTICLE: Final = (
    _SOURCE_SPAN,
    Rule(
        "body",
        "empty",
        "body is empty only where there is a lede or a media row",
        "A page without any of the three gave no article: it belongs to the rejects.",
        lambda row: (row.body != "") | present(row.lede) | (row.media_found > 0),
    ),
    Rule(
        "subheadings",
        "paragraph",
        "each of the subheadings is a paragraph of body",
        "They mark paragraphs; one that marks none was lost from the body, or never stood in it.",
        lambda row: all_paragraphs(row.subheadings, row.body),
    ),
    *_printed_time("published"),
    _zone_offset("published"),
    *_printed_time("updated"),
    _zone_offset("updated"),
)

MEDIA: Final = (
    Rule(
        "media_id",
        "position",
        "media_id is article_id, `:m` and position",
        "It says what the other two say, so it must agree with them.",
        lambda row: row.media_id == joined(row.article_id, ":m", row.position),
    ),
    Rule(
        "caption",
        "nothing",
        "there is a caption or a credit",
        "Of a picture that prints neither, a text knows nothing.",
        lambda row: present(row.caption) | present(row.credit),
    ),
    _LINE_SPAN,
)

COMMENT: Final = (
    Rule(
        "comment_id",
        "position",
        "comment_id is article_id, `:c` and position",
        "It says what the other two say, so it must agree with them.",
        lambda row: row.comment_id == joined(row.article_id, ":c", row.position),
    ),
    Rule(
        "number_printed",
        "missing",
        "number is there only when number_printed is",
        "A number is read from print, never counted.",
        lambda row: implies(present(row.number), present(row.number_printed)),
    ),
    Rule(
        "body",
        "removed",
        "body is null exactly when removed",
        "An empty body is one that says nothing; null is one that was taken away.",
        lambda row: row.removed == absent(row.body),
    ),
    Rule(
        "body",
        "empty",
        "body is empty only where there is a title or a quote",
        "Who wrote none of the three wrote no comment.",
        lambda row: (row.body != "") | present(row.title) | filled(row.quotes),
    ),
    Rule(
        "reply_to",
        "article",
        "reply_to is a comment of the same article",
        "Threads do not cross pages.",
        lambda row: implies(present(row.reply_to), head(row.reply_to, 32) == row.article_id),
    ),
    Rule(
        "reply_to",
        "self",
        "reply_to is another comment",
        "No comment answers itself.",
        lambda row: row.reply_to != row.comment_id,
    ),
    *_printed_time("posted"),
    _LINE_SPAN,
)

REJECT: Final = (
    _SOURCE_SPAN,
    Rule(
        "duplicate_of",
        "partner",
        "duplicate_of is there exactly when the rule is `duplicate`",
        "Only a repeat has an article that it repeats.",
        lambda row: present(row.duplicate_of) == (row.rule == "duplicate"),
    ),
)

LINE: Final = (
    Rule(
        "record",
        "article",
        "record is a row of the same article",
        "A line feeds only records of its own page.",
        lambda row: implies(present(row.record), head(row.record, 32) == row.article_id),
    ),
    Rule(
        "fields",
        "record",
        "fields are there only when record is",
        "They are fields of that record.",
        lambda row: implies(filled(row.fields), present(row.record)),
    ),
)
