"""Fixtures in blocks: title, input and expected values, each closed by a line with a single dot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs


@attrs.frozen
class Block:
    """One example: `expected` maps `column`, `media 1 column` or `comment 1 column` to the value that must be read."""

    title: str
    text: str
    expected: dict[str, Any]


def blocks(path: Path) -> Iterator[Block]:
    """Read a file of examples; expected values are JSON, one `column: value` a line."""
    pieces = path.read_text(encoding="utf-8").split("\n.\n")
    for title, text, expected in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=False):
        pairs = (line.split(": ", 1) for line in expected.split("\n") if line)
        yield Block(title.strip(), text, {name: json.loads(value) for name, value in pairs})
