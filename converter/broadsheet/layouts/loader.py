"""Read layout files; say exactly where one is wrong.

A mistake in a layout is its writer's to mend, so each error names the file, the key and the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import cattrs
import pyarrow as pa
import pyarrow.compute as pc
from cattrs.gen import make_dict_structure_fn

from broadsheet.errors import InputOutputError, UserError
from broadsheet.layouts.layout import GROUPS, Layout

_GROUP = re.compile(r"\?P<(\w+)>")
_BRACKETS = re.compile(r"\[\d+\]")


@cache
def shipped() -> tuple[Layout, ...]:
    """Return the layouts that come with Broadsheet; tests try their patterns, so no process does it again."""
    found = sorted(
        (item for item in files(__package__).iterdir() if item.name.endswith(".toml")), key=lambda item: item.name
    )
    return tuple(_structured(item.read_text(encoding="utf-8"), item.name) for item in found)


def load(path: Path) -> Layout:
    """Read a layout file.

    Raises:
        UserError: the file is no layout; the message names file, key and line.
        InputOutputError: it can't be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: the layout file can't be read: {error.strerror}"
        raise InputOutputError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: the layout file is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise UserError(message) from error
    return parse(text, str(path))


def parse(text: str, name: str) -> Layout:
    """Read the text of a layout file; `name` is what errors call it.

    Raises:
        UserError: the text is no layout; the message names file, key and line.
    """
    layout = _structured(text, name)
    for path, pattern, fault in _faults(layout):
        raise _mistake(name, text, path, fault, pattern)
    return layout


def _structured(text: str, name: str) -> Layout:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name}: not valid TOML: {error}"
        raise UserError(message) from error
    try:
        return _converter().structure(raw, Layout)
    except cattrs.BaseValidationError as error:
        first = cattrs.transform_error(error, path="", format_exception=_describe)[0]
        what, _, path = first.rpartition(" @ ")
        raise _mistake(name, text, path.lstrip("."), what) from error


def _mistake(name: str, text: str, path: str, what: str, value: str = "") -> UserError:
    line = _line_of(text, path, value)
    return UserError(f"{name}, line {line}, {path or 'top level'}: {what}")


def _describe(error: BaseException, kind: type | None) -> str:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        known = ", ".join(field.name for field in attrs.fields(error.cl))
        return f"unknown key {', '.join(sorted(map(repr, error.extra_fields)))}; the keys here are {known}"
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing"
    if isinstance(error, TypeError | ValueError):
        return str(error)
    return f"{error} ({getattr(kind, '__name__', kind)})"


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)

    def text(value: object, _: type) -> str:
        if not isinstance(value, str):
            message = f"expected a string, found {value!r}"
            raise TypeError(message)
        return value

    def number(value: object, _: type) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            message = f"expected a whole number, found {value!r}"
            raise TypeError(message)
        return value

    def array(inner: type) -> Callable[[object, type], object]:
        def structure(value: object, _: type) -> tuple[object, ...]:
            if not isinstance(value, list):
                message = f"expected a list, found {value!r}"
                raise TypeError(message)
            return tuple(converter.structure(item, inner) for item in value)

        return structure

    converter.register_structure_hook(str, text)
    converter.register_structure_hook(int, number)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], array(str))
    converter.register_structure_hook_func(lambda kind: kind == tuple[tuple[str, ...], ...], array(tuple[str, ...]))
    converter.register_structure_hook_factory(attrs.has, lambda kind: _table(converter, kind))
    return converter


def _table(converter: cattrs.Converter, kind: type) -> Callable[[object, type], object]:
    structure: Callable[[Any, type], object] = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def table(value: object, target: type) -> object:
        if not isinstance(value, dict):
            message = f"expected a table, found {value!r}"
            raise TypeError(message)
        return structure(value, target)

    return table


Fault = tuple[str, str, str]
"""Key, value, and what is wrong with it."""


def _faults(layout: Layout) -> Iterator[Fault]:
    """Yield everything that has the right type and still is wrong; date forms first, since patterns take them in."""
    if not (layout.fingerprint.any or layout.fingerprint.two):
        yield "fingerprint", "", "neither `any` nor `two` has a pattern, so no page would ever be known"
    dates = list(_faulty_dates(layout))
    yield from dates or _faulty_patterns(layout)
    for name in layout.article.head:
        if name not in {"headline", "lede", "byline", "date"}:
            yield "article.head", name, f"{name!r} is none of headline, lede, byline, date"
    for part in (part for order in layout.comments.orders for part in order):
        if part not in layout.comments.parts:
            yield "comments.orders", part, f"{part!r} is not among comments.parts"


def _faulty_dates(layout: Layout) -> Iterator[Fault]:
    for form in layout.dates.forms:
        try:
            attrs.evolve(layout.date_forms(), forms=(form,)).pattern()
        except ValueError as error:
            yield "dates.forms", form, str(error)


def _faulty_patterns(layout: Layout) -> Iterator[Fault]:
    for key, pattern in _patterns(layout):
        try:
            pc.match_substring_regex(pa.array([""]), layout.expand(pattern))
        except pa.ArrowInvalid as error:
            yield key, pattern, f"pattern {pattern!r}: {str(error).removeprefix('Invalid regular expression: ')}"
        allowed = GROUPS.get(".".join(key.split(".")[:2]), frozenset())
        for group in _GROUP.findall(layout.expand(pattern)):
            if group not in allowed:
                known = ", ".join(sorted(allowed)) or "none"
                yield key, pattern, f"pattern {pattern!r}: unknown group {group!r}; the groups here are: {known}"


def _patterns(layout: Layout) -> Iterator[tuple[str, str]]:
    for section in ("fingerprint", "article", "pictures", "comments", "foot"):
        value = getattr(layout, section)
        for field in attrs.fields(type(value)):
            key, content = f"{section}.{field.name}", getattr(value, field.name)
            if field.name == "parts":
                yield from ((f"{key}.{part}", pattern) for part, some in content.items() for pattern in some)
            elif field.name not in {"hosts", "sections", "head", "orders"}:
                yield from ((key, pattern) for pattern in content)


def _line_of(text: str, path: str, value: str) -> int:
    """Return the line of a key, or of a value in it; tomllib keeps no positions, so this looks for them."""
    lines = text.splitlines()
    *tables, key = [part for part in _BRACKETS.sub("", path).replace("'", "").split(".") if part] or [""]
    begin = 0
    for depth in range(len(tables), 0, -1):
        head = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(map(re.escape, tables[:depth])) + r"\s*\]")
        found = next((n for n, line in enumerate(lines) if head.match(line)), None)
        if found is not None:
            begin = found
            break
    named = re.compile(rf"\s*(?:\[[^\]]*\b)?[\"']?{re.escape(key)}\b")
    at = next((n for n in range(begin, len(lines)) if named.match(lines[n])), begin) if key else begin
    if value:
        escaped = value.replace("\\", "\\\\")
        at = next((n for n in range(at, len(lines)) if value in lines[n] or escaped in lines[n]), at)
    return at + 1
