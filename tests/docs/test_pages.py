"""The pages in `docs/` say what the code says."""

from __future__ import annotations

from typing import get_type_hints

import attrs
import click
import pytest

from broadsheet.cli import main
from broadsheet.layouts.layout import Layout
from tests.docs.pages import COMMAND, DOCS, pages


@pytest.mark.parametrize("name", pages())
def test_a_page_is_not_stale(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == pages()[name], f"docs/{name} is stale: run `{COMMAND}`"


def test_every_command_and_option_is_documented() -> None:
    page = pages()["cli.md"]
    for command in main.commands.values():
        assert f"## {command.name}\n" in page
        options = [item for item in command.params if isinstance(item, click.Option)]
        assert all(f"| `{option.opts[0]}" in page for option in options)


def test_every_key_of_a_layout_is_documented() -> None:
    page = pages()["layouts.md"]
    for name, kind in get_type_hints(Layout).items():
        for key in [key.name for key in attrs.fields(kind)] if attrs.has(kind) else [name]:
            assert f"`{key}`" in page
