"""The text of pages whose states are given: what belongs to the article, and what to others beside it."""

from __future__ import annotations

from broadsheet.documents import documents
from broadsheet.parser import Parser
from tests.model.pages import read_page

SENTENCE = "The ferry to the northern islands will sail again from Monday, the harbour master of Ostwick said. "
HEADLINE = ("headline", "Ferry to the islands sails again")
TEASER = ("paragraph", "The theatre opens its new season with a comedy that was lost for two centuries.")
THREAD = (
    ("furniture_behind", "2 Comments"),
    ("comment_head", "Mira Holm, 3 May 2021 at 10:12"),
    ("comment_body", "It was about time, we have waited for the whole winter."),
    ("comment_head", "Jon Falk, 4 May 2021 at 08:40"),
    ("comment_body", "And the fare has gone up again, nobody says why."),
)


def text(*page: tuple[str, str]) -> str:
    """Return the body that is read."""
    return str(read_page(*page)["body"])


def test_text_above_the_headline_is_another_articles() -> None:
    menu = [("furniture_before", name) for name in ("News", "Sport", "Culture", "Weather", "Jobs", "Tides")]
    paragraph = ("paragraph", SENTENCE * 6)
    assert text(TEASER, *menu, HEADLINE, paragraph, paragraph) == f"{paragraph[1].strip()}\n\n{paragraph[1].strip()}"


def test_text_behind_the_first_comment_is_another_articles() -> None:
    paragraph = ("paragraph", SENTENCE * 6)
    assert text(HEADLINE, paragraph, *THREAD, TEASER) == paragraph[1].strip()


def test_what_stands_outside_stays_where_there_is_too_little_inside() -> None:
    short = ("paragraph", SENTENCE)
    assert text(TEASER, HEADLINE, short) == f"{TEASER[1]}\n\n{short[1].strip()}"


def test_a_page_without_lines_among_others_or_alone_is_read() -> None:
    """It gives no article, and the network has nothing to score."""
    for texts in (["", "\n\n", " "], ["", SENTENCE * 6, ""]):
        rows: list[dict[str, object]] = [
            {"doc_id": f"page{place}", "source_uri": "m", "content": text.encode(), "decoded": True}
            for place, text in enumerate(texts)
        ]
        tables = Parser(()).read(documents(rows))
        assert len(tables["articles"]) + len(tables["rejects"]) == len(texts)
