"""How far a conversion is, on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from broadsheet.executors.engine import Advance

_MB = 1e6


@contextmanager
def progress_bar() -> Iterator[Bar | None]:
    """Show documents, MB/s, rejects and the time left while the block runs; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    counted = TextColumn(
        "{task.fields[documents]:,} documents, {task.fields[rejects]:,} rejects, {task.fields[speed]:.1f} MB/s"
    )
    columns = (SpinnerColumn(), BarColumn(), counted, TimeElapsedColumn(), "left:", TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Bar(shown, shown.add_task("", total=None, documents=0, rejects=0, speed=0.0))


class Bar:
    """What `driver.Progress` asks for."""

    def __init__(self, shown: Progress, task: TaskID) -> None:
        self.shown = shown
        self.task = task
        self.documents = 0
        self.rejects = 0

    def advance(self, more: Advance) -> None:
        """Count documents; less than nothing where an attempt was lost."""
        self.documents += more.documents
        self.rejects += more.rejects
        known = self.shown.tasks[0]
        self.shown.update(
            self.task,
            advance=more.content_bytes,
            documents=self.documents,
            rejects=self.rejects,
            speed=(known.speed or 0.0) / _MB,
        )

    def expect(self, content_bytes: int) -> None:
        """Take the bytes of all inputs, an estimate, for the whole of the bar."""
        self.shown.update(self.task, total=content_bytes)
