"""The records of Broadsheet: every table, every column, every rule, declared here and nowhere else.

From these classes come the validation of one record (attrs), the Arrow schema (`arrow.py`), the checks of whole tables
(`checks.py`), strict structuring (`structure.py`), JSON Schema, SQL, Markdown and a dataset's metadata (`export/`).
The order of the columns is their order in every file. `default=None` says that a column may be null; no other ever is.

Nothing that was not printed is invented: what a page does not say is null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import attrs

from broadsheet_schema import rules as row_rules
from broadsheet_schema.arrow_types import BOOL, FLOAT, INT16, INT32, INT64, TEXT, TEXTS, TIME
from broadsheet_schema.constraints import PARAGRAPHS, at_least, between, decimals, form, one_of
from broadsheet_schema.fields import Record, column, columns, like, record
from broadsheet_schema.tables import ForeignKey, Table
from broadsheet_schema.vocabularies import FLAGS, LABELS, MEDIA_KINDS, PRECISIONS, REJECT_RULES, Vocabulary

__all__ = [
    "FLAGS",
    "LABELS",
    "MEDIA_KINDS",
    "PRECISIONS",
    "REJECT_RULES",
    "SCHEMA_VERSION",
    "TABLES",
    "Article",
    "Comment",
    "ForeignKey",
    "Line",
    "Media",
    "Page",
    "Quote",
    "Record",
    "Reject",
    "Table",
]

SCHEMA_VERSION: Final = "1.0"

_ID: Final = "0f4c1ab27d9e4c55b1e6a30d8c27f914"
_ID_PATTERN: Final = "[0-9a-f]{32}"
_ARTICLE_ID: Final = form(_ID_PATTERN, "32 lower-case hex digits")
_MEDIA_ID: Final = form(_ID_PATTERN + ":m[1-9][0-9]*", "an article_id, `:m` and a position")
_COMMENT_ID: Final = form(_ID_PATTERN + ":c[1-9][0-9]*", "an article_id, `:c` and a position")
_ROW_ID: Final = form(_ID_PATTERN + "(:[mc][1-9][0-9]*)?", "an article_id, a media_id or a comment_id")
_SHA256: Final = form("[0-9a-f]{64}", "64 lower-case hex digits")
_LANGUAGE: Final = form("[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", "a BCP 47 tag")
_UTC_OFFSET: Final = between(-1439, 1439)


@record
class Article(Record):
    """One news article, read from one page."""

    term = "NewsArticle"

    article_id: str = column(
        TEXT,
        "First 32 hex digits of SHA-256 over doc_id, NUL and the decoded, newline-normalised text.",
        _ARTICLE_ID,
        example=_ID,
        term="identifier",
    )
    text_sha256: str = column(
        TEXT, "SHA-256 of that text alone: finds the same page under two ids.", _SHA256, example="5d1f0c8e" * 8
    )
    doc_id: str = column(
        TEXT,
        "The document's id in its container: file stem, JSON id, WARC-Record-ID; else `stem#n`, n from 1.",
        example="ferry-2015-09-16",
    )
    source_uri: str = column(
        TEXT,
        "Where the document was read: a URI, or a path relative to the input's parent folder.",
        example="dumps/klarbach.tar",
    )
    source_member: str | None = column(
        TEXT, "The path inside a tar or zip.", default=None, example="2015/ferry-2015-09-16.txt"
    )
    source_record: int = column(INT64, "Which record of that file or member, from 0.", at_least(0), example=0)
    source_offset: int | None = column(
        INT64, "First byte of the document in the decompressed file or member.", at_least(0), default=None, example=0
    )
    source_length: int | None = column(INT64, "Bytes of the document there.", at_least(0), default=None, example=4321)
    captured_at: datetime | None = column(
        TIME,
        "When the page was fetched, UTC; only from the container.",
        default=None,
        example=datetime(2015, 9, 17, 4, 30, 11),
    )
    url: str | None = column(
        TEXT,
        "Address of the page, from the container, or as it stands in fields above the text.",
        default=None,
        term="url",
        example="https://www.klarbacher-bote.example/stadt/faehre.html",
    )
    site: str | None = column(
        TEXT,
        "Host of the url without `www.`, or the publisher named in the footer.",
        default=None,
        term="publisher",
        example="klarbacher-bote.example",
    )
    language: str | None = column(
        TEXT,
        "Language of the article, as a BCP 47 tag; null when unsure.",
        _LANGUAGE,
        default=None,
        term="inLanguage",
        example="de",
    )
    kicker: str | None = column(
        TEXT, "Overline; null unless it can be told from the headline.", default=None, example="Hafen"
    )
    headline: str | None = column(
        TEXT, "Title, without the kicker.", default=None, term="headline", example="Die Fähre fährt wieder"
    )
    lede: str | None = column(
        TEXT,
        "Standfirst or summary.",
        default=None,
        term="abstract",
        example="Nach drei Wochen Pause legt sie am Montag ab.",
    )
    body: str = column(
        TEXT,
        "Paragraphs and sub-headings in order, one blank line between them; empty only with a lede or media.",
        PARAGRAPHS,
        may_be_empty=True,
        term="articleBody",
        example="Klarbach - Die Schraube ist da.\n\nWer zahlt\n\nDie Stadt zahlt.",
    )
    subheadings: tuple[str, ...] = column(
        TEXTS, "Those paragraphs of the body that are sub-headings, in order.", default=(), example=("Wer zahlt",)
    )
    byline: str | None = column(TEXT, "Who wrote it, as printed.", default=None, term="creditText", example="ben/dpa")
    authors: tuple[str, ...] = column(
        TEXTS, "People, or staff initials, named in the byline.", default=(), term="author", example=("ben",)
    )
    agencies: tuple[str, ...] = column(
        TEXTS,
        "Wire agencies named in the byline, the dateline or a line that tells the source.",
        default=(),
        term="sourceOrganization",
        example=("dpa",),
    )
    place: str | None = column(
        TEXT, "Dateline: where the report comes from.", default=None, term="dateline", example="Klarbach"
    )
    published_at: datetime | None = column(
        TIME,
        "When it was published: the wall clock as printed, without zone, never the crawl date.",
        default=None,
        term="datePublished",
        example=datetime(2015, 9, 16, 7, 42),
    )
    published_precision: str | None = column(
        TEXT, "How much of published_at was printed.", one_of(PRECISIONS), default=None, example="minute"
    )
    published_offset_minutes: int | None = column(
        INT16, "Minutes east of UTC, where the page prints a zone.", _UTC_OFFSET, default=None, example=120
    )
    published_printed: str | None = column(
        TEXT,
        "The words that published_at was read from.",
        default=None,
        example="Mittwoch, 16.09.2015   07:42 Uhr MESZ",
    )
    updated_at: datetime | None = column(
        TIME,
        "When it was last changed, as published_at.",
        default=None,
        term="dateModified",
        example=datetime(2015, 9, 16),
    )
    updated_precision: str | None = column(
        TEXT, "How much of updated_at was printed.", one_of(PRECISIONS), default=None, example="day"
    )
    updated_offset_minutes: int | None = column(
        INT16, "Minutes east of UTC, where the page prints a zone.", _UTC_OFFSET, default=None, example=120
    )
    updated_printed: str | None = column(
        TEXT, "The words that updated_at was read from.", default=None, example="Stand: 16.09.2015 (MESZ)"
    )
    rights_holder: str | None = column(
        TEXT, "Who holds the rights.", default=None, term="copyrightHolder", example="Klarbacher Bote"
    )
    rights_notice: str | None = column(
        TEXT,
        "The notice of rights, as printed.",
        default=None,
        term="copyrightNotice",
        example="© Klarbacher Bote 2015\nAlle Rechte vorbehalten",
    )
    rights_year: int | None = column(
        INT16, "Year of the copyright.", between(1000, 9999), default=None, term="copyrightYear", example=2015
    )
    comments_declared: int | None = column(
        INT32,
        "Number of comments that the page prints; need not be what was found.",
        at_least(0),
        default=None,
        term="commentCount",
        example=28,
    )
    comments_found: int = column(INT32, "Rows of this article in comments.", at_least(0), example=3)
    media_found: int = column(INT32, "Rows of this article in media.", at_least(0), example=2)
    layout: str = column(
        TEXT, "Which labeller read the page: a layout's name, or `learned`.", example="klarbacher-bote"
    )
    layout_version: str = column(TEXT, "The version of that labeller.", example="1")
    confidence: float = column(
        FLOAT,
        "How sure it is that this is one article, read rightly; calibrated.",
        between(0, 1),
        decimals(3),
        example=0.987,
    )
    flags: tuple[str, ...] = column(
        TEXTS, "What was odd about the document.", one_of(FLAGS), default=(), example=("charset-guessed",)
    )

    rules = row_rules.ARTICLE


@record
class Media(Record):
    """One picture, film or recording that a page shows, told by its caption or credit."""

    term = "MediaObject"

    media_id: str = column(TEXT, "`<article_id>:m<position>`", _MEDIA_ID, example=f"{_ID}:m1", term="identifier")
    article_id: str = like(Article, "article_id")
    position: int = column(INT32, "Which of the article's media, from 1.", at_least(1), example=1, term="position")
    kind: str = column(TEXT, "What it is.", one_of(MEDIA_KINDS), example="photo")
    caption: str | None = column(
        TEXT, "What it shows, as printed.", default=None, term="caption", example="Die Fähre im Trockendock"
    )
    credit: str | None = column(
        TEXT, "Whose it is, as printed.", default=None, term="creditText", example="Ida Brandt/ dpa"
    )
    occurrences: int = column(INT32, "How often the page prints it.", at_least(1), example=2)
    line_start: int = column(INT32, "First line of its first print, from 1.", at_least(1), example=5)
    line_end: int = column(INT32, "Last line of its first print.", at_least(1), example=6)

    rules = row_rules.MEDIA


@record
class Quote(Record):
    """What a comment quotes from another one."""

    term = "Quotation"

    author: str | None = column(TEXT, "Who is quoted.", default=None, term="spokenByCharacter", example="möwe64")
    text: str = column(TEXT, "The words quoted.", term="text", example="Die Stadt zahlt.")


@record
class Comment(Record):
    """One reader's comment below an article."""

    term = "Comment"

    comment_id: str = column(TEXT, "`<article_id>:c<position>`", _COMMENT_ID, example=f"{_ID}:c3", term="identifier")
    article_id: str = like(Article, "article_id")
    position: int = column(
        INT32,
        "Which of the comments that were found, from 1, in the order of the page.",
        at_least(1),
        example=3,
        term="position",
    )
    number: int | None = column(INT32, "The number that the page gives it.", at_least(0), default=None, example=3)
    number_printed: str | None = column(
        TEXT, "That number as printed, such as `3` or `#1.1`.", default=None, example="3."
    )
    page: int | None = column(
        INT32, "Which page of the comments it stands on, where that is printed.", at_least(1), default=None, example=1
    )
    author: str | None = column(TEXT, "Name of the writer.", default=None, term="author", example="Hafenkater")
    author_key: str | None = column(
        TEXT, "Stands for the author where names are pseudonymised.", default=None, example="a-91c04e"
    )
    title: str | None = column(
        TEXT, "Title of the comment.", default=None, term="headline", example="Und wer zahlt den Diesel?"
    )
    body: str | None = column(
        TEXT,
        "Its lines; empty where there is only a title or a quote, null exactly when removed.",
        default=None,
        may_be_empty=True,
        term="text",
        example="Die Stadt sicher nicht.\nDas war immer so.",
    )
    quotes: tuple[Quote, ...] = column(
        Quote,
        "What it quotes, in order; not part of the body.",
        default=(),
        term="citation",
        example=(Quote(author="möwe64", text="Die Stadt zahlt."),),
    )
    reply_to: str | None = column(
        TEXT,
        "comment_id of the comment that it answers.",
        _COMMENT_ID,
        default=None,
        term="parentItem",
        example=f"{_ID}:c1",
    )
    posted_at: datetime | None = column(
        TIME,
        "When it was posted: the wall clock as printed, without zone.",
        default=None,
        term="datePublished",
        example=datetime(2015, 9, 16),
    )
    posted_precision: str | None = column(
        TEXT, "How much of posted_at was printed.", one_of(PRECISIONS), default=None, example="day"
    )
    posted_printed: str | None = column(
        TEXT, "The words that posted_at was read from, or would be.", default=None, example="16.09.2015"
    )
    votes: int | None = column(
        INT32, "Votes as printed; below zero where readers vote down.", default=None, term="upvoteCount", example=12
    )
    removed: bool = column(BOOL, "Whether the page says that its text was removed.", example=False)
    line_start: int = like(Media, "line_start")
    line_end: int = like(Media, "line_end")

    rules = row_rules.COMMENT


