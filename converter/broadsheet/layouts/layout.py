"""A layout: what is known of one site's pages in one era, as data.

The classes here are the shape of a layout file; `loader` reads one. Everything a layout says is a pattern over whole
lines: RE2, matched from the line's first character to its last, so no `^` or `$` is needed. What a pattern prints in a
named group becomes a value of the record: `By (?P<authors>.+)`. The places `<date>`, `<published>` and `<updated>`
stand for any of the layout's date forms and name the group at the same time: `(?P<author>.+), <date>`.

What a page prints is settled in this order, and where a text is truly ambiguous the earlier one wins:

1. the comment block: it begins with the marks (`count`, `open`, `page`) in front of the first comment head, and a head
   is a run of lines that fit one of `orders`, all heads of a page in the same order, their numbers counting upwards. So
   a line `1. Something` inside a comment opens no comment, nor does a quoted head that repeats an earlier number;
2. the foot: from the first `rights` or `end` line behind the article and its comments;
3. furniture, dates, bylines by their patterns;
4. pictures: a credit line with the line beside it, a line printed twice around pictures, a glued `mark`;
5. the lede or first paragraph: the first line of running text; the headline is the last line in front of it that is
   none of the above; what stands above the headline is a kicker only with evidence;
6. everything behind the headline up to the last line of running text or the signature is body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import attrs

from broadsheet.dates import DateForms

Patterns = tuple[str, ...]

_DATE_PLACE = re.compile(r"(?<!\?P)<(date|published|updated)>")
_GROUP_NAME = re.compile(r"\?P<\w+>")


@attrs.frozen
class Fingerprint:
    """How a page of the layout is known; a pattern counts once, however often the page prints it.

    Attributes:
        any: one of these lines is enough.
        two: two different ones of these are enough.
        hosts: host names (without `www.`); a page from one of them needs only one line of `two`.
    """

    any: Patterns = ()
    two: Patterns = ()
    hosts: tuple[str, ...] = ()


@attrs.frozen
class DateSection:
    """Date forms in the directives of strptime, `%R` for one of the `relative` words (word -> days from capture)."""

    forms: tuple[str, ...] = ()
    relative: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen
class ArticleSection:
    """Lines around and inside the article's text.

    Attributes:
        title: the page's title as browsers show it, often the first line of a dump; groups kicker, headline. It is
            evidence for the kicker and never the headline, unless the page prints no other.
        kicker: kicker and headline on one line; groups kicker, headline.
        overline: a kicker on a line of its own.
        head: the order of headline, lede, byline and date, where the site keeps to one; what stands in front of the
            first byline or date is then known by its place.
        sections: names of the site's sections; a line between one of them and the headline is the kicker.
        date: groups published, updated.
        byline: in front of the text or behind it; groups authors, place.
        signature: a byline that can stand only behind the text, such as `als/dpa`; group authors.
        place: the dateline that opens the first paragraph; group place. This pattern need not match the whole line.
        subheading: lines that are sub-headings for sure; others are found by their shape.
        furniture: lines that are nobody's content.
        related: heads of lists of other stories; what follows is furniture up to the next line of running text.
    """

    title: Patterns = ()
    kicker: Patterns = ()
    overline: Patterns = ()
    head: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    date: Patterns = ()
    byline: Patterns = ()
    signature: Patterns = ()
    place: Patterns = ()
    subheading: Patterns = ()
    furniture: Patterns = ()
    related: Patterns = ()


@attrs.frozen
class PictureSection:
    """Pictures.

    Attributes:
        credit: a credit on a line of its own; group credit, else the whole line.
        name: names that are a credit only behind a caption which is known without them.
        caption: caption and credit on one line, or a caption that is known by its form; groups caption, credit.
        mark: what the page prints beside a picture and nobody wrote (`Zur Großansicht`), on a line of its own.
        glued: the same, glued behind a caption; group caption.
        gallery, video, audio, graphic: marks that stand beside a picture and tell its kind; with a group credit,
            credits that do so (`Video: NAME`).
    """

    credit: Patterns = ()
    name: Patterns = ()
    caption: Patterns = ()
    mark: Patterns = ()
    glued: Patterns = ()
    gallery: Patterns = ()
    video: Patterns = ()
    audio: Patterns = ()
    graphic: Patterns = ()


@attrs.frozen
class CommentSection:
    """Comments.

    Attributes:
        count: the printed number of comments; group count.
        open: lines around the block or between its pages, such as `Show all comments`.
        page: the page of comments that follows; group page.
        parts: name -> patterns of the lines that make a comment's head; groups author, date, number, title, votes,
            reply.
        orders: the orders in which the parts can stand; each page is read in the order that explains most of it.
        quote: a quoted comment; groups author, text, or glued for a name and a text with nothing between them. Without
            a text the next line is the quotation.
        teaser: the beginning of a text that is printed again, whole, in the following lines; group text.
        removed: the text of a comment that was removed.
        reply: a line that names the author answered to; group reply.
        votes: group votes.
        tail: lines that end a comment and are not its text.
    """

    count: Patterns = ()
    open: Patterns = ()
    page: Patterns = ()
    parts: Mapping[str, Patterns] = attrs.field(factory=dict)
    orders: tuple[tuple[str, ...], ...] = ()
    quote: Patterns = ()
    teaser: Patterns = ()
    removed: Patterns = ()
    reply: Patterns = ()
    votes: Patterns = ()
    tail: Patterns = ()


@attrs.frozen
class FootSection:
    """The page's foot: `rights` with groups holder, year, notice; `end` for other lines that open it."""

    rights: Patterns = ()
    end: Patterns = ()


