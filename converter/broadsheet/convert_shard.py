"""Convert one shard: documents in, parts of all tables out.

`convert_shard` is a pure function of its task. Every engine calls it and nothing else, so which engine runs, with how
many workers and how often a task is tried again shows nowhere in the data.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.dataset.manifest import Counts, DataFile
from broadsheet.dataset.parts import PartOptions, PartWriter
from broadsheet.errors import UserError, reported
from broadsheet.layouts import Layout, parse, shipped
from broadsheet.parser import Parser, Tables
from broadsheet.readers import ReadOptions, Shard, read
from broadsheet_schema.arrow import arrow_schema

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

    def layout(self) -> Layout:
        """Read the layout."""
        return parse(self.text, self.name)


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
        parts: how parts are cut and written.
    """

    read: ReadOptions = attrs.field(factory=ReadOptions)
    layouts: tuple[LayoutText, ...] = ()
    keep_lines: bool = False
    min_confidence: float = attrs.field(default=0.0)
    parts: PartOptions = attrs.field(factory=PartOptions)

    @min_confidence.validator
    def _is_a_share(self, _: object, value: float) -> None:
        if not 0 <= value <= 1:  # true of NaN too
            message = f"the least confidence is {value}; it must lie between 0 and 1"
            raise UserError(message)

    def parser(self) -> Parser:
        """Return the parser of these settings."""
        own = [layout.layout() for layout in self.layouts]
        return Parser((*own, *shipped()), keep_lines=self.keep_lines, min_confidence=self.min_confidence)

    def schemas(self) -> dict[str, pa.Schema]:
        """Return the schema of each table that is written, in the order of the schema's tables."""
        names = ["articles", "media", "comments", "rejects", *(["lines"] if self.keep_lines else [])]
        return {name: arrow_schema(name) for name in names}


@attrs.frozen
class Task:
    """One shard to convert.

    Attributes:
        shard: what to read.
        settings: how.
        repeats: article_ids (16 bytes each) that earlier shards have; a document with one of them is a `duplicate`.
    """

    shard: Shard
    settings: Settings
    repeats: frozenset[bytes] = frozenset()


@attrs.frozen
class Outcome:
    """What converting a shard gave: counts for the manifest, and the parts that were written."""

    counts: Counts
    files: tuple[DataFile, ...]


def convert_shard(task: Task, folder: Path) -> Outcome:
    """Convert a shard into parts below an empty folder.

    Raises:
        InputOutputError: an input could not be read, or a part not be written.
    """
    parser = task.settings.parser()
    tally = Tally()
    seen = set(task.repeats)
    with (
        PartWriter(folder, task.settings.schemas(), task.settings.parts) as writer,
        (folder / IDENTITIES).open("wb") as ids,
    ):
        for documents in read(task.shard, task.settings.read):
            tables = parser.read(documents, seen)
            for name, batch in tables.items():
                writer.write(name, batch)
            tally.add(len(documents), tables)
            ids.write(bytes.fromhex("".join(tables["articles"]["article_id"].to_pylist())))
    return Outcome(tally.counts(), writer.files)


@attrs.define
class Tally:
    """Counts what goes through."""

    documents: int = 0
    rows: Counter[str] = attrs.field(factory=Counter)
    rejects: Counter[str] = attrs.field(factory=Counter)
    layouts: Counter[str] = attrs.field(factory=Counter)

    def add(self, documents: int, tables: Tables) -> None:
        """Count a batch of documents and the rows that it gave."""
        self.documents += documents
        self.rows.update({name: len(batch) for name, batch in tables.items()})
        for counter, table, column in ((self.rejects, "rejects", "rule"), (self.layouts, "articles", "layout")):
            for item in tables[table][column].value_counts().to_pylist():
                counter[item["values"]] += item["counts"]

    def counts(self) -> Counts:
        """Return the counts, names in alphabetical order."""
        return Counts.total(
            [
                Counts(
                    documents=self.documents,
                    rows=dict(self.rows),
                    rejects=dict(self.rejects),
                    layouts=dict(self.layouts),
                )
            ]
        )


def identities(folder: Path) -> np.ndarray:
    """Return the article_ids that a shard's folder lists, as fixed strings of 16 bytes."""
    return np.fromfile(folder / IDENTITIES, dtype="V16")
