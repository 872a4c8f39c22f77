"""Small columnar kernels over lines: segments, neighbours, spans, joins.

Lines of all documents of a batch lie behind each other; a document is a segment `starts[d]:starts[d + 1]`. These
functions are what the labellers and the assembly are written in, so that neither needs a loop over lines. Index arrays
are int64; "none" is -1 where an index may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Index = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
_T = TypeVar("_T", bound=np.generic)

_LEADING_BITS, _CONTINUATION = 0xC0, 0x80
"""How a byte inside a character of UTF-8 begins: 10."""


def offsets(array: pa.Array) -> Index:
    """Return the n + 1 byte offsets of a string or binary array, as they stand in its data buffer."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.zeros(1, np.int64)
    return np.frombuffer(buffer, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)


def data(array: pa.Array) -> Bytes:
    """Return the data buffer of a string or binary array, without a copy."""
    buffer = array.buffers()[2]
    return np.zeros(0, np.uint8) if buffer is None else np.frombuffer(buffer, np.uint8)


def of_bytes(table: npt.NDArray[_T], content: npt.NDArray[np.uint8] | npt.NDArray[np.intp]) -> npt.NDArray[_T]:
    """Return what a table of 256 places says of each byte; `table[content]` checks each place, for twice the time."""
    return np.take(table, content, mode="clip")


def one_of(content: Bytes, wanted: Iterable[int]) -> Mask:
    """Return which bytes are one of a few; `np.isin` takes twenty times as long."""
    found = np.zeros(len(content), bool)
    for byte in wanted:
        found |= content == byte
    return found


def edge_bytes(array: pa.Array) -> tuple[Bytes, Bytes]:
    """Return the first and the last byte of each string; 0 for an empty one."""
    at, content = offsets(array), data(array)
    if not len(content):
        return np.zeros(len(array), np.uint8), np.zeros(len(array), np.uint8)
    filled = at[1:] > at[:-1]
    top = len(content) - 1
    first = np.where(filled, content[np.minimum(at[:-1], top)], 0).astype(np.uint8)
    last = np.where(filled, content[np.maximum(at[1:] - 1, 0)], 0).astype(np.uint8)
    return first, last


def first_true(mask: Mask, starts: Index) -> Index:
    """Return, for each segment, the index of its first true element, or the segment's end where there is none."""
    hits = np.flatnonzero(mask)
    at = np.searchsorted(hits, starts[:-1])
    found: Index = np.minimum(np.append(hits, len(mask))[at], starts[1:])
    return found


def last_true(mask: Mask, starts: Index) -> Index:
    """Return, for each segment, the index of its last true element, or -1 where there is none."""
    hits = np.flatnonzero(mask)
    at = np.searchsorted(hits, starts[1:]) - 1
    found = np.append(hits, -1)[at]
    return np.where(found >= starts[:-1], found, -1)


def at_or_before(mask: Mask) -> Index:
    """Return, for each element, the index of the last true element at or before it, or -1."""
    found: Index = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    return found


def at_or_after(mask: Mask) -> Index:
    """Return, for each element, the index of the first true element at or after it, or the length."""
    size = len(mask)
    found: Index = np.minimum.accumulate(np.where(mask, np.arange(size), size)[::-1])[::-1]
    return found


def counts(mask: Mask, starts: Index) -> Index:
    """Return how many elements of each segment are true."""
    before = np.concatenate([[0], np.cumsum(mask)])
    found: Index = before[starts[1:]] - before[starts[:-1]]
    return found


def any_between(mask: Mask, begin: Index, end: Index) -> Mask:
    """Return whether any of `mask[begin[i]:end[i]]` is true, for all i."""
    before = np.concatenate([[0], np.cumsum(mask)])
    found: Mask = before[end] > before[begin]
    return found


def ragged(start: Index, length: Index) -> Index:
    """Return the indices `start[i] ... start[i] + length[i] - 1` of all i behind each other."""
    total = int(length.sum())
    shift = np.repeat(start - (np.cumsum(length) - length), length)
    places: Index = np.arange(total, dtype=np.int64) + shift
    return places


