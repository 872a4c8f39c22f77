from __future__ import annotations

import pyarrow as pa
import pytest

from broadsheet_schema.arrow import TableError, arrow_schema, from_batch, from_tables, to_batch, to_tables
from broadsheet_schema.examples import example
from broadsheet_schema.records import TABLES, Article, Comment, Media, Page
from tests.schema.broken import AFTER_THE_CALENDAR, rows, table_of, with_column


def test_fields_carry_what_they_mean() -> None:
    field = arrow_schema("comments").field("position")
    assert field.type == pa.int32()
    assert not field.nullable
    assert field.metadata == {
        b"description": b"Which of the comments that were found, from 1, in the order of the page.",
        b"constraint": b"at least 1",
        b"example": b"3",
        b"term": b"position",
    }


def test_the_schema_names_its_table_and_version() -> None:
    assert arrow_schema("media").metadata == {
        b"table": b"media",
        b"description": b"One picture, film or recording that a page shows, told by its caption or credit.",
        b"schema_version": b"1.0",
    }


def test_columns_may_come_in_any_order() -> None:
    batch = to_batch("media", [example(Media)])
    assert from_batch("media", batch.select(batch.schema.names[::-1])) == [example(Media)]


@pytest.mark.parametrize("table", TABLES)
def test_no_records_make_an_empty_batch(table: str) -> None:
    assert from_batch(table, to_batch(table, [])) == []


def test_rows_of_other_articles_are_kept_apart() -> None:
    page = Page(article=example(Article), media=(example(Media),), comments=(example(Comment),))
    other = table_of("articles", rows(Article) | {"article_id": "f" * 32})
    tables = to_tables([page]) | {
        "articles": pa.concat_tables([other, pa.Table.from_batches([to_tables([page])["articles"]])])
    }
    first, second = from_tables(tables)
    assert (first.media, first.comments) == ((), ())
    assert second == page


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (table_of("media", rows(Media)).drop_columns("credit"), "media has no column credit"),
        (
            table_of("media", rows(Media)).append_column("y", pa.array([1])),
            "media has a column y that the schema does not know",
        ),
        (with_column(table_of("media", rows(Media)), "kind", pa.array([1])), "media.kind is int64, not string"),
        (
            pa.concat_tables([table_of("media", rows(Media)), table_of("media", rows(Media) | {"caption": ""})]),
            "media, row 1: caption must be non-empty, not '' (media.caption.empty)",
        ),
        (
            with_column(table_of("media", rows(Media)), "caption", pa.array([b"\xff"]).view(pa.string())),
            "media holds a value that is none: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
        ),
    ],
)
def test_a_table_that_holds_no_records_is_refused(table: pa.Table, message: str) -> None:
    with pytest.raises(TableError) as caught:
        from_batch("media", table)
    assert str(caught.value) == message


def test_a_time_beyond_the_calendar_is_refused() -> None:
    table = table_of("comments", rows(Comment) | {"posted_at": AFTER_THE_CALENDAR})
    with pytest.raises(TableError, match="comments holds a value that is none"):
        from_batch("comments", table)
