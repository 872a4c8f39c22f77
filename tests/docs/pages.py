"""The pages in `docs/`, made from the code: `schema.md`, `layouts.md`, `cli.md`. `make docs` writes them.

Usage: python -m tests.docs.pages
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import attrs
import click

from broadsheet.cli import main
from broadsheet.layouts import layout
from broadsheet.layouts.layout import GROUPS, Layout
from broadsheet_schema.export import to_markdown

DOCS = Path(__file__).parents[2] / "docs"
COMMAND = "make docs"
_MADE = f"<!-- Made from the code by `{COMMAND}`: change it there. -->\n\n"
_ATTRIBUTE = re.compile(r"^    ([\w, ]+): ", re.MULTILINE)
_COMPLETION = """\
## Shell completion

One line in the start-up file of the shell completes commands, options and paths.

| shell | line | file |
| --- | --- | --- |
| bash | `eval "$(_BROADSHEET_COMPLETE=bash_source broadsheet)"` | `~/.bashrc` |
| zsh | `eval "$(_BROADSHEET_COMPLETE=zsh_source broadsheet)"` | `~/.zshrc` |
| fish | `_BROADSHEET_COMPLETE=fish_source broadsheet \\| source` | `~/.config/fish/completions/broadsheet.fish` |
"""


def pages() -> dict[str, str]:
    """Return the content of each page by its file name."""
    made = {"schema.md": to_markdown(), "layouts.md": layouts(), "cli.md": commands()}
    return {name: _MADE + content.rstrip("\n") + "\n" for name, content in made.items()}


def commands() -> str:
    """Return the reference of the command line."""
    introduction = inspect.cleandoc(main.help or "").replace("\b\n", "")
    summary, _, codes = introduction.partition("\n\n")
    head = ["# The command line", summary, codes.replace("Exit codes:", "Exit codes:\n\n```").rstrip() + "\n```"]
    return "\n\n".join([*head, *map(_command, main.commands.values()), _COMPLETION])


def _command(command: click.Command) -> str:
    arguments = [
        item.make_metavar(click.Context(command)) for item in command.params if isinstance(item, click.Argument)
    ]
    usage = f"```\nbroadsheet {' '.join([str(command.name), '[OPTIONS]', *arguments])}\n```"
    table = ["| option | meaning |", "| --- | --- |", *map(_option, _options(command))]
    return "\n\n".join([f"## {command.name}", usage, inspect.cleandoc(command.help or ""), "\n".join(table)])


def _options(command: click.Command) -> Iterator[click.Option]:
    yield from (item for item in command.params if isinstance(item, click.Option))


def _option(option: click.Option) -> str:
    choices = option.type.choices if isinstance(option.type, click.Choice) else ()
    value = "" if option.is_flag else f" {option.metavar or '|'.join(map(str, choices))}"
    extra = f" Default: `{option.default}`." if option.show_default else " Required." if option.required else ""
    names = f"{', '.join(option.opts)}{value}".replace("|", "\\|")
    return f"| `{names}` | {option.help}{extra} |"


def layouts() -> str:
    """Return the page about layout files: what the classes behind them say of themselves."""
    parts = ["# Layouts", _doc(layout), "## Keys", _section("", Layout)]
    parts += [_section(name, kind) for name, kind in get_type_hints(Layout).items() if attrs.has(kind)]
    return "\n\n".join([*parts, _groups()])


def _section(name: str, section: type) -> str:
    """Return one table of a layout file: its head, what it is, and what its keys mean."""
    text, _, described = _doc(section).partition("Attributes:\n")
    keys = _ATTRIBUTE.split(described)[1:]
    rows = [
        f"| {', '.join(f'`{key.strip()}`' for key in names.split(','))} | {' '.join(meaning.split())} |".replace(
            "|P<", "\\|P<"
        )
        for names, meaning in zip(keys[::2], keys[1::2], strict=True)
    ]
    table = "\n".join(["| key | meaning |", "| --- | --- |", *rows]) if rows else _keys(section)
    return "\n\n".join(filter(None, [f"### `[{name}]`" if name else "", text.strip(), table]))


def _doc(documented: object) -> str:
    return inspect.getdoc(documented) or ""


def _keys(section: type) -> str:
    return "Keys: " + ", ".join(f"`{field.name}`" for field in attrs.fields(section)) + "."


def _groups() -> str:
    rows = [f"| `{key}` | {', '.join(f'`{group}`' for group in sorted(groups))} |" for key, groups in GROUPS.items()]
    head = ["## Named groups", "", "The groups that the patterns of a key may have; other keys have none.", ""]
    return "\n".join([*head, "| key | groups |", "| --- | --- |", *rows])


def write() -> None:
    """Write all pages."""
    DOCS.mkdir(exist_ok=True)
    for name, content in pages().items():
        (DOCS / name).write_text(content, "utf-8")


if __name__ == "__main__":
    write()
