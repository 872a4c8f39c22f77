"""Documents that end the process that parses them: a parser for tests, which workers get with their settings."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import attrs
import pyarrow as pa

from broadsheet.parser import Parser, Tables
from broadsheet.shards import plan
from broadsheet.tasks import Settings, Task
from tests.cli.command import BOTE

PAGES = sorted(BOTE.glob("*.txt"))


@attrs.frozen
class PoisonSettings(Settings):
    """Settings whose parser takes poison."""

    def parser(self) -> PoisonParser:
        """Return a parser that does what documents tell it to."""
        usual = super().parser()
        return PoisonParser(usual.layouts, usual.keep_lines, usual.min_confidence)


@attrs.frozen
class SlowSettings(PoisonSettings):
    """Settings whose parser takes so long to load, too."""

    start_seconds: float = 0.0

    def parser(self) -> PoisonParser:
        """Return a parser that is slow to begin."""
        return attrs.evolve(super().parser(), start_seconds=self.start_seconds)


@attrs.frozen(eq=False)
class PoisonParser(Parser):
    """Dies, hangs or fails where a document begins with the order to; it may be slow to begin."""

    start_seconds: float = 0.0

    def read(self, documents: pa.RecordBatch, seen: set[bytes] | None = None) -> Tables:
        """Obey, then parse."""
        _start(self.start_seconds)
        for content in documents["content"].to_pylist():
            if content and content.startswith(b"POISON "):
                order, _, argument = content.partition(b"\n")[0].removeprefix(b"POISON ").decode().partition(" ")
                _obey(order, argument)
        return super().read(documents, seen)


@cache
def _start(seconds: float) -> None:
    """Load for so long, once in a process."""
    time.sleep(seconds)


def _obey(order: str, argument: str) -> None:
    match order:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            time.sleep(600)
        case "raise":
            raise IndexError(argument)
        case "memory":
            held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (held + (1 << 28), resource.RLIM_INFINITY))
            bytearray(1 << 30)
        case "wait":
            while not Path(argument).exists():
                time.sleep(0.01)
        case "kill-parent" if not Path(argument).exists():
            Path(argument).touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(600)
        case "once" if not Path(argument).exists():
            Path(argument).touch()
            os.kill(os.getpid(), signal.SIGKILL)


def dump(path: Path, documents: int, poison: Mapping[int, str]) -> Path:
    """Write pages as JSON Lines, some of them poisoned. Returns the path."""
    texts = [PAGES[number % len(PAGES)].read_text("utf-8") for number in range(documents)]
    for number, order in poison.items():
        texts[number] = f"POISON {order}\n{texts[number]}"
    lines = [json.dumps({"id": f"page-{number}", "text": text}) for number, text in enumerate(texts)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def task(path: Path, document_seconds: float = 60.0, start_seconds: float = 0.0) -> Task:
    """Return the one task of a small dump."""
    settings = SlowSettings(document_seconds=document_seconds, start_seconds=start_seconds)
    (shard,) = plan([str(path)], settings.read)
    return Task(shard, settings)
