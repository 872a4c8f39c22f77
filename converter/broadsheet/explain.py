"""Say what every line of a page was taken for, and which value it became."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dataset.manifest import Manifest
from broadsheet.dataset.opened import open_dataset
from broadsheet.errors import UserError, reported
from broadsheet.labels import CODE, NAMES
from broadsheet.layouts import shipped
from broadsheet.model.labeller import NAME as LEARNED
from broadsheet.parser import Parser
from broadsheet.readers import ReadOptions, read
from broadsheet.readers.listing import is_dataset
from broadsheet.readers.options import read_options
from broadsheet.shards import plan, read_again
from broadsheet.tasks import MIN_CONFIDENCE, LayoutText

STYLES = {
    "headline": "bold", "kicker": "bold", "lede": "bold", "subheading": "bold", "paragraph": "plain",
    "byline": "magenta", "date": "magenta", "rights": "magenta", "caption": "cyan", "credit": "cyan",
    "comment_count": "yellow", "comment_head": "yellow", "comment_body": "green", "comment_quote": "green",
}  # fmt: skip
"""How a label is shown: `bold`, `plain` or a colour; those that are not here are dim, being nobody's content."""


_SOURCE = ["source_uri", "source_member", "source_record", "source_offset", "layout"]


@attrs.frozen
class Explanation:
    """What became of one page.

    Attributes:
        lines: for each line, from the first: line (from 1), label, record, fields, text. Label and record are None, and
            fields empty, on a page that was rejected. Where the learned labeller read it, also `probability`, what
            it gives the label by the line itself (the order of labels on the page can decide otherwise), and
            `runner_up` with `runner_up_probability`, the most probable other label; None elsewhere.
        records: the page's rows, by table: articles, media, comments, rejects (without the text, which the lines hold).
    """

    lines: list[dict[str, Any]]
    records: dict[str, list[dict[str, Any]]]

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as JSON values, times in ISO 8601."""
        rows = {name: [_jsonable(row) for row in table] for name, table in self.records.items()}
        return {"lines": self.lines, **rows}

    def to_text(self) -> Iterator[tuple[str, str]]:
        """Yield each line of the report and how to show it: `bold`, `plain`, `dim` or the name of a colour."""
        width = max((len(" ".join(row["fields"])) for row in self.lines), default=0)
        sure = any(row["probability"] is not None for row in self.lines)
        for row in self.lines:
            label = row["label"] or "-"
            odds = _shown_odds(row) if sure else ""
            record = (row["record"] or "").partition(":")[2] or ("a" if row["record"] else "")
            fields = " ".join(row["fields"])
            yield (
                f"{row['line']:5} {label:13} {odds}{record:5} {fields:{width}} {row['text']}".rstrip(),
                STYLES.get(label, "dim"),
            )
        for reject in self.records["rejects"]:
            yield "", "plain"
            yield f"rejected, {reject['rule']}: {reject['message']}", "red"
        for article in self.records["articles"]:
            yield "", "plain"
            read_by = f"layout {article['layout']} {article['layout_version']}"
            yield f"{read_by}, confidence {article['confidence']:.3f}", "plain"
            if article["confidence"] < MIN_CONFIDENCE:
                yield f"below {MIN_CONFIDENCE}: convert makes it a reject (not-an-article) unless told otherwise", "red"
            if article["flags"]:
                yield f"flags: {', '.join(article['flags'])}", "yellow"


def explain(name: str, *, layouts: Sequence[LayoutText] = (), captured_at: datetime | None = None) -> Explanation:
    """Read one page as `convert` would, and tell what became of each line.

    Args:
        name: a file with one page, or `-` for standard input.
        layouts: the user's layouts, tried before those that come with Broadsheet.
        captured_at: when the page was fetched (UTC), for a page whose container does not say it.

    Raises:
        UserError: the file holds no page, or more than one.
        InputOutputError: it cannot be read.
    """
    if is_dataset(name):
        raise UserError(f"{name} is a dataset: say of which article too, `broadsheet explain {name} ARTICLE_ID`")
    return _explained(_one_page(name, ReadOptions(captured_at=captured_at)), layouts)


def explain_article(dataset: str, article_id: str, *, root: str, layouts: Sequence[LayoutText] = ()) -> Explanation:
    """Find an article's page in the input of its dataset again, and tell what became of each line.

    Args:
        dataset: the dataset's folder or URI.
        article_id: which article.
        root: the folder that held the INPUT of the conversion: what local source_uri are relative to.
        layouts: the user's layouts of that conversion.

    Raises:
        UserError: the dataset has no such article, the input no longer holds its page, or the layouts are others.
        InputOutputError: the dataset or the input cannot be read.
    """
    opened = open_dataset(dataset)
    with reported("read", f"{dataset}/articles", pa.ArrowException):
        sources = opened.articles().to_table(columns=_SOURCE, filter=pc.field("article_id") == article_id)
    if not len(sources):
        raise UserError(f"{dataset} has no article {article_id!r}")
    source = sources.to_pylist()[0]
    _check_layouts(source["layout"], opened.manifest, layouts)
    page = read_again(source, root, read_options(opened.manifest.config["read"]))
    if page is None:
        where = f"{source['source_uri']}, record {source['source_record']}"
        raise UserError(f"the page of {article_id} is no longer there ({where}); is {root} where the input lies?")
    found = _explained(page, layouts)
    if [article["article_id"] for article in found.records["articles"]] != [article_id]:
        raise UserError(f"the page of {article_id} has changed in {source['source_uri']} since the conversion")
    if (now := found.records["articles"][0]["layout"]) != source["layout"]:
        raise UserError(f"the conversion read this page by {source['layout']}, these layouts by {now}: name the same")
    return found


def _check_layouts(layout: str, manifest: Manifest, given: Sequence[LayoutText]) -> None:
    """Raise `UserError` if a page was read by a layout of the user's, and those of the conversion are not all given."""
    if layout == LEARNED or layout in {own.name for own in shipped()}:
        return
    digests = {own.sha256 for own in given}
    if missing := [own["name"] for own in manifest.config["layouts"] if own["sha256"] not in digests]:
        named = " ".join(f"--layout {name}" for name in missing)
        raise UserError(f"the conversion read this page by the layout {layout}: give {named}, unchanged since then")


