"""Take the signs off that programs put around the text of a page which they save as text.

Crawlers that feed language models, html2text and pandoc save pages as Markdown, and `lynx -dump` numbers links and
lists their addresses below the page. The page printed none of this. A document counts as Markdown where several of its
lines hold links with addresses, or where headings with `#` stand between blank lines, as the comments of a program's
code do not; and as one with numbered links where its foot lists several numbered addresses. Only there the signs are
taken off, so that a `#` or a `*` that a page prints itself stays. Lines of nothing but signs and addresses, such as
that of a picture, are not looked at any further: they are furniture.
"""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.clean import replace_rows, rows_that_match
from broadsheet.kernels import Index, Mask, data, edge_bytes, offsets, one_of, ragged
from broadsheet.lines import Lines

_ADDRESS = r"(?:\]\(|^\[[^\[\]]+\]: )(?:<|https?:|[/#.]|mailto:|javascript:|data:)"
_HEADING = r"^#{1,6} .*\pL"
_LINKS, _HEADINGS, _ALONE = 3, 2, 0.8
"""Lines with links, or of headings, that make a document Markdown; beside one line with a link one heading is enough.
This share of all lines that begin with `#` must stand between blank lines.
"""
_NUMBERED = r"^\d{1,4}\. (?:[a-z]+:)?(?:https?|ftp|file|mailto|javascript|about|data|tel):"
_NUMBERED_LINES = 5
"""Numbered addresses that make a document one with numbered links."""

_WORD = r"(?:[^()\s\\]|\\.)"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')"
# A program that breaks lines breaks addresses behind hyphens, too.
_TARGET = rf"\((?:<[^<>]*>|data:[^()]*|{_WORD}*(?:(?:- |\({_WORD}*\)){_WORD}*)*)(?:\s+{_TITLE})?\s*\)"
_INSIDE = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
_ATTRIBUTES = r"\{(?:[#.=][^{}]*|[\w:-]+=[^{}]*)\}"
"""What pandoc writes behind links, headings and stressed words to keep the attributes of their elements."""
_BROKEN: Final = (
    (r"[\])a-z:] ?\{(?:[#.=]|[\w:-]+=)[^{}]*$", r"^[^{}]*\}"),
    (r"\[[^\[\]]*$", r"^[^\[\]]*\][({]"),
)
_MOST_BROKEN = 30
"""How a line ends inside attributes or a link, and how one of so many below it begins where they end."""
_DASHES = r"^(?:- )+(\S)"
_SIGNS: Final = (
    (r"<((?:https?|mailto|ftp):[^<>]*)>", r"\1"),
    (r"`[^`]*`\{=[a-z]+\}|</?[a-zA-Z][\w:-]*(?:\s(?:[^<>\"]|\"[^\"]*\")*)?/?>", ""),  # what it leaves as it found it
    (rf"\[((?:[^\[\]\\]|\\.)*)\]{_ATTRIBUTES}", r"\1"),
    (rf"\[({_INSIDE})\]{_ATTRIBUTES}", r"\1"),
    (_ATTRIBUTES, ""),
    (r"^\[[^\[\]]+\]: \S+(?: .*)?$", ""),  # the address of a link that is named elsewhere
    (rf"!\[{_INSIDE}\]{_TARGET}", ""),  # a picture: what it says for those who cannot see it is not printed
    (rf"\[({_INSIDE})\](?:{_TARGET}|\[{_INSIDE}\])", r"\1"),
    (rf"^!?({_INSIDE})\]{_TARGET}", r"\1"),  # one around several lines ends
    (rf"!?\[({_INSIDE})$", r"\1"),  # it begins
    (rf"\]\({_WORD}*(?:\s+\"[^\"]*)?$", ""),  # its address is broken
    (r"^[^()\s]*[/.?=][^()\s]*\)|^[^\"()]*\"\)", ""),
    (r"^(?:> ?)+", ""),
    (r"^#{1,6} (.*?)(?: #+)?$", r"\1"),
    (r"\*\*(\S(?:[^*]*[^*\s])?)\*\*", r"\1"),
    (r"\b__(\S(?:[^_]*[^_\s])?)__\b", r"\1"),
    (r"(^|[^\pL\pN*\\])\*([^*\s](?:[^*]*[^*\s])?)\*($|[^\pL\pN*])", r"\1\2\3"),
    (r"(^|[^\pL\pN_\\])_([^_\s](?:[^_]*[^_\s])?)_($|[^\pL\pN_])", r"\1\2\3"),
    (r"\\([!-/:-@\[-`{-~])", r"\1"),
    (r"\\$", ""),
    (r" {2,}", " "),
    (r"^[\s\[\]()#*_>|:=+~`\\-]*$", ""),
)  # fmt: skip
_FENCES: Final = ((r"^(?:(?:[-+*]|\d+[.)]) +)*:{3,}(?: .*)?$", ""),)
"""Lines on which pandoc begins and ends an element; it does not break them."""
_NUMBERS: Final = ((rf"{_NUMBERED}.*$", ""), (r"\[\d{1,4}\]", ""), (r" {2,}", " "))


