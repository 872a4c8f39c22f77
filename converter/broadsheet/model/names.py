"""Take bylines of any language apart: people, organisations, wire agencies; roles, places and addresses cut off."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import CAPITALS, LETTERS, SMALL
from broadsheet.bylines import TWO_WORD_PLACES, is_agency
from broadsheet.dates.forms import month_and_day_names
from broadsheet.kernels import Index, Mask, data, edge_bytes, join, offsets, scatter, spans

PERSON, ORGANISATION, AGENCY, PLACE, ROLE, JUNK = range(6)
"""What a piece of a byline is."""

_PARTICLES = "de|del|della|di|da|dos|das|do|du|des|la|le|van|den|der|von|zu|zur|vom|ten|ter|bin|ibn|al|el"
_TITLES = r"(?:(?:Dr|Prof|Univ|Mag|Sir|Dame|Mr|Mrs|Ms|Sr|Ing|Dipl)\.?-? ?)*"
UNCASED = r"[\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Thai}\p{Tamil}\p{Georgian}]"
"""Letters of scripts in which a name looks like any other words."""
_UNCASED = rf"{UNCASED}[{LETTERS}'’-]*"
_FIRST_UNCASED = 0xD6
"""The least first byte of these, and of letters of East Asia."""


def _name(upper: str, letter: str) -> str:
    cased = rf"(?:[{upper}][{letter}'’´.-]*|[{upper}]\.|d['’][{upper}][{letter}-]+)"
    return rf"^{_TITLES}{cased}(?: (?:{_PARTICLES}|{cased})){{0,4}}$"


_PLAIN_NAME, _NAME = _name("A-Z", "A-Za-z"), _name(CAPITALS, LETTERS)
"""Names in ASCII, and any; most are in ASCII, and for these RE2 needs a small part of the time."""
_UNCASED_NAME = rf"^{_UNCASED}(?: {_UNCASED}){{0,3}}$"
_EAST_ASIAN = (
    r"^(?:[\p{Han}\p{Hiragana}\p{Katakana}・]{2,6}(?: [\p{Han}\p{Hiragana}\p{Katakana}]{1,4})?|\p{Hangul}{2,4})$"
)
_OFFICE = rf"^[{CAPITALS}][{LETTERS}-]{{4,}} (?:von|vom|der|des|du|de|di) [{CAPITALS}]"
"""What may be an office and where it is held: `Bürgermeister von Klarbach`."""
_LOWER, _UPPER = r"a-z\x{DF}-\x{FF}\x{430}-\x{45F}\x{3AC}-\x{3CE}", r"A-Z\x{C0}-\x{DE}\x{391}-\x{3A9}\x{410}-\x{42F}"
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
_COUNT_GLUED = rf"([{LETTERS}])\d{{1,3}}$"
_SECTIONS = r", in [^|]*$"
_FOR_WHOM = rf"^(.*[{LETTERS}]{{2,}}.*?) (?:[iI]n|for|für|aus|from|at|via|on behalf of|im Auftrag)(?: .*)?$"
"""Where somebody is and for whom somebody writes stands behind a name; sections of a site behind a comma."""
_GLUED_PAPER = rf"([{_LOWER}]) ?(The [{_UPPER}])"
_WORD_OF_NAME = rf"[{_UPPER}][{_LOWER}][{LETTERS}'’-]*"
_RUN_TOGETHER = rf"^{_WORD_OF_NAME}(?: {_WORD_OF_NAME}){{3,11}}$"
"""Words that may be two names or more, with nothing in between."""
_PLACED = r"^\p{Hangul}+(?:[ =]\p{Hangul}+)*[ =](\p{Hangul}{2,4})$"
_LAID_OUT = (
    r"[@\d]|(?i:http|twitter|facebook|instagram|linkedin|bluesky)|, in |The |(?:Press|Presse|Reuters|Association)$"
)
"""What a byline holds out of which more than its pieces has to be cut, or into which a stroke has to be put."""
_STEADY = r" ?[,;/／|&•·●⋅+、，・∙＆()（）]+ ?| [-–—]+ "

_WORD = 4
"""Letters of a name of a day or month that is no abbreviation; many abbreviations are names of people."""
_GLUED = 6
"""A role of no more letters than this is not looked for inside a word."""


@attrs.frozen(eq=False)
class Words:
    """Patterns made of the word lists."""

    opener: str
    alone: str
    separator: str
    role: str
    glued_role: str
    glued_opener: str
    noise: str
    organisation: str
    agency_behind: str
    helper: str
    sure: str


@cache
def vocabulary() -> Words:
    """Return the patterns of `bylines.toml`."""
    lists = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8"))

    def either(name: str) -> str:
        longest = sorted(set(lists[name]), key=lambda word: (-len(word), word))
        return "|".join(re.escape(word).replace(r"\ ", " +") for word in longest)

    solid = "|".join(re.escape(word) for word in lists["openers"] if not word.isascii() and len(word) <= 3)  # noqa: PLR2004
    behind = [role.capitalize() for role in lists["roles"] if len(role) > _GLUED and role.isalpha()]
    glued = "|".join([*behind, *(form for word in lists["glued"] for form in (word.capitalize(), word.upper()))])
    front = rf"(?:(?:{either('kinds')})(?: +|: *))*"
    opener = (
        rf"(?:{front}(?:{either('openers')})(?: *[:：/／.|] *| +)|{front}(?:{either('labels')}) *[:：/／] *"
        rf"|(?:{solid})[:：/／ ]*)"
    )
    return Words(
        opener=opener,
        alone=rf"(?i)^{front}(?:{either('openers')}|(?:{either('labels')}) *[:：]) *[:：]?$",
        separator=rf"(?:{_STEADY})(?:(?:{either('separators')}) )?| (?:{either('separators')}) ",
        role=rf"(?i)(?:^|[ ,])(?:{either('roles')}|[{LETTERS}-]+(?:{either('role_endings')}))(?:[ .,:].*)?$",
        glued_role=rf"([{LETTERS}]{{2}})(?:{glued}).*$",
        noise=rf"(?i)(?:^|[ (])(?:{either('noise')}|{either('never')})(?:[ :.)]|$)",
        glued_opener=rf"^(?:Written |Posted )?(?:{'|'.join(lists['glued_openers'])})([{_UPPER}][{LETTERS}])",
        organisation=(
            rf"(?i)^the |(?:^|[ -])(?:{either('organisations')})$|[{LETTERS}\d]\.(?:com|de|org"
            rf"|net|at|ch|tv|news|co)$|[{LETTERS}]{{2,}}24$"
        ),
        agency_behind=(
            r"^(\S+ .*?\S) ((?:The )?(?:Associated Press|Canadian Press)"
            r"|Agence France-Presse|Reuters|Press Association)$"
        ),
        helper=rf"(?i)^(?:{either('helpers')})\b",
        sure=rf"^(?i:{either('sure')}) *:? *[{_UPPER}]",
    )


@attrs.frozen(eq=False)
class Pieces:
    """The pieces of k bylines.

    Attributes:
        line: int64[p], ascending, the byline of each piece.
        text: p strings.
        kind: int64[p], `PERSON` to `JUNK`.
        several: bool[p], names of more than one word or with a role behind them: surely names.
        given: bool[p], names that begin with a given name which is known.
    """

    line: Index
    text: pa.StringArray
    kind: Index
    several: Mask
    given: Mask


def take_apart(texts: pa.StringArray, told: Mask) -> Pieces:
    """Cut bylines into pieces and say what each is.

    Args:
        texts: k bylines without the words that open them.
        told: bool[k], which of them had such words, or a date beside them: somebody stands in front.
    """
    words = vocabulary()
    pieces = pc.split_pattern_regex(_parted(_laid_out(texts)), words.separator)
    line = np.repeat(np.arange(len(texts)), np.diff(np.asarray(pieces.offsets)))
    whole = pc.utf8_trim(pieces.flatten(), " .:·|-–—*\u00a0")
    digits = pc.replace_substring_regex(whole, _COUNT_GLUED, r"\1")
    keep = np.asarray(pc.greater(pc.binary_length(digits), 0))
    whole, line = digits.filter(pa.array(keep)), line[keep]
    agency = is_agency(whole)
    organisation = np.asarray(pc.match_substring_regex(whole, words.organisation))
    foreign = ~np.asarray(pc.string_is_ascii(whole))
    glued = foreign | matching(whole, ~foreign, "[A-Za-z]{2}[A-Z]")
    rest = pc.replace_substring_regex(replaced(whole, glued, words.glued_role, r"\1"), words.role, "")
    rest = replaced(rest, told[line] | begin_with_given_names(rest), _FOR_WHOM, r"\1")
    rest = pc.utf8_trim(rest, " .,:-")
    role_only = np.asarray(pc.equal(pc.binary_length(rest), 0))
    fixed = agency | organisation
    text = pc.if_else(pa.array(fixed | role_only), whole, rest)
    cut = ~fixed & ~role_only & np.asarray(pc.not_equal(pc.binary_length(whole), pc.binary_length(rest)))
    text = replaced(text, cut, _PLACED, r"\1")
    return _judged(line, text, (agency, organisation, role_only), cut)


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


def _laid_out(texts: pa.StringArray) -> pa.StringArray:
    """Return texts without addresses, counts and sections, and with a stroke in front of agencies and papers."""
    where = pc.match_substring_regex(texts, _LAID_OUT)
    bare = texts.filter(where)
    bare = pc.replace_substring_regex(pc.replace_substring_regex(bare, _COUNTS_IN_FRONT, ""), _ADDRESSES, r"\1 | ")
    bare = pc.replace_substring_regex(bare, _COUNT_BEHIND, r"\1")
    bare = _once(pc.replace_substring_regex(bare, _SECTIONS, ""))
    bare = pc.replace_substring_regex(bare, vocabulary().agency_behind, r"\1 | \2")
    bare = pc.replace_substring_regex(bare, _GLUED_PAPER, r"\1 | \2")
    return pc.replace_with_mask(_once(texts), where, bare)


def _parted(texts: pa.StringArray) -> pa.StringArray:
    """Return texts with a stroke between names that stand behind each other without one.

    A name begins with a given name that stands behind a family name, of which nothing is known but that it is none.
    """
    rows = np.flatnonzero(np.asarray(pc.match_substring_regex(texts, _RUN_TOGETHER)))
    if not len(rows):
        return texts
    split = pc.split_pattern(texts.take(pa.array(rows)), " ")
    word, line = split.flatten(), np.repeat(np.arange(len(rows)), np.diff(np.asarray(split.offsets)))
    given = np.asarray(pc.is_in(pc.utf8_lower(word), _given_names()))
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


@cache
def _two_word_places() -> pa.StringArray:
    return pc.utf8_lower(TWO_WORD_PLACES)


@cache
def _of_the_calendar() -> pa.StringArray:
    """Return the names of days and months of all languages, in lower case, but for abbreviations."""
    tables = month_and_day_names().values()
    names = {name for table in tables for forms in (*table["days"], *table["months"]) for name in forms}
    return pa.array(sorted(name for name in names if len(name) >= _WORD), pa.string())


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


def _judged(line: Index, text: pa.StringArray, known: tuple[Mask, Mask, Mask], cut: Mask) -> Pieces:
    agency, organisation, role = known
    noise = np.asarray(pc.match_substring_regex(text, vocabulary().noise))
    foreign = ~np.asarray(pc.string_is_ascii(text))
    cased = matching(text, ~foreign, _PLAIN_NAME) | matching(text, foreign, _NAME)
    other = edge_bytes(text)[0] >= _FIRST_UNCASED
    east = matching(text, other, _EAST_ASIAN)
    uncased = matching(text, other & ~east, _UNCASED_NAME)
    name = cased | east | uncased
    spaced = np.asarray(pc.match_substring(text, " "))
    several = name & (spaced | (east & cut))
    capitals = name & spaced
    capitals &= ~(matching(text, capitals & ~foreign, "[a-z]") | matching(text, capitals & foreign, f"[{SMALL}]"))
    mixed = np.bincount(line[several & ~capitals], minlength=int(line.max(initial=-1)) + 1) > 0
    organisation = organisation | (capitals & cased & mixed[line])
    seen = np.concatenate([[0], np.cumsum(several & ~agency & ~organisation)])
    begin = np.searchsorted(line, line)
    place = (seen[:-1] > seen[begin]) & cased & ~spaced & ~cut
    role = role | _offices(line, text, several & ~agency & ~organisation, cut)
    titled = np.bincount(line[east & cut], minlength=int(line.max(initial=-1)) + 1) > 0
    place |= east & ~cut & titled[line]
    place |= np.asarray(pc.is_in(pc.utf8_lower(text), _two_word_places()))
    alone = np.flatnonzero(name & ~spaced & ~agency)
    noise[alone] |= np.asarray(pc.is_in(pc.utf8_lower(text.take(pa.array(alone))), _of_the_calendar()))
    kind = np.select(
        [agency, organisation, noise, role, place, name], [AGENCY, ORGANISATION, JUNK, ROLE, PLACE, PERSON], JUNK
    )
    people = np.flatnonzero(kind == PERSON)
    given = np.zeros(len(text), bool)
    given[people] = begin_with_given_names(text.take(pa.array(people)))
    return Pieces(line, text, kind, several, given)


def _offices(line: Index, text: pa.StringArray, person: Mask, cut: Mask) -> Mask:
    """Return which pieces say what somebody is who is named in full right in front of them.

    `Transport` of `Transport Correspondent` would be a name by its looks, and so would `Bürgermeister von Klarbach`.
    """
    behind = np.append(False, (person & ~cut)[:-1] & (line[1:] == line[:-1]))
    spaced = np.asarray(pc.match_substring(text, " "))
    office = behind & (cut & ~spaced | matching(text, behind & spaced & ~cut, _OFFICE))
    some = np.flatnonzero(office | (behind & cut & spaced))
    some = some[~(spaced[some] & begin_with_given_names(text.take(pa.array(some))))]
    found = np.zeros(len(text), bool)
    found[some] = True
    return found


def begin_with_given_names(names: pa.StringArray) -> Mask:
    """Return which names begin with a given name that is known, behind titles."""
    first = pc.replace_substring_regex(names, rf"^{_TITLES}([^ -]+).*$", r"\1")
    found: Mask = np.asarray(pc.is_in(pc.utf8_lower(first), _given_names()))
    return found


@cache
def _given_names() -> pa.StringArray:
    """Return given names of many countries, in lower case."""
    return pa.array(files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8").split("\n")[:-1])
