"""One page, without files: a batch of one through the one parser."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from broadsheet.documents import one_document
from broadsheet.layouts import Layout, load, shipped
from broadsheet.parser import Parser, Tables
from broadsheet_schema.arrow import from_batch, from_tables
from broadsheet_schema.records import Page, Reject


def parse(
    text: str | bytes,
    *,
    doc_id: str = "document",
    url: str | None = None,
    captured_at: datetime | None = None,
    layouts: Sequence[Layout | Path | str] = (),
) -> Page | Reject:
    """Read one page.

    Args:
        text: the page; bytes of an unknown charset are decoded as `convert` decodes a file.
        doc_id: what the page is called; it is part of article_id.
        url: its address, which tells the site and may tell the layout.
        captured_at: when it was fetched, UTC and naive; relative dates (`heute`) are resolved from it.
        layouts: layouts, or files of layouts, to try before those that come with Broadsheet.

    Returns:
        The article with its media and comments, or a reject that says which rule the page broke.

    Raises:
        UserError: a layout file is wrong; the message says where.
    """
    tables = parse_tables(text, doc_id=doc_id, url=url, captured_at=captured_at, layouts=layouts)
    pages = from_tables(tables)
    if pages:
        return pages[0]
    reject = from_batch("rejects", tables["rejects"])[0]
    assert isinstance(reject, Reject)  # noqa: S101 - what the table holds
    return reject


def parse_tables(  # noqa: PLR0913 - the same keywords as `parse`
    text: str | bytes,
    *,
    doc_id: str = "document",
    url: str | None = None,
    captured_at: datetime | None = None,
    layouts: Sequence[Layout | Path | str] = (),
    keep_lines: bool = False,
) -> Tables:
    """Read one page into tables of Arrow, as `Parser.read` gives them."""
    own = [layout if isinstance(layout, Layout) else load(Path(layout)) for layout in layouts]
    at = pa.scalar(captured_at, pa.timestamp("ms"))
    document = one_document(text, doc_id=doc_id, url=url, captured_at=at.as_py())
    return Parser((*own, *shipped()), keep_lines=keep_lines).read(document)