def pairs(left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]) -> Index:
    """Return a number for each pair of numbers from -1 on; they are ordered and equal as the pairs are."""
    found: Index = (left.astype(np.int64) + 1) * (int(right.max(initial=-1)) + 2) + right + 1
    return found


def spans(array: pa.Array, rows: Index, start: Index, length: Index) -> pa.StringArray:
    """Return `array[rows][start : start + length]` in bytes; the caller cuts between characters, not inside one."""
    begin = offsets(array)[rows] + start
    content = data(array)[ragged(begin, length)]
    at = np.concatenate([[0], np.cumsum(length)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(rows), pa.py_buffer(at), pa.py_buffer(content))


def whole_characters(array: pa.Array, rows: Index, length: Index) -> Index:
    """Return lengths, cut back so that `array[rows][:length]` ends between two characters of UTF-8."""
    at, content = offsets(array), data(array)
    whole = at[rows + 1] - at[rows]
    length = np.minimum(length, whole)
    for _ in range(3):
        ahead = content[np.minimum(at[rows] + length, len(content) - 1)]
        length = length - ((length < whole) & ((ahead & _LEADING_BITS) == _CONTINUATION))
    return length


def equal(left: pa.Array, right: pa.Array) -> Mask:
    """Return where two arrays have the same value; null equals nothing."""
    same: Mask = np.asarray(pc.fill_null(pc.equal(left, right), pa.scalar(value=False)))
    return same


def starts_with(whole: pa.Array, prefix: pa.Array) -> Mask:
    """Return whether `whole[i]` starts with `prefix[i]`, compared byte by byte."""
    wide, narrow = offsets(whole), offsets(prefix)
    length = np.diff(narrow)
    fits = np.diff(wide) >= length
    length = np.where(fits, length, 0)
    same = data(whole)[ragged(wide[:-1], length)] == data(prefix)[ragged(narrow[:-1], length)]
    wrong = np.concatenate([[0], np.cumsum(~same)])
    ends = np.cumsum(length)
    found: Mask = fits & (wrong[ends] == wrong[ends - length])
    return found


def ends_with(whole: pa.Array, suffix: pa.Array) -> Mask:
    """Return whether `whole[i]` ends with `suffix[i]`, compared byte by byte."""
    wide, narrow = np.diff(offsets(whole)), np.diff(offsets(suffix))
    length = np.where(wide >= narrow, narrow, 0)
    fits: Mask = (wide >= narrow) & equal(spans(whole, np.arange(len(whole)), wide - length, length), suffix)
    return fits


def join(values: pa.Array, groups: Index, size: int, separator: str) -> pa.StringArray:
    """Join the strings of each group, in order, with a separator between them.

    Args:
        values: strings, ordered by group.
        groups: the group of each string, ascending, from 0.
        size: how many groups there are; a group with no string gives "".
        separator: what stands between two strings of a group.
    """
    at = np.searchsorted(groups, np.arange(size + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(at), values)
    return pc.binary_join(lists, separator)


def scatter(values: pa.Array, rows: Index, size: int) -> pa.Array:
    """Return an array of `size` with `values[i]` at `rows[i]` and null elsewhere. The last of equal rows wins."""
    where = np.full(size, -1, np.int64)
    where[rows] = np.arange(len(rows))
    return values.take(pa.array(where, mask=where < 0))


def group_lists(values: pa.Array, groups: Index, size: int) -> pa.ListArray:
    """Return, for each of `size` groups, the list of its values, in order; `groups` is ascending."""
    at = np.searchsorted(groups, np.arange(size + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(at), values)


def concat(arrays: Sequence[pa.Array], like: pa.DataType) -> pa.Array:
    """Concatenate arrays of one type; none at all give an empty array of that type."""
    return pa.concat_arrays(arrays) if arrays else pa.array([], like)


def whole_numbers(printed: pa.StringArray) -> Index:
    """Return the number that the digits of each string give, -1 where there are none or more than nine."""
    digits = pc.replace_substring_regex(printed, r"\D+", "")
    size = pc.binary_length(digits)
    sane = pc.if_else(pc.and_(pc.greater(size, 0), pc.less_equal(size, 9)), digits, None)
    return np.asarray(pc.fill_null(pc.cast(sane, pa.int64()), -1))
