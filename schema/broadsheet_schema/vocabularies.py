"""The closed vocabularies: each a tuple of words that also holds what its words mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Vocabulary(tuple[str, ...]):  # noqa: SLOT001 - a tuple subclass cannot have slots that are not empty
    """Words in a fixed order, and the meaning of each.

    It is a tuple of the words, so `in`, `index` and iteration do what they do with any tuple.
    """

    name: str
    meanings: Mapping[str, str]

    def __new__(cls, name: str, meanings: Mapping[str, str]) -> Self:
        """Build the vocabulary from its name in the docs and a mapping of word to meaning, whose order is kept."""
        self = super().__new__(cls, meanings)
        self.name = name
        self.meanings = MappingProxyType(dict(meanings))
        return self

    def __repr__(self) -> str:
        """Name the vocabulary with its words."""
        return f"<Vocabulary {self.name}: {', '.join(self)}>"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by name and meanings, which a plain tuple would lose."""
        return type(self), (self.name, dict(self.meanings))


FLAGS: Final = Vocabulary(
    "Flags",
    {
        "comments-truncated": "The page breaks off inside its comments, or says that it shows only some of them.",
        "charset-guessed": "The bytes named no character set and were no UTF-8; the set was detected.",
        "encoding-repaired": "Text that had been decoded with the wrong character set was put right.",
        "entities-decoded": "HTML entities left in the dump, such as `&uuml;`, were decoded.",
        "characters-replaced": "Bytes or lone surrogates that stand for no character became U+FFFD.",
        "hard-wrapped": "Lines were broken at a fixed width and were joined again.",
        "layout-low-coverage": "The page has a layout's fingerprint, but the layout explains too few of its lines.",
        "date-order-assumed": "A numeric date could be read in two orders; other evidence on the page decided.",
        "duplicate-lines": "A run of lines is printed more than once, and was read once.",
    },
)

MEDIA_KINDS: Final = Vocabulary(
    "Kinds of media",
    {
        "photo": "A single picture.",
        "video": "A film or a clip.",
        "gallery": "One picture of a series that the page counts, such as `Bild 1 von 5`.",
        "audio": "A recording or a podcast.",
        "graphic": "A map, a chart or a drawing.",
        "unknown": "The page prints a caption or a credit, but not of what.",
    },
)

PRECISIONS: Final = Vocabulary(
    "Precisions of a time",
    {
        "day": "Only the day is printed; the time of day is 00:00:00 and means nothing.",
        "minute": "Hours and minutes are printed; the seconds are 00 and mean nothing.",
        "second": "Seconds are printed.",
    },
)

LABELS: Final = Vocabulary(
    "Labels of lines",
    {
        "blank": "Nothing but white space.",
        "headline": "The title; with its kicker when both stand on one line.",
        "kicker": "The overline above a headline.",
        "lede": "Standfirst or summary between headline and body.",
        "paragraph": "A paragraph of the body, or a line of one.",
        "subheading": "A heading between paragraphs.",
        "byline": "Who wrote it, or which agencies it came from.",
        "date": "When the article was published or updated.",
        "caption": "What a picture shows; a credit on the same line included.",
        "credit": "Whose picture it is.",
        "comment_count": "How many comments the page says that it has.",
        "comment_head": "Number, title, author and date of a comment, in any mix.",
        "comment_body": "What a comment says.",
        "comment_quote": "What a comment quotes from another one.",
        "comment_tail": "What stands below a comment and is nobody's words: `Reply`, votes.",
        "rights": "Copyright and licence notes.",
        "repeat": "A line of a record, printed a second time.",
        "furniture": "Navigation, share buttons, cookie notes, related stories: nobody's content.",
    },
)

REJECT_RULES: Final = Vocabulary(
    "Rules that reject a document",
    {
        "article.empty": "The page was read, but gave neither body nor lede nor media.",
        "no-layout": "No layout knows the page, and no other labeller was asked.",
        "not-an-article": "The confidence that this is an article lies below the one asked for.",
        "duplicate": "The same text under the same id was already read; `duplicate_of` names that article.",
        "not-json": "A line of a JSONL file is no JSON object.",
        "not-warc": "The bytes where a WARC record should start are none.",
        "no-text": "The record has no text: the field is missing, null, or not a text.",
        "truncated": "The container ends in the middle of this record.",
        "damaged": "The container's bytes are broken here: a checksum or a header is wrong.",
        "unreadable": "The file is there, but could not be opened or read.",
        "too-large": "The document is larger than the limit on one document.",
        "bomb": "Decompressing gives more bytes, or a higher ratio, than the limits allow.",
        "timeout": "Reading the document took longer than the limit on one document.",
        "crashed": "The process that read this document died, each time it was tried.",
    },
)

VOCABULARIES: Final = (FLAGS, LABELS, MEDIA_KINDS, PRECISIONS, REJECT_RULES)
"""All of them, in the order of the docs."""
