"""What programs write above the text of a page: what is read of it, and where there is none."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.parser import Parser
from broadsheet.printed import printed_lines

URL = "https://www.echo.example/harbour/ferry-leaves-on-time"
TEXT = """\
The first boat of the day left the quay at seven sharp on Tuesday, to the surprise of everybody but the gulls.

Captain Swantje Moll said that the timetable had been printed in spring. "It says seven," she said, and pointed at it.

The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch."""
PARAGRAPHS = TEXT.split("\n\n")
TITLE = "Ferry leaves on time, passengers do not"
YAML = f"""\
---
title: "{TITLE}"
author: Nora Whitcombe
url: {URL}
hostname: echo.example
description: The first boat of the day left at seven.
date: 2024-03-05
tags:
- ferry
- timetable
---
"""
BROKEN_YAML = YAML.replace("on time, passengers", "on time,\n  passengers")
READER = f"""\
Title: {TITLE}

URL Source: {URL}

Published Time: 2024-03-05

Markdown Content:
By Nora Whitcombe

"""
SCRAPER = f"URL: {URL}\nTitle : {TITLE}\nAuthor: Nora Whitcombe\nDate: 2024-03-05\nSite: The Harbour Echo\n\n"
GERMAN = f"Titel: {TITLE}\nAutor: Nora Whitcombe\nDatum: 2024-03-05\nQuelle: {URL}\n\n"


def read(*texts: str) -> tuple[list[str], list[str | None]]:
    batch = documents({"doc_id": "a", "source_uri": "a", "content": text.encode()} for text in texts)
    printed = printed_lines(decode(batch).clean)
    return printed.lines.text.to_pylist(), printed.address.to_pylist()


@pytest.mark.parametrize("head", [YAML, BROKEN_YAML, READER, SCRAPER, GERMAN])
def test_an_article_has_the_title_the_address_and_the_date_that_stand_above_it(head: str) -> None:
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": (head + TEXT).encode()}])
    (article,) = Parser(()).read(batch)["articles"].to_pylist()
    assert article["headline"] == TITLE
    assert article["authors"] == ["Nora Whitcombe"]
    assert article["published_at"] == datetime(2024, 3, 5)
    assert (article["url"], article["site"]) == (URL, "echo.example")
    assert [article["lede"], *article["body"].split("\n\n")][article["lede"] is None :] == PARAGRAPHS


def test_an_address_of_the_container_is_kept() -> None:
    other = "https://archive.example/1"
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": (YAML + TEXT).encode(), "url": other}])
    assert Parser(()).read(batch)["articles"]["url"].to_pylist() == [other]


def test_every_line_of_it_carries_a_label() -> None:
    batch = documents([{"doc_id": "a", "source_uri": "a", "content": (YAML + TEXT).encode()}])
    lines = Parser((), keep_lines=True).read(batch)["lines"].to_pylist()
    labels = {line["text"]: line["label"] for line in lines}
    assert labels["hostname: echo.example"] == labels["---"] == labels["- ferry"] == "furniture"
    assert labels[f'title: "{TITLE}"'] == "headline"
    assert len(lines) == (YAML + TEXT).count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        f"Title: {TITLE}\n\n{TEXT}",
        f"---\nTitle: {TITLE}\n\n{TEXT}",
        f"---\n{TITLE}\n---\n{TEXT}",
        "Author: Nora Whitcombe\nDate: 5 March 2024\nIt rained.",
        f"{TITLE}\nTitle: Another\nURL: {URL}\nIt rained.",
        "Title: \nURL: none\nIt rained.",
        "---",
    ],
    ids=["one field", "no second fence", "no fields", "neither title nor address", "not at the top", "empty", "fence"],
)
def test_other_documents_are_left_as_they_are(text: str) -> None:
    assert read(text) == ([" ".join(line.split()) for line in text.split("\n") if line.strip()], [None])


FIELDS = st.sampled_from([f"title: {TITLE}", f"url: {URL}", "date: 2024-03-05", "author: Ida Brandt", "site: Echo"])


@given(st.lists(st.tuples(st.lists(FIELDS, max_size=6), st.booleans()), min_size=1, max_size=5))
def test_documents_beside_it_change_nothing(heads: list[tuple[list[str], bool]]) -> None:
    """What is taken off a document depends on its own lines, and its text is never touched."""
    texts = ["\n".join(["---", *head, "---"] if fenced else head) + f"\n\n{TEXT}" for head, fenced in heads]
    alone = [read(text) for text in texts]
    assert read(*texts) == ([line for lines, _ in alone for line in lines], [one for _, (one,) in alone])
    body = [line for line in TEXT.split("\n") if line]
    assert all(lines[-len(body) :] == body for lines, _ in alone)