@record
class Reject(Record):
    """A document that gave no valid article, with its text and the rule that it broke."""

    doc_id: str = like(Article, "doc_id")
    source_uri: str = like(Article, "source_uri")
    source_member: str | None = like(Article, "source_member", default=None)
    source_record: int = like(Article, "source_record")
    source_offset: int | None = like(Article, "source_offset", default=None)
    source_length: int | None = like(Article, "source_length", default=None)
    rule: str = column(TEXT, "The rule that the document broke.", one_of(REJECT_RULES), example="duplicate")
    message: str = column(
        TEXT, "What was wrong, in a sentence.", example="The same text was already read as `ferry-2015-09-16`."
    )
    confidence: float | None = column(
        FLOAT,
        "How sure it is that this is an article, where that was asked.",
        between(0, 1),
        decimals(3),
        default=None,
        example=0.112,
    )
    text: str | None = column(
        TEXT,
        "The whole text; null where it cannot be held, such as a bomb's.",
        default=None,
        may_be_empty=True,
        example="Die Fähre fährt wieder",
    )
    duplicate_of: str | None = column(
        TEXT, "article_id of the article that this one repeats.", _ARTICLE_ID, default=None, example=_ID
    )

    rules = row_rules.REJECT


FIELDS: Final = Vocabulary(
    "Fields that lines feed",
    {name: declared.meaning for source in (Comment, Media, Article) for name, declared in columns(source).items()},
)


