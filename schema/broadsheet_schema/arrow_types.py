"""The Arrow types that columns have. There are eight, so that every engine can hold them."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

TEXT: Final = pa.string()
TEXTS: Final = pa.list_(pa.field("element", TEXT, nullable=False))  # "element", as Parquet calls it
INT16: Final = pa.int16()
INT32: Final = pa.int32()
INT64: Final = pa.int64()
FLOAT: Final = pa.float64()
BOOL: Final = pa.bool_()
TIME: Final = pa.timestamp("ms")  # a wall clock: no zone, ever


def same_type(left: pa.DataType, right: pa.DataType) -> bool:
    """Whether two types hold the same values: what the items of a list are called, or may be null, is no matter."""
    if pa.types.is_list(left) and pa.types.is_list(right):
        return same_type(left.value_type, right.value_type)
    if pa.types.is_struct(left) and pa.types.is_struct(right):
        names = [[field.name for field in kind] for kind in (left, right)]
        return names[0] == names[1] and all(same_type(a.type, b.type) for a, b in zip(left, right, strict=True))
    return bool(left.equals(right))
