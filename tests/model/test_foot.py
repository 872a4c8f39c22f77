"""Notices of rights and declared counts of comments."""

from __future__ import annotations

import pytest

from tests.model.pages import TEXT, read_page

HEAD = ("headline", "Klarbach closes its harbour for a week")


@pytest.mark.parametrize(
    ("line", "holder", "year"),
    [
        ("© 2015 The Gazette", "The Gazette", 2015),
        ("Copyright 2015 Harbour Media Ltd. All rights reserved.", "Harbour Media Ltd", 2015),
        ("© 1998-2015 Klarbacher Bote GmbH | Impressum", "Klarbacher Bote GmbH", 2015),
        ("Klarbacher Bote © 2015. Alle Rechte vorbehalten.", "Klarbacher Bote", 2015),
        ("Alle Rechte vorbehalten", None, None),
    ],
)
def test_a_notice_names_holder_and_year(line: str, holder: str | None, year: int | None) -> None:
    row = read_page(HEAD, *TEXT, ("furniture_behind", line))
    assert (row["rights_holder"], row["rights_year"], row["rights_notice"]) == (holder, year, line)


def test_the_first_run_of_notices_is_the_page_s_own() -> None:
    behind = ("© 2015 The Gazette", "Contact", "© 2014 Other Paper")
    row = read_page(HEAD, *TEXT, *(("furniture_behind", line) for line in behind))
    assert row["rights_notice"] == "© 2015 The Gazette"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("12 Kommentare", 12),
        ('34 responses to "Klarbach closes its harbour"', 34),
        ("160 commentaires", 160),
        ("Comments (7)", 7),
        ("댓글 5", 5),
        ("Kommentare", None),
        ("12 photos", None),
    ],
)
def test_a_count_near_the_article_is_declared(line: str, count: int | None) -> None:
    assert read_page(HEAD, *TEXT, ("furniture_behind", line))["comments_declared"] == count


def test_a_count_far_from_the_article_is_not_its_own() -> None:
    menu = [("furniture_before", f"Section {letter}") for letter in "abcdefghij"]
    row = read_page(("furniture_before", "941 comments"), *menu, HEAD, *TEXT)
    assert row["comments_declared"] is None
