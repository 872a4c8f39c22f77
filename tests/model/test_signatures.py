"""What signs a text at its end names agencies and initials, and is no text."""

from __future__ import annotations

from itertools import product

import pytest

from tests.model.pages import TEXT, read_page, read_together

HEAD = ("headline", "Klarbach closes its harbour for a week")


def signed(line: tuple[str, str]) -> list[tuple[str, str]]:
    return [HEAD, *TEXT, line, ("furniture_behind", "More stories")]


LINES = pytest.mark.parametrize(
    ("line", "authors", "agencies"),
    [
        ("sun/AFP", ["sun"], ["AFP"]),
        ("als/dpa/Reuters", ["als"], ["dpa", "Reuters"]),
        ("(dpa/mke)", ["mke"], ["dpa"]),
        ("(AFP/dpa)", [], ["AFP", "dpa"]),
        ("(dpa)", [], ["dpa"]),
        ("dpa/lno", [], ["dpa"]),
        ("als/dpa/lby", ["als"], ["dpa"]),
        ("Quelle: bote.example, als/dpa", ["als"], ["dpa"]),
        ("Mit Material von dpa", [], ["dpa"]),
        ("(With inputs from PTI)", [], ["PTI"]),
        ("/ritzau/", [], ["ritzau"]),
        ("Źródło: PAP", [], ["PAP"]),
        ("— AFP", [], ["AFP"]),
        ("dpa", [], ["dpa"]),
    ],
)
behind = read_together(product(("furniture_behind", "paragraph"), [line for line, _, _ in LINES.args[1]]), signed)


@pytest.mark.parametrize("state", ["furniture_behind", "paragraph"])
@LINES
def test_a_line_behind_the_text_signs_it(state: str, line: str, authors: list[str], agencies: list[str]) -> None:
    row = behind((state, line))
    assert (row["authors"], row["agencies"], row["byline"]) == (authors, agencies, line)
    assert row["body"] == "\n\n".join(text for _, text in TEXT)


def test_agencies_are_added_to_a_byline() -> None:
    row = read_page(HEAD, ("byline", "Von Ida Brandt"), *TEXT, ("furniture_behind", "dpa/mke"))
    assert (row["authors"], row["agencies"], row["byline"]) == (["Ida Brandt"], ["dpa"], "Von Ida Brandt")


def test_an_agency_behind_the_last_sentence_is_named_and_stays_there() -> None:
    last = ("paragraph", "The council will meet again in two weeks, after the next storm. (dpa)")
    row = read_page(HEAD, *TEXT, last, ("furniture_behind", "More stories"))
    assert (row["authors"], row["agencies"], row["byline"]) == ([], ["dpa"], None)
    assert str(row["body"]).endswith("(dpa)")


@pytest.mark.parametrize("line", ["Beta", "(mke)", "AP Photo Store", "(continued)", "Share/Print", "TT"])
def test_what_names_no_agency_for_sure_signs_nothing(line: str) -> None:
    row = read_page(HEAD, *TEXT, ("furniture_behind", line), ("furniture_behind", "More stories"))
    assert (row["authors"], row["agencies"]) == ([], [])


def test_what_ends_one_message_of_several_stays_in_the_text() -> None:
    row = read_page(HEAD, TEXT[0], ("paragraph", "(dpa)"), TEXT[1])
    assert row["agencies"] == []
    assert "(dpa)" in str(row["body"])
