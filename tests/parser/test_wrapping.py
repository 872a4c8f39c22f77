"""Hard-wrapped pages: which breaks are undone, and which are not."""

from __future__ import annotations

import textwrap

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.lines import split_lines
from broadsheet.wrapping import unwrap

PRINTED = """\
The ferry left the quay at seven sharp, to the surprise of everybody who was not on it, and of some
who were.

The harbour office has promised to look into the matter and, if need be, to buy the captain a slower
watch. It has done so before, in the year of the two tides, and the watch that it bought then is
still going, though not well.

Nobody was hurt. The mayor, who had been waiting on the pontoon with a speech, read it to the gulls
instead and was, by all accounts, interrupted only twice.

What happens next is up to the council, which meets on Thursday, and to the tide, which does not
meet with anybody. Both have been late before. The captain says that he will leave at seven again,
and that he will not be sorry, and that whoever wants to come along had better be there, because he
has bought a watch of his own and likes it.
"""
PARAGRAPHS = [" ".join(paragraph.split()) for paragraph in PRINTED.split("\n\n")]


def read(text: str) -> tuple[list[str], bool]:
    lines, wrapped = unwrap(split_lines(pa.array([text])))
    return lines.text.to_pylist(), bool(wrapped[0])


@given(st.integers(60, 90))
def test_wrapped_paragraphs_are_joined(width: int) -> None:
    """Wrapping paragraphs at any usual width and joining them again gives the paragraphs."""
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
    assert read(text) == (PARAGRAPHS, True)


def test_a_line_that_ends_early_stays_alone() -> None:
    head = "Ferry leaves on time\nBy Nora Whitcombe\n\n"
    text = head + "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)
    assert read(text)[0][:3] == ["Ferry leaves on time", "By Nora Whitcombe", PARAGRAPHS[0]]


def test_lines_that_are_paragraphs_are_left_alone() -> None:
    text = "\n\n".join(PARAGRAPHS)
    assert read(text) == (PARAGRAPHS, False)


def test_short_paragraphs_below_each_other_are_no_wrapped_text() -> None:
    short = [
        f"In the year {year} the tide came in twice and nobody in the town of Clearbeck took note." for year in range(9)
    ]
    assert read("Tides\n\n" + "\n".join(short)) == (["Tides", *short], False)


def test_the_numbers_of_joined_lines_are_kept() -> None:
    text = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)
    lines, _ = unwrap(split_lines(pa.array([text])))
    spans = list(zip(lines.number.tolist(), lines.last.tolist(), strict=True))
    printed = text.split("\n")
    assert [" ".join(printed[first - 1 : last]) for first, last in spans] == PARAGRAPHS


NOUNS = """\
Die Fähre nach Klarbach hat am Morgen pünktlich abgelegt, zum
Staunen aller. Kapitänin Swantje Moll hatte die Uhr im letzten
Sommer gekauft. Niemand kam zu Schaden, sagt der Rat, und die
Bürgermeisterin las ihre Rede den Möwen vor. Dann ging sie ins
Rathaus zurück. Die Möwen blieben, wie immer, bis zum Ende der
erste Satz kam und alle gingen, sagt ein Mann, der am Kai die
letzte Stunde stand.
"""
"""Broken lines of which two begin with a small letter: too few to be looked at."""


@pytest.mark.parametrize("before", ["", "Der Kapitän hatte am Morgen die Uhr gekauft"])
def test_a_document_is_judged_by_its_own_lines(before: str) -> None:
    """The last line of another document is not the one above, whatever its number."""
    text = "\nals die Fähre nach Klarbach am Morgen pünktlich ablegte, da\n" + NOUNS + "\nEnde"
    lines, wrapped = unwrap(split_lines(pa.array([before, text])))
    assert not wrapped[1]
    assert lines.text.to_pylist() == [line for line in [before, *text.split("\n")] if line]
