"""The text of pages whose states are given: what belongs to the article, and what to others beside it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.documents import documents
from broadsheet.lines import Lines
from broadsheet.model import Ensemble, labeller
from broadsheet.model.states import STATE
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


def test_what_a_page_tells_of_its_authors_is_no_text() -> None:
    told = ["Mira Holm is a reporter of the Ostwick Mail.", "She writes about ships, storms and the people in between."]
    body = [SENTENCE.replace("Monday", day).strip() for day in ("Monday", "Tuesday", "Friday", "Saturday")]
    page = [HEADLINE, ("byline", "By Mira Holm"), *(("paragraph", line) for line in body)]
    assert text(*page, *(("paragraph", line) for line in told)) == "\n\n".join(body)
    # Who speaks is told, too; and a name that is no author's may open a sentence.
    others = ("Mira Holm: Thank you.", "Mira Holm：Thank you.", "Mira Holmberg sailed.", "Jon Falk sailed.")
    for line in others:
        assert text(*page, ("paragraph", line)) == "\n\n".join([*body, line])


def test_a_sub_heading_with_no_text_below_is_another_things() -> None:
    heads = [("subheading", name) for name in ("What happens next", "Footnotes")]
    paragraphs = [("paragraph", SENTENCE), ("paragraph", SENTENCE.replace("Monday", "Friday"))]
    first, second = (line.strip() for _, line in paragraphs)
    assert text(HEADLINE, paragraphs[0], heads[0], paragraphs[1], heads[1]) == f"{first}\n\n{heads[0][1]}\n\n{second}"


def test_a_page_without_lines_among_others_or_alone_is_read() -> None:
    """It gives no article, and the network has nothing to score."""
    for texts in (["", "\n\n", " "], ["", SENTENCE * 6, ""]):
        rows: list[dict[str, object]] = [
            {"doc_id": f"page{place}", "source_uri": "m", "content": text.encode(), "decoded": True}
            for place, text in enumerate(texts)
        ]
        tables = Parser(()).read(documents(rows))
        assert len(tables["articles"]) + len(tables["rejects"]) == len(texts)


def test_an_article_that_comments_hid_is_found_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside a long thread the networks take the thread for the text; without it, it sees the article."""
    article, talk = SENTENCE.strip(), "Nobody asked us before they stopped the ferry, and nobody asks us now."
    page = [HEADLINE[1], article, article, article, "2 Comments", THREAD[1][1], talk, THREAD[3][1], f"{talk} Again."]

    def seen(lines: Lines, ensemble: Ensemble, _: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
        texts = lines.text.to_pylist()
        hidden = talk in texts
        states = {HEADLINE[1]: "headline", article: "furniture_before" if hidden else "paragraph", talk: "paragraph",
                  f"{talk} Again.": "paragraph"}  # fmt: skip
        state = np.array([STATE[states.get(line, "furniture_behind")] for line in texts], np.uint8)
        score = np.full((len(texts), len(ensemble.start)), -40, np.float32)
        score[np.arange(len(texts)), state] = 40
        return score, np.zeros(lines.documents, np.float32)

    monkeypatch.setattr(labeller, "score_lines", seen)
    rows = [{"doc_id": "page", "source_uri": "m", "content": "\n".join(page).encode(), "decoded": True}]
    tables = Parser(()).read(documents(rows))
    assert tables["articles"]["body"].to_pylist() == ["\n\n".join([article] * 3)]
    assert tables["comments"]["body"].to_pylist() == [talk, f"{talk} Again."]
