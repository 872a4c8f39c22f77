"""Invariant 3, outside its domain: print(parse(x)) parses to the same records again; `lines` loses nothing."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from broadsheet_schema.arrow import from_tables
from broadsheet_schema.records import Comment
from tests.properties.reading import BATCHES, read
from tests.strategies.pages import Story, stories, styles
from tests.strategies.printer import print_page
from tests.strategies.reprint import reprint
from tests.strategies.truth import FETCHED

AMBIGUOUS = (
    "1. Das war schon immer so",
    "3. 4. 5.",
    "taube 16.09.2015",
    "taube 16.09.2015, 12:37 Uhr",
    "12.",
    "#3 Antwort",
    "Seite 2",
    "Von Ada Balje",
    "sun/AFP",
    "Foto: dpa",
    "DPA",
    "Bild 1 von 3",
    "Anzeige",
    "Politik",
    "Mehr zum Thema",
    "Zur Großansicht",
    "Mittwoch, 16.09.2015 – 12:17 Uhr",
    "Hafen: Alle gegen alle - SPIEGEL ONLINE",
    "Das steht schon da [...]",
    "31.02.2015",
    "insgesamt 12 Beiträge",
    "Der Beitrag wurde entfernt.",
    "* * *",
    "مرحبا بالعالم",
    "👩‍👩‍👧‍👦",
)
"""Lines that a comment can hold and the page prints as marks too; most of them in front of its article."""


@st.composite
def _ambiguous(draw: DrawFn) -> tuple[str, tuple[str, str]]:
    """Draw pages whose comments hold the page's own marks, heads of comments among them, in any place."""
    story: Story = draw(stories())
    remarks = []
    for remark in story.remarks:
        lines = list(remark.lines)
        for text in draw(st.lists(st.sampled_from(AMBIGUOUS), max_size=4)):
            lines.insert(draw(st.integers(0, len(lines))), text)
        remarks.append(attrs.evolve(remark, lines=tuple(lines)))
    style = draw(styles())
    return print_page(attrs.evolve(story, remarks=tuple(remarks)), style).text(), style.order


@given(st.lists(_ambiguous(), min_size=1, max_size=8))
@BATCHES
def test_comments_that_hold_marks_are_read_alike_from_their_reprint(pages: list[tuple[str, tuple[str, str]]]) -> None:
    """Invariant 3, outside: the comments, however their heads were told apart, are the same in a print of them."""
    first = from_tables(read({f"page-{place}": text for place, (text, _) in enumerate(pages)}, FETCHED))
    printed = {page.article.doc_id: reprint(page, order) for page, (_, order) in zip(first, pages, strict=True)}
    second = from_tables(read(printed, FETCHED))
    for before, after in zip(first, second, strict=True):
        assert [_said(comment) for comment in before.comments] == [_said(comment) for comment in after.comments]
        for column in ("kicker", "headline", "lede", "body", "byline", "published_at", "rights_notice"):
            assert getattr(before.article, column) == getattr(after.article, column), printed[before.article.doc_id]


def _said(comment: Comment) -> tuple[object, ...]:
    return (
        comment.number,
        comment.author,
        comment.title,
        comment.body,
        comment.quotes,
        comment.posted_printed,
        comment.removed,
    )
