"""Rows of `lines`: where every line of a document went."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.assemble.columns import build
from broadsheet.assemble.media import documents_of, positions, row_ids
from broadsheet.assemble.source import Source
from broadsheet.kernels import Index, ragged
from broadsheet.labels import CODE, NAMES, Labels
from broadsheet.lines import Lines
from broadsheet_schema.arrow import arrow_schema

_COLUMNS = {
    "article.published": ("published_at", "published_printed"),
    "article.updated": ("updated_at", "updated_printed"),
    "comment.date": ("posted_at", "posted_printed"),
    "comment.number": ("number", "number_printed"),
    "comment.quote_author": ("quotes",),
    "comment.quote_text": ("quotes",),
    "comment.reply": ("reply_to",),
    "comment.removed": ("removed",),
}
"""Fields that feed columns of other names; every other field feeds the column of its own name."""
_VISIBLE = r"[^\s\pZ\pC]"
_WHOLE = {"paragraph": ("body",), "subheading": ("body", "subheadings"), "comment_body": ("body",)}
"""Labels whose lines are a value as they stand."""


def line_rows(source: Source, article_id: pa.StringArray, lines: Lines, labels: Labels) -> tuple[pa.RecordBatch, Index]:
    """Return one row a line, blank ones included, and each row's document."""
    cut = pc.split_pattern(source.text, "\n")
    at = np.asarray(cut.offsets, np.int64)
    at = at - at[0]
    text = cut.flatten()
    document = np.repeat(np.arange(len(source)), np.diff(at))
    size = (lines.last - lines.number + 1).astype(np.int64)
    row = ragged(at[lines.document] + lines.number - 1, size)
    source_line = np.repeat(np.arange(len(lines)), size)
    # A line of nothing but what a program wrote around the text was not labelled.
    code = np.where(pc.match_substring_regex(text, _VISIBLE), CODE["furniture"], CODE["blank"]).astype(np.uint8)
    code[row] = labels.code[source_line]
    record, fields = _records(article_id, lines, labels), _fields(labels, len(lines))
    place = np.full(len(text), -1, np.int64)
    place[row] = source_line
    pick = pa.array(place, mask=place < 0)
    columns = {
        "article_id": article_id.take(pa.array(document)),
        "line": pa.array(np.arange(len(text)) - at[document] + 1),
        "label": pa.array(NAMES).take(pa.array(code)),
        "record": record.take(pick),
        "fields": _empty_for_null(fields.take(pick)),
        "text": text,
    }
    return build("lines", columns, len(text)), document


def _empty_for_null(values: pa.ListArray) -> pa.ListArray:
    return pc.coalesce(values, pa.array([[]], values.type)[0]) if values.null_count else values


def _records(article_id: pa.StringArray, lines: Lines, labels: Labels) -> pa.StringArray:
    """Return the id of the row that each line feeds, null for none."""
    ids = article_id.take(pa.array(lines.document))
    nobody = np.isin(labels.code, [CODE["furniture"], CODE["blank"], CODE["repeat"], CODE["comment_tail"]])
    ids = pc.if_else(pa.array(nobody), None, ids)
    for owner, letter in ((labels.media, "m"), (labels.comment, "c")):
        document = documents_of(owner, lines)
        own = row_ids(article_id, document, positions(document), letter)
        mine = owner >= 0
        ids = pc.if_else(pa.array(mine), own.take(pa.array(owner, mask=~mine)), ids)
    return ids


def _fields(labels: Labels, size: int) -> pa.ListArray:
    """Return, for each line, the columns of its record that it feeds, in the order of the schema."""
    fed = [
        (column, part.line)
        for field, part in labels.parts.items()
        for column in _COLUMNS.get(field, (field.partition(".")[2],))
    ]
    fed += [
        (column, np.flatnonzero(labels.code == CODE[label])) for label, columns in _WHOLE.items() for column in columns
    ]
    names = _names()
    where = np.concatenate([np.zeros(0, np.int64), *(line for _, line in fed)])
    which = np.repeat([names.index(column) for column, _ in fed], [len(line) for _, line in fed])
    keys = np.unique(where * len(names) + which.astype(np.int64))
    at = np.searchsorted(keys // len(names), np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(at), pa.array(names, pa.string()).take(pa.array(keys % len(names))))


@cache
def _names() -> list[str]:
    """Return the names of the columns of all records."""
    tables = ("articles", "media", "comments")
    return list(dict.fromkeys(name for table in tables for name in arrow_schema(table).names))
