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

from broadsheet.bylines import is_agency
from broadsheet.kernels import Index, Mask

PERSON, ORGANISATION, AGENCY, PLACE, ROLE, JUNK = range(6)
"""What a piece of a byline is."""

_PARTICLES = "de|del|della|di|da|dos|das|do|du|des|la|le|van|den|der|von|zu|zur|vom|ten|ter|bin|ibn|al|el|af|av|y|e|und"
_CASED = r"(?:\p{Lu}[\p{L}\p{M}'’´.-]*|\p{Lu}\.|d['’]\p{Lu}[\p{L}\p{M}-]+)"
_UNCASED = r"\p{Lo}[\p{L}\p{M}'’-]*"
_NAME = rf"^(?:(?:Dr|Prof|Univ|Mag|Sir|Dame|Mr|Mrs|Ms|Sr|Ing|Dipl)\.?-? ?)*{_CASED}(?: (?:{_PARTICLES}|{_CASED})){{0,4}}$"
_UNCASED_NAME = rf"^{_UNCASED}(?: {_UNCASED}){{0,3}}$"
_EAST_ASIAN = r"^[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}・]{2,6}(?: [\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]{1,4})?$"
_ADDRESSES = r"(?i)\(?\S+@\S+\.\w+\)?|(?:^|[\s,|(])@\w{2,}|https?://\S+|\b(?:on )?(?:twitter|facebook|instagram|linkedin|bluesky)$|(\pL)(?:Twitter|Facebook|Instagram)\b"
_STEADY = r" ?[,;/／|&•·+、，・∙＆()（）]+ ?| [-–—]+ "


@attrs.frozen(eq=False)
class Words:
    """Patterns made of the word lists."""

    opener: str
    alone: str
    separator: str
    role: str
    role_only: str
    noise: str
    organisation: str
    agency_behind: str


@cache
def vocabulary() -> Words:
    """Return the patterns of `bylines.toml`."""
    lists = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8"))

    def either(name: str) -> str:
        longest = sorted(set(lists[name]), key=lambda word: (-len(word), word))
        return "|".join(re.escape(word).replace(r"\ ", " +") for word in longest)

    solid = "|".join(re.escape(word) for word in lists["openers"] if not word.isascii() and len(word) <= 3)  # noqa: PLR2004
    front = rf"(?:(?:{either('kinds')})(?: +|: *))*"
    opener = rf"(?i)^(?:{front}(?:{either('openers')})(?: *[:：/／.|] *| +)|(?:{solid})[:：/／ ]*)"
    return Words(
        opener=opener,
        alone=rf"(?i)^{front}(?:{either('openers')}) *[:：]?$",
        separator=rf"{_STEADY}| (?:{either('separators')}) ",
        role=rf"(?i)(?:^|[ ,])(?:{either('roles')})(?:[ .,:].*)?$",
        role_only=rf"(?i)^(?:{either('roles')})(?:[ .,:].*)?$",
        noise=rf"(?i)(?:^|[ (])(?:{either('noise')})(?:[ :.)]|$)",
        organisation=rf"(?i)(?:^|[ -])(?:{either('organisations')})$|[\pL\d]\.(?:com|de|org|net|at|ch|tv|news|co)$|\pL{{2,}}24$",
        agency_behind=r" ((?:The )?(?:Associated Press|Canadian Press)|Agence France-Presse|Reuters|Press Association)$",
    )


@attrs.frozen(eq=False)
class Pieces:
    """The pieces of k bylines.

    Attributes:
        line: int64[p], ascending, the byline of each piece.
        text: p strings.
        kind: int64[p], `PERSON` to `JUNK`.
        several: bool[p], names of more than one word or with a role behind them: surely names.
    """

    line: Index
    text: pa.StringArray
    kind: Index
    several: Mask


def without_opener(texts: pa.StringArray) -> tuple[pa.StringArray, Mask]:
    """Return bylines without the words in front of the names, and which of them have such words."""
    words = vocabulary()
    opened = np.asarray(pc.match_substring_regex(texts, words.opener))
    rest = pc.replace_substring_regex(texts, words.opener, "", max_replacements=1)
    again = pc.replace_substring_regex(rest, words.opener, "", max_replacements=1)
    return pc.if_else(pa.array(opened), again, texts), opened


def take_apart(texts: pa.StringArray) -> Pieces:
    """Cut bylines without openers into pieces and say what each is."""
    words = vocabulary()
    bare = pc.replace_substring_regex(pc.replace_substring_regex(texts, _ADDRESSES, r"\1"), words.agency_behind, r" | \1")
    pieces = pc.split_pattern_regex(bare, words.separator)
    line = np.repeat(np.arange(len(texts)), np.diff(np.asarray(pieces.offsets)))
    whole = pc.utf8_trim(pieces.flatten(), " .:·|-–—*\u00a0")
    digits = pc.replace_substring_regex(whole, r"(\pL)\d{1,3}$", r"\1")
    keep = np.asarray(pc.greater(pc.binary_length(digits), 0))
    whole, line = digits.filter(pa.array(keep)), line[keep]
    agency = is_agency(whole)
    organisation = np.asarray(pc.match_substring_regex(whole, words.organisation))
    rest = pc.utf8_trim(pc.replace_substring_regex(whole, words.role, ""), " .,:-")
    role_only = np.asarray(pc.equal(pc.binary_length(rest), 0))
    fixed = agency | organisation
    text = pc.if_else(pa.array(fixed | role_only), whole, rest)
    cut = ~fixed & ~role_only & np.asarray(pc.not_equal(pc.binary_length(whole), pc.binary_length(rest)))
    return _judged(line, text, (agency, organisation, role_only), cut)


def _judged(line: Index, text: pa.StringArray, known: tuple[Mask, Mask, Mask], cut: Mask) -> Pieces:
    agency, organisation, role = known
    noise = np.asarray(pc.match_substring_regex(text, vocabulary().noise))
    cased = np.asarray(pc.match_substring_regex(text, _NAME))
    east = np.asarray(pc.match_substring_regex(text, _EAST_ASIAN))
    uncased = np.asarray(pc.match_substring_regex(text, _UNCASED_NAME)) & ~east
    name = cased | east | uncased
    spaced = np.asarray(pc.match_substring(text, " "))
    several = name & (spaced | (east & cut) | (cased & cut))
    seen = np.concatenate([[0], np.cumsum(several & ~agency & ~organisation)])
    begin = np.searchsorted(line, line)
    place = (seen[:-1] > seen[begin]) & cased & ~spaced & ~cut
    kind = np.select(
        [agency, noise, role, organisation, place, name], [AGENCY, JUNK, ROLE, ORGANISATION, PLACE, PERSON], JUNK
    )
    return Pieces(line, text, kind, several)
