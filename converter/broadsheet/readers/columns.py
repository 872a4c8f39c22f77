"""Fields of many records at once as columns of documents: the same values as `fields.values` gives one by one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.readers.fields import name_of, timestamp
from broadsheet.readers.languages import bcp47
from broadsheet.readers.rows import Origin

Index = npt.NDArray[np.int64]


def field(record: pa.RecordBatch, path: str) -> pa.Array:
    """Return a column; a dot steps into a struct, unless a column has the whole name."""
    if path in record.schema.names:
        return record.column(path)
    top, *steps = path.split(".")
    values = record.column(top)
    for step in steps:
        values = pc.struct_field(values, step)
    return values


def names(values: pa.Array) -> pa.Array:
    """Return URLs or ids as text: numbers count, an empty text does not."""
    if not (pa.types.is_string(values.type) or pa.types.is_integer(values.type)):
        return pa.array(map(name_of, values.to_pylist()), pa.string())
    text = values.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), None, text) if pa.types.is_string(values.type) else text


def ids(values: pa.Array, origin: Origin, records: Index) -> pa.Array:
    """Return ids of documents: their own, or the one that their number gives."""
    own = names(values)
    if not own.null_count:
        return own
    return pc.coalesce(own, pa.array(map(origin.numbered, records.tolist()), pa.string()))


def languages(values: pa.Array) -> pa.Array:
    """Return languages as BCP 47 tags."""
    if not pa.types.is_string(values.type):
        return pa.array(map(bcp47, values.to_pylist()), pa.string())
    coded = values.dictionary_encode()  # a dump has few
    return pa.array(map(bcp47, coded.dictionary.to_pylist()), pa.string()).take(coded.indices)


_PLAIN_UTC = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


def _plain_utc(values: pa.Array) -> pa.Array | None:
    """Return times that are all written as crawls do, `2015-09-16T12:30:00Z`; None where one is not."""
    if not pa.types.is_string(values.type) or not pc.all(pc.match_substring_regex(values, _PLAIN_UTC)).as_py():
        return None
    try:
        return values.cast(pa.timestamp("ms", "UTC")).cast(pa.timestamp("ms"))
    except pa.ArrowInvalid:  # a day that the calendar does not have
        return None


def timestamps(values: pa.Array, *, utc: bool) -> pa.Array:
    """Return times in UTC, or wall clocks as they are written."""
    if values.null_count == len(values):
        return pa.nulls(len(values), pa.timestamp("ms"))
    if (quick := _plain_utc(values)) is not None:
        return quick
    return pa.array([timestamp(value, utc=utc) for value in values.to_pylist()], pa.timestamp("ms"))
