"""Headlines, kickers, ledes, bylines, dates and places of pages that no layout knows."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.pages import TEXT, read_page, read_pages, read_together

HEADLINE = "Klarbach closes its harbour for a week"


def below_the_headline(line: tuple[str, str]) -> list[tuple[str, str]]:
    return [("furniture_before", "Home"), ("headline", HEADLINE), line, *TEXT]


def with_byline(line: str) -> dict[str, object]:
    return read_page(*below_the_headline(("byline", line)))


NAMES = pytest.mark.parametrize(
    ("line", "authors", "agencies"),
    [
        ("By Ida Brandt", ["Ida Brandt"], []),
        ("By Ida Brandt and Tom Okoye", ["Ida Brandt", "Tom Okoye"], []),
        ("Von Ida Brandt, Klarbach", ["Ida Brandt"], []),
        ("Von Ida Brandt, Redaktion Hafen", ["Ida Brandt"], []),
        ("Ein Interview von Ida Brandt und Jan Öster", ["Ida Brandt", "Jan Öster"], []),
        ("Par Luc Moreau avec AFP", ["Luc Moreau"], ["AFP"]),
        ("Di Carla Neri", ["Carla Neri"], []),
        ("Por Ana Vidal y Luis Prado", ["Ana Vidal", "Luis Prado"], []),
        ("Av Siri Holm", ["Siri Holm"], []),
        ("Text: Ida Brandt", ["Ida Brandt"], []),
        ("Autor: Petr Malý", ["Petr Malý"], []),
        ("记者 王小明", ["王小明"], []),
        ("김하늘 기자", ["김하늘"], []),
        ("文／山田 花子", ["山田 花子"], []),
        ("Ida Brandt, Politikredakteurin", ["Ida Brandt"], []),
        ("By Tom Okoye, Staff Writer", ["Tom Okoye"], []),
        ("Tom Okoye Political Correspondent", ["Tom Okoye"], []),
        ("By Tom Okoye tom.okoye@gazette.example", ["Tom Okoye"], []),
        ("By Tom Okoye @tomokoye", ["Tom Okoye"], []),
        ("Von dpa", ["dpa"], ["dpa"]),
        ("By Tom Okoye The Associated Press", ["Tom Okoye"], ["The Associated Press"]),
        ("Tom OkoyeTom Okoye", ["Tom Okoye"], []),
        ("ByTom Okoye", ["Tom Okoye"], []),
        ("Tom OkoyePublished", ["Tom Okoye"], []),
        ("By Tom Okoye, in News, Harbour, Business", ["Tom Okoye"], []),
        ("Von Ida Brandt in Klarbach und Tom Okoye", ["Ida Brandt", "Tom Okoye"], []),
        ("By Tom Okoye ⋅ Senior Editor", ["Tom Okoye"], []),
        ("Harbour | News | Written by Tom Okoye", ["Tom Okoye"], []),
        ("바다 김하늘 기자 sky@gazette.example", ["김하늘"], []),
        ("Ида Брандт Том Окойе Ана Видаль", ["Ида Брандт", "Том Окойе", "Ана Видаль"], []),
        ("Birte Holm Anna Maria Quell Jan Öster", ["Birte Holm", "Anna Maria Quell", "Jan Öster"], []),
        ("By Thomas Fenn in Harbour", ["Thomas Fenn"], []),
        ("By Thomas Fenn, Transport Correspondent", ["Thomas Fenn"], []),
        ("By Thomas Fenn, Home Affairs Editor", ["Thomas Fenn"], []),
        ("By Thomas Fenn, Religion Reporter, and Barbara Quay, Fashion Director", ["Thomas Fenn", "Barbara Quay"], []),
        ("Von Thomas Fenn, Bürgermeister von Klarbach", ["Thomas Fenn"], []),
        ("Por Ana Vidal, Alcaldesa de Puertoclaro", ["Ana Vidal"], []),
        ("Von Thomas Fenn, Barbara von Quay", ["Thomas Fenn", "Barbara von Quay"], []),
        ("By Thomas Fenn, Barbara Quay, Political Editor", ["Thomas Fenn", "Barbara Quay"], []),
        ("By Nora Whitcombe For The Harbour Echo", ["Nora Whitcombe"], []),
        ("By Nora Whitcombe and Tom Okoye for MailBoat", ["Nora Whitcombe", "Tom Okoye"], []),
        ("By Nora Whitcombe, Special to The Echo", ["Nora Whitcombe"], []),
        ("Par Nora Quendel pour L'Écho du Port", ["Nora Quendel"], []),
        ("Tribune de Nora Quendel", ["Nora Quendel"], []),
        ("Una crónica de Nora Quesada", ["Nora Quesada"], []),
        ("Von Nora Quendel, ARD-Studio Rom", ["Nora Quendel"], []),
    ],
)  # fmt: skip
named = read_together([("byline", line) for line, _, _ in NAMES.args[1]], below_the_headline)


@NAMES
def test_bylines_name_people_and_agencies(line: str, authors: list[str], agencies: list[str]) -> None:
    row = named(("byline", line))
    assert (row["authors"], row["agencies"]) == (authors, agencies)
    assert row["byline"] == line.removeprefix("Harbour | News | ")


FOUND = pytest.mark.parametrize(
    ("line", "authors", "byline"),
    [
        ("By Ida Brandt", ["Ida Brandt"], "By Ida Brandt"),
        ("Ida Brandt, 12.03.2015 10:04", ["Ida Brandt"], "Ida Brandt"),
        ("Ida Brandt / Harbour Echo / 12 March 2015", ["Ida Brandt"], None),
        ("Do 12.03.2015 | 10:04 Uhr | Von Ida Brandt", ["Ida Brandt"], "Von Ida Brandt"),
        ("News | Published: 5 hours ago | Written by Ida Brandt", ["Ida Brandt"], "Written by Ida Brandt"),
    ],
)
STATES = ("furniture_before", "caption", "date")
found = read_together(product(STATES, [line for line, _, _ in FOUND.args[1]]), below_the_headline)


@pytest.mark.parametrize("state", STATES)
@FOUND
def test_a_byline_is_found_whatever_the_network_says(
    state: str, line: str, authors: list[str], byline: str | None
) -> None:
    row = found((state, line))
    assert row["authors"][: len(authors)] == authors  # type: ignore[index]
    assert byline in (None, row["byline"])


def test_a_name_beside_a_date_is_a_byline() -> None:
    page = [("headline", HEADLINE), ("furniture_before", "Ida Brandt"), ("date", "12 March 2015"), *TEXT]
    assert read_page(*page)["authors"] == ["Ida Brandt"]


def test_a_name_that_is_printed_twice_is_one_author() -> None:
    row = read_page(("headline", HEADLINE), ("byline", "Ida Brandt"), ("furniture_before", "Ida Brandt"), *TEXT)
    assert (row["authors"], row["byline"]) == (["Ida Brandt"], "Ida Brandt")


def test_what_is_told_of_somebody_makes_a_name_a_byline() -> None:
    told = "Ida Brandt writes about harbours and the people who work in them."
    page = [("headline", HEADLINE), *TEXT, ("furniture_behind", "Ida Brandt"), ("furniture_behind", told)]
    assert read_page(*page)["authors"] == ["Ida Brandt"]


def test_a_known_given_name_speaks_for_a_line() -> None:
    page = [
        ("furniture_before", "Harbour Classics"),
        ("headline", HEADLINE),
        ("furniture_before", "Thomas Fenn in harbour"),
        ("furniture_before", "High Tides"),
        *TEXT,
    ]
    assert read_page(*page)["authors"] == ["Thomas Fenn"]


def test_a_list_of_names_begins_at_its_opener() -> None:
    row = read_page(("headline", HEADLINE), ("byline", "Ada Quay"), ("byline", "By Ida Brandt"), *TEXT)
    assert (row["authors"], row["byline"]) == (["Ida Brandt"], "By Ida Brandt")


def test_names_on_lines_of_their_own_go_on_with_a_list() -> None:
    """Behind a comma whatever they are called, else where they begin with given names that are known."""
    comma = [
        ("furniture_before", "By Ada Quay,"),
        ("furniture_before", "Xanthe Orrel &"),
        ("furniture_before", "Bo Lindqu"),
    ]
    assert read_page(("headline", HEADLINE), *comma, *TEXT)["authors"] == ["Ada Quay", "Xanthe Orrel", "Bo Lindqu"]
    known = [
        ("furniture_before", "Von Thomas Fenn"),
        ("furniture_before", "Barbara Quay, Reporterin"),
        ("furniture_before", "Sport"),
    ]
    assert read_page(("headline", HEADLINE), *known, *TEXT)["authors"] == ["Thomas Fenn", "Barbara Quay"]


@pytest.mark.parametrize(
    "line",
    [
        "December 15, 2025 · 30 min · 6,279 words · Thomas Fenn",
        "Dec 26, 2025 • Thomas Fenn in Harbour Matters",
        "Dec. 19, 2025 · Thomas Fenn on behalf of the crew",
    ],
)
def test_what_stands_beside_a_date_is_taken_apart(line: str) -> None:
    assert read_page(("headline", HEADLINE), ("date", line), *TEXT)["authors"] == ["Thomas Fenn"]


def test_who_surely_wrote_is_found_far_from_the_head() -> None:
    """But not where a page says so of several authors: most of them wrote other pages."""
    far = [
        *[("furniture_behind", f"Pier {number}") for number in range(9)],
        ("furniture_behind", "Written by Ada Quay"),
    ]
    page = [("headline", HEADLINE), *TEXT, *far]
    assert read_page(*page)["authors"] == ["Ada Quay"]
    assert read_page(*page, ("furniture_behind", "Written by Bo Lind"))["authors"] == []


def test_who_helped_is_no_author_beside_one() -> None:
    page = [("headline", HEADLINE), ("byline", "Ida Brandt"), ("byline", "Reviewed by Tom Okoye"), *TEXT]
    assert read_page(*page)["authors"] == ["Ida Brandt"]
    assert read_page(page[0], *page[2:])["authors"] == ["Tom Okoye"]


@pytest.mark.parametrize(
    "line",
    [
        "Related Stories", "Zur Playlist", "Text Size", "사진 확대", "New York", "Nordkai. 9. Juli",
        "Harbour Day / The 9th of July draws near, and the council wants the whole town to come and celebrate it",
    ],
)  # fmt: skip
def test_menus_and_places_are_no_bylines(line: str) -> None:
    page = [("headline", HEADLINE), ("furniture_before", line), ("date", "12 March 2015"), *TEXT]
    assert read_page(*page)["authors"] == []


def test_a_byline_does_not_reach_into_the_next_page() -> None:
    rows = read_pages(
        [("headline", HEADLINE), *TEXT, ("furniture_behind", "By")],
        [("furniture_before", "Klarbach"), ("headline", HEADLINE), *TEXT],
    )
    assert [row["authors"] for row in rows] == [[], []]


def test_a_date_right_below_the_headline_is_found_whatever_the_network_says() -> None:
    row = read_page(("headline", HEADLINE), ("furniture_before", "Town / 12 March 2015"), *TEXT)
    assert row["published_at"] == dt.datetime(2015, 3, 12)


def test_a_byline_tells_which_date_is_the_article_s() -> None:
    row = read_page(
        ("furniture_before", "2 March 2015"),
        *[("furniture_before", f"Menu {place}") for place in range(9)],
        ("headline", HEADLINE),
        ("byline", "By Ida Brandt"),
        ("furniture_before", "12 March 2015"),
        *TEXT,
    )
    assert row["published_at"] == dt.datetime(2015, 3, 12)


@pytest.mark.parametrize(
    ("today", "byline"),
    [
        ("Thursday, 12 March 2026", "By Ida Brandt, 5 May 2015"),
        ("Donnerstag, 12. März 2026", "Geschrieben von Ida Brandt am 5. Mai 2015"),
        ("12/03/2026", "Par Ida Brandt, le 5 mai 2015"),
    ],
)
def test_the_date_of_a_byline_goes_before_that_of_the_day(today: str, byline: str) -> None:
    row = read_page(("date", today), ("headline", HEADLINE), ("byline", byline), *TEXT)
    assert (row["published_at"], row["authors"]) == (dt.datetime(2015, 5, 5), ["Ida Brandt"])


def test_a_byline_ends_where_its_date_begins() -> None:
    row = with_byline("By Jane Doe | May 3, 2015 10:04")
    assert (row["byline"], row["authors"]) == ("By Jane Doe", ["Jane Doe"])
    assert (row["published_at"], row["published_precision"]) == (dt.datetime(2015, 5, 3, 10, 4), "minute")
    assert row["published_printed"] == "May 3, 2015 10:04"


def test_names_stand_on_the_line_behind_their_opener() -> None:
    row = read_page(("headline", HEADLINE), ("furniture_before", "Von"), ("byline", "Ida Brandt"), *TEXT)
    assert row["authors"] == ["Ida Brandt"]


@pytest.mark.parametrize(
    "line",
    ["Schlagwörter", "3 Minuten Lesezeit", "Share this article", "Follow us on Twitter", "Donnerstag", "JANUARI"],
)
def test_what_names_nobody_is_no_byline(line: str) -> None:
    row = with_byline(line)
    assert (row["byline"], row["authors"]) == (None, [])


@pytest.mark.parametrize(
    ("title", "others"),
    [
        (f"{HEADLINE} - Harbour Echo", ["Harbour Echo"]),
        (f"{HEADLINE} | Town | Harbour Echo", ["Town", "Harbour Echo"]),
        (f"{HEADLINE} | Town | Harbour Echo", [HEADLINE]),
    ],
)
def test_the_site_behind_a_title_is_cut_off_by_evidence(title: str, others: list[str]) -> None:
    row = read_page(("headline", title), *(("furniture_before", other) for other in others), *TEXT)
    assert row["headline"] == HEADLINE


def test_the_host_is_evidence_for_the_name_of_a_site() -> None:
    page = [("headline", f"{HEADLINE} – Harbour Echo"), *TEXT]
    assert read_page(*page, url="https://www.harbourecho.example/town/1")["headline"] == HEADLINE
    assert read_page(*page)["headline"] == f"{HEADLINE} – Harbour Echo"


MENU = [("furniture_before", f"Menu {place}") for place in range(9)]


@pytest.mark.parametrize(
    ("other", "below"),
    [
        ("Terms and conditions", []),
        ("Waves at the old pier © Ida Brandt", []),
        ("Waves at the old pier Ida Brandt/Reuters", []),
        ("Waves at the old pier", [("credit", "Foto: Ida Brandt")]),
        ("12 March 2024 · By Ida Brandt and Tom Okoye", []),
        ("The Harbour Echo", [("furniture_behind", "© 2024 The Harbour Echo")]),
    ],
)
def test_menus_pictures_and_the_house_are_no_headline(other: str, below: list[tuple[str, str]]) -> None:
    """Whatever the network says: it takes both lines for a headline, and a date below speaks for the other."""
    picture, foot = ([row for row in below if (row[0] == "credit") == wanted] for wanted in (True, False))
    page = [("headline", other), *picture, ("date", "12 March 2015"), *MENU, ("headline", HEADLINE), *TEXT, *foot]
    assert read_page(*page)["headline"] == HEADLINE


@pytest.mark.parametrize(
    "headline",
    [
        "Die besten Bilder: So schön war das Hafenfest",
        "Hafenfest in Klarbach: the best photos: when the ferry left",
        "港が一週間閉鎖される",
    ],
)
def test_headlines_may_name_pictures_and_have_no_spaces(headline: str) -> None:
    other = "Storm season in the whole of the town"
    page = [("headline", headline), ("date", "12 March 2015"), *MENU, ("headline", other), *TEXT]
    assert read_page(*page)["headline"] == headline


def test_the_title_tells_the_headline_in_front_of_the_site() -> None:
    other = "Storm season in the whole of the town"
    page = [("headline", other), ("date", "12 March 2015"), *MENU, ("headline", HEADLINE), *TEXT]
    assert read_page(("furniture_before", f"{HEADLINE} | The Harbour Echo"), *page)["headline"] == HEADLINE
    assert read_page(("furniture_before", "The Harbour Echo"), *page)["headline"] == other


def test_the_house_behind_the_title_is_no_author() -> None:
    def authors(house: str) -> object:
        title = ("furniture_before", f"{HEADLINE} | {house}")
        page = [("furniture_before", house), ("headline", HEADLINE), ("date", "12 March 2015"), *TEXT]
        return read_page(title, *page)["authors"]

    assert authors("El Eco del Puerto") == []
    # A blog may have its author's name.
    assert authors("Nora Whitcombe") == ["Nora Whitcombe"]


def test_a_photographer_with_an_agency_is_no_author() -> None:
    picture = [
        ("caption", "Waves at the old pier"),
        ("furniture_inside", "Ida Brandt/Reuters"),
        ("date", "12 March 2015"),
    ]
    assert read_page(("headline", HEADLINE), *picture, *TEXT)["authors"] == []
    assert read_page(("headline", HEADLINE), ("byline", "By Ida Brandt/Reuters"), *TEXT)["authors"] == ["Ida Brandt"]


def test_a_kicker_needs_the_title_as_evidence() -> None:
    line = f"Storm season: {HEADLINE}"
    told = read_page(("furniture_before", HEADLINE), ("headline", line), *TEXT)
    assert (told["kicker"], told["headline"]) == ("Storm season", HEADLINE)
    untold = read_page(("furniture_before", "Home"), ("headline", line), *TEXT)
    assert (untold["kicker"], untold["headline"]) == (None, line)


def test_a_kicker_above_the_headline_is_told_by_a_line_that_prints_both() -> None:
    page = [("furniture_before", f"Storm season {HEADLINE}"), ("furniture_before", "Storm season")]
    row = read_page(("furniture_before", "Home"), *page, ("headline", HEADLINE), *TEXT)
    assert (row["kicker"], row["headline"]) == ("Storm season", HEADLINE)
    other = read_page(("furniture_before", "Home"), page[0], ("headline", HEADLINE), *TEXT)
    assert (other["kicker"], other["headline"]) == (None, HEADLINE)


def test_a_colon_parts_the_kicker_from_a_headline_printed_again() -> None:
    row = read_page(("furniture_before", f"Storm season: {HEADLINE}"), ("headline", HEADLINE), *TEXT)
    assert (row["kicker"], row["headline"]) == ("Storm season", HEADLINE)


def test_the_name_of_the_site_is_no_kicker() -> None:
    page = [("furniture_before", "Home"), ("furniture_before", f"Harbour Echo: {HEADLINE}"), ("headline", HEADLINE)]
    assert read_page(*page, *TEXT, url="https://harbourecho.example/1")["kicker"] is None


def test_the_address_decides_between_headlines() -> None:
    other = "Ten ways to dry your nets before winter comes"
    page = [("headline", other), ("headline", HEADLINE), *TEXT]
    assert read_page(*page, url="https://echo.example/town/klarbach-closes-harbour-week")["headline"] == HEADLINE


@pytest.mark.parametrize("byline", ["Eine Kolumne von Ida Brandt", "Текст: Ирина Брандт", "An interview by Ida Brandt"])
def test_a_byline_is_no_headline(byline: str) -> None:
    """The network takes both for one."""
    assert read_page(("headline", HEADLINE), ("headline", byline), *TEXT)["headline"] == HEADLINE


@pytest.mark.parametrize("headline", ["Interview: the mayor speaks", "Klarbach von Sturm getroffen"])
def test_a_headline_may_hold_the_words_of_bylines(headline: str) -> None:
    assert read_page(("headline", headline), ("byline", "Von Ida Brandt"), *TEXT)["headline"] == headline


def test_the_lede_stands_between_headline_and_text() -> None:
    lede = "Ships must wait: the council wants the new pier to be finished before the first storms."
    row = read_page(("headline", HEADLINE), ("lede", lede), *TEXT)
    assert row["lede"] == lede
    assert lede not in str(row["body"])


@pytest.mark.parametrize(
    "dateline", ["KLARBACH, Maine (AP) — ", "KLARBACH, 14 Mar. (EUROPA PRESS) - ", "Klarbach (dpa) - "]
)
def test_a_line_that_opens_with_place_and_agency_is_no_lede(dateline: str) -> None:
    first = "Ships must wait: the council wants the new pier to be finished before the first storms."
    doubted = "furniture_inside"
    assert read_page(("headline", HEADLINE), (doubted, first), *TEXT)["lede"] == first
    assert read_page(("headline", HEADLINE), (doubted, dateline + first), *TEXT)["lede"] is None


def test_a_lede_may_stand_below_byline_and_picture() -> None:
    lede = "Ships must wait: the council wants the new pier to be finished before the first storms."
    between = [("byline", "By Ida Brandt"), ("caption", "Boats lie in the harbour of Klarbach. Photo: Tom Okoye")]
    row = read_page(("headline", HEADLINE), *between, ("lede", lede), *TEXT)
    assert (row["lede"], row["headline"]) == (lede, HEADLINE)


def test_a_first_paragraph_is_no_lede() -> None:
    row = read_page(("headline", HEADLINE), *TEXT)
    assert row["lede"] is None
    assert row["body"] == "\n\n".join(text for _, text in TEXT)


@pytest.mark.parametrize("printed", ["03/04/2024", "14. März, 18:05 Uhr", "31.02.2024"])
def test_a_date_of_which_no_day_can_be_told_is_kept_as_printed(printed: str) -> None:
    teaser = ("furniture_behind", "A second pier"), ("date", "12.02.2024")
    row = read_page(("headline", HEADLINE), ("byline", "By Ida Brandt"), ("date", printed), *TEXT, *teaser)
    assert (row["published_at"], row["published_printed"]) == (None, printed)


def test_published_and_updated_are_told_apart() -> None:
    row = read_page(
        ("furniture_before", "Home"),
        ("headline", HEADLINE),
        ("date", "Published 12 March 2015"),
        ("date", "Updated 14 March 2015"),
        *TEXT,
        ("furniture_behind", "More stories"),
        ("date", "20 March 2015"),
    )
    assert (row["published_at"], row["updated_at"]) == (dt.datetime(2015, 3, 12), dt.datetime(2015, 3, 14))
    row = read_page(("headline", HEADLINE), ("date", "Reviewed 12 March 2015"), *TEXT)
    assert (row["published_at"], row["updated_at"]) == (None, None)


DATELINES = pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("Brüssel (dpa) - ", "Brüssel"),
        ("LONDON (AP) — ", "LONDON"),
        ("PARIS, March 3 (Reuters) - ", "PARIS"),
        ("KLARBACH — ", "KLARBACH"),
        ("Klarbach. ", "Klarbach"),
        ("KLARBACH: ", "KLARBACH"),
        ("Puertoclaro, 14 mar (EFE).- ", "Puertoclaro"),
        ("Puertoclaro (EFE).- ", "Puertoclaro"),
        ("PUERTOCLARO.- ", "PUERTOCLARO"),
        ("Klarbach.- ", "Klarbach"),
        ("Puertoclaro.- ", None),
        ("PORTO CLARO, SP (FOLHAPRESS) - ", "PORTO CLARO, SP"),
        ("(ANSA) - PORTOCHIARO, 14 MAR - ", "PORTOCHIARO"),
        ("МОСКВА. 14 марта. INTERFAX.RU - ", "МОСКВА"),
        ("القاهرة (أ ف ب) - ", "القاهرة"),
        ("القاهرة - رويترز: ", "القاهرة"),
        ("नई दिल्ली (भाषा) ", "नई दिल्ली"),
        ("[ロンドン 14日 ロイター] - ", "ロンドン"),
        ("（ロンドン＝佐藤健）", "ロンドン"),
        ("新华社北京3月14日电（记者 王小明）", "北京"),
        ("[서울=뉴시스] 김민지 기자 = ", "서울"),
        ("Opinion: ", None),
        ("ANALYSIS — ", None),
        ("Berlin: ", None),
        ("Ida Brandt (CDU): ", None),
        ("العمدة (رئيس البلدية) ", None),
        ("Mara Lind (left) - ", None),
        ("WHAT CAME BEFORE - ", None),
        ("NEW YORK — ", "NEW YORK"),
        ("Yes. ", None),
        ("Mara Lind (54) ", None),
    ],
)
OPENED = "The harbour stays closed for a week, the council said after a meeting about it."


def opened(opening: str) -> list[tuple[str, str]]:
    rest = "Many people in Klarbach had asked for it, and the winter storms are near already."
    title = ("headline", "Harbour stays closed for a whole week")
    return [title, ("paragraph", opening + OPENED), ("paragraph", rest)]


datelined = read_together([opening for opening, _ in DATELINES.args[1]], opened)


@DATELINES
def test_a_dateline_opens_the_text(opening: str, place: str | None) -> None:
    row = datelined(opening)
    assert row["place"] == place
    assert opening + OPENED in f"{row['lede']}\n\n{row['body']}"


_NAMES = st.sampled_from(["Ida Brandt", "Tom Okoye", "Ana Vidal", "Jean-Luc Moreau", "Siri Holm", "Petr Malý"])


@given(
    names=st.lists(_NAMES, min_size=1, max_size=4, unique=True),
    opener=st.sampled_from(["By ", "Von ", "Par ", "Di ", "Por ", "Door ", "Av ", "Autor: ", ""]),
    last=st.sampled_from([" and ", " und ", " et ", " y ", " och ", ", ", " & "]),
)
def test_any_list_of_names_is_taken_apart(names: list[str], opener: str, last: str) -> None:
    printed = opener + (", ".join(names[:-1]) + last if names[1:] else "") + names[-1]
    assert with_byline(printed)["authors"] == names


BESIDE: list[list[tuple[str, str]]] = [
    [("headline", f"{HEADLINE} - Harbour Echo"), ("furniture_before", "Harbour Echo"), *TEXT],
    [("headline", HEADLINE), ("byline", "By Ida Brandt"), ("date", "12 March 2015"), *TEXT],
    [*TEXT, ("furniture_behind", "© 2015 The Harbour Echo")],
    [("furniture_before", "Home")],
]


@cache
def _alone(place: int) -> dict[str, object]:
    (row,) = _rows([BESIDE[place]])
    return row


@given(order=st.permutations(range(4)))
@settings(max_examples=10)
def test_a_page_reads_alike_whatever_stands_beside_it(order: list[int]) -> None:
    rows = dict(zip(order, _rows([BESIDE[place] for place in order]), strict=True))
    for place in range(3):
        assert rows[place] == _alone(place)


def _rows(pages: list[list[tuple[str, str]]]) -> list[dict[str, object]]:
    return [{**row, "doc_id": "", "article_id": ""} for row in read_pages(*pages)]