@record
class Line(Record):
    """One line of a document, with its label and where its text went."""

    article_id: str = like(Article, "article_id")
    line: int = column(INT32, "Which line of the document, from 1.", at_least(1), example=5)
    label: str = column(TEXT, "What the line is.", one_of(LABELS), example="caption")
    record: str | None = column(
        TEXT,
        "The id of the row that it feeds: an article_id, a media_id or a comment_id.",
        _ROW_ID,
        default=None,
        example=f"{_ID}:m1",
    )
    fields: tuple[str, ...] = column(
        TEXTS, "The columns of that row that it feeds.", one_of(FIELDS), default=(), example=("caption", "credit")
    )
    text: str = column(
        TEXT, "The line, as decoded.", may_be_empty=True, example="Die Fähre im Trockendock Ida Brandt/ dpa"
    )

    rules = row_rules.LINE


_OF_ARTICLE: Final = ForeignKey("article_id", ("articles",))

TABLES: Final = {
    table.name: table
    for table in (
        Table("articles", Article, primary_key=("article_id",)),
        Table(
            "media",
            Media,
            primary_key=("media_id",),
            foreign_keys=(_OF_ARTICLE,),
            counted_in="media_found",
            sequence="position",
        ),
        Table(
            "comments",
            Comment,
            primary_key=("comment_id",),
            foreign_keys=(_OF_ARTICLE, ForeignKey("reply_to", ("comments",))),
            counted_in="comments_found",
            sequence="position",
        ),  # No key: what is broken enough to be rejected may lack all that would identify it.
        Table("rejects", Reject, foreign_keys=(ForeignKey("duplicate_of", ("articles",)),)),
        Table(
            "lines",
            Line,
            primary_key=("article_id", "line"),
            foreign_keys=(_OF_ARTICLE, ForeignKey("record", ("articles", "media", "comments"))),
            sequence="line",
            optional=True,
        ),
    )
}
"""The tables of a dataset by name, in the order in which they are written."""


@attrs.frozen(kw_only=True)
class Page:
    """One page with all that was read from it: an article, its media and comments, in the order of their positions."""

    article: Article
    media: tuple[Media, ...] = ()
    comments: tuple[Comment, ...] = ()
