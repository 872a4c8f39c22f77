"""Rows of `comments`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.assemble.columns import build, first_lines, first_values, numbers, scatter_dates, texts
from broadsheet.assemble.media import documents_of, line_spans, positions, row_ids
from broadsheet.assemble.source import Source
from broadsheet.kernels import Index
from broadsheet.labels import CODE, Labels
from broadsheet.lines import Lines


def comments(source: Source, article_id: pa.StringArray, lines: Lines, labels: Labels) -> pa.RecordBatch:
    """Return one row a comment, in the order of the pages."""
    owner = labels.comment
    document = documents_of(owner, lines)
    size = len(document)
    position = positions(document)

    def first(field: str) -> pa.StringArray:
        return first_values(labels.part(f"comment.{field}"), owner, size)

    dated = first_lines(labels.part("comment.date"), owner)
    rows = owner[dated.line]
    dates = labels.read_dates(dated, source.captured()[document[rows]])
    at, precision, _ = scatter_dates(dates, rows, size)
    body = np.flatnonzero(labels.code == CODE["comment_body"])
    removed = np.zeros(size, bool)
    removed[owner[labels.part("comment.removed").line]] = True
    text = pc.fill_null(texts(lines.text.take(pa.array(body)), owner[body], size, "\n"), "")
    number = first("number")
    author = first("author")
    ids = row_ids(article_id, document, position, "c")
    begin, end = line_spans(owner, np.flatnonzero(owner >= 0), lines, size)
    columns = {
        "comment_id": ids,
        "article_id": article_id.take(pa.array(document)),
        "position": pa.array(position),
        "number": numbers(pc.replace_substring_regex(number, r"[.]\d+$", ""), pa.int32()),
        "number_printed": number,
        "page": _from_one(numbers(first("page"), pa.int32())),
        "author": author,
        "title": first("title"),
        "body": pc.if_else(pa.array(removed), None, text),
        "quotes": _quotes(labels, size),
        "reply_to": pc.coalesce(
            _answered(_numbered(first("reply")), pc.replace_substring_regex(number, r"\D", ""), document, ids),
            _answered(first("reply"), author, document, ids),
        ),
        "posted_at": at,
        "posted_precision": precision,
        "posted_printed": first("date"),
        "votes": _votes(first("votes")),
        "removed": pa.array(removed),
        "line_start": begin,
        "line_end": end,
    }
    return build("comments", columns, size)


def _numbered(named: pa.StringArray) -> pa.StringArray:
    """Return the number of the comment that each one says it answers (`#3`), null where it prints none."""
    digits = pc.replace_substring_regex(named, "^#", "")
    return pc.if_else(pc.match_substring_regex(named, r"^#\d+$"), digits, None)


def _from_one(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.greater(values, 0), values, None)


def _votes(printed: pa.StringArray) -> pa.Array:
    """Return printed votes, with their sign."""
    down = pc.match_substring_regex(printed, "^ *[-−–]")
    votes = numbers(printed, pa.int32())
    return pc.if_else(down, pc.negate(votes), votes)


def _quotes(labels: Labels, size: int) -> pa.Array:
    """Return the quotations of each comment; the author's name stands on the quotation's line or the one before."""
    owner, names, words = labels.comment, labels.part("comment.quote_author"), labels.part("comment.quote_text")
    nearest = np.searchsorted(names.line, words.line, side="right") - 1
    line = names.line[np.maximum(nearest, 0)] if len(names.line) else np.full(len(words.line), -9)
    near = (nearest >= 0) & (words.line - line <= 1) & (owner[line] == owner[words.line])
    author = names.value.take(pa.array(nearest, mask=~near))
    items = pa.StructArray.from_arrays([author, words.value], ["author", "text"])
    at = np.searchsorted(owner[words.line], np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(at), items)


def _answered(named: pa.StringArray, author: pa.StringArray, document: Index, ids: pa.StringArray) -> pa.Array:
    """Return the id of the last comment before each one by the author that it says it answers, or null."""
    size = len(ids)
    if named.null_count == size:
        return pa.nulls(size, pa.string())
    codes = pa.concat_arrays([author, named]).dictionary_encode().indices
    codes = pc.fill_null(codes, -1).to_numpy()
    key = np.concatenate([document, document]) * (2 * size + 1) + codes
    place = np.arange(size)
    written = np.flatnonzero(codes[:size] >= 0)
    order = written[np.lexsort((written, key[written]))]
    sorted_keys = key[order] * size + order
    wanted = key[size:] * size + place
    at = np.searchsorted(sorted_keys, wanted) - 1
    hit = (at >= 0) & (codes[size:] >= 0)
    before = order[np.maximum(at, 0)] if len(order) else np.zeros(size, np.int64)
    hit &= key[before] == key[size:]
    return ids.take(pa.array(before, mask=~hit))