@attrs.frozen(eq=False)
class Markup:
    """Which of n documents carry signs that their pages did not print.

    Attributes:
        markdown: bool[n], those saved as Markdown.
        numbered: bool[n], those whose links are numbered.
    """

    markdown: Mask
    numbered: Mask


def find_markup(lines: Lines) -> Markup:
    """Tell which documents are Markdown, and which number their links."""
    text, first = lines.text, edge_bytes(lines.text)[0]
    at = offsets(text)
    signs = np.flatnonzero(data(text)[at[0] : at[-1]] == ord("["))
    bracket = np.unique(np.searchsorted(at, signs + at[0], side="right")) - 1
    links = _count(lines, _matching(text, bracket, _ADDRESS))
    hashed = np.flatnonzero(first == ord("#"))
    headings = _count(lines, _matching(text, hashed[_alone(lines)[hashed]], _HEADING))
    headings[headings < _ALONE * _count(lines, hashed)] = 0
    marked = (links >= _LINKS) | (headings >= np.where(links > 0, 1, _HEADINGS))
    digit = np.flatnonzero(one_of(first, b"0123456789"))
    digit = digit[(_count(lines, bracket) >= _NUMBERED_LINES)[lines.document[digit]]]
    return Markup(marked, _count(lines, _matching(text, digit, _NUMBERED)) >= _NUMBERED_LINES)


def without_numbers_and_fences(lines: Lines, markup: Markup) -> Lines:
    """Take off what no program breaks lines with: the numbers of links and their addresses, and pandoc's fences."""
    return _bare(_unbroken(_bare(lines, markup.numbered, _NUMBERS), markup.markdown), markup.markdown, _FENCES)


def _unbroken(lines: Lines, documents: Mask) -> Lines:
    """Join lines that pandoc broke inside the attributes of an element and, where it did, inside the text of a link.

    A link that another program broke is a few words longer or shorter than its line: that is left to `unwrap`.
    """
    for ends_inside, goes_on in _BROKEN if documents.any() else ():
        rows = np.flatnonzero(documents[lines.document])
        opens, closes = (_matching(lines.text, rows, pattern) for pattern in (ends_inside, goes_on))
        place = np.searchsorted(closes, opens, side="right")
        opens, closes = opens[place < len(closes)], closes[place[place < len(closes)]]
        blank = np.cumsum(~lines.close())
        whole = (closes - opens <= _MOST_BROKEN) & (blank[opens] == blank[closes])
        joined = np.zeros(len(lines), bool)
        joined[ragged(opens[whole] + 1, (closes - opens)[whole])] = True
        if not joined.any():
            break
        documents = np.bincount(lines.document[joined], minlength=lines.documents) > 0
        lines = lines.joined(joined)
    return lines


def without_markdown(lines: Lines, markup: Markup) -> Lines:
    """Take the signs of Markdown off."""
    return _bare(_without_dashes(lines, markup.markdown), markup.markdown, _SIGNS)


def _without_dashes(lines: Lines, documents: Mask) -> Lines:
    """Take the dashes of lists off: in Markdown one that opens direct speech is written with a backslash."""
    rows = np.flatnonzero(documents[lines.document])
    rows = _matching(lines.text, rows, _DASHES)
    if not len(rows):
        return lines
    listed = lines.listed.copy()
    listed[rows] = True
    bare = pc.replace_substring_regex(lines.text.take(pa.array(rows)), _DASHES, r"\1")
    return attrs.evolve(lines, text=replace_rows(lines.text, rows, bare), listed=listed)


def _alone(lines: Lines) -> Mask:
    """Return which lines have a blank one, or none, on both sides."""
    close = lines.close()
    alone: Mask = ~(close | np.append(close, False)[1:])
    return alone


def _matching(text: pa.StringArray, rows: Index, pattern: str) -> Index:
    """Return those of some lines in which a pattern is found."""
    return rows[rows_that_match(text.take(pa.array(rows)), pattern)]


def _count(lines: Lines, rows: Index) -> Index:
    """Return how many of some lines each document has."""
    return np.bincount(lines.document[rows], minlength=lines.documents)


def _bare(lines: Lines, documents: Mask, signs: tuple[tuple[str, str], ...]) -> Lines:
    """Take signs off the lines of some documents, and leave out those of which nothing is left."""
    mask = documents[lines.document]
    if not mask.any():
        return lines
    bare = lines.text.filter(pa.array(mask))
    for pattern, kept in signs:
        bare = pc.replace_substring_regex(bare, pattern, kept)
    text = pc.replace_with_mask(lines.text, pa.array(mask), pc.utf8_trim(bare, " "))
    return attrs.evolve(lines, text=text).without(np.diff(offsets(text)) == 0)
