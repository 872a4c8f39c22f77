"""The examples of columns, as plain data and as text for people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TypeVar

from broadsheet_schema.fields import Record, columns

R = TypeVar("R", bound=Record)


def example(record: type[R], **changes: object) -> R:
    """Build the record that all examples of a class make together, with some columns changed."""
    return record(**{name: column.example for name, column in columns(record).items()} | changes)


def plain(value: object) -> object:
    """Give a value of a record as JSON holds it."""
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, Record):
        return {name: plain(getattr(value, name)) for name in columns(type(value))}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def time_text(time: datetime) -> str:
    """Write a time as ISO 8601 without zone, with milliseconds only where it has any."""
    return time.isoformat(timespec="milliseconds" if time.microsecond else "seconds")


def example_text(value: object) -> str:
    """Write an example: texts and times bare, all else as JSON."""
    shown = plain(value)
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
