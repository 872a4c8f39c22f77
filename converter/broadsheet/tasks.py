"""What is asked of an engine and what it answers: settings, tasks, steps and outcomes.

These words go between processes. Who only passes them on, as the process does that starts the workers, needs no parser,
and to import it takes longer than to convert a page: it is imported by whoever asks for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.dataset.manifest import Counts, DataFile
from broadsheet.dataset.parts import PartOptions
from broadsheet.errors import UserError, reported
from broadsheet.readers import ReadOptions, Shard
from broadsheet_schema.arrow import arrow_schema

if TYPE_CHECKING:
    from broadsheet.layouts import Layout
    from broadsheet.parser import Parser

MIN_CONFIDENCE = 0.1
"""Documents that are read with less confidence are rejects, unless another limit is asked for."""

IDENTITIES = "article_ids.bin"
"""File beside a shard's parts: the 16 bytes of each article_id, in the order of the articles."""


@attrs.frozen
class LayoutText:
    """A user's layout file.

    Attributes:
        name: its name, for errors and for the manifest.
        text: what it holds, so that workers on other machines need no file.
        path: where it was read, links resolved: a file there is no dump. Empty when it was read from nowhere.
    """

    name: str
    text: str
    path: str = ""

    @property
    def sha256(self) -> str:
        """The digest of its text, by which the manifest knows it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def layout(self) -> Layout:
        """Read the layout."""
        return _parsed(self.text, self.name)


@cache
def _parsed(text: str, name: str) -> Layout:
    """Read a layout, once in a process: each of its shards asks for it."""
    from broadsheet.layouts import parse

    return parse(text, name)


def read_layout(path: str | Path) -> LayoutText:
    """Read a layout file of the user's, and check it.

    Raises:
        UserError: it is no layout; the message names file, key and line.
        InputOutputError: it cannot be read.
    """
    with reported("read", path):
        content = Path(path).read_bytes()
    try:
        # As spreadsheets and editors on Windows save it, with a mark in front.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: the layout file is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise UserError(message) from error
    LayoutText(str(path), text).layout()
    return LayoutText(Path(path).name, text, str(Path(path).resolve()))


@attrs.frozen
class Settings:
    """What decides the data besides the input.

    Attributes:
        read: how dumps are read.
        layouts: the user's layouts, tried before those that come with Broadsheet.
        keep_lines: whether to write the table `lines`.
        min_confidence: documents below it become rejects (`not-an-article`).
        document_seconds: how long one document may take to parse, by the clock, for each started 16 MiB of its content;
            one that takes longer, and does so again on its own, becomes a reject (`timeout`).
        parts: how parts are cut and written.
    """

    read: ReadOptions = attrs.field(factory=ReadOptions)
    layouts: tuple[LayoutText, ...] = ()
    keep_lines: bool = False
    min_confidence: float = attrs.field(default=MIN_CONFIDENCE)
    document_seconds: float = attrs.field(default=60.0)
    parts: PartOptions = attrs.field(factory=PartOptions)

    @min_confidence.validator
    def _is_a_share(self, _: object, value: float) -> None:
        if not 0 <= value <= 1:  # true of NaN too
            message = f"the least confidence is {value}; it must lie between 0 and 1"
            raise UserError(message)

    @document_seconds.validator
    def _is_some_time(self, _: object, value: float) -> None:
        if not value > 0:  # true of NaN too
            message = f"the limit of seconds for one document is {value}; it must be more than 0"
            raise UserError(message)

    def parser(self) -> Parser:
        """Return the parser of these settings."""
        from broadsheet.layouts import shipped
        from broadsheet.parser import Parser

        own = [layout.layout() for layout in self.layouts]
        return Parser((*own, *shipped()), keep_lines=self.keep_lines, min_confidence=self.min_confidence)

    def schemas(self) -> dict[str, pa.Schema]:
        """Return the schema of each table that is written, in the order of the schema's tables."""
        names = ["articles", "media", "comments", "rejects", *(["lines"] if self.keep_lines else [])]
        return {name: arrow_schema(name) for name in names}


@attrs.frozen
class Verdict:
    """Why a document is a reject though the page broke no rule: parsing it was tried, and ended the process."""

    rule: Literal["crashed", "timeout"]
    message: str


@attrs.frozen
class Task:
    """One shard to convert.

    Attributes:
        shard: what to read.
        settings: how.
        repeats: article_ids (16 bytes each) that earlier shards have; a document with one of them is a `duplicate`.
        rejects: documents that are not to be parsed, by their number in the shard, from 0.
        cuts: numbers of documents before which a batch ends, in rising order; they change nothing in the data.
        timed: whether a document may be found to take too long; a worker loads all that it needs before it begins.
    """

    shard: Shard
    settings: Settings
    repeats: frozenset[bytes] = frozenset()
    rejects: Mapping[int, Verdict] = attrs.field(factory=dict)
    cuts: tuple[int, ...] = ()
    timed: bool = False


@attrs.frozen
class Outcome:
    """What converting a shard gave: counts for the manifest, and the parts that were written."""

    counts: Counts
    files: tuple[DataFile, ...]


@attrs.frozen
class Step:
    """What `convert_shard` begins to do: reported as progress, and to lay a death to the documents at hand.

    Attributes:
        action: reading goes on from document `first`; the documents `first` up to `stop` are parsed, or written.
        content_bytes: of these documents.
        rejects: how many of them became rejects; known once they are written.
    """

    action: Literal["reading", "parsing", "writing"]
    first: int
    stop: int
    content_bytes: int = 0
    rejects: int = 0


Report = Callable[[Step], None]


def identities(folder: Path) -> np.ndarray:
    """Return the article_ids that a shard's folder lists, as fixed strings of 16 bytes."""
    return np.fromfile(folder / IDENTITIES, dtype="V16")
