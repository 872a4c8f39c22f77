from __future__ import annotations

import functools
import json
from typing import Any

import duckdb
import jsonschema
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_schema.arrow import to_batch, to_tables
from broadsheet_schema.examples import example, plain
from broadsheet_schema.export import (
    FORMATS,
    page_json_schema,
    to_croissant,
    to_json_schema,
    to_markdown,
    to_record_set,
    to_sql,
    to_table_schema,
)
from broadsheet_schema.fields import columns
from broadsheet_schema.records import TABLES, Article, Comment, Media, Page
from broadsheet_schema.structure import unstructure
from broadsheet_schema.vocabularies import VOCABULARIES
from tests.schema.broken import AFTER_THE_CALENDAR, ROW_CHANGES, rows, table_of, value_changes
from tests.strategies.records import RECORDS, pages

# What a JSON Schema cannot say: it compares no two values, counts no digits, knows no calendar.
NOT_IN_JSON = {
    "article.confidence.rounded",
    "article.published_at.finer",
    "article.subheadings.paragraph",
    "article.updated_at.finer",
    "comment.comment_id.position",
    "comment.line_end.order",
    "comment.posted_at.finer",
    "comment.reply_to.article",
    "comment.reply_to.self",
    "line.record.article",
    "media.line_end.order",
    "media.media_id.position",
    "reject.confidence.rounded",
}
EACH_TABLE = pytest.mark.parametrize("table", TABLES)


@EACH_TABLE
@given(data=st.data())
def test_the_json_schema_takes_every_record(table: str, data: st.DataObject) -> None:
    """What a record unstructures to is valid."""
    _validator(table).validate(unstructure(data.draw(RECORDS[table])))


@given(pages(most=2))
def test_the_json_schema_takes_every_page(page: Page) -> None:
    """What a page unstructures to is valid."""
    _validator("pages").validate(unstructure(page))


@EACH_TABLE
def test_the_json_schema_refuses_what_breaks_a_rule(table: str) -> None:
    validator = _validator(table)
    for code, change in _changes(table):
        row = {name: plain(value) for name, value in (rows(TABLES[table].record) | change).items()}
        assert validator.is_valid(row) == (code in NOT_IN_JSON), code


@EACH_TABLE
def test_the_json_schema_refuses_unknown_and_missing_keys(table: str) -> None:
    validator = _validator(table)
    row = unstructure(example(TABLES[table].record))
    assert not validator.is_valid(row | {"y": 1})
    for name in row:
        assert not validator.is_valid({key: value for key, value in row.items() if key != name})
        assert not validator.is_valid(row | {name: {}})


def test_the_json_schema_names_the_rules_that_it_cannot_say() -> None:
    unsaid = " ".join(to_json_schema(table)["$comment"] for table in ("articles", "media", "comments", "lines"))
    assert all(code in unsaid for code in NOT_IN_JSON if not code.endswith("rounded"))


def test_the_examples_in_the_json_schema_are_valid() -> None:
    for table in TABLES:
        schema = to_json_schema(table)
        for name, part in schema["properties"].items():
            validator = jsonschema.Draft202012Validator({**part, "$defs": schema.get("$defs", {})})
            assert validator.is_valid(part["examples"][0]), name


def test_duckdb_takes_the_tables_and_valid_rows() -> None:
    with duckdb.connect() as connection:
        connection.execute(to_sql())
        article = TABLES["articles"].record
        page = Page(article=example(Article), media=(example(Media),), comments=(example(Comment),))
        for table, batch in to_tables([page]).items():
            _insert(connection, table, pa.Table.from_batches([batch]))
        _insert(connection, "rejects", table_of("rejects", rows(TABLES["rejects"].record)))
        _insert(connection, "lines", table_of("lines", rows(TABLES["lines"].record)))
        comments = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'articles'").fetchall()
        assert [comment for (comment,) in comments] == [column.meaning for column in columns(article).values()]


