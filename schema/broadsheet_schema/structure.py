"""Records to plain data and back: strictly, and with a path for every mistake.

>>> from broadsheet_schema.records import Quote
>>> unstructure(Quote(author=None, text="Die Stadt zahlt."))
{'author': None, 'text': 'Die Stadt zahlt.'}
>>> structure(Quote, {"author": 3, "text": ""})
Traceback (most recent call last):
    ...
broadsheet_schema.structure.StructureError: $.author: must be a text, not 3
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import GenericAlias
from typing import Any, Final, TypeVar, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn

from broadsheet_schema.examples import time_text
from broadsheet_schema.records import Page, Record
from broadsheet_schema.validation import RecordError, shortened

T = TypeVar("T", bound=Record | Page)

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{3})?")


@attrs.frozen
class Problem:
    """One mistake: `path` says where (`$.comments[3].posted_at`), `sentence` what is wrong."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


class StructureError(ValueError):
    """Data that make no record. `path` and message are of the first problem; `problems` holds all that were seen."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems
        self.path = problems[0].path

    def __str__(self) -> str:
        more = len(self.problems) - 1
        return f"{self.problems[0]}" + (f" (and {more} more problem{'s' * (more > 1)})" if more else "")


def structure(cls: type[T], data: object) -> T:
    """Make a record, or a Page, of plain data such as parsed JSON.

    Every key must be there, none unknown, each type right. A time is a text such as `2015-09-16T07:42:00`, null is
    None. Raises StructureError, and nothing else, for anything that `unstructure` could not have given.
    """
    try:
        return _CONVERTER.structure(data, cls)
    except (cattrs.BaseValidationError, _MismatchError) as error:
        raise StructureError(tuple(_problems(error, "$"))) from None


def unstructure(record: Record | Page) -> dict[str, Any]:
    """Give a record as plain data that JSON can hold: times as ISO 8601 texts without zone, tuples as lists."""
    plain: dict[str, Any] = _CONVERTER.unstructure(record)
    return plain


class _MismatchError(ValueError):
    """A value of the wrong type, or a wrong key of an object."""

    def __init__(self, sentence: str, key: object = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.key = key


def _problems(error: BaseException, path: str) -> Iterator[Problem]:
    """Walk the groups that cattrs raises; each note says where in its parent an error lies."""
    if isinstance(error, cattrs.ClassValidationError):
        noted, bare = error.group_exceptions()
        for inner, note in noted:
            yield from _problems(inner, path + _step(note.name))
        for inner in bare:
            yield from _problems(inner, path)
    elif isinstance(error, cattrs.IterableValidationError):
        for inner, place in error.group_exceptions()[0]:
            yield from _problems(inner, f"{path}[{place.index}]")
    elif isinstance(error, RecordError):
        yield Problem(path + _step(error.column), str(error))
    elif isinstance(error, _MismatchError):
        yield Problem(path if error.key is None else path + _step(error.key), error.sentence)
    else:
        raise error


def _step(key: object) -> str:
    return f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{shortened(key)}]"


def _expect(words: str, is_right: Callable[[Any], bool]) -> Callable[[Any, Any], Any]:
    def hook(value: Any, _: Any) -> Any:  # noqa: ANN401 - a structure hook of cattrs takes anything
        if is_right(value):
            return value
        raise _MismatchError(f"must be {words}, not {shortened(value)}")

    return hook


_expect_number = _expect("a number", lambda value: type(value) in (int, float))
_expect_list = _expect("a list", lambda value: isinstance(value, list))
_expect_object = _expect("an object", lambda value: isinstance(value, Mapping))
_expect_time = _expect(
    "a date and time without zone, such as 2015-09-16T07:42:00",
    lambda value: isinstance(value, str) and _TIME.fullmatch(value) is not None,
)


def _number(value: object, kind: object) -> float:
    """Take whole numbers too: JSON tells 1 from 1.0 only by how it was written."""
    try:
        return float(_expect_number(value, kind))
    except OverflowError:
        raise _MismatchError(f"must be a number, not {shortened(value)}") from None


def _time(value: object, kind: object) -> datetime:
    try:
        return datetime.fromisoformat(_expect_time(value, kind))
    except ValueError as error:
        raise error if isinstance(error, _MismatchError) else _MismatchError(f"is no date: {error}") from None


def _object_hook(cls: type, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    """Make the hook of an attrs class, which first compares the keys: defaults are for Python, not for data."""
    make: Callable[[Any, Any], Any] = make_dict_structure_fn(cls, converter)
    names = [field.name for field in attrs.fields(cls)]

    def hook(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a structure hook of cattrs takes anything
        _expect_object(value, kind)
        wrong = [_MismatchError(f"is missing from this {cls.__name__}", name) for name in names if name not in value]
        wrong += [_MismatchError(f"is no field of {cls.__name__}", key) for key in value if key not in names]
        if wrong:
            raise cattrs.ClassValidationError("keys", wrong, cls)
        return make(value, kind)

    return hook


def _tuple_hook(kind: type, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    items = GenericAlias(list, get_args(kind)[:1])
    make = converter.get_structure_hook(items)
    return lambda value, _: tuple(make(_expect_list(value, kind), items))


def _is_tuple(kind: object) -> bool:
    return get_origin(kind) is tuple


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(str, _expect("a text", lambda value: isinstance(value, str)))
    converter.register_structure_hook(int, _expect("a whole number", lambda value: type(value) is int))
    converter.register_structure_hook(bool, _expect("true or false", lambda value: type(value) is bool))
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(datetime, _time)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(kind, converter))
    converter.register_structure_hook_factory(attrs.has, lambda kind: _object_hook(kind, converter))
    converter.register_unstructure_hook(datetime, time_text)
    return converter


_CONVERTER: Final = _make_converter()
