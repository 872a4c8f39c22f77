"""Dates and names of other stories, topics and menus are not those of the article."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from tests.model.pages import TEXT, read_page, read_together

HEAD = [("furniture_before", "The Harbour Echo"), ("headline", "Klarbach closes its harbour for a week")]
OTHER, THIRD = "Town council argues about parking on the pier", "Why the gulls of Klarbach have names now"


def behind(*lines: str) -> dict[str, object]:
    return read_page(*page(("furniture_behind", lines)))


def page(lines: tuple[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return a page with lines of one state behind the text."""
    state, printed = lines
    return [*HEAD, *TEXT, *[(state, line) for line in printed]]


OTHERS = pytest.mark.parametrize(
    "lines",
    [
        ("Read more", OTHER, "12.02.2024"),
        ("Read more", "12 February 2024", OTHER),
        (OTHER, "12.02.2024", THIRD, "05.01.2024"),
        ("12.02.2024", OTHER, "05.01.2024", THIRD),
        ("When: 12 February 2024, 7pm, Town Hall",),
        ("Ferry", "12.02.2024", "Lighthouse", "05.01.2024"),
    ],
)
others = read_together(product(("furniture_behind", "date"), OTHERS.args[1]), page)


@OTHERS
@pytest.mark.parametrize("state", ["furniture_behind", "date"])
def test_a_date_of_another_story_is_not_the_article_s(lines: tuple[str, ...], state: str) -> None:
    row = others((state, lines))
    assert (row["published_at"], row["published_printed"], row["updated_at"]) == (None, None, None)


OWN = pytest.mark.parametrize(
    "lines",
    [
        ("12.02.2024",),
        ("12.02.2024", OTHER),
        ("Harbours", "12.02.2024"),
        ("By Ida Brandt", "12.02.2024", "Read more", OTHER),
        ("Ida Brandt writes about harbours and the people in them.", "Published 12.02.2024"),
        ("12.02.2024 (updated 13.02.2024)",),
        ("12.02.2024", "Updated: 13.02.2024"),
        (OTHER, "Published: 12.02.2024"),
    ],
)
own_dates = read_together([("date", lines) for lines in OWN.args[1]], page)


@OWN
def test_a_date_that_closes_the_text_is_the_article_s(lines: tuple[str, ...]) -> None:
    assert own_dates(("date", lines))["published_at"] == dt.datetime(2024, 2, 12)


def test_the_dates_of_comments_make_no_list_of_stories() -> None:
    thread = [
        ("furniture_behind", "2 comments"),
        ("comment_head", "Bo Lind"), ("comment_head", "14.02.2024"), ("comment_body", "The gulls will be glad of it."),
        ("comment_head", "Ada Quay"), ("comment_head", "15.02.2024"), ("comment_body", "And the ferry will be late."),
    ]  # fmt: skip
    assert read_page(*HEAD, *TEXT, ("date", "12.02.2024"), *thread)["published_at"] == dt.datetime(2024, 2, 12)


@pytest.mark.parametrize(
    "stories", [(OTHER, "12.02.2024", THIRD, "05.01.2024"), ("12.02.2024", OTHER, "05.01.2024", THIRD)]
)
def test_dates_of_stories_above_the_headline_are_not_the_article_s(stories: tuple[str, ...]) -> None:
    listed = [("date" if "20" in line else "furniture_before", line) for line in stories]
    assert read_page(HEAD[0], *listed, HEAD[1], *TEXT)["published_at"] is None
    own = ("date", "14 March 2024")
    assert read_page(HEAD[0], *listed, own, HEAD[1], *TEXT)["published_at"] == dt.datetime(2024, 3, 14)


@pytest.mark.parametrize(
    "lines",
    [
        ("Read more", OTHER, "By Ida Brandt"),
        ("Read more", OTHER, "The town has too many cars and too few places for them.", "By Ida Brandt"),
        ("Topics", "Ida Brandt", "Harbours"),
        ("Thomas Fenn",),
    ],
)
def test_names_of_other_stories_and_topics_are_no_authors(lines: tuple[str, ...]) -> None:
    assert behind(*lines)["authors"] == []


@pytest.mark.parametrize(
    "lines",
    [
        ("By Thomas Fenn",),
        ("Ferries", "Written by", "Thomas Fenn"),
        ("Thomas Fenn", "Thomas Fenn writes about harbours and the people who work in them."),
        ("Thomas Fenn fenn@echo.example",),
    ],
)
def test_a_name_that_closes_the_text_is_an_author(lines: tuple[str, ...]) -> None:
    assert behind(*lines)["authors"] == ["Thomas Fenn"]


def test_menus_and_the_house_s_own_name_are_no_authors() -> None:
    menu = [("furniture_before", "Thomas Echo"), ("furniture_before", "Abo Quell"), ("furniture_before", "Log Inn")]
    assert read_page(*menu, HEAD[1], ("date", "14 March 2024"), *TEXT)["authors"] == []
