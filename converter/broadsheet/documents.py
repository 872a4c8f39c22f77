"""Documents in columns: what readers yield and what the parser takes.

A reader knows containers and nothing of pages; the parser knows pages and nothing of containers. What passes between
them is one Arrow record batch per few megabytes of content, with the columns of `DOCUMENTS`. A record that a reader
could not turn into a document (a JSONL line that is no JSON) travels in the same batch, with `rule` and `message` set,
so that it is counted and kept as a reject and nothing is lost on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

BATCH_BYTES = 16 * 1024 * 1024
"""About how many bytes of content one batch holds; a larger document makes a batch of its own."""

DOCUMENTS = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        # Null when the content cannot be held in memory; the source columns still point to it.
        pa.field("content", pa.binary()),
        # True: the container has decoded the text (JSON, Parquet), so it is UTF-8. False: bytes of an unknown charset.
        pa.field("decoded", pa.bool_(), nullable=False),
        pa.field("source_uri", pa.string(), nullable=False),
        pa.field("source_member", pa.string()),
        pa.field("source_record", pa.int64(), nullable=False),
        pa.field("source_offset", pa.int64()),
        pa.field("source_length", pa.int64()),
        # What the container says of the page; it fills what the page itself does not print.
        pa.field("captured_at", pa.timestamp("ms")),
        pa.field("url", pa.string()),
        pa.field("site", pa.string()),
        pa.field("language", pa.string()),
        pa.field("published_at", pa.timestamp("ms")),
        # Set together, where the reader itself rejects the record.
        pa.field("rule", pa.string()),
        pa.field("message", pa.string()),
    ]
)


def documents(rows: Iterable[dict[str, object]]) -> pa.RecordBatch:
    """Build a batch from rows; a column that a row leaves out is null, `decoded` is false and `source_record` is 0."""
    filled = [{"decoded": False, "source_record": 0, **row} for row in rows]
    return pa.RecordBatch.from_pylist(filled, schema=DOCUMENTS)


def one_document(
    content: str | bytes, *, doc_id: str = "document", source_uri: str = "memory", **columns: object
) -> pa.RecordBatch:
    """Return a batch of one. Lone surrogates of a `str` are kept as the three bytes they would have in WTF-8."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    row = {"doc_id": doc_id, "source_uri": source_uri, "content": data, "decoded": isinstance(content, str)}
    return documents([{**row, **columns}])


def content_bytes(batch: pa.RecordBatch) -> int:
    """Return the bytes of content that a batch holds."""
    offsets: Sequence[int] = pa.Array.from_buffers(
        pa.int32(), len(batch) + 1, [None, batch["content"].buffers()[1]], offset=batch["content"].offset
    ).to_numpy()
    return int(offsets[-1] - offsets[0])
