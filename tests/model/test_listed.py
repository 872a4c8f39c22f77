"""Lists of stories above an article give it neither headline nor date."""

from __future__ import annotations

import datetime as dt

from tests.model.pages import TEXT, read_pages

Line = tuple[str, str]

OWN = "Gulls everywhere and nobody knows why"
TITLES = (
    "Fishermen of Klarbach had asked the town council",
    "The pier is not finished and winter is near",
    "The harbour of Klarbach will stay closed",
)
DATES = ("date", "12.02.2024"), ("date", "05.01.2024"), ("date", "28.12.2023")
CLOCKS = ("furniture_before", "10:31"), ("furniture_before", "9.58"), ("furniture_before", "9.12")
HEADS: list[list[Line]] = [
    [("headline", OWN), ("byline", "By Ida Brandt"), ("date", "14 March 2024")],
    [("headline", OWN), ("date", "14 March 2024")],
    [("date", "14 March 2024"), ("headline", OWN), ("lede", "The birds have come to stay, the council fears.")],
]


def page(rows: list[list[Line]], head: list[Line]) -> list[Line]:
    listed = [line for row in rows for line in row]
    return [("furniture_before", "The Harbour Echo"), ("furniture_before", "Read on"), *listed, *head, *TEXT * 4]


def test_rows_of_a_list_are_not_the_article_s_head() -> None:
    title = [("headline", text) for text in TITLES]
    excerpt = ("paragraph", "The council of Klarbach has met again, and again the pier was all it spoke of.")
    lists: list[list[list[Line]]] = [
        [list(row) for row in zip(title, DATES, strict=True)],
        [list(row) for row in zip(DATES, title, strict=True)],
        [[one, excerpt, date] for one, date in zip(title, DATES, strict=True)],
        [list(row) for row in zip(CLOCKS, title, strict=True)],
        [[("headline", f"10:3{place} {text}")] for place, text in enumerate(TITLES)],
    ]
    rows = read_pages(*[page(rows, head) for rows in lists for head in HEADS])
    found = [(row["headline"], row["published_at"]) for row in rows]
    assert found == [(OWN, dt.datetime(2024, 3, 14))] * len(found)
    undated = read_pages(*[page(rows, HEADS[0][:2]) for rows in lists])
    assert [(row["headline"], row["published_at"]) for row in undated] == [(OWN, None)] * len(lists)
