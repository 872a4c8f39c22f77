"""Take bylines of any language apart: people, organisations, wire agencies; roles, places and addresses cut off."""

from __future__ import annotations

from functools import cache

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import CAPITALS, LETTERS, SMALL
from broadsheet.bylines import TWO_WORD_PLACES, is_agency
from broadsheet.dates.forms import month_and_day_names
from broadsheet.kernels import Index, Mask, edge_bytes
from broadsheet.model.byline_layout import UNCASED, laid_out, matching, replaced, without_posts
from broadsheet.model.byline_words import vocabulary
from broadsheet.model.known_names import TITLES, are_given_names, begin_with_given_names

PERSON, ORGANISATION, AGENCY, PLACE, ROLE, JUNK = range(6)
"""What a piece of a byline is."""

_PARTICLES = (
    "de|del|della|di|da|dos|das|do|du|des|la|las|los|le|van|den|der|von|zu|zur|zum|vom|ten|ter|te|aan|op|het|[’']t|af|av"
    "|bin|bint|ben|ibn|al|el|dei|degli|delle|dello|dalla|de['’]|mac(?: an)?|nic|ní|ó"
)
_NOBLE = r" (?:van|von|aan|op|de|zu) (?:der|den|de|het|la|las|los|dem|[’']t)( [A-Z\x{C0}-\x{DE}])"
"""Particles of two words, of which one by itself begins no name."""
_UNCASED = rf"{UNCASED}[{LETTERS}'’-]*"
_FIRST_UNCASED, FIRST_EAST = 0xD6, 0xE3
"""The least first byte of letters of scripts without capitals, and of those of East Asia."""


def _name(upper: str, letter: str) -> str:
    cased = rf"(?:[{upper}][{letter}'’´.-]*|[{upper}]\.|(?:d['’]|(?:[ae]l|bin|ben)-)[{upper}][{letter}-]+)"
    return rf"^{TITLES}{cased}(?: (?:{_PARTICLES}|{cased})){{0,4}}$"


_PLAIN_NAME, _NAME = _name("A-Z", "A-Za-z"), _name(CAPITALS, LETTERS)
"""Names in ASCII, and any; most are in ASCII, and for these RE2 needs a small part of the time."""
_UNCASED_NAME = rf"^{_UNCASED}(?: {_UNCASED}){{0,3}}$"
_EAST_ASIAN = (
    r"^(?:[\p{Han}\p{Hiragana}\p{Katakana}・]{2,6}(?: [\p{Han}\p{Hiragana}\p{Katakana}]{1,4})?|\p{Hangul}{2,4})$"
)
_OFFICE = rf"^[{CAPITALS}][{LETTERS}-]{{4,}} (?:von|vom|der|des|du|de|di) [{CAPITALS}]"
"""What may be an office and where it is held: `Bürgermeister von Klarbach`."""
_DESK = rf"^(?i:redaktion|ressort|rédaction|redacción|redazione|redação|redactie|redakcja|desk|team) [{LETTERS}]"
"""A part of a house, named in front of what it is about."""
_COUNT_GLUED = rf"([{LETTERS}])\d{{1,3}}$"
_FOR_WHOM = rf"^(.*[{LETTERS}]{{2,}}.*?) (?:[iI]n|for|für|aus|from|at|via|on behalf of|im Auftrag)(?: .*)?$"
"""Where somebody is and for whom somebody writes stands behind a name; sections of a site behind a comma."""
_PLACED = r"^\p{Hangul}+(?:[ =]\p{Hangul}+)*[ =](\p{Hangul}{2,4})$"
_EAST_ROLE = r"^(.{2,18}?) ?(?:記者|记者|기자|특파원|特派員|編集委員|論説委員|编辑)$"
"""What somebody is, behind a name without a space."""
_REPORTED = r"(?:报道|報導|报导|報道|摄|攝|电|電|發自.*)$"

