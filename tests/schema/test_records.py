from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any, get_type_hints

import pytest
from attrs.exceptions import FrozenInstanceError

from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TIME
from broadsheet_schema.examples import example
from broadsheet_schema.fields import Column, Record, columns, like
from broadsheet_schema.records import FLAGS, LABELS, TABLES, Article, Comment, Media, Quote
from broadsheet_schema.validation import RecordError
from tests.schema.broken import AFTER_THE_CALENDAR, ROW_CHANGES, rows, value_changes

# The columns of the design, in its order. Whoever changes this changes the version of the schema.
COLUMNS = {
    "articles": (
        "article_id text_sha256 doc_id source_uri source_member source_record source_offset source_length captured_at "
        "url site language kicker headline lede body subheadings byline authors agencies place "
        "published_at published_precision published_offset_minutes published_printed "
        "updated_at updated_precision updated_offset_minutes updated_printed "
        "rights_holder rights_notice rights_year comments_declared comments_found media_found "
        "layout layout_version confidence flags"
    ),
    "media": "media_id article_id position kind caption credit occurrences line_start line_end",
    "comments": (
        "comment_id article_id position number number_printed page author author_key title body quotes reply_to "
        "posted_at posted_precision posted_printed votes removed line_start line_end"
    ),
    "rejects": (
        "doc_id source_uri source_member source_record source_offset source_length rule message confidence text "
        "duplicate_of"
    ),
    "lines": "article_id line label record fields text",
}
NEVER_NULL = {
    "articles": (
        "article_id text_sha256 doc_id source_uri source_record body subheadings authors agencies "
        "comments_found media_found layout layout_version confidence flags"
    ),
    "media": "media_id article_id position kind occurrences line_start line_end",
    "comments": "comment_id article_id position quotes removed line_start line_end",
    "rejects": "doc_id source_uri source_record rule message",
    "lines": "article_id line label fields text",
}
PYTHON_TYPES = {TEXT: str, INT16: int, INT32: int, INT64: int, FLOAT: float, BOOL: bool, TIME: datetime}
RECORDS: list[type[Record]] = [*(table.record for table in TABLES.values()), Quote]


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_those_of_the_design(table: str) -> None:
    declared = TABLES[table].columns
    assert " ".join(declared) == COLUMNS[table]
    assert " ".join(name for name, column in declared.items() if not column.nullable) == NEVER_NULL[table]


@pytest.mark.parametrize("record", RECORDS)
def test_annotations_say_what_the_columns_say(record: type[Record]) -> None:
    hints = get_type_hints(record)
    for name, column in columns(record).items():
        assert hints[name] == _annotation(column), name


@pytest.mark.parametrize("record", RECORDS)
def test_every_column_says_what_it_means_and_shows_it(record: type[Record]) -> None:
    assert columns(record).keys() == rows(record).keys()
    example(record)
    for name, column in columns(record).items():
        assert column.meaning.endswith((".", "`")), name
        assert column.example is not None, name


def test_vocabularies_are_tuples_with_meanings() -> None:
    assert FLAGS.index("charset-guessed") == 1
    assert LABELS.meanings["furniture"].startswith("Navigation")
    assert all(meaning.endswith(".") for meaning in FLAGS.meanings.values())


@pytest.mark.parametrize("table", TABLES)
def test_a_record_refuses_what_breaks_a_rule(table: str) -> None:
    record = TABLES[table].record
    changes = [*value_changes(table), *((code, change) for code, change in ROW_CHANGES if _of(record, code))]
    for code, change in changes:
        if AFTER_THE_CALENDAR in change.values():
            continue  # no datetime can be that
        with pytest.raises(RecordError) as caught:
            record(**rows(record) | change)
        assert caught.value.rule == code
        assert caught.value.column == code.split(".")[1]
        assert str(caught.value).endswith(f"({code})")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"position": 0}, "position must be at least 1, not 0 (comment.position.range)"),
        ({"position": True}, "position must be a whole number of 32 bits, not True (comment.position.type)"),
        ({"votes": 2**31}, "votes must be a whole number of 32 bits, not 2147483648 (comment.votes.type)"),
        ({"votes": 10**9999}, "votes must be a whole number of 32 bits, not a number that large (comment.votes.type)"),
        ({"title": b"x"}, "title must be a text, not b'x' (comment.title.type)"),
        ({"title": "\ud800"}, "title must be Unicode without lone surrogates, not '\\ud800' (comment.title.encoding)"),
        ({"quotes": []}, "quotes must be a tuple, not [] (comment.quotes.type)"),
        ({"quotes": ("x",)}, "quotes must be a Quote, not 'x' (comment.quotes.type)"),
        ({"removed": 0}, "removed must be True or False, not 0 (comment.removed.type)"),
        (
            {"posted_at": datetime(2015, 9, 16, tzinfo=UTC)},
            (
                "posted_at must be a datetime without zone, in whole milliseconds, "
                "not datetime.datetime(2015, 9, 16, 0, 0, tzinfo=datetime.tim ... (comment.posted_at.type)"
            ),
        ),
        (
            {"posted_at": datetime(2015, 9, 16, 0, 0, 0, 1)},
            (
                "posted_at must be a datetime without zone, in whole milliseconds, "
                "not datetime.datetime(2015, 9, 16, 0, 0, 0, 1) (comment.posted_at.type)"
            ),
        ),
    ],
)
def test_messages_say_what_is_wrong(change: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError) as caught:
        Comment(**rows(Comment) | change)
    assert str(caught.value) == message


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), -0.001, 1.001, 0.9999, 1])
def test_confidence_is_a_rounded_float_from_0_to_1(confidence: float) -> None:
    with pytest.raises(RecordError):
        example(Article, confidence=confidence)


def test_a_replaced_column_is_validated() -> None:
    article = example(Article)
    assert article.replace(headline=None) == example(Article, headline=None)
    with pytest.raises(RecordError, match="headline must be non-empty"):
        article.replace(headline="")


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        example(Media).position = 2  # type: ignore[misc]


def test_a_likeness_takes_null_as_its_source_does() -> None:
    with pytest.raises(TypeError, match="doc_id of Article and its likeness"):
        like(Article, "doc_id", default=None)


def test_many_comments_are_built_in_little_time() -> None:
    values = rows(Comment)
    start = time.process_time()
    for _ in range(10_000):
        Comment(**values)
    assert time.process_time() - start < 2


def test_the_schema_needs_no_numpy() -> None:
    code = "import sys; sys.modules['numpy'] = None; import broadsheet_schema.checks, broadsheet_schema.export"
    subprocess.run([sys.executable, "-c", code], check=True)


def _annotation(column: Column) -> Any:  # noqa: ANN401 - an annotation
    kind = column.record or PYTHON_TYPES[column.item_type]
    if column.is_list:
        return tuple[kind, ...]  # type: ignore[valid-type]
    return kind | None if column.nullable else kind


def _of(record: type[Record], code: str) -> bool:
    return code.partition(".")[0] == record.__name__.lower()
