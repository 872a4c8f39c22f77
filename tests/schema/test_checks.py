from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from broadsheet_schema.arrow import to_batch
from broadsheet_schema.checks import LINK_COLUMNS, RULES, check, check_links, check_rows, merge, rule_info
from broadsheet_schema.examples import example
from broadsheet_schema.records import TABLES, Article, Comment
from tests.schema.broken import ROW_CHANGES, Tables, broken_tables, rows, table_of, value_changes

BROKEN = list(broken_tables())


@pytest.mark.parametrize(("code", "tables"), BROKEN, ids=[code for code, _ in BROKEN])
def test_each_rule_fires_where_it_is_broken(code: str, tables: Tables) -> None:
    findings = check(tables)
    assert code in [finding.rule for finding in findings]
    for finding in findings:
        assert rule_info(finding.rule).code in RULES
        assert finding.message
        assert finding.table in tables


def test_each_rule_of_the_catalogue_is_tried() -> None:
    assert {rule_info(code).code for code, _ in BROKEN} == set(RULES)


def test_the_codes_are_those_that_others_rely_on() -> None:
    pinned = (Path(__file__).parent / "rule_codes.txt").read_text().split()
    assert sorted(RULES) == pinned, "a code that goes or changes is a new major schema version, a new one a minor"


@pytest.mark.parametrize("table", TABLES)
def test_the_examples_of_the_schema_break_no_rule(table: str) -> None:
    assert check_rows(table, to_batch(table, [example(TABLES[table].record)])) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_value_that_breaks_a_rule_breaks_no_other(table: str) -> None:
    for code, change in value_changes(table):
        row = rows(TABLES[table].record) | change
        fired = {finding.rule for finding in check_rows(table, table_of(table, row))}
        # The form of an id, and rules that compare the column with others, may break along with it.
        related = {found for found in fired if found.split(".")[1] in change or found in dict(ROW_CHANGES)}
        assert code in fired
        assert fired == related


def test_an_empty_table_breaks_no_rule() -> None:
    assert check({name: table.slice(0, 0) for name, table in _tables().items()}) == []


def test_findings_count_rows_and_name_the_first() -> None:
    found = [table_of("comments", rows(Comment) | {"title": ""})] * 5
    (finding,) = [each for each in check_rows("comments", pa.concat_tables(found)) if each.rule.endswith("empty")]
    assert (finding.rule, finding.table, finding.column) == ("comment.title.empty", "comments", "title")
    assert finding.rows == 5
    assert finding.examples == (example(Comment).comment_id,) * 3
    assert finding.message.startswith("title is non-empty, but not in 5 rows, such as 0f4c1a")


def test_a_finding_in_a_list_names_the_column_of_the_list() -> None:
    row = rows(Comment) | {"quotes": ({"author": None, "text": ""},)}
    (finding,) = check_rows("comments", table_of("comments", row))
    assert (finding.rule, finding.table, finding.column) == ("quote.text.empty", "comments", "quotes")


def test_a_null_in_a_list_breaks_no_rule_on_what_it_would_hold() -> None:
    table = table_of("comments", rows(Comment) | {"quotes": (None,)})
    assert [finding.rule for finding in check_rows("comments", table)] == ["comment.quotes.null"]


def test_batches_give_the_findings_of_the_whole() -> None:
    tables = [table_of("articles", rows(Article) | change) for change in ({"headline": ""}, {}, {"confidence": 2.0})]
    whole = pa.concat_tables(tables)
    parts = [finding for table in tables for finding in check_rows("articles", table)]
    assert merge(parts) == check_rows("articles", whole)
    assert merge([*parts, *parts]) == check_rows("articles", pa.concat_tables([whole, whole]))


def test_links_need_only_the_columns_of_ids() -> None:
    tables = _tables()
    ids = {name: table.select(LINK_COLUMNS[name]) for name, table in tables.items()}
    assert check_links(ids) == check_links(tables) != []


def test_a_column_of_another_type_hides_no_other_finding() -> None:
    table = table_of("comments", rows(Comment) | {"title": ""})
    table = table.set_column(table.schema.get_field_index("body"), "body", pa.array([1]))
    assert [finding.rule for finding in check_rows("comments", table)] == ["comment.body.type", "comment.title.empty"]


def test_a_column_that_stands_twice_is_reported() -> None:
    table = table_of("comments", rows(Comment))
    twice = table.append_column("body", table["body"])
    assert [finding.message for finding in check_rows("comments", twice)] == [
        "comments has the column body more than once"
    ]


def test_large_and_dictionary_strings_are_other_types() -> None:
    table = table_of("media", rows(TABLES["media"].record))
    place = table.schema.get_field_index("caption")
    for other in (table["caption"].cast(pa.large_string()), table["caption"].dictionary_encode()):
        assert [each.rule for each in check({"media": table.set_column(place, "caption", other)})] == [
            "media.caption.type"
        ]


def test_keys_that_are_no_text_can_still_be_shown() -> None:
    table = table_of("comments", rows(Comment) | {"title": ""})
    table = table.set_column(0, "comment_id", pa.array([b"\xff"]).view(pa.string()))
    assert {finding.examples for finding in check_rows("comments", table)} == {("\ufffd",)}


def test_batches_may_stand_for_tables() -> None:
    batches = {name: table.to_batches()[0] for name, table in _tables().items()}
    assert check(batches) == check(_tables()) != []


def test_a_gap_is_told_of_the_article() -> None:
    findings = {finding.rule: finding for finding in check_links(_tables())}
    assert findings["comment.position.gap"].message == (
        "position counts an article's comments from 1 without a gap, but not for 1 article: "
        + example(Article).article_id
    )


def _tables() -> Tables:
    """Give tables of one article, whose counts are wrong."""
    return {name: table_of(name, rows(TABLES[name].record)) for name in ("articles", "media", "comments")}
