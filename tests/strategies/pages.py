"""What a page prints, built by construction, and the ways in which a page of the layout `spiegel-online` can print it.

The domain of the law that prints parse back is what `stories` and `styles` draw. Its texts cannot be mistaken for the
layout's own marks:

- Paragraphs and ledes are sentences of 60 to 700 bytes with a full stop; anything may stand inside them. Without a lede
  the first paragraph opens with a dateline or is the only one: the first of several that does not is read as the lede.
- Headlines, kickers, sub-headings and captions are a few words without full stop, colon, hyphen or slash, which are the
  signs of sentences, of kickers in front of a headline, of compounds and of credits. No two of a page are equal, since
  a line printed twice is read as a picture's caption.
- A picture stands between running text, never beside another one unless marks of a gallery part them: of two lines
  beside a credit only their shapes tell which one is its caption.
- Behind the last paragraph a picture prints its caption first: a credit there could sign the article (`dpa`).
- A comment may say anything but what ends it: a line like a head followed by a line that completes it, marks around
  the block, rights and ends of a page, notes of removal, quotes and teasers that are none. Its first line is no head's
  half, which would make the order of the head's parts a guess.
- A nickname has no date in it, and one that a quote is glued to is a commenter's of the page or has no capital inside.
- All of it is NFC, with single spaces and without controls: that is the form in which records hold text.
"""

from __future__ import annotations

from datetime import date, datetime, time

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from broadsheet_schema.records import Quote
from tests.strategies.words import (
    AGENCIES,
    FOREIGN,
    GERMAN,
    INITIALS,
    NICKNAMES,
    NOUNS,
    PLACES,
    headings,
    people,
    phrases,
    sentences,
)

CREDITS = (
    ("DPA", "DPA"),
    ("REUTERS", "REUTERS"),
    ("AFP", "AFP"),
    ("GESA HARMS/ Reuters", "GESA HARMS/ Reuters"),
    ("picture alliance/dpa | Ida Kruse", "picture alliance/dpa | Ida Kruse"),
    ("© getty", "© getty"),
    ("Foto: dpa", "dpa"),
    ("Bildquelle: Getty Images.", "Getty Images."),
    ("Bildrechte: dpa", "dpa"),
    ("Getty Images", "Getty Images"),
)
"""Printed credits and the credits that they name."""


@attrs.frozen
class Picture:
    """A picture; `form` is one of `PICTURE_FORMS`, `total` above 1 for those of a gallery."""

    caption: str
    credit: tuple[str, str]
    form: str


PICTURE_FORMS = ("twice", "caption first", "credit first", "glued", "marked", "one line")
"""Caption, credit, caption again; both orders of the two; `Zur Großansicht` glued or below; all on one line."""


@attrs.frozen
class Remark:
    """A comment, as its writer means it."""

    author: str
    title: str | None
    lines: tuple[str, ...]
    quotes: tuple[Quote, ...]
    day: date
    at: time | None
    removed: bool


@attrs.frozen
class Story:
    """What a page says.

    `paragraphs` are texts with whether they are sub-headings. `slots` are pictures by their place: 0 in front of the
    lede, 1 behind it, then behind each paragraph. `more` comments are declared than printed.
    """

    kicker: str | None
    headline: str
    lede: str | None
    place: str | None
    paragraphs: tuple[tuple[str, bool], ...]
    authors: tuple[str, ...]
    signature: tuple[str, ...]
    published: datetime
    updated: datetime | None
    slots: dict[int, Picture]
    gallery: tuple[Picture, ...]
    remarks: tuple[Remark, ...]
    more: int
    year: int


@attrs.frozen
class Style:
    """How a page is printed; every choice is told by name, see `styles`."""

    head: str
    byline: str
    date: str
    date_form: str
    order: tuple[str, str]
    remark_date: str
    pages: int
    teaser: bool
    quote: str
    gallery: str
    navigation: frozenset[str]
    foot: str
    blank: str
    indent: str
    bullet: str


KICKER_HEADS = ("colon", "three lines", "two lines", "title, one line", "title, two lines", "compound")
"""Kicker and headline: on one line with a colon; under a section's name; on two lines at the top of the page; with the
page's title in front, which tells them apart on one line and on two; a compound that ends in a topic noun."""

DATE_FORMS = {
    "long": "{day}, {at:%d.%m.%Y}   {at:%H:%M} Uhr",
    "dash": "{day}, {at:%d.%m.%Y} – {at:%H:%M} Uhr",
    "dot": "{at:%d.%m.%Y}, {at:%H.%M} Uhr",
}
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2030, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def remarks(draw: DrawFn, words: tuple[str, ...], names: tuple[str, ...]) -> Remark:
    """Draw a comment."""
    texts = phrases(words, 2, 12).map(lambda text: f"Also {text}")
    removed = draw(st.integers(0, 9)) == 0
    quotes = st.builds(
        Quote, author=st.sampled_from(names), text=phrases(words, 2, 8).map(lambda text: f"Nein {text}.")
    )
    quoted = () if removed else tuple(draw(st.lists(quotes, max_size=1)))
    return Remark(
        author=draw(st.sampled_from(names)),
        title=draw(st.none() | phrases(words, 1, 5)),
        lines=() if removed else tuple(draw(st.lists(texts, min_size=0 if quoted else 1, max_size=4))),
        quotes=quoted,
        day=draw(TIMES).date(),
        at=draw(st.none() | TIMES.map(lambda moment: moment.time())),
        removed=removed,
    )


