"""Gather values of lines into columns: one value, one list or one joined text for each record."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates import Dates
from broadsheet.kernels import Index, group_lists, join, scatter, whole_numbers
from broadsheet.labels import Part
from broadsheet_schema.arrow import arrow_schema


def first_values(part: Part, owner: Index, size: int) -> pa.StringArray:
    """Return the first value of each owner, null where it has none; `owner` is that of every line."""
    groups = owner[part.line]
    return scatter(part.value.take(pa.array(np.arange(len(groups))[::-1])), groups[::-1], size)


def first_lines(part: Part, owner: Index) -> Part:
    """Return the first value of each owner only."""
    fresh = np.unique(owner[part.line], return_index=True)[1]
    fresh.sort()
    return Part(part.line[fresh], part.value.take(pa.array(fresh)))


def lists(part: Part, owner: Index, size: int) -> pa.ListArray:
    """Return all values of each owner, in the order of the page."""
    return group_lists(part.value, owner[part.line], size)


def distinct_lists(part: Part, owner: Index, size: int) -> pa.ListArray:
    """Return the values of each owner without repeats, in the order of the page."""
    groups = owner[part.line]
    codes = part.value.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    keys = groups * (len(codes) + 1) + codes
    fresh = np.sort(np.unique(keys, return_index=True)[1])
    return group_lists(part.value.take(pa.array(fresh)), groups[fresh], size)


def texts(values: pa.StringArray, owner: Index, size: int, separator: str) -> pa.StringArray:
    """Return the values of each owner joined; null where it has none. `owner` is ascending."""
    joined = join(values, owner, size, separator)
    some = np.bincount(owner, minlength=size)[:size] > 0
    return pa.array(joined) if some.all() else _masked(joined, some)


def _masked(values: pa.Array, keep: npt.NDArray[np.bool_]) -> pa.Array:
    return values.take(pa.array(np.arange(len(values)), mask=~keep))


def numbers(printed: pa.StringArray, kind: pa.DataType) -> pa.Array:
    """Return the numbers that strings print, null where they print none that fits the type."""
    found = np.full(len(printed), -1, np.int64)
    valid = np.asarray(printed.is_valid())
    found[valid] = whole_numbers(printed.drop_null())
    fits = (found >= 0) & (found <= np.iinfo(kind.to_pandas_dtype()).max)
    return pa.array(np.where(fits, found, 0), mask=~fits).cast(kind)


def scatter_dates(dates: Dates, rows: Index, size: int) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return time, precision and offset columns of `size` rows, with the given dates at `rows`."""
    at = pa.array(dates.at.astype("datetime64[ms]"), pa.timestamp("ms"), mask=np.isnat(dates.at))
    return scatter(at, rows, size), scatter(dates.precision, rows, size), scatter(dates.offset, rows, size)


def build(table: str, columns: Mapping[str, pa.Array], size: int) -> pa.RecordBatch:
    """Build a batch in the columns of a table's schema; a column that is not given is null, or an empty list."""
    schema = arrow_schema(table)
    arrays = []
    for field in schema:
        array = columns.get(field.name)
        if array is None:
            array = pa.array([[]] * size, field.type) if pa.types.is_list(field.type) else pa.nulls(size, field.type)
        arrays.append(array if array.type == field.type else array.cast(field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