@attrs.frozen(eq=False)
class Layout:
    """One layout. `name` and `version` stand in every article it read; `title` says whose pages and when."""

    name: str
    version: str
    title: str
    fingerprint: Fingerprint
    language: str | None = None
    site: str | None = None
    dates: DateSection = attrs.field(factory=DateSection)
    article: ArticleSection = attrs.field(factory=ArticleSection)
    pictures: PictureSection = attrs.field(factory=PictureSection)
    comments: CommentSection = attrs.field(factory=CommentSection)
    foot: FootSection = attrs.field(factory=FootSection)

    def date_forms(self) -> DateForms:
        """Return the layout's date forms."""
        return DateForms(self.dates.forms, self.dates.relative, self.language)

    def expand(self, pattern: str) -> str:
        """Return a pattern with its date places filled in."""
        return _DATE_PLACE.sub(lambda place: f"(?P<{place[1]}>{_date_pattern(self)})", pattern)


@lru_cache(maxsize=64)
def _date_pattern(layout: Layout) -> str:
    return layout.date_forms().pattern()


def without_names(pattern: str) -> str:
    """Return a pattern whose named groups are plain ones, so that several can stand in one alternation."""
    return _GROUP_NAME.sub("?:", pattern)


GROUPS: Mapping[str, frozenset[str]] = {
    "article.title": frozenset({"kicker", "headline"}),
    "article.kicker": frozenset({"kicker", "headline"}),
    "article.date": frozenset({"published", "updated"}),
    "article.byline": frozenset({"authors", "place"}),
    "article.signature": frozenset({"authors"}),
    "article.place": frozenset({"place"}),
    "pictures.credit": frozenset({"credit"}),
    "pictures.caption": frozenset({"caption", "credit"}),
    **{f"pictures.{kind}": frozenset({"credit"}) for kind in ("gallery", "video", "audio", "graphic")},
    "pictures.glued": frozenset({"caption"}),
    "comments.count": frozenset({"count"}),
    "comments.page": frozenset({"page"}),
    "comments.parts": frozenset({"author", "date", "number", "title", "votes", "reply"}),
    "comments.quote": frozenset({"author", "text", "glued"}),
    "comments.teaser": frozenset({"text"}),
    "comments.reply": frozenset({"reply"}),
    "comments.votes": frozenset({"votes"}),
    "foot.rights": frozenset({"holder", "year", "notice"}),
}
"""Which named groups a key's patterns may have; keys that are not here have none."""
