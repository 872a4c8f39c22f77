"""Checking a dataset folder: its files against the manifest, and its rows against the schema.

What is found comes as `Finding`s of `broadsheet_schema.checks`; `RULES` here adds those about files. Rows are checked a
row group at a time; only the ids of all rows are held, since keys and orphans cannot be told otherwise.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field
from pyarrow import fs

from broadsheet.dataset import card
from broadsheet.dataset.manifest import DataFile
from broadsheet.dataset.opened import Dataset, open_dataset
from broadsheet.errors import InputOutputError
from broadsheet_schema.checks import LINK_COLUMNS, Finding, RuleInfo, check_links, check_rows, merge
from broadsheet_schema.records import TABLES

RULES: Mapping[str, RuleInfo] = {
    rule.code: rule
    for rule in (
        RuleInfo("dataset.file.missing", "Every listed file is there", "Rows are lost."),
        RuleInfo("dataset.file.bytes", "Every file has the size that is listed", "A file was cut or changed."),
        RuleInfo("dataset.file.sha256", "Every file has the digest that is listed", "A file was changed or damaged."),
        RuleInfo("dataset.file.unreadable", "Every file can be read", "Readers give up the whole table."),
        RuleInfo("dataset.file.rows", "Every file has as many rows as are listed", "Counts rely on it."),
        RuleInfo("dataset.file.unlisted", "No other Parquet file lies in a table's folder", "Globs would read it."),
        RuleInfo(
            "dataset.description.missing", "Every file that describes the dataset is there", "Other tools rely on it."
        ),
        RuleInfo("dataset.table.missing", "Every table of the schema is there", "Readers rely on all of them."),
        RuleInfo("dataset.table.unknown", "Every table is one of the schema", "A table without meaning."),
        RuleInfo("dataset.counts.documents", "articles + rejects = documents", "No document is ever lost."),
        RuleInfo("dataset.counts.rows", "The counted rows are those of the files", "Counts rely on it."),
        RuleInfo("dataset.counts.layouts", "The articles of each layout are counted rightly", "Counts rely on it."),
        RuleInfo("dataset.counts.rejects", "The rejects of each rule are counted rightly", "Counts rely on it."),
    )
}
"""What can be found about a dataset's files and counts, by code."""

_CHUNK_BYTES = 1024 * 1024
_COUNTED = {"articles": "layout", "rejects": "rule"}


def validate(path: str | Path) -> list[Finding]:
    """Check the dataset at a path or URI; the list is empty when all is well.

    With a faulty file the tables are not checked against each other: rows of one would miss those of another.
    Raises `InputOutputError` when there is no dataset, or its manifest cannot be read.
    """
    dataset = open_dataset(path)
    findings = [*_table_findings(dataset), *_unlisted(dataset), *_undescribed(dataset)]
    rows = _Rows(dataset)
    sound = True
    for file in dataset.manifest.files:
        if file.table not in TABLES:
            continue
        faults = list(_file_findings(dataset, file)) or rows.read(file)
        findings += faults
        sound = sound and not faults
    findings += merge(rows.findings)
    if sound:
        findings += check_links(rows.link_tables())
        findings += _count_findings(dataset, rows.values)
    return findings


@define
class _Rows:
    """Reads part after part: checks each row, and keeps what is needed to check all rows together."""

    dataset: Dataset
    findings: list[Finding] = field(factory=list, init=False)
    values: dict[str, Counter[str]] = field(factory=lambda: {table: Counter() for table in _COUNTED}, init=False)
    _ids: dict[str, list[pa.RecordBatch]] = field(factory=dict, init=False)

    def read(self, file: DataFile) -> list[Finding]:
        """Read one part. Returns what is wrong with the file; what is wrong with its rows is added to `findings`."""
        rows = 0
        try:
            for batch in self.dataset.part_batches(file):
                rows += len(batch)
                self._check(file.table, batch)
        except (InputOutputError, pa.ArrowException) as error:
            return [_finding("file.unreadable", file.table, f"{file.path} cannot be read: {error}")]
        if rows != file.rows:
            return [_finding("file.rows", file.table, f"{file.path} has {rows:,} rows, not {file.rows:,}")]
        return []

    def link_tables(self) -> dict[str, pa.Table]:
        """Return the columns of ids of all tables."""
        return {table: pa.Table.from_batches(batches) for table, batches in self._ids.items() if batches}

    def _check(self, table: str, batch: pa.RecordBatch) -> None:
        self.findings = merge([*self.findings, *check_rows(table, batch)])
        ids = [column for column in LINK_COLUMNS[table] if column in batch.schema.names]
        self._ids.setdefault(table, []).append(batch.select(ids))
        name = _COUNTED.get(table)
        if name is not None and name in batch.schema.names:
            for count in pc.value_counts(batch[name]).to_pylist():
                self.values[table][str(count["values"])] += count["counts"]


