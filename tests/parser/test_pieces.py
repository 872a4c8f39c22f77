"""Pages whose every element stands on a line of its own: which lines are put together again."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.lines import split_lines
from broadsheet.pieces import whole_lines

WHOLE = """\
Ferry leaves on time
By Nora Whitcombe
The ferry left the quay at seven sharp, said the Harbour Office, to the surprise of everybody (Ida Brandt and her \
geese included) who was not on it.
The captain, who had bought the watch in Clearbeck last summer, read the tide table twice before he gave the sign.
Nobody was hurt. According to the Council of Boatmen, the next one leaves on Thursday.
Kwame B.
good to know
2 May, 10:15
"""
LINKS = ("Harbour Office", "Ida Brandt", "Clearbeck", "tide table", "Council of Boatmen")
"""What is a link on the page, and so a line of its own in the dump."""


def dumped(text: str) -> str:
    for link in LINKS:
        text = text.replace(link, f"\n{link}\n")
    return "\n".join(piece.strip() for piece in text.split("\n"))


def read(text: str) -> list[str]:
    return [str(line) for line in whole_lines(split_lines(pa.array([text])), np.ones(1, bool)).text.to_pylist()]


def test_sentences_around_links_are_whole_again() -> None:
    assert read(dumped(WHOLE)) == WHOLE.split("\n")[:-1]


def test_a_document_that_is_not_looked_at_stays_as_it_is() -> None:
    lines = split_lines(pa.array([dumped(WHOLE)]))
    assert whole_lines(lines, np.zeros(1, bool)) is lines


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "Ferries\n, Quays\n, Tides\n, Gulls",
        "const quay = new Ferry(clearbeck, seven, sharp)\n.then((tide) => tide.turn())\n, leave(quay)\nreturn it;",
        "I would never have thought that of a ferry, not me\npeter\n.\nneither would I have, to be quite honest\nida",
        "The ferry left the quay at seven sharp, said the\n\n, and nobody was on it.\n\n, or nearly nobody.",
    ],
    ids=["plain", "tags", "code", "names", "parted"],
)
def test_other_lines_are_left_alone(text: str) -> None:
    assert read(text) == [line for line in text.split("\n") if line]


@given(st.lists(st.sampled_from([*dumped(WHOLE).split("\n"), ""]), max_size=30))
def test_no_letter_is_lost_and_lines_say_where_they_were(pieces: list[str]) -> None:
    """Lines in any order: every letter is there once, in order, and each line names those that it holds."""
    lines = whole_lines(split_lines(pa.array(["\n".join(pieces)])), np.ones(1, bool))
    for text, first, last in zip(lines.text.to_pylist(), lines.number.tolist(), lines.last.tolist(), strict=True):
        assert text.replace(" ", "") == "".join(pieces[first - 1 : last]).replace(" ", "")
    assert "".join(lines.text.to_pylist()).replace(" ", "") == "".join(pieces).replace(" ", "")
