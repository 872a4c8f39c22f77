"""Invariant 2: body, captions, comments and byline are disjoint; no line feeds two records."""

from __future__ import annotations

from hypothesis import given

from broadsheet_schema.records import TABLES
from tests.properties.reading import BATCHES, read
from tests.strategies.damage import heaps

_ONE_EACH = {"body", "lede", "headline", "kicker", "byline", "published_printed", "comments_declared", "rights_notice"}
"""Columns of an article of which one line feeds one, but that kicker and headline can share theirs."""


@given(heaps())
@BATCHES
def test_no_line_feeds_two_records(heap: dict[str, str | bytes]) -> None:
    """Invariant 2: a line names one record, feeds columns that this record has, and of an article one part."""
    tables = read(heap)
    for row in tables["lines"].to_pylist():
        record, fields = row["record"], set(row["fields"])
        if record is None:
            assert not fields, row
            continue
        table = {"": "articles", "m": "media", "c": "comments"}[record.partition(":")[2][:1]]
        assert fields <= set(TABLES[table].columns), row
        assert len(fields & _ONE_EACH) < 2 or fields & _ONE_EACH == {"kicker", "headline"}, row


@given(heaps())
@BATCHES
def test_every_byte_of_body_and_comments_is_printed_by_lines_of_that_label(heap: dict[str, str | bytes]) -> None:
    """Invariant 2: as many lines are labelled as text as the records have lines of text, so none is used twice."""
    tables = read(heap)
    labelled = [row["label"] for row in tables["lines"].to_pylist()]
    bodies = [row["body"] for row in tables["articles"].to_pylist()]
    texts = [row["body"] for row in tables["comments"].to_pylist()]
    assert sum(len(body.split("\n\n")) for body in bodies if body) == sum(
        label in {"paragraph", "subheading"} for label in labelled
    )
    assert sum(len(text.split("\n")) for text in texts if text) == labelled.count("comment_body")
    captions = sum(row["caption"] is not None for row in tables["media"].to_pylist())
    assert captions == labelled.count("caption")