def _table_findings(dataset: Dataset) -> Iterator[Finding]:
    for table in dataset.manifest.tables:
        if table not in TABLES:
            yield _finding("table.unknown", table, f"{table} is no table of the schema")
    for name, declared in TABLES.items():
        if not declared.optional and not dataset.manifest.files_of(name):
            yield _finding("table.missing", name, f"the manifest lists no file of the table {name}")


def _unlisted(dataset: Dataset) -> Iterator[Finding]:
    """Find parts that only a glob would read. In a store they are waste of attempts that failed, as `store` says."""
    if not isinstance(dataset.filesystem, fs.LocalFileSystem):
        return
    listed = {dataset.locate(file) for file in dataset.manifest.files}
    for table in dataset.manifest.tables:
        folder = fs.FileSelector(f"{dataset.path}/{table}", allow_not_found=True)
        try:
            inside = dataset.filesystem.get_file_info(folder)
        except OSError as error:
            yield _finding("file.unreadable", table, f"the folder {table} cannot be listed: {error}")
            continue
        for found in sorted(inside, key=lambda info: str(info.path)):
            if found.path.endswith(".parquet") and found.path not in listed:
                yield _finding("file.unlisted", table, f"{table}/{found.base_name} is not in the manifest")


def _undescribed(dataset: Dataset) -> Iterator[Finding]:
    """Find describing files that are gone. What they say is not looked at: a card may be written further."""
    for path in card.paths(table for table in dataset.manifest.tables if table in TABLES):
        try:
            there = dataset.filesystem.get_file_info(f"{dataset.path}/{path}").type == fs.FileType.File
        except OSError as error:
            yield _finding("file.unreadable", "", f"{path} cannot be read: {error}")
            continue
        if not there:
            yield _finding("description.missing", "", f"{path} is not there")


def _file_findings(dataset: Dataset, file: DataFile) -> Iterator[Finding]:
    """Compare a file with what the manifest says of it; at most one finding, the plainest."""
    where = dataset.locate(file)
    try:
        info = dataset.filesystem.get_file_info(where)
    except OSError as error:
        yield _finding("file.unreadable", file.table, f"{file.path} cannot be read: {error}")
        return
    if info.type != fs.FileType.File:
        yield _finding("file.missing", file.table, f"{file.path} is not there")
    elif info.size != file.bytes:
        yield _finding("file.bytes", file.table, f"{file.path} has {info.size:,} bytes, not {file.bytes:,}")
    else:
        try:
            changed = _sha256(dataset.filesystem, where) != file.sha256
        except OSError as error:
            yield _finding("file.unreadable", file.table, f"{file.path} cannot be read: {error}")
            return
        if changed:
            yield _finding("file.sha256", file.table, f"{file.path} is not what was written: its digest differs")


def _sha256(filesystem: fs.FileSystem, path: str) -> str:
    digest = hashlib.sha256()
    with filesystem.open_input_stream(path, compression=None) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _count_findings(dataset: Dataset, values: Mapping[str, Counter[str]]) -> Iterator[Finding]:
    """Compare the counts of the manifest with the files, all of which are sound."""
    manifest = dataset.manifest
    counts = manifest.counts
    rows = {table: sum(file.rows for file in manifest.files_of(table)) for table in manifest.tables}
    read = rows.get("articles", 0) + rows.get("rejects", 0)
    if read != counts.documents:
        message = f"articles and rejects are {read:,}, but documents {counts.documents:,}"
        yield _finding("counts.documents", "articles", message)
    compared = {
        "rows": (counts.rows, rows),
        "layouts": (counts.layouts, dict(values["articles"])),
        "rejects": (counts.rejects, dict(values["rejects"])),
    }
    for name, (said, found) in compared.items():
        for key in sorted({*said, *found}):
            if said.get(key, 0) != found.get(key, 0):
                table = key if name == "rows" else "articles" if name == "layouts" else "rejects"
                message = f"the manifest counts {said.get(key, 0):,} {key} ({name}), the files {found.get(key, 0):,}"
                yield _finding(f"counts.{name}", table, message)


def _finding(code: str, table: str, message: str) -> Finding:
    return Finding(rule=f"dataset.{code}", table=table, column="", rows=0, message=message)
