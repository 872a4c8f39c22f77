"""Rules read with Arrow: the expressions of `terms.py`, run as kernels over whole columns.

`broken()` is the entry: it gives the mask of the rows that certainly break a rule. Where a rule gives null, because it
compared something with null, it counts as held.
"""

# ruff: noqa: ANN401 - operands of expressions, see terms.py
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet_schema.terms import PARAGRAPH_BREAK, Inexpressible, Term

_COMPARE: Final = {
    "==": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_COMBINE: Final = {"&": pc.and_kleene, "|": pc.or_kleene}


class ArrowTerm(Term):
    """A whole column, or what an expression makes of it: one value a row."""

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def compare(self, operator: str, other: Any) -> ArrowTerm:
        """Compare row by row, with another column or with a constant."""
        # A scalar of the column's own type: for another one, Arrow would first cast the whole column.
        operand = other.array if isinstance(other, ArrowTerm) else pa.scalar(other, self.array.type)
        return ArrowTerm(_COMPARE[operator](self.array, operand))

    def combine(self, operator: str, other: Any) -> ArrowTerm:
        """Join two truths, in Kleene's logic: null is "unknown"."""
        return ArrowTerm(_COMBINE[operator](self.array, other.array))

    def call(self, function: str, *arguments: Any) -> ArrowTerm:
        """Run the kernels of a function of `terms.py`."""
        plain = [argument.array if isinstance(argument, ArrowTerm) else argument for argument in arguments]
        return ArrowTerm(_FUNCTIONS[function](self.array, *plain))


class Columns:
    """The row of an expression, read as columns: each attribute is an ArrowTerm."""

    def __init__(self, arrays: Mapping[str, pa.Array]) -> None:
        self._arrays = arrays

    def __getattr__(self, name: str) -> ArrowTerm:
        try:
            return ArrowTerm(self._arrays[name])
        except KeyError:
            raise Inexpressible(name) from None


def broken(test: Callable[[Any], Any], operand: pa.Array | Mapping[str, pa.Array]) -> pa.BooleanArray:
    """Give the mask of the rows that break a rule: never null, one truth a row.

    `operand` is the column that a constraint is about, or for a rule the columns of its row by name. Raises
    Inexpressible where a rule needs a column that is not among them.
    """
    row = Columns(operand) if isinstance(operand, Mapping) else ArrowTerm(operand)
    return pc.fill_null(pc.invert(test(row).array), fill_value=False)


def mask_of(rows: pa.Array, count: int) -> pa.BooleanArray:
    """Give the mask of `count` rows that is true for those whose numbers are given."""
    if not len(rows):
        return pa.repeat(pa.scalar(value=False), count)
    numbers = pc.subtract(pc.cumulative_sum(pa.repeat(1, count)), 1)
    return pc.is_in(numbers, value_set=rows.cast(pa.int64()))


def _among(words: pa.Array, vocabulary: tuple[str, ...]) -> pa.Array:
    # is_in says False of a null, where a comparison says null.
    known = pc.is_in(words, value_set=pa.array(vocabulary, words.type))
    return pc.if_else(pc.is_valid(words), known, None)


def _joined(texts: pa.Array, mark: str, numbers: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(texts, numbers.cast(pa.string()), mark)


def _all_paragraphs(parts: pa.Array, bodies: pa.Array) -> pa.Array:
    """Look each part up among the paragraphs of its own row; (row, text) pairs are compared as numbers."""
    rows = pc.list_parent_indices(parts).cast(pa.int64())
    texts = pc.list_flatten(parts)
    distinct = texts.unique()
    paragraphs = pc.split_pattern(pc.if_else(mask_of(rows, len(parts)), bodies, None), PARAGRAPH_BREAK)
    printed = _pairs(pc.list_parent_indices(paragraphs), pc.list_flatten(paragraphs), distinct)
    lost = pc.invert(pc.is_in(_pairs(rows, texts, distinct), value_set=printed.drop_null()))
    return pc.invert(mask_of(rows.filter(lost), len(parts)))


def _pairs(rows: pa.Array, texts: pa.Array, distinct: pa.Array) -> pa.Array:
    """Number each pair of a row and one of the distinct texts; null for any other text."""
    number = pc.index_in(texts, value_set=distinct).cast(pa.int64())
    return pc.add(pc.multiply(rows.cast(pa.int64()), pa.scalar(len(distinct), pa.int64())), number)


_FUNCTIONS: Final[Mapping[str, Callable[..., pa.Array]]] = {
    "absent": pc.is_null,
    "present": pc.is_valid,
    "negation": pc.invert,
    "filled": lambda lists: pc.greater(pc.list_value_length(lists), pa.scalar(0, pa.int32())),
    "among": _among,
    "matches": lambda texts, pattern: pc.match_substring_regex(texts, rf"\A(?:{pattern})\z"),
    # RE2 leaps to the first byte of a literal, which Arrow's own search of substrings does not: 40 times as fast.
    "contains": lambda texts, part: pc.match_substring_regex(texts, re.escape(part)),
    "starts_with": pc.starts_with,
    "ends_with": pc.ends_with,
    "head": lambda texts, length: pc.utf8_slice_codeunits(texts, 0, length),
    "joined": _joined,
    "rounded": pc.round,
    "truncated": lambda times, unit: pc.floor_temporal(times, unit=unit),
    "all_paragraphs": _all_paragraphs,
}
