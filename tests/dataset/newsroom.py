"""A small dataset made by hand, and the shortest way to write it: shards of pages, staged and committed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pyarrow as pa

from broadsheet.dataset.manifest import Counts, DataFile, Input, Manifest
from broadsheet.dataset.parts import PartOptions, PartWriter
from broadsheet.dataset.run import InputState, Run
from broadsheet.dataset.staging import staged
from broadsheet_schema.arrow import arrow_schema, to_batch, to_tables
from broadsheet_schema.fields import Record, columns
from broadsheet_schema.records import SCHEMA_VERSION, Article, Comment, Media, Page, Reject

TABLES = ("articles", "media", "comments", "rejects")
SCHEMAS = {table: arrow_schema(table) for table in TABLES}
SMALL = PartOptions(row_group_bytes=2_000, part_bytes=5_000)
"""Cuts that a handful of rows reaches."""

INPUTS = (Input(uri="klarbach.jsonl", files=1, bytes=123, sha256=hashlib.sha256(b"klarbach").hexdigest()),)


R = TypeVar("R", bound=Record)


def like_the_example(record: type[R], **changes: object) -> R:
    """Build the record that the examples of the schema make, but for some columns."""
    return record(**{name: column.example for name, column in columns(record).items()} | changes)


def page(number: int, *, comments: int = 2) -> Page:
    """Return a page of the Klarbacher Bote; its date is day `number` of September 2015."""
    article_id = hashlib.sha256(str(number).encode()).hexdigest()[:32]
    article = like_the_example(
        Article,
        article_id=article_id,
        doc_id=f"page-{number}",
        source_record=number,
        published_at=datetime(2015, 9, 1) + timedelta(days=number),
        published_precision="day",
        media_found=1,
        comments_found=comments,
    )
    picture = like_the_example(Media, media_id=f"{article_id}:m1", article_id=article_id, position=1)
    return Page(
        article=article,
        media=(picture,),
        comments=tuple(
            like_the_example(
                Comment,
                comment_id=f"{article_id}:c{position}",
                article_id=article_id,
                position=position,
                reply_to=None,
                body=f"Beitrag {position} zu Seite {number}.",
            )
            for position in range(1, comments + 1)
        ),
    )


def batches(pages: Sequence[Page], rejects: Sequence[Reject] = ()) -> dict[str, pa.RecordBatch]:
    """Return what a parser gives for some documents."""
    return {**to_tables(pages), "rejects": to_batch("rejects", rejects)}


def run(**changes: Any) -> Run:  # noqa: ANN401 - any field of a Run
    """Return a run over the one input; `changes` replace what it says."""
    usual = Run(
        schema_version=SCHEMA_VERSION,
        tool_version="0.1.0",
        config={"min_confidence": 0.5, "layouts": ["klarbacher-bote"]},
        inputs={"klarbach.jsonl": InputState(files=1, bytes=123, stamp="as it was")},
    )
    return attrs.evolve(usual, **changes)


def convert_shard(folder: Path, shard: int) -> tuple[Counts, tuple[DataFile, ...]]:
    """Write the parts of one shard: four pages and a reject."""
    pages = [page(4 * shard + number) for number in range(4)]
    reject = like_the_example(Reject, doc_id=f"reject-{shard}", rule="article.empty", duplicate_of=None)
    with PartWriter(folder, SCHEMAS, SMALL) as writer:
        for table, batch in batches(pages, [reject]).items():
            writer.write(table, batch)
    rows = {"articles": 4, "media": 4, "comments": 8, "rejects": 1}
    layouts = {pages[0].article.layout: 4}
    return Counts(documents=5, rows=rows, rejects={reject.rule: 1}, layouts=layouts), writer.files


def convert(
    target: Path,
    *,
    shards: int = 3,
    resume: bool = False,
    overwrite: bool = False,
    **changes: Any,  # noqa: ANN401 - as run()
) -> Manifest:
    """Do what `broadsheet convert` does, with pages that are there already. Returns the manifest."""
    with staged(target, run(**changes), resume=resume, overwrite=overwrite) as staging:
        if staging.complete is not None:
            return staging.complete
        for shard in range(shards):
            if shard not in staging.finished:
                attempt = staging.attempt(shard)
                staging.record(shard, attempt, *convert_shard(attempt, shard))
        return staging.commit(SCHEMAS, INPUTS, SMALL)


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder: path and bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def around(target: Path) -> set[str]:
    """Return the names beside a dataset, its own included."""
    return {entry.name for entry in target.parent.iterdir()}
