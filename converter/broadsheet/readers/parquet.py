"""Parquet: a row is a document, one of its columns the text.

Rejects of a dataset are read as what they were: under their own ids and sources, so that a second conversion, with a
layout for them perhaps, gives the articles that the first would have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from broadsheet.documents import BATCH_BYTES, DOCUMENTS
from broadsheet.errors import InputOutputError, UserError
from broadsheet.readers.faults import RULES, Fault
from broadsheet.readers.fields import Fields, Names, fields_of, no_text, timestamp
from broadsheet.readers.files import seekable
from broadsheet.readers.languages import bcp47
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import BATCH_ROWS, Origin, Place, Row, finish
from broadsheet.readers.shard import SourceFile, Span

_REJECTS = {"doc_id", "source_uri", "source_member", "source_record", "source_offset", "source_length", "rule", "text"}
"""The columns by which a dataset's table of rejects is known."""


def cut(file: SourceFile, _: int, shard_bytes: int, options: ReadOptions) -> list[Span]:
    """Cut a file into ranges of row groups, by the bytes of their text."""
    with _opened(file) as table:
        text = _Columns.of(table.schema_arrow, fields_of(options), file.uri).text
        spans: list[Span] = []
        first = size = 0
        for group in range(table.num_row_groups):
            size += _text_bytes(table, group, text)
            if size >= shard_bytes or group + 1 == table.num_row_groups:
                spans.append(Span(first, group + 1, size))
                first, size = group + 1, 0
    return spans