def _explained(page: pa.RecordBatch, layouts: Sequence[LayoutText]) -> Explanation:
    own = [layout.layout() for layout in layouts]
    parser = Parser((*own, *shipped()), keep_lines=True)
    tables, odds = parser.read_with_odds(page)
    records = {table: tables[table].to_pylist() for table in ("articles", "media", "comments", "rejects")}
    texts = [reject.pop("text") for reject in records["rejects"]]
    lines = [
        {key: row[key] for key in ("line", "label", "record", "fields", "text")}
        | _odds_of(row["label"], odds.get(row["line"]))
        for row in tables["lines"].to_pylist()
    ]
    return Explanation(lines or _unread(texts), records)


def _odds_of(label: str | None, odds: npt.NDArray[np.float64] | None) -> dict[str, Any]:
    """Return what the labeller gives a line's label, and the most probable other one."""
    if label is None or odds is None:
        return {"probability": None, "runner_up": None, "runner_up_probability": None}
    others = np.where(np.arange(len(NAMES)) == CODE[label], -1.0, odds)
    best = int(others.argmax())
    return {
        "probability": round(float(odds[CODE[label]]), 3),
        "runner_up": NAMES[best],
        "runner_up_probability": round(float(odds[best]), 3),
    }


def _shown_odds(row: dict[str, Any]) -> str:
    if row["probability"] is None:
        return " " * 26
    return f"{row['probability']:5.2f} {row['runner_up']:13} {row['runner_up_probability']:5.2f} "


def _one_page(name: str, options: ReadOptions) -> pa.RecordBatch:
    batches = (batch for shard in plan([name], options) for batch in read(shard, options))
    first = next(batches, None)
    if first is None:
        message = f"{name} holds no page"
        raise UserError(message)
    if len(first) > 1 or next(batches, None) is not None:
        message = (
            f"{name} holds more than one page, and explain takes one. Save the page to a file of its own, or see the "
            "lines of all pages in the table that `broadsheet convert --keep-lines` writes."
        )
        raise UserError(message)
    return first


def _unread(texts: Sequence[str | None]) -> list[dict[str, Any]]:
    """Return the lines of a page that was rejected; none when its text could not be held."""
    return [
        {"line": number, "label": None, "record": None, "fields": [], "text": line} | _odds_of(None, None)
        for text in texts
        if text is not None
        for number, line in enumerate(text.split("\n"), start=1)
    ]


def _jsonable(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
