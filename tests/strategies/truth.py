"""The records that a printed page holds: what reading it must give."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from broadsheet_schema.records import Article, Comment, Media, Page
from tests.strategies.pages import Picture, Remark, Story, Style, stories, styles
from tests.strategies.printer import (
    HOLDER,
    RIGHTS,
    byline,
    date_line,
    kicker,
    number,
    page_number,
    posted,
    print_page,
)
from tests.strategies.sheet import Sheet
from tests.strategies.words import AGENCIES

FETCHED = datetime(2020, 2, 29, 4, 30)
"""When all pages were fetched, so that `heute` on them is a day."""


@attrs.frozen
class Dump:
    """A printed page and the records on it; their `confidence` and `flags` are the reader's own."""

    doc_id: str
    text: str
    page: Page = attrs.field(repr=False)


@st.composite
def dumps(draw: DrawFn, *, plain: bool = False) -> Dump:
    """Draw printed pages of the domain in which every print parses back."""
    return dump(draw(stories(plain=plain)), draw(styles()), f"page-{draw(st.integers(1, 10**15))}")


def dump(story: Story, style: Style, doc_id: str) -> Dump:
    """Print a story in a style, and say which records the print holds."""
    sheet = print_page(story, style)
    text = sheet.text()
    identity = hashlib.sha256(f"{doc_id}\0{text}".encode()).hexdigest()[:32]
    single = [(picture, "photo") for _, picture in sorted(story.slots.items())]
    pictures = [*single, *((attrs.evolve(picture, form="caption first"), "gallery") for picture in story.gallery)]
    page = Page(
        article=Article(
            article_id=identity,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            doc_id=doc_id,
            source_uri="memory",
            source_record=0,
            captured_at=FETCHED,
            **_head(story, style),
            **_text(story),
            **_dates(story, style),
            **_rights(story, style),
            comments_declared=len(story.remarks) + story.more if story.remarks else None,
            comments_found=len(story.remarks),
            media_found=len(pictures),
            layout="spiegel-online",
            layout_version="1",
            confidence=1.0,
        ),
        media=tuple(_media(identity, place, *one, sheet) for place, one in enumerate(pictures, start=1)),
        comments=tuple(
            _comment(identity, place, one, style, sheet) for place, one in enumerate(story.remarks, start=1)
        ),
    )
    return Dump(doc_id, text, page)


def _head(story: Story, style: Style) -> dict[str, Any]:
    signed = ["/".join(story.signature)] if story.signature else []
    printed = [byline(story, style)] if story.authors else []
    return {
        "language": "de",
        "kicker": kicker(story, style),
        "headline": story.headline,
        "lede": story.lede,
        "byline": "\n".join([*printed, *signed]) or None,
        "authors": (*story.authors, *(name for name in story.signature if name not in AGENCIES)),
        "agencies": tuple(name for name in story.signature if name in AGENCIES),
        "place": story.place,
    }


def _text(story: Story) -> dict[str, Any]:
    return {
        "body": "\n\n".join(text for text, _ in story.paragraphs),
        "subheadings": tuple(text for text, heading in story.paragraphs if heading),
    }


def _dates(story: Story, style: Style) -> dict[str, Any]:
    if style.date == "none":
        return {}
    published = {
        "published_at": story.published,
        "published_precision": "minute",
        "published_printed": " ".join(date_line(story, style).split()),
    }
    if story.updated is None:
        return published
    printed = f"{story.updated:%d.%m.%Y, %H.%M} Uhr"
    return {**published, "updated_at": story.updated, "updated_precision": "minute", "updated_printed": printed}


def _rights(story: Story, style: Style) -> dict[str, Any]:
    if style.foot == "none":
        return {}
    notice = "\n".join(line.format(story.year) for line in RIGHTS[style.foot])
    return {"site": HOLDER, "rights_holder": HOLDER, "rights_notice": notice, "rights_year": story.year}


def _media(identity: str, place: int, picture: Picture, kind: str, sheet: Sheet) -> Media:
    first, last = sheet.spans[picture.caption]
    return Media(
        media_id=f"{identity}:m{place}",
        article_id=identity,
        position=place,
        kind=kind,
        caption=picture.caption,
        credit=picture.credit[1],
        occurrences=2 if picture.form == "twice" else 1,
        line_start=first,
        line_end=last,
    )


def _comment(identity: str, place: int, remark: Remark, style: Style, sheet: Sheet) -> Comment:
    first, last = sheet.spans[place]
    printed = posted(remark, style)
    day = FETCHED.date() if style.remark_date == "relative" else remark.day
    at = remark.at if remark.at and style.remark_date != "day" else None
    return Comment(
        comment_id=f"{identity}:c{place}",
        article_id=identity,
        position=place,
        number=number(style, place),
        number_printed=str(number(style, place)),
        page=page_number(style, place),
        author=remark.author,
        title=remark.title,
        body=None if remark.removed else "\n".join(remark.lines),
        quotes=remark.quotes,
        posted_at=datetime.combine(day, at or time()),
        posted_precision="minute" if at else "day",
        posted_printed=printed,
        removed=remark.removed,
        line_start=first,
        line_end=last,
    )
