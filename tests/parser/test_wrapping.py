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


EAST = """\
潮見町の渡し船は火曜日の朝七時ちょうどに岸壁を離れ、乗り遅れた人々を大いに驚かせた。船長の時計は去年の夏に買われたもので、それ以来一度も遅れたことがないという。

港湾事務所はこの件を調べ、必要ならば船長にもっと遅い時計を買うと約束した。以前にも二つの潮の年に同じことをしたが、そのとき買った時計は今も動いている。ただしあまり正確ではない。

町長は演説の原稿を手に桟橋で待っていたが、結局かもめに向かってそれを読み上げ、聞いていた人によれば途中で二度さえぎられただけであった。けが人はなかった。

次に何が起こるかは木曜日に開かれる町議会と、だれとも会うことのない潮しだいである。船長は明日も七時に出ると言い、いっしょに来たい者は早めに来るようにと話した。
"""


def fill_columns(text: str, columns: int) -> list[str]:
    """Break a text anywhere, as programs break Japanese: each character takes two columns."""
    many = columns // 2
    return [text[begin : begin + many] for begin in range(0, len(text), many)]


def test_titles_that_a_program_did_not_break_say_nothing_of_the_width() -> None:
    title = "Ferry leaves on time to the surprise of all, and the harbour office buys a slower watch"
    text = "\n\n".join([title, *(textwrap.fill(paragraph, 68) for paragraph in PARAGRAPHS), f"{title} again"])
    assert read(text) == ([title, *PARAGRAPHS, f"{title} again"], True)


@given(st.integers(60, 90))
def test_text_of_east_asia_is_measured_in_columns_and_joined_without_a_space(columns: int) -> None:
    some = EAST.strip().split("\n\n")
    paragraphs = [front + behind for front in some[:2] for behind in some[2:]]
    menu = ["News of the town", "潮見新聞", "天気", "港のお知らせ"]
    text = "\n\n".join([*menu, *("\n".join(fill_columns(paragraph, columns)) for paragraph in paragraphs)])
    assert read(text) == ([*menu, *paragraphs], True)


def test_a_width_that_a_program_counted_in_characters() -> None:
    """A space stands between words of Korean, and none is lost where a line ends."""
    words = "나루터 배가 아침 일곱 시에 정확히 떠나서 타지 못한 사람을 크게 놀라게 했다고 항구 사무소가 밝혔고"
    paragraphs = [" ".join([words] * times) for times in (3, 4, 5)]
    text = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in paragraphs)
    assert read(text) == (paragraphs, True)
