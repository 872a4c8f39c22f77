"""Where row groups end: a function of the rows alone.

A table reaches the writer in batches whose borders depend on how the input was read. To write the same bytes whatever
the batches were, rows are weighed one by one, and a row group ends with the row at which the weights since the last
cut reach the limit. What lies between two cuts becomes one contiguous batch before Parquet sees it, since the Parquet
writer ends pages where the pieces of a chunked column end.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field

Weights = npt.NDArray[np.int64]

ROW_GROUP_BYTES = 32 * 1024 * 1024
"""Uncompressed bytes of rows at which a row group is complete."""

_LENGTH_BYTES = 4
"""What the length of a string or a list weighs; so that a row of empty values weighs something too."""


def row_bytes(batch: pa.RecordBatch) -> Weights:
    """Return what each row weighs in bytes: its strings, and the fixed widths of everything else.

    Only values count: null weighs the same whatever bytes an array holds behind it, and a slice as much as a copy.
    """
    total = np.zeros(len(batch), np.int64)
    for column in batch.columns:
        total += _value_bytes(column)
    return total


def _value_bytes(array: pa.Array) -> Weights:
    kind = array.type
    if pa.types.is_list(kind):
        lengths: Weights = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        ends = np.cumsum(lengths, dtype=np.int64)
        # flatten() leaves out what lies behind null lists, so that the lengths above lead through it.
        sums: Weights = np.concatenate([np.zeros(1, np.int64), np.cumsum(_value_bytes(array.flatten()))])
        weights: Weights = sums[ends] - sums[ends - lengths] + _LENGTH_BYTES
        return weights
    if pa.types.is_struct(kind):
        return sum((_value_bytes(child) for child in array.flatten()), np.zeros(len(array), np.int64))
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        texts: Weights = pc.binary_length(array).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        return texts + _LENGTH_BYTES
    return np.full(len(array), max(kind.bit_width // 8, 1), np.int64)


@define
class RowGroups:
    """Cuts the batches of one table into row groups. Holds at most one unfinished row group and the last batch."""

    limit: int = ROW_GROUP_BYTES
    _pieces: list[pa.RecordBatch] = field(factory=list, init=False)
    _held: int = field(default=0, init=False)

    def add(self, batch: pa.RecordBatch) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield each row group that this batch completes, as one contiguous batch, with its bytes of rows."""
        ends = np.cumsum(row_bytes(batch))
        start, before = 0, 0
        while start < len(batch):
            last = int(np.searchsorted(ends, before + self.limit - self._held))
            if last == len(batch):
                self._hold(batch.slice(start), int(ends[-1]) - before)
                return
            self._hold(batch.slice(start, last + 1 - start), int(ends[last]) - before)
            start, before = last + 1, int(ends[last])
            yield self._take()

    def rest(self) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the last row group, the unfinished one, if there are rows in it."""
        if self._pieces:
            yield self._take()

    def _hold(self, piece: pa.RecordBatch, weight: int) -> None:
        self._pieces.append(piece)
        self._held += weight

    def _take(self) -> tuple[pa.RecordBatch, int]:
        pieces, weight = self._pieces, self._held
        self._pieces, self._held = [], 0
        return (pieces[0] if len(pieces) == 1 else pa.concat_batches(pieces)), weight
