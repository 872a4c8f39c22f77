"""How columns are written to Parquet: the one place that names writer options.

Three kinds of columns are told apart, by measuring what each option costs and saves:
- prose is never equal from row to row, so a dictionary of it is hashed in vain, and its least and greatest value are
  two whole texts in every footer that help nobody to skip a row group;
- ids are unique too, but people look for one of them: they get a Bloom filter and keep their statistics;
- everything else repeats or counts, and is written with dictionary and statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "zstd"
COMPRESSION_LEVEL = 3

PROSE = frozenset({
    "body", "byline", "caption", "headline", "kicker", "lede", "message", "published_printed", "posted_printed",
    "quotes", "rights_notice", "subheadings", "text", "title", "updated_printed", "url",
})  # fmt: skip
"""Columns of running text, or of values that hardly ever repeat."""

IDS = frozenset({"article_id", "comment_id", "doc_id", "media_id", "text_sha256"})
"""Columns whose values are looked up one by one."""

_FALSE_POSITIVES = 0.01


def writer_options(schema: pa.Schema, rows: int, *, content_defined_chunking: bool = False) -> dict[str, Any]:
    """Return the keyword arguments of `pyarrow.parquet.ParquetWriter` for a table.

    `rows` is how many rows one row group holds, which sizes the Bloom filters.
    """
    leaves = list(_leaves(schema))
    options: dict[str, Any] = {
        "compression": COMPRESSION,
        "compression_level": COMPRESSION_LEVEL,
        "use_dictionary": [path for name, path in leaves if name not in PROSE | IDS],
        "write_statistics": [path for name, path in leaves if name not in PROSE],
        "write_page_checksum": True,
        "write_page_index": True,
        "use_content_defined_chunking": content_defined_chunking,
    }
    if "bloom_filter_options" in signature(pq.ParquetWriter).parameters:  # younger than the oldest pyarrow we take
        filters = {path: {"ndv": max(rows, 1), "fpp": _FALSE_POSITIVES} for name, path in leaves if name in IDS}
        options["bloom_filter_options"] = filters
    return options


def _leaves(schema: pa.Schema) -> Iterator[tuple[str, str]]:
    """Yield each column's name with the dotted Parquet path of every leaf below it."""
    for column in schema:
        for path in _paths(column.name, column.type):
            yield column.name, path


def _paths(path: str, kind: pa.DataType) -> Iterator[str]:
    if pa.types.is_list(kind):
        yield from _paths(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for child in kind:
            yield from _paths(f"{path}.{child.name}", child.type)
    else:
        yield path
