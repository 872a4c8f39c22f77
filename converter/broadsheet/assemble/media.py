"""Rows of `media`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.assemble.columns import build, first_values
from broadsheet.kernels import Index, one_of
from broadsheet.labels import CODE, Labels
from broadsheet.lines import Lines


def row_ids(article_id: pa.StringArray, document: Index, position: Index, letter: str) -> pa.StringArray:
    """Return `<article_id>:<letter><position>` for rows of the given documents."""
    return pc.binary_join_element_wise(
        article_id.take(pa.array(document)), f":{letter}", pc.cast(pa.array(position), pa.string()), ""
    )


def positions(document: Index) -> Index:
    """Return each row's place among those of its document, from 1; `document` is ascending."""
    return np.arange(len(document)) - np.searchsorted(document, document) + 1


def documents_of(owner: Index, lines: Lines) -> Index:
    """Return the document of each record; `owner` gives each line's record, numbered in page order, or -1."""
    rows = np.flatnonzero(owner >= 0)
    document = np.zeros(int(owner.max(initial=-1)) + 1, np.int64)
    document[owner[rows]] = lines.document[rows]
    return document


def line_spans(owner: Index, rows: Index, lines: Lines, size: int) -> tuple[pa.Array, pa.Array]:
    """Return first and last line number of each record among the given lines."""
    first = np.full(size, np.iinfo(np.int32).max, np.int32)
    last = np.zeros(size, np.int32)
    np.minimum.at(first, owner[rows], lines.number[rows])
    np.maximum.at(last, owner[rows], lines.last[rows])
    return pa.array(first), pa.array(last)


def media(article_id: pa.StringArray, lines: Lines, labels: Labels) -> pa.RecordBatch:
    """Return one row a picture, film or recording, in the order of the pages."""
    owner = labels.media
    document = documents_of(owner, lines)
    size = len(document)
    position = positions(document)
    printed = np.flatnonzero((owner >= 0) & one_of(labels.code, [CODE["caption"], CODE["credit"]]))
    begin, end = line_spans(owner, printed, lines, size)
    again = np.bincount(owner[labels.part("media.occurrences").line], minlength=size)
    columns = {
        "media_id": row_ids(article_id, document, position, "m"),
        "article_id": article_id.take(pa.array(document)),
        "position": pa.array(position),
        "kind": labels.kind,
        "caption": first_values(labels.part("media.caption"), owner, size),
        "credit": first_values(labels.part("media.credit"), owner, size),
        "occurrences": pa.array(again + 1),
        "line_start": begin,
        "line_end": end,
    }
    return build("media", columns, size)
