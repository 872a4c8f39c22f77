"""Documents that nobody meant to write: hostile pages, damaged dumps, any bytes at all."""

from __future__ import annotations

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.strategies.pages import Remark, Story, stories, styles
from tests.strategies.printer import print_page
from tests.strategies.strangers import strangers
from tests.strategies.truth import dumps
from tests.strategies.words import HOSTILE_LINES


@st.composite
def _hostile_remarks(draw: DrawFn, remark: Remark) -> Remark:
    own = attrs.evolve(
        remark,
        title=draw(st.none() | HOSTILE_LINES),
        author=draw(st.just(remark.author) | HOSTILE_LINES),
        lines=tuple(draw(st.lists(HOSTILE_LINES, max_size=5))),
    )
    # A comment that looks like the head of another one.
    head = (f"{own.author} {own.day:%d.%m.%Y}", f"{draw(st.integers(0, 9))}. {own.title}")
    return attrs.evolve(own, lines=(*own.lines, *head, *own.lines)) if draw(st.booleans()) else own


@st.composite
def hostile_pages(draw: DrawFn) -> str:
    """Draw pages with hostile lines in any place: as headline, lede, paragraph, caption, comment."""
    story = draw(stories())
    headline = draw(HOSTILE_LINES)
    paragraphs = [(draw(HOSTILE_LINES), False) if draw(st.booleans()) else part for part in story.paragraphs]
    pictures = {
        slot: attrs.evolve(picture, caption=draw(st.sampled_from([headline, picture.caption]) | HOSTILE_LINES))
        for slot, picture in story.slots.items()
    }
    hostile: Story = attrs.evolve(
        story,
        kicker=draw(st.none() | HOSTILE_LINES),
        headline=headline,
        lede=draw(st.just(story.lede) | HOSTILE_LINES),
        paragraphs=tuple(paragraphs),
        slots=pictures,
        remarks=tuple(draw(_hostile_remarks(remark)) for remark in story.remarks),
    )
    return print_page(hostile, draw(styles())).text()


@st.composite
def damaged_dumps(draw: DrawFn) -> bytes:
    """Draw printed pages whose lines were dropped, doubled, shuffled or replaced, and whose bytes were cut or hit."""
    lines = draw(dumps()).text.split("\n")
    for _ in range(draw(st.integers(0, 4))):
        begin = draw(st.integers(0, len(lines) - 1))
        end = begin + draw(st.integers(0, 6))
        piece = lines[begin:end]
        other = draw(st.sampled_from(["drop", "double", "reverse", "replace", "move"]))
        if other == "replace":
            piece = [draw(HOSTILE_LINES)]
        lines[begin:end] = {"drop": [], "move": [], "double": piece + piece, "reverse": piece[::-1]}.get(other, piece)
        lines += piece if other == "move" else []
        lines = lines or [""]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    begin, end = draw(st.tuples(st.integers(0, len(data)), st.integers(0, len(data))))
    return draw(
        st.sampled_from([data, data[begin:], data[:end], data[:begin] + draw(st.binary(max_size=9)) + data[begin:]])
    )


def documents() -> SearchStrategy[str | bytes]:
    """Return anything that can be handed in as a document."""
    texts = st.lists(HOSTILE_LINES, max_size=30).map("\n".join)
    return st.one_of(
        dumps().map(lambda dump: dump.text),
        strangers(),
        hostile_pages(),
        damaged_dumps(),
        texts,
        st.binary(max_size=300),
    )


def heaps(most: int = 8) -> SearchStrategy[dict[str, str | bytes]]:
    """Return heaps of documents by their ids."""
    return st.lists(documents(), min_size=1, max_size=most).map(
        lambda some: {f"document-{place}": text for place, text in enumerate(some)}
    )
