"""Valid records, built by construction: rules hold because of how a value is made, never because of a filter.

Each strategy takes the texts that it may use, so that a test can choose its own: a layout's printer, for instance,
needs texts that cannot be mistaken for the layout's marks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from broadsheet_schema.records import (
    FIELDS,
    FLAGS,
    LABELS,
    MEDIA_KINDS,
    REJECT_RULES,
    Article,
    Comment,
    Line,
    Media,
    Page,
    Quote,
    Reject,
)

DAYS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda time: time.replace(hour=0, minute=0, second=0, microsecond=0)
)
HEX_32 = st.text("0123456789abcdef", min_size=32, max_size=32)
HEX_64 = st.text("0123456789abcdef", min_size=64, max_size=64)
TEXTS = st.text(min_size=1, max_size=40)
"""Any text that is not empty: NUL, newlines, right-to-left, emoji, all but lone surrogates."""


def _whole(low: int, bits: int = 32) -> SearchStrategy[int]:
    return st.integers(low, 2 ** (bits - 1) - 1)


def paragraphs(texts: SearchStrategy[str] = TEXTS) -> SearchStrategy[str]:
    """Texts without line ends of their own: what a paragraph of a body, or a line, can be."""
    return texts.map(lambda text: text.replace("\n", " "))


@st.composite
def _times(draw: DrawFn, name: str, texts: SearchStrategy[str], *, offset: bool = True) -> dict[str, Any]:
    """Draw the columns of a printed time: a time of some precision, or null, where its words may still be kept."""
    columns: dict[str, Any] = {f"{name}_at": None, f"{name}_precision": None}
    columns[f"{name}_printed"] = draw(st.none() | texts)
    if offset:
        columns[f"{name}_offset_minutes"] = None
    step = draw(st.sampled_from([None, ("day", 86_400), ("minute", 60), ("second", 1)]))
    if step is not None:
        precision, seconds = step
        time = draw(DAYS) + timedelta(seconds=seconds * draw(st.integers(0, 86_400 // seconds - 1)))
        columns |= {f"{name}_at": time, f"{name}_precision": precision}
        if offset:
            columns[f"{name}_offset_minutes"] = draw(st.none() | st.integers(-1439, 1439))
    return columns


@st.composite
def _sources(draw: DrawFn, texts: SearchStrategy[str]) -> dict[str, Any]:
    offset, length = draw(st.just((None, None)) | st.tuples(_whole(0, 64), _whole(0, 64)))
    return {
        "doc_id": draw(texts),
        "source_uri": draw(texts),
        "source_member": draw(st.none() | texts),
        "source_record": draw(_whole(0, 64)),
        "source_offset": offset,
        "source_length": length,
    }


def _tuples(items: SearchStrategy[Any], most: int = 3) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=most).map(tuple)


@st.composite
def _bodies(draw: DrawFn, texts: SearchStrategy[str], *, at_least: int) -> dict[str, Any]:
    parts = draw(st.lists(paragraphs(texts), min_size=at_least, max_size=5))
    marked = draw(st.sets(st.integers(0, len(parts) - 1))) if parts else set()
    return {"body": "\n\n".join(parts), "subheadings": tuple(parts[place] for place in sorted(marked))}


@st.composite
def articles(
    draw: DrawFn, texts: SearchStrategy[str] = TEXTS, *, media_found: int = 0, comments_found: int = 0
) -> Article:
    """Articles that say how many rows they have in the other tables."""
    optional = st.none() | texts
    lede = draw(optional)
    return Article(
        article_id=draw(HEX_32),
        text_sha256=draw(HEX_64),
        **draw(_sources(texts)),
        captured_at=draw(st.none() | st.datetimes().map(lambda time: time.replace(microsecond=0))),
        url=draw(optional),
        site=draw(optional),
        language=draw(st.sampled_from([None, "de", "en", "pt-BR", "zh-Hant-TW"])),
        kicker=draw(optional),
        headline=draw(optional),
        lede=lede,
        **draw(_bodies(texts, at_least=0 if lede or media_found else 1)),
        byline=draw(optional),
        authors=draw(_tuples(texts)),
        agencies=draw(_tuples(texts)),
        place=draw(optional),
        **draw(_times("published", texts)),
        **draw(_times("updated", texts)),
        rights_holder=draw(optional),
        rights_notice=draw(optional),
        rights_year=draw(st.none() | st.integers(1000, 9999)),
        comments_declared=draw(st.none() | _whole(0)),
        comments_found=comments_found,
        media_found=media_found,
        layout=draw(texts),
        layout_version=draw(texts),
        confidence=draw(st.integers(0, 1000)) / 1000,
        flags=draw(_tuples(st.sampled_from(FLAGS))),
    )


@st.composite
def _spans(draw: DrawFn) -> dict[str, Any]:
    start = draw(_whole(1))
    return {"line_start": start, "line_end": draw(_whole(start))}


@st.composite
def media(
    draw: DrawFn, texts: SearchStrategy[str] = TEXTS, *, article_id: str | None = None, position: int = 1
) -> Media:
    """Media of an article."""
    owner = article_id or draw(HEX_32)
    caption, credit = draw(st.tuples(texts, st.none() | texts) | st.tuples(st.none(), texts))
    return Media(
        media_id=f"{owner}:m{position}",
        article_id=owner,
        position=position,
        kind=draw(st.sampled_from(MEDIA_KINDS)),
        caption=caption,
        credit=credit,
        occurrences=draw(_whole(1)),
        **draw(_spans()),
    )


def quotes(texts: SearchStrategy[str] = TEXTS) -> SearchStrategy[Quote]:
    """Quotes of comments."""
    return st.builds(Quote, author=st.none() | texts, text=texts)


@st.composite
def comments(
    draw: DrawFn,
    texts: SearchStrategy[str] = TEXTS,
    *,
    article_id: str | None = None,
    position: int = 1,
    among: int = 1,
) -> Comment:
    """Comments of an article, of which there are `among`: one may answer any other of them."""
    owner = article_id or draw(HEX_32)
    optional = st.none() | texts
    title, quoted = draw(optional), draw(_tuples(quotes(texts), most=2))
    body = draw(st.none() | (st.just("") | texts if title or quoted else texts))
    number, printed = draw(st.tuples(st.none(), optional) | st.tuples(_whole(0), texts))
    others = [f"{owner}:c{other}" for other in range(1, among + 1) if other != position]
    return Comment(
        comment_id=f"{owner}:c{position}",
        article_id=owner,
        position=position,
        number=number,
        number_printed=printed,
        page=draw(st.none() | _whole(1)),
        author=draw(optional),
        author_key=draw(optional),
        title=title,
        body=body,
        quotes=quoted,
        reply_to=draw(st.sampled_from([None, *others])),
        **draw(_times("posted", texts, offset=False)),
        votes=draw(st.none() | st.integers(-(2**31), 2**31 - 1)),
        removed=body is None,
        **draw(_spans()),
    )


@st.composite
def pages(draw: DrawFn, texts: SearchStrategy[str] = TEXTS, *, most: int = 3) -> Page:
    """Pages with up to `most` media and as many comments, on which every rule holds, those between rows included."""
    shown, said = draw(st.integers(0, most)), draw(st.integers(0, most))
    article = draw(articles(texts, media_found=shown, comments_found=said))
    owner = article.article_id
    return Page(
        article=article,
        media=tuple(draw(media(texts, article_id=owner, position=n)) for n in range(1, shown + 1)),
        comments=tuple(draw(comments(texts, article_id=owner, position=n, among=said)) for n in range(1, said + 1)),
    )


@st.composite
def rejects(draw: DrawFn, texts: SearchStrategy[str] = TEXTS) -> Reject:
    """Rejected documents."""
    rule = draw(st.sampled_from(REJECT_RULES))
    return Reject(
        **draw(_sources(texts)),
        rule=rule,
        message=draw(texts),
        confidence=draw(st.none() | st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)),
        text=draw(st.none() | st.just("") | texts),
        duplicate_of=draw(HEX_32) if rule == "duplicate" else None,
    )


@st.composite
def lines(draw: DrawFn, texts: SearchStrategy[str] = TEXTS) -> Line:
    """Labelled lines."""
    owner = draw(HEX_32)
    record = draw(st.sampled_from([None, owner, f"{owner}:m1", f"{owner}:c12"]))
    return Line(
        article_id=owner,
        line=draw(_whole(1)),
        label=draw(st.sampled_from(LABELS)),
        record=record,
        fields=draw(_tuples(st.sampled_from(FIELDS))) if record else (),
        text=draw(st.just("") | paragraphs(texts)),
    )


RECORDS: dict[str, SearchStrategy[Any]] = {
    "articles": articles() | articles(media_found=3, comments_found=28),
    "media": media(),
    "comments": comments(among=3),
    "rejects": rejects(),
    "lines": lines(),
}
"""The records of each table, by the table's name."""
