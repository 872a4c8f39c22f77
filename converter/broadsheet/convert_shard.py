"""Convert one shard: documents in, parts of all tables out.

`convert_shard` is a pure function of its task. Every engine calls it and nothing else, so which engine runs, with how
many workers and how often a task is tried again shows nowhere in the data.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Literal

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.dataset.durable import write_file
from broadsheet.dataset.manifest import Counts, DataFile
from broadsheet.dataset.parts import PartOptions, PartWriter
from broadsheet.documents import content_bytes
from broadsheet.errors import UserError, reported
from broadsheet.layouts import Layout, parse, shipped
from broadsheet.parser import Parser, Tables
from broadsheet.readers import ReadOptions, Shard, read
from broadsheet.verdicts import Verdict, parse_others
from broadsheet_schema.arrow import arrow_schema

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
        rejects: documents that are not to be parsed, by their number in the shard, from 0.
        cuts: numbers of documents before which a batch ends, in rising order; they change nothing in the data.
    """

    shard: Shard
    settings: Settings
    repeats: frozenset[bytes] = frozenset()
    rejects: Mapping[int, Verdict] = attrs.field(factory=dict)
    cuts: tuple[int, ...] = ()


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


def convert_shard(task: Task, folder: Path, report: Report = lambda _: None) -> Outcome:
    """Convert a shard into parts below an empty folder.

    Args:
        task: the shard, and all that the result depends on.
        folder: where the parts go.
        report: is told what is about to be done.

    Raises:
        InputOutputError: an input could not be read, or a part not be written.
    """
    parser = task.settings.parser()
    tally = Tally()
    seen = set(task.repeats)
    ids = bytearray()
    with PartWriter(folder, task.settings.schemas(), task.settings.parts) as writer:
        report(Step("reading", 0, 0))
        for first, documents in _pieces(read(task.shard, task.settings.read), task.cuts):
            stop, size = first + len(documents), content_bytes(documents)
            report(Step("parsing", first, stop, size))
            verdicts = {number - first: task.rejects[number] for number in task.rejects if first <= number < stop}
            tables = parse_others(parser, documents, seen, verdicts)
            report(Step("writing", first, stop, size, len(tables["rejects"])))
            for name, batch in tables.items():
                writer.write(name, batch)
            tally.add(len(documents), tables)
            ids += bytes.fromhex("".join(tables["articles"]["article_id"].to_pylist()))
            report(Step("reading", stop, stop))
    write_file(folder / IDENTITIES, bytes(ids))
    return Outcome(tally.counts(), writer.files)


def _pieces(batches: Iterable[pa.RecordBatch], cuts: Iterable[int]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield the batches, cut where it is asked for, each with the number of its first document."""
    first = 0
    for batch in batches:
        places = [0, *(cut - first for cut in cuts if first < cut < first + len(batch)), len(batch)]
        for begin, end in pairwise(places):
            yield first + begin, batch.slice(begin, end - begin)
        first += len(batch)


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
