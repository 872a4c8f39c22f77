"""How commands speak to people and to pipes."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

import click

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Commands(click.Group):
    """All commands. What the user can mend ends with one sentence on standard error and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run a command."""
        from broadsheet.errors import BroadsheetError

        if hasattr(sys.stdout, "reconfigure"):  # a terminal of another charset shows escapes
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except BroadsheetError as error:
            say(f"broadsheet: {error.message}", err=True)
            raise click.exceptions.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            more = "; the same command with --resume goes on" if ctx.invoked_subcommand == "convert" else ""
            say(f"broadsheet: interrupted{more}", err=True)
            raise click.exceptions.Exit(130) from None


def say(text: str, style: str = "plain", *, err: bool = False) -> None:
    """Print a line. A reader who has seen enough and closed the pipe (`| head`) changes neither work nor exit code."""
    shown = _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
    if style != "plain" and "NO_COLOR" not in os.environ:
        shown = click.style(shown, bold=True) if style == "bold" else _tinted(shown, style)
    try:
        click.echo(shown, err=err)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if err else sys.stdout).fileno())


def _tinted(text: str, style: str) -> str:
    return click.style(text, dim=True) if style == "dim" else click.style(text, fg=style)


def say_json(value: object) -> None:
    """Print a JSON value; letters are escaped where standard output is not UTF-8."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    say(json.dumps(value, ensure_ascii=not unicode, indent=2))


class Moment(click.ParamType[datetime]):
    """A time in ISO 8601, with or without zone; in the program it is UTC without zone."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401
        """Read the time."""
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(value)
            return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no time such as 2015-09-16, 2015-09-16T12:37 or 2015-09-16T12:37:00+02:00", param, ctx
            )
