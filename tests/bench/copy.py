"""The plain copy that `convert` is measured against: `python -m tests.bench.copy pages.jsonl.zst copy.parquet`.

It reads the same container, keeps the text and nothing else, and writes it as one column with the writer options of the
dataset's own tables. It is the fastest plain way that was found: Arrow's JSON reader, which leaves unasked fields
unread, on one thread. A loop of `json.loads` over lines costs about a third more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.json as pj
import pyarrow.parquet as pq

from broadsheet.dataset.cuts import ROW_GROUP_BYTES
from broadsheet.dataset.encoding import writer_options

TEXT = pa.schema([pa.field("text", pa.string())])

_BLOCK_BYTES = 8 * 1024 * 1024
"""How much JSON is read at once; the longest page has to fit into it."""

_PAGE_BYTES = 5_600
"""What a page weighs on average: how many of them make a row group."""


def read_jsonl(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the texts of a `.jsonl.zst` or `.jsonl.gz`, in batches."""
    return iter(
        pj.open_json(
            pa.input_stream(str(path), compression="detect"),
            read_options=pj.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
            parse_options=pj.ParseOptions(explicit_schema=TEXT, unexpected_field_behavior="ignore"),
        )
    )


READERS: dict[str, Callable[[Path], Iterator[pa.RecordBatch]]] = {".jsonl.zst": read_jsonl, ".jsonl.gz": read_jsonl}
"""How each container is read, by the end of its name."""


def copy(source: Path, target: Path) -> None:
    """Write the texts of a container as one Parquet column, a row group at a time."""
    batches = next(reader for suffix, reader in READERS.items() if source.name.endswith(suffix))(source)
    with pq.ParquetWriter(target, TEXT, **writer_options(TEXT, ROW_GROUP_BYTES // _PAGE_BYTES)) as writer:
        for group in _row_groups(batches):
            writer.write_batch(group, row_group_size=len(group))


def _row_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(piece.nbytes for piece in held) >= ROW_GROUP_BYTES:
            yield pa.concat_batches(held)
            held = []
    if held:
        yield pa.concat_batches(held)


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