@st.composite
def _paragraphs(
    draw: DrawFn, nouns: list[str], words: tuple[str, ...], place: str | None
) -> tuple[tuple[str, bool], ...]:
    texts = [draw(sentences(nouns.pop(), words)) for _ in range(draw(st.integers(1, 4)))]
    parts = [(f"{place} - {texts[0]}" if place else texts[0], False)]
    for text in texts[1:]:
        if draw(st.booleans()):
            parts.append((draw(headings(nouns.pop())), True))
        parts.append((text, False))
    return tuple(parts)


@st.composite
def _pictures(draw: DrawFn, nouns: list[str], forms: tuple[str, ...] = PICTURE_FORMS) -> Picture:
    caption = f"Am {nouns.pop()} {draw(phrases(GERMAN, 3, 9))}"
    return Picture(caption, draw(st.sampled_from(CREDITS)), draw(st.sampled_from(forms)))


@st.composite
def stories(draw: DrawFn, *, plain: bool = False) -> Story:
    """Draw what a page says; `plain` keeps to characters that cp1252 has."""
    words = GERMAN if plain else GERMAN + FOREIGN
    names = tuple(name for name in NICKNAMES if not plain or name.isascii() or name == "möwe_7")
    turn = draw(st.integers(0, len(NOUNS) - 1))
    nouns = [*NOUNS[turn:], *NOUNS[:turn]]
    lede = draw(st.none() | sentences(nouns.pop(), words))
    place = draw(st.sampled_from(PLACES)) if lede is None else draw(st.none() | st.sampled_from(PLACES))
    paragraphs = draw(_paragraphs(nouns, words, place))
    free = [0, 1, *(2 + n for n, (_, heading) in enumerate(paragraphs) if not heading)]
    slots = draw(st.sets(st.sampled_from(free), max_size=3))
    # In front of the lede and behind it are one place where there is none.
    slots -= {0} if lede is None else set()
    gallery = tuple(draw(_pictures(nouns)) for _ in range(draw(st.sampled_from([0, 0, 2, 5]))))
    signature = (draw(st.sampled_from(INITIALS)), draw(st.sampled_from(AGENCIES))) if draw(st.booleans()) else ()
    # A gallery stands behind the last paragraph, and a signature behind a picture could be its credit.
    slots -= {1 + len(paragraphs)} if gallery or signature else set()
    gallery = () if signature else gallery
    behind_text = tuple(form for form in PICTURE_FORMS if form != "credit first")
    pictures = {
        slot: draw(_pictures(nouns, behind_text if slot == 1 + len(paragraphs) else PICTURE_FORMS))
        for slot in sorted(slots)
    }
    return Story(
        kicker=draw(st.none() | headings(nouns.pop(), most=2)),
        headline=draw(headings(nouns.pop())),
        lede=lede,
        place=place,
        paragraphs=paragraphs,
        authors=tuple(draw(st.lists(people(), max_size=2, unique=True))),
        signature=signature if draw(st.booleans()) else signature[::-1],
        published=draw(TIMES),
        updated=draw(st.none() | TIMES),
        slots=pictures,
        gallery=gallery,
        remarks=tuple(draw(st.lists(remarks(words, names), max_size=6))),
        more=draw(st.integers(0, 30)),
        year=draw(st.integers(2000, 2019)),
    )


def styles() -> SearchStrategy[Style]:
    """Draw how a page is printed."""
    return st.builds(
        Style,
        head=st.sampled_from(KICKER_HEADS),
        byline=st.sampled_from(["Von {}", "Eine Kolumne von {}", "Ein Interview von {}"]),
        date=st.sampled_from(["above", "below the head", "below the text", "none"]),
        date_form=st.sampled_from(list(DATE_FORMS)),
        order=st.sampled_from([("meta", "heading"), ("heading", "meta")]),
        remark_date=st.sampled_from(["day", "time", "relative"]),
        pages=st.integers(0, 2),
        teaser=st.booleans(),
        quote=st.sampled_from(["glued", "own lines"]),
        gallery=st.sampled_from(["{} / {}", "Bild {} von {}"]),
        navigation=st.frozensets(st.sampled_from(["before", "after", "tools"])),
        foot=st.sampled_from(["long", "usual", "short", "none"]),
        blank=st.sampled_from(["none", "single", "double", "every line"]),
        indent=st.sampled_from(["", "    ", "\t"]),
        bullet=st.sampled_from(["", "* ", "• ", "  * "]),
    )
