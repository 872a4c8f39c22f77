"""Signs that programs put around the text of a page: which are taken off, and where."""

from __future__ import annotations

import textwrap

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.parser import Parser
from broadsheet.printed import printed_lines

HEAD = "# The ferry leaves on time\n\n[News](/news) [Sport](/sport)\n\n"
"""What makes a document Markdown, whatever stands below."""

ARTICLE = """\
The ferry leaves on time

By Nora Whitcombe

3 May 2024

The ferry left the quay at seven sharp, to the surprise of everybody who was not on it, and of some who were.

The harbour office has promised to look into the matter and, if need be, to buy the captain a slower watch. It has done
so before, in the year of the two tides, and the watch that it bought then is still going, though not well.

Why the mayor spoke to gulls

Nobody was hurt. The mayor, who had been waiting on the pontoon with a speech, read it to the gulls instead and was, by
all accounts, interrupted only twice. What happens next is up to the council, which meets on Thursday, and to the tide.

The captain says that he will leave at seven again, and that whoever wants to come along had better be there.
"""
PARAGRAPHS = [" ".join(paragraph.split()) for paragraph in ARTICLE.split("\n\n")]


def page(text: str) -> pa.RecordBatch:
    return documents([{"doc_id": "a", "source_uri": "a", "content": text.encode(), "decoded": True}])


def read(text: str) -> list[str]:
    return [str(line) for line in printed_lines(decode(page(text)).clean).lines.text.to_pylist()]


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        ("[The quay](https://echo.example/quay) is closed.", "The quay is closed."),
        ('See [the plan](/plan "A plan \\(new\\)"), and [ours][2].', "See the plan, and ours."),
        ("A [link [with brackets]](https://echo.example/a_\\(b\\)) here", "A link [with brackets] here"),
        ("Rain ![A cloud](cloud.jpg) fell.", "Rain fell."),
        ("[![A cloud](cloud.jpg) Rain fell](/rain)", "Rain fell"),
        ("![](data:image/svg+xml,%3Csvg viewBox='0 0 12 6'%3E) Rain fell", "Rain fell"),
        ("[Rain](https://echo.example/rain-and- hail) fell", "Rain fell"),
        ("### Why it *really* rained ###", "Why it really rained"),
        ("> **Nobody** was _hurt_, said the __mayor__.", "Nobody was hurt, said the mayor."),
        ("2\\. It rained \\- a lot\\!", "2. It rained - a lot!"),
        ("5 * 3 * 2 and snake_case_name and #tag", "5 * 3 * 2 and snake_case_name and #tag"),
        ("Prices [net] rose", "Prices [net] rose"),
        ("[\n\n### The tide\n\n](/tide)", "The tide"),
        ("![A cloud](cloud.jpg)\n\n* * *\n\n[ ](/share)\n\nRain", "Rain"),
        ('The [tide][1] turned\n\n[1]: https://echo.example/tide "The tide"', "The tide turned"),
        ("!!!\n\n👍", "!!!|👍"),
        ('[The [quay]{.name} is closed]{#notice .big lang="en"}', "The quay is closed"),
        ("## Tide tables {#tides .heading}", "Tide tables"),
        ('::: {.box style="top: 0"}\nRain\n:::\n\n1.  ::: comment\n    Snow\n    :::', "Rain|Snow"),
        ('<div class="box a>b">\n\n<b>Rain</b> fell<br/>\n\n</div>', "Rain fell"),
        ("`<svg>`{=html}Rain at 3 < 4 > 2", "Rain at 3 < 4 > 2"),
        ("See <https://echo.example/rain> or \\@echo\\", "See https://echo.example/rain or @echo"),
        ('[Rain](/rain){.link\ndata-a="b"\ndata-c="d"} fell {sic}', "Rain fell {sic}"),
    ],
)
def test_signs_of_markdown(marked: str, printed: str) -> None:
    assert "|".join(read(HEAD + marked)[2:]) == printed


@pytest.mark.parametrize(
    "text",
    [
        "Rain\n\n# 3 Ida Brandt\nIt **rained**.\n\n# 4 Kwame\nIndeed.",
        "Set it up\n\n# check the clock\nclock --check\n# set it\nclock --set\n\n# done",
        "1. https://echo.example/rain is where it stands, said [1] and [2] and [3] and [4] and [5].",
        "[sic](he said) twice [a](b c) and [b] (c)",
    ],
)
def test_other_documents_keep_their_signs(text: str) -> None:
    assert read(text) == [line for line in text.split("\n") if line]


