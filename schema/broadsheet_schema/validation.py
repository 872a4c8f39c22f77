"""The attrs validator of a column, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs
import pyarrow as pa

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.rules import rule_code

if TYPE_CHECKING:
    from broadsheet_schema.fields import Column

Validator: TypeAlias = Callable[[Any, "attrs.Attribute[Any]", Any], None]

_SHOWN: Final = 60  # characters of a wrong value that a message shows


class RecordError(ValueError):
    """A record that breaks a rule.

    `rule` is the code, `column` the column it is about, `sentence` what is wrong. The message is sentence and code:
    `position must be at least 1, not 0 (comment.position.range)`.
    """

    def __init__(self, rule: str, column: str, sentence: str) -> None:
        super().__init__(rule, column, sentence)
        self.rule = rule
        self.column = column
        self.sentence = sentence

    def __str__(self) -> str:
        return f"{self.sentence} ({self.rule})"


def validator(declared: Column) -> Validator:
    """Make the validator of a column: it raises RecordError for a value that the column cannot hold."""
    check = _value_check(declared)

    def validate_one(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None or not declared.nullable:
            check(instance, attribute.name, value)

    def validate_list(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple):
            code, words = ("null", "a tuple") if value is None else ("type", "a tuple")
            raise _error(instance, attribute.name, code, words, value)
        for item in value:
            check(instance, attribute.name, item)

    return validate_list if declared.is_list else validate_one


def shortened(value: object) -> str:
    """Write a value for a message: null for None, and not all of a long one."""
    if isinstance(value, int) and value.bit_length() > 4 * _SHOWN:
        return "a number that large"  # which Python may even refuse to print
    shown = "null" if value is None else repr(value)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 4] + " ..."


def _value_check(declared: Column) -> Callable[[object, str, Any], None]:
    """Make the check of one value: of a list, of one item."""
    kind, has_type = _type_test(declared)
    is_text = declared.item_type == TEXT
    constraints = tuple((constraint.test, constraint) for constraint in declared.constraints)

    def check(instance: object, name: str, value: Any) -> None:  # noqa: ANN401 - it finds out what it is
        if not has_type(value):
            code, words = ("null", "a value") if value is None else ("type", kind)
            raise _error(instance, name, code, words, value)
        if is_text and not value.isascii() and not _is_unicode(value):
            raise _error(instance, name, "encoding", "Unicode without lone surrogates", value)
        for test, constraint in constraints:
            if not test(value):
                raise _error(instance, name, constraint.code, constraint.words, value)

    return check


def _type_test(declared: Column) -> tuple[str, Callable[[object], bool]]:
    if (record := declared.record) is not None:
        return f"a {record.__name__}", lambda value: isinstance(value, record)
    return _TYPE_TESTS[declared.item_type]


def _whole_number(bits: int) -> tuple[str, Callable[[object], bool]]:
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    # type(), not isinstance(): True and False are ints to Python, and are no numbers to anyone else.
    return f"a whole number of {bits} bits", lambda value: type(value) is int and low <= value <= high


def _is_time(value: object) -> bool:
    return type(value) is datetime and value.tzinfo is None and value.microsecond % 1000 == 0


_TYPE_TESTS: Final[Mapping[pa.DataType, tuple[str, Callable[[object], bool]]]] = {
    TEXT: ("a text", lambda value: isinstance(value, str)),
    INT16: _whole_number(16),
    INT32: _whole_number(32),
    INT64: _whole_number(64),
    FLOAT: ("a float", lambda value: type(value) is float),
    BOOL: ("True or False", lambda value: type(value) is bool),
    TIME: ("a datetime without zone, in whole milliseconds", _is_time),
}


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _error(instance: object, column: str, code: str, words: str, value: object) -> RecordError:
    sentence = f"{column} must be {words}, not {shortened(value)}"
    return RecordError(rule_code(type(instance), column, code), column, sentence)
