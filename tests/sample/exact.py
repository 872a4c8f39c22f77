"""Compare what was read with what a careful reader finds, field by field.

Every field that a truth names must be equal, letter by letter; only runs of white space count as one space. A truth may
give alternatives for one field (`{"any_of": [...]}`) or for several together (`"any_of": [{...}, {...}]` in a record).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]

_PARAGRAPHS = re.compile(r"\n\s*\n")


def faults(truth: Row, article: Row, media: Sequence[Row], comments: Sequence[Row]) -> list[str]:
    """Return one line for each value of a page that was read wrongly."""
    read = {**article, "paragraphs": [part for part in _PARAGRAPHS.split(article["body"]) if part.strip()]}
    found: list[str] = []
    tables = (
        ("article", [truth["article"]], [read]),
        ("media", truth["media"], media),
        ("comment", truth["comments"], comments),
    )
    for name, wanted, got in tables:
        if len(wanted) != len(got):
            found.append(f"{name}: {len(wanted)} rows wanted, {len(got)} read")
        for position, (want, row) in enumerate(zip(wanted, got, strict=False), start=1):
            found += [f"{name} {position}, {fault}" for fault in _differences(want, row)]
    return found


def _differences(want: Row, got: Row) -> Iterator[str]:
    for field, value in want.items():
        if field == "any_of":
            if not any(_all_equal(form, got) for form in value):
                yield f"none of {value!r}; read { ({key: got.get(key) for key in value[0]})!r}"
        elif not _equal(value, got.get(field)):
            yield f"{field}: {value!r} wanted, {got.get(field)!r} read"


def _all_equal(want: Row, got: Row) -> bool:
    return all(_equal(value, got.get(field)) for field, value in want.items())


def _equal(want: object, got: object) -> bool:
    if isinstance(want, dict) and "any_of" in want:
        return any(_equal(one, got) for one in want["any_of"])
    if isinstance(got, datetime):
        return isinstance(want, str) and got.isoformat().startswith(want)
    return _plain(want) == _plain(got)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