_FROM = r"^(?i:de|da|di|dal|dalla|dallo|del|por|desde|en) [^ ]+$"
"""What says from where something comes, or what it is about, rather than a name: `De Interés`."""
_WORD = 4
"""Letters of a name of a day or month that is no abbreviation; many abbreviations are names of people."""
_KOREAN_NAME = 9
"""Bytes of three syllables."""


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
    pieces = pc.split_pattern_regex(laid_out(texts), words.separator)
    line = np.repeat(np.arange(len(texts)), np.diff(np.asarray(pieces.offsets)))
    whole = pc.utf8_trim(pieces.flatten(), " .:·|-–—*\u00a0")
    digits = pc.replace_substring_regex(whole, _COUNT_GLUED, r"\1")
    keep = np.asarray(pc.greater(pc.binary_length(digits), 0))
    whole, line = digits.filter(pa.array(keep)), line[keep]
    whole = without_posts(whole, told[line] & (np.diff(line, prepend=-1) > 0))
    agency = is_agency(whole)
    organisation = np.asarray(pc.match_substring_regex(whole, words.organisation))
    # `Redaktion Politik`, but `Redaktion: Ida Brandt` has a sign in between.
    organisation |= matching(whole, np.asarray(pc.match_substring(whole, " ")), _DESK)
    foreign = ~np.asarray(pc.string_is_ascii(whole))
    glued = foreign | matching(whole, ~foreign, "[A-Za-z]{2}[A-Z]")
    rest = pc.replace_substring_regex(replaced(whole, glued, words.glued_role, r"\1"), words.role, "")
    rest = replaced(rest, told[line] | begin_with_given_names(rest), _FOR_WHOM, r"\1")
    rest = pc.utf8_trim(replaced(rest, edge_bytes(rest)[0] >= FIRST_EAST, _EAST_ROLE, r"\1"), " .,:-")
    role_only = np.asarray(pc.equal(pc.binary_length(rest), 0))
    fixed = agency | organisation
    text = pc.if_else(pa.array(fixed | role_only), whole, rest)
    cut = ~fixed & ~role_only & np.asarray(pc.not_equal(pc.binary_length(whole), pc.binary_length(rest)))
    text = replaced(text, cut, _PLACED, r"\1")
    return _judged(line, text, (agency, organisation, role_only), cut)


@cache
def _two_word_places() -> pa.StringArray:
    return pc.utf8_lower(TWO_WORD_PLACES)


@cache
def of_the_calendar() -> pa.StringArray:
    """Return the names of days and months of all languages, in lower case, but for abbreviations."""
    tables = month_and_day_names().values()
    names = {name for table in tables for forms in (*table["days"], *table["months"]) for name in forms}
    return pa.array(sorted(name for name in names if len(name) >= _WORD), pa.string())