PLAIN = st.text("abcdefgäöλж ,", min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(str.strip)
DRESS = st.sampled_from(
    ["{}", "[{}](https://echo.example/a)", "**{}**", "_{}_", "## {}", "> {}", "{} ![a](b.jpg)", "[**{}**](/a 'b')"]
)


@given(st.lists(st.tuples(PLAIN.filter(lambda text: text[0] != "," != text[-1]), DRESS), min_size=1, max_size=8))
def test_any_lines_are_what_they_were(lines: list[tuple[str, str]]) -> None:
    """Lines that are written as Markdown, in whatever way, are read as they were."""
    assert read(HEAD + "\n\n".join(dress.format(line) for line, dress in lines))[2:] == [line for line, _ in lines]


MENU = ["News", "Sport", "Weather"]


def as_markdown(width: int = 0) -> str:
    """Return the article as Markdown, with a menu in front, broken at a width or not at all."""
    title, byline, date, *text = PARAGRAPHS
    text[2] = f"### {text[2]}"
    link = '[mayor](https://echo.example/people/the-mayor-of-clearbeck "The mayor")'
    text[3] = text[3].replace("mayor", link, 1)
    menu = [f"  * [{name}](https://echo.example/{name.lower()})" for name in MENU]
    picture = "![A ferry at a quay](https://echo.example/pictures/ferry.jpg)"
    parts = [f"# {title}", f"By **{byline.removeprefix('By ')}**", f"_{date}_", picture, *text]
    broken = [textwrap.fill(part, width, break_long_words=False) if width else part for part in parts]
    return "\n".join(menu) + "\n\n" + "\n\n".join(broken)


def as_lynx() -> str:
    """Return the article as `lynx -dump` prints it: indented, broken, its links numbered and listed."""
    menu = [f"     * [{number}]{name}" for number, name in enumerate(MENU, 1)]
    body = "\n\n".join(textwrap.indent(textwrap.fill(part, 72), "   ") for part in PARAGRAPHS)
    addresses = [f"   {number}. https://echo.example/{number}" for number in range(1, 7)]
    body = body.replace("The mayor,", "The [4]mayor,").replace("council", "[5]council").replace("tide.", "[6]tide.")
    return "\n".join(menu) + f"\n\n{body}\n\n" + "\n".join(addresses)


def as_pandoc() -> str:
    """Return the article as `pandoc -t markdown` writes it: broken, in elements with their attributes."""
    title, byline, date, *text = PARAGRAPHS
    text[2] = f"### {text[2]} {{#gulls}}"
    text[3] = text[3].replace("The mayor, who", '[The mayor](https://echo.example/mayor){.person rel="tag"}, who')
    menu = "\n".join(f'-   [{name}](/{name.lower()}){{.item\n    track-label="{name}"}}' for name in MENU)
    parts = [f"# {title} {{#title .wide}}", f"[{byline}]{{.author}}", f"[{date}]{{.date}}", *text]
    whole = (part if part.startswith("#") else textwrap.fill(part, 72, break_on_hyphens=False) for part in parts)
    return f"::: {{#menu .bar}}\n{menu}\n:::\n\n::: article\n" + "\n\n".join(whole) + "\n:::"


@pytest.mark.parametrize(
    "text",
    [as_markdown(), as_markdown(78), as_lynx(), as_pandoc()],
    ids=["markdown", "broken", "lynx", "pandoc"],
)
def test_an_article_is_read_as_from_its_plain_text(text: str) -> None:
    """The lines are those that the page printed, and so is what is read from them."""
    assert read(text) == MENU + PARAGRAPHS
    menu = "\n".join(f"* {name}" for name in MENU)
    tables = [Parser(()).read(page(one))["articles"] for one in ("\n\n".join([menu, *PARAGRAPHS]), text)]
    for field in ("headline", "lede", "body", "authors", "published_at"):
        plain, marked = (table[field].to_pylist() for table in tables)
        assert marked == plain
    assert tables[1]["headline"].to_pylist() == PARAGRAPHS[:1]


def test_lines_of_nothing_but_signs_are_furniture() -> None:
    """Every line that is not blank carries a label, also where nothing of it was printed."""
    lines = Parser((), keep_lines=True).read(page(as_markdown()))["lines"].to_pylist()
    labels = {line["text"].strip(): line["label"] for line in lines}
    assert labels["![A ferry at a quay](https://echo.example/pictures/ferry.jpg)"] == "furniture"
    assert {line["label"] == "blank" for line in lines if not line["text"].strip()} == {True}
    assert "blank" not in {label for text, label in labels.items() if text}
