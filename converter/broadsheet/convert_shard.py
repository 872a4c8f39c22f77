"""Convert one shard: documents in, parts of all tables out.

`convert_shard` is a pure function of its task. Every engine calls it and nothing else, so which engine runs, with how
many workers and how often a task is tried again shows nowhere in the data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import attrs
import pyarrow as pa

from broadsheet.dataset.durable import write_file
from broadsheet.dataset.manifest import Counts
from broadsheet.dataset.parts import PartWriter
from broadsheet.documents import content_bytes
from broadsheet.parser import Tables
from broadsheet.readers import read
from broadsheet.tasks import IDENTITIES, Outcome, Report, Step, Task
from broadsheet.verdicts import parse_others


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