@attrs.frozen(eq=False)
class _Forms:
    """What p pieces of bylines look like; all bool[p] but `line` and `text`.

    Attributes:
        line, text: as those of `Pieces`.
        cut: a role or what follows was cut off behind.
        cased, uncased, east: names in alphabets with capitals, in scripts without, in those of East Asia.
        spaced: several words.
        capitals: names of several words in nothing but capitals.
        given: begin with a given name that is known.
        attested: names of East Asia behind which, or behind whose neighbour, stands what somebody is.
        sure: names that are surely no topic: of several words, or attested.
    """

    line: Index
    text: pa.StringArray
    cut: Mask
    cased: Mask
    uncased: Mask
    east: Mask
    spaced: Mask
    capitals: Mask
    given: Mask
    attested: Mask
    sure: Mask

    @classmethod
    def of(cls, line: Index, text: pa.StringArray, cut: Mask) -> _Forms:
        """Look at pieces."""
        foreign = ~np.asarray(pc.string_is_ascii(text))
        cased = matching(text, ~foreign, _PLAIN_NAME) | matching(text, foreign, _NAME)
        other = edge_bytes(text)[0] >= _FIRST_UNCASED
        east = matching(text, other, _EAST_ASIAN)
        uncased = matching(text, other & ~east, _UNCASED_NAME)
        spaced = np.asarray(pc.match_substring(text, " "))
        capitals = (cased | uncased) & spaced
        capitals &= ~(matching(text, capitals & ~foreign, "[a-z]") | matching(text, capitals & foreign, f"[{SMALL}]"))
        # What somebody is stands behind the last of several names, and Korean names have three syllables.
        syllables = np.asarray(pc.binary_length(text)) == _KOREAN_NAME
        attested = east & (cut | (_some_of(line, east & cut) & syllables))
        # Two words of East Asia may be topics: it takes a known given name behind, or a Chinese family name in front.
        apart = np.flatnonzero(east & spaced)
        named = matching(text, east & spaced, vocabulary().from_family)
        behind = pc.replace_substring_regex(text.take(pa.array(apart)), "^.* ", "")
        named[apart] |= are_given_names(behind)
        sure = ((cased | uncased) & spaced) | named | attested
        given = begin_with_given_names(text)
        return cls(line, text, cut, cased, uncased, east, spaced, capitals, given, attested, sure)

    def houses(self) -> Mask:
        """Return which names are those of houses, by their capitals.

        Beside names in small letters capitals are a house's; beside somebody known in capitals what is not in them is.
        """
        loud = self.capitals & self.cased & self.given
        mixed = _some_of(self.line, self.sure & ~self.capitals)
        quiet = self.sure & self.cased & ~self.capitals & ~self.given & _some_of(self.line, loud)
        return (self.capitals & self.cased & mixed & ~loud) | quiet

    def places(self, person: Mask) -> Mask:
        """Return which pieces say where people are who are named beside them; `person` are names in full."""
        seen = np.concatenate([[0], np.cumsum(person)])
        begin = np.searchsorted(self.line, self.line)
        behind = (seen[:-1] > seen[begin]) & self.cased & ~self.spaced & ~self.cut
        east = self.east & ~self.attested & _some_of(self.line, self.attested)
        east |= matching(self.text, self.east, _REPORTED)
        unknown = self.uncased & ~self.given & _some_of(self.line, self.uncased & self.spaced & self.given)
        known = np.asarray(pc.is_in(pc.utf8_lower(self.text), _two_word_places()))
        found: Mask = behind | east | unknown | known
        return found

    def noise(self, name: Mask) -> Mask:
        """Return which pieces hold words that are of no name."""
        whole = replaced(self.text, self.cased & self.spaced, _NOBLE, r"\1")
        found = np.asarray(pc.match_substring_regex(whole, vocabulary().noise))
        found |= matching(self.text, self.cased & self.spaced, _FROM)
        alone = np.flatnonzero(name & ~self.spaced)
        found[alone] |= np.asarray(pc.is_in(pc.utf8_lower(self.text.take(pa.array(alone))), of_the_calendar()))
        return found


def _some_of(line: Index, chosen: Mask) -> Mask:
    """Return bool[p], beside which pieces, or as which, one of the chosen stands on the line."""
    found: Mask = (np.bincount(line[chosen], minlength=int(line.max(initial=-1)) + 1) > 0)[line]
    return found


def _judged(line: Index, text: pa.StringArray, known: tuple[Mask, Mask, Mask], cut: Mask) -> Pieces:
    agency, organisation, role = known
    forms = _Forms.of(line, text, cut)
    name = forms.cased | forms.uncased | forms.east
    organisation = organisation | forms.houses()
    person = forms.sure & ~agency & ~organisation
    noise, place = forms.noise(name & ~agency), forms.places(person)
    role = role | _offices(line, text, person, cut)
    kind = np.select(
        [agency, organisation, noise, role, place, name], [AGENCY, ORGANISATION, JUNK, ROLE, PLACE, PERSON], JUNK
    )
    # `记者` behind a name of East Asia says as much as a known given name.
    return Pieces(line, text, kind, forms.sure, (kind == PERSON) & (forms.given | forms.attested))


def _offices(line: Index, text: pa.StringArray, person: Mask, cut: Mask) -> Mask:
    """Return which pieces say what somebody is who is named in full right in front of them.

    `Transport` of `Transport Correspondent` would be a name by its looks, and so would `Bürgermeister von Klarbach`.
    """
    behind = np.append(False, (person & ~cut)[:-1] & (line[1:] == line[:-1]))
    spaced = np.asarray(pc.match_substring(text, " "))
    cased = edge_bytes(text)[0] < _FIRST_UNCASED
    office = behind & (cut & ~spaced & cased | matching(text, behind & spaced & ~cut, _OFFICE))
    some = np.flatnonzero(office | (behind & cut & spaced))
    some = some[~(spaced[some] & begin_with_given_names(text.take(pa.array(some))))]
    found = np.zeros(len(text), bool)
    found[some] = True
    return found
