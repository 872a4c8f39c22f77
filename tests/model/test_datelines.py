"""Datelines and lines of sources in many languages; each test reads its pages as one batch."""

from __future__ import annotations

from tests.model.pages import TEXT, read_pages

HEAD = ("headline", "A quiet week at the quay")
DATELINES: dict[str, tuple[str | None, list[str]]] = {
    "Klarbach (dpa/lno) - ": ("Klarbach", ["dpa"]),
    "WESTHAVEN, England, March 14 (Reuters) - ": ("WESTHAVEN, England", ["Reuters"]),
    "(Reuters) - ": (None, ["Reuters"]),
    "WESTHAVEN—": ("WESTHAVEN", []),
    "(GENEVA) – ": ("GENEVA", []),
    "SAN MARTÍN — ": ("SAN MARTÍN", []),
    "PRAHA/OSTRAVA – ": ("PRAHA/OSTRAVA", []),
    "Klarbach, den 14. März 2024 – ": ("Klarbach", []),
    "Klarbach, 14.03.2024 (lifePR) - ": ("Klarbach", []),
    "Puertoclaro, 14 de marzo de 2024 – ": ("Puertoclaro", []),
    "Budapest, 2024. március 14., csütörtök (MTI) - ": ("Budapest", ["MTI"]),
    "МОСКВА, 14 мар — РИА Новости. ": ("МОСКВА", ["РИА Новости"]),
    "КИЇВ. 14 березня. УНІАН. ": ("КИЇВ", ["УНІАН"]),
    "القاهرة 14 مارس (رويترز) - ": ("القاهرة", ["رويترز"]),
    "【ロンドン共同】": ("ロンドン", ["共同"]),
    "新华社北京3月14日电 ": ("北京", ["新华社"]),
    "[서울=뉴시스] ": ("서울", ["뉴시스"]),
    "Am Montag, 14. März 2024 – ": (None, []),
    "Giovedì, 14 marzo 2024 – ": (None, []),
    "Ida Brandt (SPD) – ": (None, []),
    "(Video) – ": (None, []),
}
SOURCES = {"Quelle: dpa": ["dpa"], "来源：新华社": ["新华社"], "Kaynak: AA": ["AA"], "Source: Harbour Office": []}


def test_datelines_name_places_and_wire_agencies() -> None:
    first, rest = "The harbour stays closed for a week, the council said after a meeting about it.", TEXT[1]
    rows = read_pages(*[[HEAD, ("paragraph", dateline + first), rest] for dateline in DATELINES])
    found = {dateline: (row["place"], row["agencies"]) for dateline, row in zip(DATELINES, rows, strict=True)}
    assert found == DATELINES


def test_a_line_above_the_text_says_whose_it_is() -> None:
    rows = read_pages(*[[HEAD, ("furniture_before", line), ("date", "12 March 2015"), *TEXT] for line in SOURCES])
    assert {line: row["agencies"] for line, row in zip(SOURCES, rows, strict=True)} == SOURCES
    assert [row["authors"] for row in rows] == [[]] * len(rows)


def test_a_day_that_a_sentence_tells_is_not_the_article_s_and_stays_in_the_text() -> None:
    first = ("paragraph", "It happened on 12 February 2024, in the rain.")
    row = read_pages([HEAD, first, *TEXT])[0]
    assert (row["published_at"], str(row["body"]).startswith(first[1])) == (None, True)
