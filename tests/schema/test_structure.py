from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet_schema.examples import example
from broadsheet_schema.fields import columns
from broadsheet_schema.records import Article, Comment, Media, Page, Quote
from broadsheet_schema.structure import Problem, StructureError, structure, unstructure

Plain = dict[str, Any]
ARTICLE = example(Article)
PAGE = Page(
    article=ARTICLE,
    media=(example(Media),),
    comments=tuple(
        example(Comment, position=number, comment_id=f"{ARTICLE.article_id}:c{number}", reply_to=None)
        for number in (1, 2, 3, 4)
    ),
)
NO_TIME = "must be a date and time without zone, such as 2015-09-16T07:42:00, not"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def plain_page() -> Plain:
    plain: Plain = json.loads(json.dumps(unstructure(PAGE)))
    return plain


def test_plain_data_are_texts_numbers_lists_and_null() -> None:
    comment = plain_page()["comments"][2]
    assert comment["posted_at"] == "2015-09-16T00:00:00"
    assert comment["quotes"] == [{"author": "möwe64", "text": "Die Stadt zahlt."}]
    assert comment["reply_to"] is None
    assert list(comment) == list(columns(Comment))


def test_milliseconds_are_kept() -> None:
    article = example(Article, captured_at=datetime(2015, 9, 16, 7, 42, 0, 7000))
    assert unstructure(article)["captured_at"] == "2015-09-16T07:42:00.007"
    assert structure(Article, unstructure(article)) == article


def test_whole_numbers_are_floats_where_a_float_is_asked_for() -> None:
    assert structure(Article, unstructure(example(Article)) | {"confidence": 1}).confidence == 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda page: page["comments"][3].update(posted_at="gestern"),
            f"$.comments[3].posted_at: {NO_TIME} 'gestern'",
        ),
        (
            lambda page: page["comments"][3].update(posted_at="07:42"),
            f"$.comments[3].posted_at: {NO_TIME} '07:42'",
        ),
        *(
            (
                lambda page, time=time: page["comments"][3].update(posted_at=time),
                f"$.comments[3].posted_at: {NO_TIME} '{time}'",
            )
            for time in ("2015-09-16T07:42:00Z", "2015-09-16 07:42:00", "20150916T074200", "2015-09-16")
        ),
        (
            lambda page: page["comments"][3].update(posted_at="2015-02-30T00:00:00"),
            "$.comments[3].posted_at: is no date: day is out of range for month",
        ),
        (lambda page: page["comments"][0].pop("votes"), "$.comments[0].votes: is missing from this Comment"),
        (lambda page: page.pop("media"), "$.media: is missing from this Page"),
        (lambda page: page["article"].update(tags=[]), "$.article.tags: is no field of Article"),
        (lambda page: page["article"].update({"a b": []}), "$.article['a b']: is no field of Article"),
        (lambda page: page["article"].update(headline=3), "$.article.headline: must be a text, not 3"),
        (lambda page: page["article"].update(doc_id=None), "$.article.doc_id: must be a text, not null"),
        (
            lambda page: page["article"].update(media_found=1.0),
            "$.article.media_found: must be a whole number, not 1.0",
        ),
        (
            lambda page: page["article"].update(media_found=True),
            "$.article.media_found: must be a whole number, not True",
        ),
        (lambda page: page["article"].update(confidence="1"), "$.article.confidence: must be a number, not '1'"),
        (
            lambda page: page["article"].update(confidence=10**400),
            "$.article.confidence: must be a number, not a number that large",
        ),
        (lambda page: page["article"].update(authors="ben"), "$.article.authors: must be a list, not 'ben'"),
        (lambda page: page["article"].update(authors=["ben", 1]), "$.article.authors[1]: must be a text, not 1"),
        (lambda page: page["comments"][1].update(removed=0), "$.comments[1].removed: must be true or false, not 0"),
        (lambda page: page.update(article=[]), "$.article: must be an object, not []"),
        (lambda page: page.update(media={}), "$.media: must be a list, not {}"),
        (
            lambda page: page["comments"][0]["quotes"][0].update(text=""),
            "$.comments[0].quotes[0].text: text must be non-empty, not '' (quote.text.empty)",
        ),
        (
            lambda page: page["comments"][3].update(posted_at=None),
            (
                "$.comments[3].posted_precision: posted_precision is there exactly when posted_at is "
                "(comment.posted_precision.partner)"
            ),
        ),
    ],
)
def test_a_mistake_is_named_with_its_path(change: Callable[[Plain], object], message: str) -> None:
    page = plain_page()
    change(page)
    with pytest.raises(StructureError) as caught:
        structure(Page, page)
    assert str(caught.value) == message
    assert caught.value.path == message.partition(": ")[0]


def test_all_mistakes_are_held_and_the_first_is_told() -> None:
    with pytest.raises(StructureError) as caught:
        structure(Quote, {"author": 3, "text": 4})
    assert caught.value.problems == (
        Problem("$.author", "must be a text, not 3"),
        Problem("$.text", "must be a text, not 4"),
    )
    assert str(caught.value) == "$.author: must be a text, not 3 (and 1 more problem)"


@given(JSON)
def test_any_data_make_a_record_or_a_clear_error(data: object) -> None:
    """Structuring raises StructureError and nothing else."""
    for kind in (Quote, Comment, Page):
        with pytest.raises(StructureError, match=r"^\$"):
            structure(kind, data)


@given(st.data())
def test_any_value_in_place_of_another_is_taken_or_named(data: st.DataObject) -> None:
    """Whatever stands in one key of a record: the record, or an error that names that key or one it must agree with."""
    plain = unstructure(example(Comment))
    plain[data.draw(st.sampled_from(sorted(plain)))] = data.draw(JSON)
    try:
        assert unstructure(structure(Comment, plain)) == plain
    except StructureError as error:
        assert error.path.startswith("$.")  # noqa: PT017 - both ways are right
