"""Bylines laid out for cutting: one sign between people, and nothing around them that is no name."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import CAPITALS, LETTERS
from broadsheet.kernels import Mask, data, join, offsets, scatter, spans
from broadsheet.model.byline_words import LOWER, UPPER, vocabulary
from broadsheet.model.known_names import are_given_names, begin_with_given_names

UNCASED = r"[\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Thai}\p{Tamil}\p{Georgian}]"
"""Letters of scripts in which a name looks like any other words."""
_ADDRESSES = (
    r"(?i)\(?\S+@\S+\.\w+\)?|@\w{2,}"
    r"|https?://\S+|\b(?:on )?(?:twitter|facebook|instagram|linkedin|bluesky)$"
    rf"|([{LETTERS}])(?:Twitter|Facebook|Instagram)\b"
)
_COUNT_BEHIND = rf"([{LETTERS}]{{2,}}\.?)[ ,|·•●–—-]+\d.{{0,60}}$"
"""What begins with a number behind a name is a time of reading, an age or a count."""
_COUNTS_IN_FRONT = (
    r"(?i)^(?:\d[\d.,]*\+? ?(?:min|mins|minutes?|minuten?|minuti|minutos|words?|wörter|comments?|kommentare?|views?)\.?"
    r"(?: read| lesezeit)? ?[·•●⋅|] ?)+"
)
"""Times of reading and counts in front of a name: `12 min read · 6,279 words · `."""
_SECTIONS = r", in [^|]*$"
_GLUED_PAPER = rf"([{LOWER}]) ?(The [{UPPER}])"
_WORD_OF_NAME = rf"[{UPPER}][{LOWER}][{LETTERS}'’-]*"
_RUN_TOGETHER = rf"^{_WORD_OF_NAME}(?: {_WORD_OF_NAME}){{3,11}}$"
"""Words that may be two names or more, with nothing in between."""
_LAID_OUT = (
    r"[@\d]|(?i:http|twitter|facebook|instagram|linkedin|bluesky)|, in |The |(?:Press|Presse|Reuters|Association)$"
)
"""What a byline holds out of which more than its pieces has to be cut, or into which a stroke has to be put."""
_AND = r" [וو]\S"
"""`And` as Hebrew and Arabic glue it to the name behind it."""
_OF = "^[Dd]e "
_SEVERAL_WORDS = rf"^[{CAPITALS}][^ ]* .*[{CAPITALS}]|^{UNCASED}[^ ]* "


def laid_out(texts: pa.StringArray) -> pa.StringArray:
    """Return bylines with a stroke between names that stand behind each other without any sign."""
    return _conjoined(_parted(_plain(texts)))


def _plain(texts: pa.StringArray) -> pa.StringArray:
    """Return texts without addresses, counts and sections, and with a stroke in front of agencies and papers."""
    words = vocabulary()
    texts = pc.replace_substring_regex(pc.replace_substring_regex(texts, words.pictured_too, ""), words.pictured, r"\1")
    where = pc.match_substring_regex(texts, _LAID_OUT)
    bare = texts.filter(where)
    bare = pc.replace_substring_regex(pc.replace_substring_regex(bare, _COUNTS_IN_FRONT, ""), _ADDRESSES, r"\1 | ")
    bare = pc.replace_substring_regex(bare, _COUNT_BEHIND, r"\1")
    bare = _once(pc.replace_substring_regex(bare, _SECTIONS, ""))
    bare = pc.replace_substring_regex(bare, words.agency_behind, r"\1 | \2")
    bare = pc.replace_substring_regex(bare, _GLUED_PAPER, r"\1 | \2")
    return pc.replace_with_mask(_once(texts), where, bare)


def _conjoined(texts: pa.StringArray) -> pa.StringArray:
    """Return texts with a stroke in front of given names to which `and` is glued, as Hebrew and Arabic do."""
    rows = np.flatnonzero(matching(texts, ~np.asarray(pc.string_is_ascii(texts)), _AND))
    if not len(rows):
        return texts
    split = pc.split_pattern(texts.take(pa.array(rows)), " ")
    word, line = split.flatten(), np.repeat(np.arange(len(rows)), np.diff(np.asarray(split.offsets)))
    bare = pc.replace_substring_regex(word, "^[וو]", "")
    glued = np.asarray(pc.not_equal(bare, word)) & ~are_given_names(word)
    glued &= are_given_names(bare) & (np.diff(line, prepend=-1) == 0)
    word = pc.if_else(pa.array(glued), pc.binary_join_element_wise(pa.scalar("|"), bare, " "), word)
    return pc.coalesce(scatter(join(word, line, len(rows), " "), rows, len(texts)), texts)


def _parted(texts: pa.StringArray) -> pa.StringArray:
    """Return texts with a stroke between names that stand behind each other without one.

    A name begins with a given name that stands behind a family name, of which nothing is known but that it is none.
    """
    rows = np.flatnonzero(np.asarray(pc.match_substring_regex(texts, _RUN_TOGETHER)))
    if not len(rows):
        return texts
    split = pc.split_pattern(texts.take(pa.array(rows)), " ")
    word, line = split.flatten(), np.repeat(np.arange(len(rows)), np.diff(np.asarray(split.offsets)))
    given = are_given_names(pc.utf8_lower(word))
    opens = np.diff(line, prepend=-1) != 0
    place = np.arange(len(word)) - np.flatnonzero(opens)[line]
    opens |= given & ~np.append(True, given[:-1])
    begins = np.flatnonzero(opens)
    size = np.diff(np.append(begins, len(word)))
    # Six words that known names do not explain are three names of two.
    pairs = (np.bincount(line) == 6) & (np.bincount(line[begins], size > 3, len(rows)) > 0)  # noqa: PLR2004
    opens = np.where(pairs[line], place % 2 == 0, opens)
    whole = pairs | (np.bincount(line[begins], size < 2, len(rows)) == 0)  # noqa: PLR2004 - given and family name
    several = np.bincount(line[opens], minlength=len(rows)) > 1
    parted = join(pc.binary_join_element_wise(pa.array(np.where(opens, "| ", "")), word, ""), line, len(rows), " ")
    parted = pc.utf8_ltrim(parted, "| ")
    sure = whole & several
    return pc.coalesce(scatter(parted.filter(pa.array(sure)), rows[sure], len(texts)), texts)


def _once(texts: pa.StringArray) -> pa.StringArray:
    """Return texts that a renderer printed twice without a space in between, once."""
    at, content = offsets(texts), data(texts)
    size = np.diff(at)
    rows = np.flatnonzero((size % 2 == 0) & (size > 0))
    half = size[rows] // 2
    alike = content[at[rows]] == content[at[rows] + half]
    rows, half = rows[alike], half[alike]
    front, back = spans(texts, rows, np.zeros_like(half), half), spans(texts, rows, half, half)
    same = pc.equal(front.cast(pa.binary()), back.cast(pa.binary()))
    twice = np.zeros(len(texts), bool)
    twice[rows] = np.asarray(same)
    return pc.replace_with_mask(texts, pa.array(twice), front.filter(same)) if twice.any() else texts


def without_posts(text: pa.StringArray, told: Mask) -> pa.StringArray:
    """Return pieces without what stands in front of names and says what somebody is.

    What is left must be a name of several words, and have a known given name where no opener right in front of it told
    that somebody comes.
    """
    words = vocabulary()
    # Nothing stands in front of a given name. The patterns are long, and most bylines go without any.
    rows = np.flatnonzero(np.asarray(pc.match_substring(text, " ")))
    rows = rows[~begin_with_given_names(text.take(pa.array(rows)))]
    if not len(rows):
        return text
    for pattern, sure in (
        (words.post, told[rows]),
        (words.role_in_front, np.zeros(len(rows), bool)),
        # Names are inflected behind articles: none of these is known.
        (words.article, np.ones(len(rows), bool)),
        (_OF, np.zeros(len(rows), bool)),
    ):
        some = text.take(pa.array(rows))
        rest = pc.replace_substring_regex(some, pattern, "")
        kept = np.asarray(pc.not_equal(pc.binary_length(rest), pc.binary_length(some)))
        kept[kept] = np.asarray(pc.match_substring_regex(rest.filter(pa.array(kept)), _SEVERAL_WORDS), bool)
        kept &= sure | begin_with_given_names(rest)
        if kept.any():
            text = pc.coalesce(scatter(rest.filter(pa.array(kept)), rows[kept], len(text)), text)
    return text


def matching(text: pa.StringArray, some: Mask, pattern: str) -> Mask:
    """Return which of some texts a pattern is found in; the others are not looked at."""
    found = np.zeros(len(text), bool)
    if some.any():
        found[some] = np.asarray(pc.match_substring_regex(text.filter(pa.array(some)), pattern))
    return found


def replaced(text: pa.StringArray, some: Mask, pattern: str, by: str) -> pa.StringArray:
    """Return texts, in some of which what a pattern finds is replaced; the others are not looked at."""
    if not some.any():
        return text
    where = pa.array(some)
    return pc.replace_with_mask(text, where, pc.replace_substring_regex(text.filter(where), pattern, by))
