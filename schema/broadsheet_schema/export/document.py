"""The schema as a page for people, in Markdown and in HTML: one list of blocks, written in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final, TypeAlias

import attrs

from broadsheet_schema.examples import example_text
from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.findings import RULES, RuleInfo
from broadsheet_schema.records import SCHEMA_VERSION, TABLES
from broadsheet_schema.rules import rule_code
from broadsheet_schema.tables import Table
from broadsheet_schema.vocabularies import VOCABULARIES


@attrs.frozen
class Heading:
    """A heading; level 1 is the page's title."""

    level: int
    text: str


@attrs.frozen
class Paragraph:
    """A paragraph of plain words, in which backquotes mark code."""

    text: str


@attrs.frozen
class Grid:
    """A table of words: a head and rows of as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Paragraph | Grid

_LINKS: Final = ("duplicate", "orphan", "gap", "mismatch")


def to_markdown() -> str:
    """Give the whole schema as a page of GitHub-flavoured Markdown."""
    return "\n\n".join(_markdown(block) for block in _blocks()) + "\n"


def to_html() -> str:
    """Give the whole schema as one HTML page without style or script."""
    body = "\n".join(_html(block) for block in _blocks())
    title = f"The schema, version {SCHEMA_VERSION}"
    return f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n{body}\n</html>\n'


def _blocks() -> Iterator[Block]:
    yield Heading(1, f"The schema, version {SCHEMA_VERSION}")
    yield Paragraph(
        "Nothing that was not printed is invented: what a page does not say is null. "
        'A text is never empty where it may be null: `""` is no second way to say it.'
    )
    for table in TABLES.values():
        yield from _table_blocks(table)
    yield Heading(2, "Vocabularies")
    for vocabulary in VOCABULARIES:
        yield Heading(3, vocabulary.name)
        rows = tuple((f"`{word}`", meaning) for word, meaning in vocabulary.meanings.items())
        yield Grid(("word", "meaning"), rows)


def _table_blocks(table: Table) -> Iterator[Block]:
    yield Heading(2, table.name)
    yield Paragraph(" ".join([table.description, *_key_sentences(table)]))
    yield _column_grid(table.record)
    for name, column in table.columns.items():
        if column.record is not None:
            yield Paragraph(f"Each of `{name}` is a struct: {column.record.__doc__}")
            yield _column_grid(column.record)
    rules = [RULES[rule_code(table.record, rule.column, rule.code)] for rule in table.record.rules]
    rules += [info for code, info in RULES.items() if code.startswith(f"{table.prefix}.") and code.endswith(_LINKS)]
    if rules:
        yield Paragraph(f"What holds between the columns and rows of {table.name}:")
        yield Grid(("rule", "what holds", "why"), tuple(map(_rule_row, rules)))


def _key_sentences(table: Table) -> Iterator[str]:
    if table.optional:
        yield "The table is written only on request."
    if table.primary_key:
        yield f"The key is {' and '.join(f'`{name}`' for name in table.primary_key)}."
    for key in table.foreign_keys:
        yield f"`{key.column}` points to {' or '.join(key.targets)}."


def _column_grid(record: type[Record]) -> Grid:
    head = ("column", "type", "null", "meaning", "constraint", "example", "schema.org")
    return Grid(head, tuple(_column_row(name, column) for name, column in columns(record).items()))


def _column_row(name: str, column: Column) -> tuple[str, ...]:
    return (
        f"`{name}`",
        f"`{type_text(column)}`",
        "yes" if column.nullable else "never",
        column.meaning,
        column.constraint,
        "`" + example_text(column.example).replace("\n", "⏎").replace("`", "") + "`",
        column.term or "",
    )


def type_text(column: Column) -> str:
    """Write the Arrow type of a column without what all lists have in common: `list<string>`."""
    if column.record is not None:
        return f"list<struct<{', '.join(columns(column.record))}>>"
    return f"list<{column.item_type}>" if column.is_list else str(column.arrow_type)


def _rule_row(info: RuleInfo) -> tuple[str, ...]:
    return (f"`{info.code}`", info.title, info.explanation)


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Paragraph(text):
            return text
        case Grid(head, rows):
            lines = [head, ("---",) * len(head), *rows]
            return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{_html_words(text)}</h{level}>"
        case Paragraph(text):
            return f"<p>{_html_words(text)}</p>"
        case Grid(head, rows):
            body = "\n".join(_html_row("td", row) for row in rows)
            return f"<table>\n{_html_row('th', head)}\n{body}\n</table>"


def _html_row(tag: str, cells: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{_html_words(cell)}</{tag}>" for cell in cells) + "</tr>"


def _html_words(text: str) -> str:
    """Escape words; those between backquotes become code."""
    parts = [escape(part) for part in text.split("`")]
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