@EACH_TABLE
def test_duckdb_refuses_what_breaks_a_rule(table: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(to_sql())
        if table != "articles":
            _insert(connection, "articles", pa.Table.from_batches([to_batch("articles", [example(Article)])]))
        for _, change in _changes(table):
            row = table_of(table, rows(TABLES[table].record) | change)
            with pytest.raises(duckdb.ConstraintException):
                _insert(connection, table, row)


def test_the_page_for_people_is_complete() -> None:
    page = to_markdown()
    for table in TABLES.values():
        assert f"## {table.name}\n\n{table.description}" in page
        for name, column in table.columns.items():
            row = next(
                line for line in page.split(f"## {table.name}\n")[1].splitlines() if line.startswith(f"| `{name}`")
            )
            assert column.meaning in row
            assert (" never " if not column.nullable else " yes ") in row
        for rule in table.record.rules:
            assert rule.sentence in page
    for vocabulary in VOCABULARIES:
        for word, meaning in vocabulary.meanings.items():
            assert f"| `{word}` | {meaning} |" in page


def test_rows_of_the_page_have_as_many_cells_as_their_head() -> None:
    for line in to_markdown().splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") in (3, 4, 8), line


def test_the_web_page_says_what_the_page_says() -> None:
    html = FORMATS["html"]()
    assert html.startswith("<!doctype html>")
    assert "<td><code>published_at</code></td>" in html
    assert "<code>list&lt;string&gt;</code>" in html
    assert html.count("<tr>") == sum(line.startswith("|") for line in to_markdown().splitlines()) - html.count(
        "<table>"
    )


@EACH_TABLE
def test_table_schemas_name_fields_keys_and_constraints(table: str) -> None:
    schema = to_table_schema(table)
    assert [field["name"] for field in schema["fields"]] == list(TABLES[table].columns)
    assert schema.get("primaryKey", []) == list(TABLES[table].primary_key)
    json.dumps(schema)


def test_table_schemas_say_what_data_packages_can_say() -> None:
    schema = to_table_schema("comments")
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["position"]["constraints"] == {"required": True, "minimum": 1, "maximum": 2**31 - 1}
    assert fields["posted_precision"]["constraints"] == {"enum": ["day", "minute", "second"]}
    assert fields["posted_at"]["type"] == "datetime"
    assert fields["author"]["rdfType"] == "https://schema.org/author"
    assert fields["quotes"]["type"] == "array"
    assert fields["quotes"]["constraints"] == {"required": True}
    assert schema["foreignKeys"] == [
        {"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}},
        {"fields": ["reply_to"], "reference": {"fields": ["comment_id"]}},
    ]


def test_record_sets_read_from_files() -> None:
    record_set = to_record_set("comments", "files")
    fields = {field["name"]: field for field in record_set["field"]}
    assert record_set["key"] == [{"@id": "comments/comment_id"}]
    assert fields["author"] == {
        "@type": "cr:Field",
        "@id": "comments/author",
        "name": "author",
        "description": "Name of the writer.",
        "equivalentProperty": "sc:author",
        "source": {"fileSet": {"@id": "files"}, "extract": {"column": "author"}},
        "dataType": "sc:Text",
    }
    assert [part["name"] for part in fields["quotes"]["subField"]] == ["author", "text"]
    assert fields["article_id"]["references"] == {"field": {"@id": "articles/article_id"}}
    assert len(to_croissant()["recordSet"]) == 4


def test_every_format_gives_text_that_is_the_same_each_time() -> None:
    assert list(FORMATS) == ["markdown", "html", "json", "croissant", "arrow", "sql"]
    for write in FORMATS.values():
        assert write() == write()
        assert write().endswith("\n")


def test_the_arrow_text_cuts_nothing() -> None:
    text = FORMATS["arrow"]()
    assert "omitted" not in text
    assert "newline-normalised text" in text


def _changes(table: str) -> list[tuple[str, dict[str, Any]]]:
    prefix = TABLES[table].prefix
    row_changes = [(code, change) for code, change in ROW_CHANGES if code.partition(".")[0] == prefix]
    return [
        (code, change)
        for code, change in [*value_changes(table), *row_changes]
        if AFTER_THE_CALENDAR not in change.values()
    ]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("rows", rows)
    connection.execute(f"INSERT INTO {table} SELECT * FROM rows")  # noqa: S608 - our own names


@functools.cache
def _validator(table: str) -> jsonschema.Draft202012Validator:
    """Give the validator of a table's records, or of pages."""
    schema = page_json_schema() if table == "pages" else to_json_schema(table)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)
