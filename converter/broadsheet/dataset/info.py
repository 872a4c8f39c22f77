"""A summary of a dataset: what `broadsheet info` prints.

Counts come from the manifest, sizes from the footers of the parts, and only the column of dates is read, a row group
at a time, so that a large dataset is summed up in little memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from broadsheet.dataset.opened import Dataset, open_dataset
from broadsheet.errors import reported


@frozen(kw_only=True)
class TableSize:
    """How much of a table there is; `bytes` on disk, `uncompressed` as encoded in Parquet before compression."""

    rows: int
    parts: int
    bytes: int
    uncompressed: int


@frozen(kw_only=True)
class Summary:
    """What a dataset holds. `published` is the first and the last date that its articles print, None without any."""

    schema_version: str
    tool_version: str
    documents: int
    tables: dict[str, TableSize]
    layouts: dict[str, int]
    rejects: dict[str, int]
    published: tuple[datetime, datetime] | None
    undated: int

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values; times in ISO 8601 without zone."""
        values = attrs.asdict(self)
        values["published"] = [time.isoformat() for time in self.published] if self.published else None
        return values

    def to_text(self) -> str:
        """Return the summary as people read it."""
        return "\n".join([*self._table_lines(), "", *self._count_lines(), *self._date_lines()])

    def _table_lines(self) -> Iterator[str]:
        yield f"Broadsheet {self.tool_version}, schema {self.schema_version}, {self.documents:,} documents"
        yield ""
        yield f"{'table':<10} {'rows':>13} {'parts':>7} {'on disk':>10} {'unpacked':>10}"
        for name, size in self.tables.items():
            sizes = f"{_size(size.bytes):>10} {_size(size.uncompressed):>10}"
            yield f"{name:<10} {size.rows:>13,} {size.parts:>7,} {sizes}"

    def _count_lines(self) -> Iterator[str]:
        for title, counts in (("articles by layout", self.layouts), ("rejects by rule", self.rejects)):
            yield title if counts else f"{title}: none"
            width = max(map(len, counts), default=0)
            for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                yield f"  {name:<{width}} {count:>11,}"

    def _date_lines(self) -> Iterator[str]:
        without = f"{self.undated:,} without a date"
        if self.published is None:
            yield f"published: {without}"
        else:
            first, last = (time.date().isoformat() for time in self.published)
            yield f"published: {first} to {last}; {without}"


def summary(path: str | Path) -> Summary:
    """Sum up the dataset at a path or URI. Raises `InputOutputError` when there is none, or it cannot be read."""
    dataset = open_dataset(path)
    manifest = dataset.manifest
    published, undated = _dates(dataset) if "articles" in manifest.tables else (None, 0)
    return Summary(
        schema_version=manifest.schema_version,
        tool_version=manifest.tool_version,
        documents=manifest.counts.documents,
        tables={table: _table_size(dataset, table) for table in manifest.tables},
        layouts=manifest.counts.layouts,
        rejects=manifest.counts.rejects,
        published=published,
        undated=undated,
    )


def first_rejects(path: str | Path, rules: Collection[str]) -> dict[str, str]:
    """Return source and message of the first reject of each rule, of those rules that have one."""
    found: dict[str, str] = {}
    for batch in open_dataset(path).batches("rejects", ["rule", "source_uri", "message"]):
        for rule in set(rules) - found.keys():
            at = pc.index(batch["rule"], rule).as_py()
            if at >= 0:
                found[rule] = f"{batch['source_uri'][at]}: {batch['message'][at]}"
        if found.keys() == set(rules):
            break
    return found


def count_messages(path: str | Path, rules: Collection[str]) -> dict[str, int]:
    """Return how often each message occurs among the rejects of some rules, the most frequent first."""
    found: Counter[str] = Counter()
    for batch in open_dataset(path).batches("rejects", ["rule", "message"]):
        some = batch["message"].filter(pc.is_in(batch["rule"], pa.array(sorted(rules), pa.string())))
        found.update({row["values"]: row["counts"] for row in some.value_counts().to_pylist()})
    return dict(found.most_common())


def _table_size(dataset: Dataset, table: str) -> TableSize:
    files = dataset.manifest.files_of(table)
    uncompressed = 0
    for file in files:
        with reported("read", dataset.locate(file), pa.ArrowException), dataset.parquet(file) as part:
            footer = part.metadata
            uncompressed += sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))
    return TableSize(
        rows=sum(file.rows for file in files),
        parts=len(files),
        bytes=sum(file.bytes for file in files),
        uncompressed=uncompressed,
    )


def _dates(dataset: Dataset) -> tuple[tuple[datetime, datetime] | None, int]:
    """Return the first and last date of publication, and the number of articles without one."""
    times: list[datetime] = []
    undated = 0
    for batch in dataset.batches("articles", ["published_at"]):
        column = batch.column(0)
        undated += column.null_count
        if column.null_count < len(column):
            ends = pc.min_max(column).as_py()
            times = [min([ends["min"], *times]), max([ends["max"], *times])]
    return ((times[0], times[1]) if times else None), undated


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB"):
        if count < 1000:  # noqa: PLR2004 - the step between the units
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
