"""Attrs classes from JSON and back, strictly: no unknown key, no missing one, no value of another type."""

from __future__ import annotations

import json
from typing import TypeVar

import cattrs
from attrs import AttrsInstance
from cattrs.errors import ForbiddenExtraKeysError

from broadsheet.errors import InputOutputError

A = TypeVar("A", bound=AttrsInstance)

_converter = cattrs.Converter(forbid_extra_keys=True)


def to_json(value: AttrsInstance) -> bytes:
    """Return an attrs value as JSON: keys in the order of the class, two spaces deep, one line end at the end."""
    return (json.dumps(_converter.unstructure(value), indent=2, ensure_ascii=False) + "\n").encode()


def from_json(cls: type[A], content: bytes, where: str) -> A:
    """Read an attrs value. Raises `InputOutputError`: `where`, the path of a key (`$.files[3].rows`), its fault."""
    try:
        data = json.loads(content)
        if not isinstance(data, dict):
            raise InputOutputError(f"{where}: must be an object, not {_NAMES[type(data)]}")
        return _converter.structure(data, cls)
    except cattrs.BaseValidationError as error:
        faults = cattrs.transform_error(error, format_exception=_fault)
        raise InputOutputError(f"{where}: {faults[0]}") from error
    except (ValueError, RecursionError) as error:
        raise InputOutputError(f"{where}: not JSON: {error}") from error


class _WrongTypeError(TypeError):
    """A value of another type than the class declares, in words."""


def _exactly(value: object, kind: type[object]) -> object:
    """Let a value pass that has the type which the class declares; cattrs would turn "3" into 3."""
    if type(value) is not kind:
        raise _WrongTypeError(f"must be {_NAMES[kind]}, not {_NAMES.get(type(value), type(value).__name__)}")
    return value


_NAMES: dict[type[object], str] = {
    str: "a string", int: "a whole number", float: "a fraction", bool: "true or false",
    dict: "an object", list: "a list", type(None): "null",
}  # fmt: skip

for _kind in (str, int, bool):
    _converter.register_structure_hook(_kind, _exactly)


def _fault(error: BaseException, _: type[object] | None) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return f"{', '.join(sorted(error.extra_fields))} is no key that is known here"
    if isinstance(error, (TypeError, AttributeError)) and not isinstance(error, _WrongTypeError):
        return "has another form than it must have"  # a list for an object, say, on which cattrs stumbled
    # A validator of attrs puts the attribute and the value behind its sentence.
    return str(error.args[0]) if error.args else type(error).__name__
