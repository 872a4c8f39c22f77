"""Dumps that keep nothing of a page but its title and its text: whole pages, read by the network that is shipped."""

from __future__ import annotations

import pytest

from broadsheet.documents import one_document
from broadsheet.parser import Parser

PARAGRAPHS = [
    "The first boat of the day left the quay at seven sharp, to the surprise of everybody who was not on it.",
    "The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch.",
    "Nobody was hurt. The mayor, who had been waiting on the pontoon with a speech, read it to the gulls instead.",
]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("title", ["Ferry leaves on time, passengers do not", "Slow watch for a fast captain"])
def test_the_first_line_is_the_headline(title: str, gap: str) -> None:
    (article,) = Parser(()).read(one_document(gap.join([title, *PARAGRAPHS])))["articles"].to_pylist()
    assert (article["headline"], article["subheadings"]) == (title, [])
    assert PARAGRAPHS[-1] in article["body"]


def test_a_sentence_is_no_headline() -> None:
    (article,) = Parser(()).read(one_document("\n\n".join(PARAGRAPHS)))["articles"].to_pylist()
    assert article["headline"] is None
