"""Credits inside lines: who made a picture, printed behind its caption or alone.

A credit shows itself in many forms: by a word (`Foto: Ida Brandt`), a sign (`© Brandt`), brackets (`(Brandt/dpa)`), or
only by its place behind the full stop and by the name of an agency. The forms are tried in the order of their strength;
the first that fits cuts the line in two. How far a form may be trusted is told to the caller, who knows the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet import bylines
from broadsheet.alphabet import CAPITALS, SMALL
from broadsheet.kernels import Index, Mask, concat, edge_bytes, one_of, scatter, spans
from broadsheet.model.byline_layout import replaced
from broadsheet.model.credit_forms import (
    COLON,
    FAIR,
    FIRST_NAME,
    NAMES,
    NONE,
    STOP,
    SURE,
    Form,
    alternatives,
    announced,
    announcing,
    announcing_forms,
    forms,
    printed,
    words,
)
from broadsheet.model.known_names import are_given_names, begin_with_given_names
from broadsheet.model.names import FIRST_EAST
from broadsheet.prose import sentence_ends

_LONGEST = 120
"""Characters of the longest credit."""
_LOOSE_ENDS = " |/,;:([（【–—-·•"
"""What is left at the end of a caption when its credit is gone."""
_SENTENCE = r"\pL{4}[.!?] "
"""In front of a credit of capitalised words and an agency there may be a short sentence of such words."""
_BRACKETS = "([（【)]）】"
_CLOSING = {sign.encode()[-1] for sign in ")）]】"}
_EAST_PHOTO = r"([（(](?:撮影|写真|撮|图|圖|图片|圖片|摄影|攝影))[・／]"
"""`（撮影・海野）`: what stands for a colon has as many bytes as the wide one."""


@attrs.frozen(eq=False)
class Credits:
    """Credits found in k lines.

    Attributes:
        caption: k strings, the lines without their credit; "" where a line is nothing else.
        credit: k strings, "" where a line prints none.
        trust: uint8[k], NONE to SURE.
        kind: uint8[k], index into `KINDS`: what the credit's word says the picture is.
    """

    caption: pa.StringArray
    credit: pa.StringArray
    trust: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]

    def take(self, rows: Index) -> Credits:
        """Return those of some lines."""
        some = pa.array(rows)
        return Credits(self.caption.take(some), self.credit.take(some), self.trust[rows], self.kind[rows])


@cache
def _agencies() -> pa.StringArray:
    text = files(bylines.__package__).joinpath("agencies.txt").read_text(encoding="utf-8")
    wire = [line for line in text.splitlines() if line and not line.startswith("#")]
    return pa.array(sorted({name.lower() for name in [*wire, *words()["agencies"]]}), pa.string())


def are_names(credit: pa.StringArray) -> Mask:
    """Return which texts are nothing but names, with what stands between names."""
    named = np.zeros(len(credit), bool)
    if len(credit):
        named[:] = np.asarray(pc.match_substring_regex(credit, FIRST_NAME))
        named[named] = np.asarray(pc.match_substring_regex(credit.filter(pa.array(named)), NAMES))
    return named


def names_agency(credit: pa.StringArray) -> Mask:
    """Return which credits name somebody who sells pictures or news."""
    if not len(credit):
        return np.zeros(0, bool)
    parts = pc.split_pattern_regex(credit, r" ?[/|,:+•·] ?|(?:^| )(?:via|for|from|by|von) ")
    known = np.asarray(pc.is_in(pc.utf8_lower(pc.utf8_trim(parts.flatten(), " ().")), _agencies()))
    row = np.repeat(np.arange(len(credit)), np.diff(np.asarray(parts.offsets)))
    found = np.bincount(row[known], minlength=len(credit)) > 0
    worded = pc.match_substring_regex(credit, r"(?i)\b(?:images|photos|pictures|ap photo|wire|stock|bildfunk)\b")
    named: Mask = found | np.asarray(worded).astype(bool)
    return named


def has_note(text: pa.StringArray) -> Mask:
    """Return which lines hold a remark that only captions have: `(Archivbild)`, `(left)`."""
    notes = [*words()["notes"], *words()["places"]]
    return _bracketed(text, notes, r"(?i)[(（\[](?:[^()]{0,20}[ ,])?", r"(?:[ .,:][^()]{0,12})?")


def has_place(text: pa.StringArray) -> Mask:
    """Return which lines say where in a picture somebody stands, and nothing else in brackets: `(left)`, `(2. v. l.)`.

    In small letters: `(R.)` behind a name is a party.
    """
    return _bracketed(text, words()["places"], r"[(（\[](?:\d\. ?v\. ?|von )?", rf"(?:, [{SMALL}][^()]{{0,30}})?")


def _bracketed(text: pa.StringArray, wanted: list[str], before: str, behind: str) -> Mask:
    noted = np.asarray(pc.match_substring_regex(text, r"[(（\[]"))
    some = text.filter(pa.array(noted))
    notes = printed(some, wanted)[0]
    if not notes:
        return np.zeros(len(text), bool)
    noted[noted] = np.asarray(pc.match_substring_regex(some, rf"{before}{alternatives(notes)}{behind}[)）\]]"))
    return noted


@attrs.define(eq=False)
class _Search:
    """Credits of k lines while forms are tried on them, one after the other.

    Attributes:
        text: the k lines.
        trust, kind: as in `Credits`.
        captions, credits, owners: what each form found, and in which lines.
    """

    text: pa.StringArray
    trust: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]
    captions: list[pa.StringArray] = attrs.field(factory=list)
    credits: list[pa.StringArray] = attrs.field(factory=list)
    owners: list[Index] = attrs.field(factory=list)

    def opened(self, gate: str) -> Index:
        """Return the lines where nothing is found yet and which match a pattern."""
        # Most lines are open: to match the others, too, costs less than to copy those.
        rows: Index = np.flatnonzero(np.asarray(pc.match_substring_regex(self.text, gate)) & (self.trust == NONE))
        return rows

    def holding(self, rows: Index, pattern: str) -> Index:
        """Return those of some lines that match a pattern."""
        if not len(rows):
            return rows
        some = self.text.take(pa.array(rows))
        held: Index = rows[np.asarray(pc.match_substring_regex(some, pattern))]
        return held

    def attempt(self, rows: Index, attempts: Iterable[Form]) -> None:
        """Try forms on those of some lines where nothing is found yet."""
        for form in attempts:
            rows = rows[self.trust[rows] == NONE]
            if form.alone:
                some = self.text.take(pa.array(rows))
                told = np.asarray(pc.match_substring_regex(some, _SENTENCE), bool)
                held = rows[names_agency(pc.utf8_trim(some, _BRACKETS)) & ~told]
            else:
                held = self.holding(rows, form.detect or form.pattern)
            self._attempt(held, form)

    def _attempt(self, rows: Index, form: Form) -> None:
        if not len(rows):
            return
        cut = pc.extract_regex(self.text.take(pa.array(rows)), form.pattern)
        found = np.asarray(pc.is_valid(cut))
        rows, cut = rows[found], cut.filter(pa.array(found))
        caption, credit = pc.struct_field(cut, "caption"), pc.struct_field(cut, "credit")
        good = _possible(credit, sure=form.trust == SURE)
        if form.names:
            good[good] = are_names(credit.filter(pa.array(good)))
        worth = np.full(len(rows), form.trust)
        if form.with_agency != form.trust:
            worth[good] = np.where(names_agency(credit.filter(pa.array(good))), form.with_agency, form.trust)
        good &= worth > NONE
        self.captions.append(caption.filter(pa.array(good)))
        self.credits.append(credit.filter(pa.array(good)))
        self.owners.append(rows[good])
        self.trust[rows[good]], self.kind[rows[good]] = worth[good], form.kind


def find_credits(text: pa.StringArray) -> Credits:
    """Cut lines into caption and credit.

    Args:
        text: k lines; none longer than a caption can be.
    """
    size, whole, text = len(text), text, _with_colons(text)
    search = _Search(text, np.zeros(size, np.uint8), np.zeros(size, np.uint8))
    named = search.holding(search.opened(announced()), announcing())
    search.attempt(named, announcing_forms(text.take(pa.array(named))))
    for gate, group in forms():
        search.attempt(search.opened(gate), group)
    owner = np.concatenate([*search.owners, np.zeros(0, np.int64)])
    front, behind = concat(search.captions, pa.string()), concat(search.credits, pa.string())
    front, behind = _with_names_in_front(*_with_given_names(text.take(pa.array(owner)), front, behind))
    caption = scatter(_with_last_words(text.take(pa.array(owner)), front), owner, size)
    credit = scatter(_bare(behind), owner, size)
    return Credits(
        caption=pc.utf8_rtrim(pc.coalesce(caption, whole), _LOOSE_ENDS),
        credit=pc.fill_null(credit, ""),
        trust=search.trust,
        kind=search.kind,
    )


def _with_last_words(text: pa.StringArray, caption: pa.StringArray) -> pa.StringArray:
    """Return captions with a last word that looked like the first part of what announces the credit.

    In `The mayor in Klarbach Photo: Ida Brandt` the place belongs to the caption; behind a full stop, and as one of a
    few words (`File photo: Ida Brandt`), nothing does.
    """
    closed = sentence_ends(pc.utf8_rtrim(caption, " "))[1]
    filled = np.flatnonzero(~closed & np.asarray(pc.greater(pc.binary_length(caption), 0)))
    if not len(filled):
        return caption
    some, line = caption.take(pa.array(filled)), text.take(pa.array(filled))
    begin, end = (np.asarray(pc.binary_length(one), np.int64) for one in (some, line))
    rest = spans(line, np.arange(len(line)), begin, end - begin)
    word = pc.struct_field(pc.extract_regex(rest, rf"^(?P<word>[{CAPITALS}][{SMALL}]+) {announced()}"), "word")
    known = pa.array([name for one in ("photo", "graphic", "video", "source", "first") for name in words()[one]])
    lost = np.asarray(pc.and_kleene(pc.is_valid(word), pc.invert(pc.is_in(pc.utf8_lower(word), known))), bool)
    whole = pc.binary_join_element_wise(some, pc.fill_null(word, ""), "")
    mask = np.zeros(len(caption), bool)
    mask[filled[lost]] = True
    return pc.replace_with_mask(caption, pa.array(mask), whole.filter(pa.array(lost)))


def _with_given_names(
    text: pa.StringArray, caption: pa.StringArray, credit: pa.StringArray
) -> tuple[pa.StringArray, pa.StringArray]:
    """Return captions and credits, of which some were cut between a given name and a family name.

    `Waves at the jetty Ida Brandt/Reuters` has nothing but a space between caption and credit, and that of one word
    would fit, too.
    """
    size = [np.asarray(pc.binary_length(one), np.int64) for one in (text, caption, credit)]
    rows = np.flatnonzero(size[0] == size[1] + size[2] + 1)
    rows = rows[np.asarray(pc.match_substring_regex(credit.take(pa.array(rows)), r"^[^ /]+ ?/"), bool)]
    parts = pc.extract_regex(caption.take(pa.array(rows)), rf"^(?P<rest>.*) (?P<given>[{CAPITALS}][^ .,;:!?]+)$")
    given = pc.struct_field(parts, "given")
    known = are_given_names(pc.fill_null(pc.utf8_lower(given), ""))
    seller = names_agency(pc.replace_substring_regex(credit.take(pa.array(rows)), r" ?/.*$", ""))
    rows, keep = rows[known & ~seller], pa.array(known & ~seller)
    mask = np.zeros(len(caption), bool)
    mask[rows] = True
    name = pc.binary_join_element_wise(given.filter(keep), credit.take(pa.array(rows)), " ")
    rest = pc.struct_field(parts, "rest").filter(keep)
    return pc.replace_with_mask(caption, pa.array(mask), rest), pc.replace_with_mask(credit, pa.array(mask), name)


def _with_names_in_front(caption: pa.StringArray, credit: pa.StringArray) -> tuple[pa.StringArray, pa.StringArray]:
    """Return captions and credits, of which some have a name between sentence and agency: `... quay. Ida Brandt (EFE)`.

    Where no sentence stands in front the name must be in capitals: `Ida Brandt (EFE)` shows her.
    """
    parts = pc.extract_regex(caption, rf"^(?P<rest>|.*{STOP} )(?P<name>[{CAPITALS}]\S+(?: [{CAPITALS}]\S+){{1,3}}) ?$")
    rows = np.flatnonzero(np.asarray(parts.is_valid()))
    rest, name = (pc.struct_field(parts, field).take(pa.array(rows)) for field in ("rest", "name"))
    seller = credit.take(pa.array(rows))
    named = are_names(name) & begin_with_given_names(name) & names_agency(seller)
    named &= np.asarray(pc.or_(pc.utf8_is_upper(name), pc.not_equal(rest, "")), bool)
    mask = np.zeros(len(caption), bool)
    mask[rows[named]] = True
    keep, mask = pa.array(named), pa.array(mask)
    whole = pc.binary_join_element_wise(name.filter(keep), " (", seller.filter(keep), ")", "")
    return pc.replace_with_mask(caption, mask, rest.filter(keep)), pc.replace_with_mask(credit, mask, whole)


def _with_colons(text: pa.StringArray) -> pa.StringArray:
    """Return lines with a colon for other signs between a word and a name: `Image source, Ada`, `（撮影・海野）`.

    As many bytes are put in as are taken out.
    """
    first, last = edge_bytes(text)
    text = replaced(text, one_of(first, b"Ii"), r"^(?i:(image (?:source|copyright)))[, ]", r"\1:")
    return replaced(text, (first >= FIRST_EAST) & one_of(last, _CLOSING), _EAST_PHOTO, r"\1：")


def with_credit(found: Credits, rows: Index, caption: pa.StringArray, rest: pa.StringArray) -> Credits:
    """Return credits of lines of which some hold a caption that is printed alone too: the rest may be its credit.

    Args:
        found: the credits of k lines.
        rows: int64[j], which lines.
        caption: j strings, with which those lines begin.
        rest: j strings, what they print behind it.
    """
    bare = _bare(pc.utf8_trim(rest, " |/.,:;–—-)]）】"))
    good = _possible(bare, sure=False) & are_names(bare)
    rows, keep = rows[good], pa.array(good)
    mask = np.zeros(len(found.trust), bool)
    mask[rows] = True
    trust = found.trust.copy()
    trust[rows] = np.maximum(trust[rows], FAIR)
    return attrs.evolve(
        found,
        caption=pc.replace_with_mask(found.caption, pa.array(mask), caption.filter(keep)),
        credit=pc.replace_with_mask(found.credit, pa.array(mask), bare.filter(keep)),
        trust=trust,
    )


def _possible(credit: pa.StringArray, *, sure: bool) -> Mask:
    """Return which credits can be one: of some length, no year of a copyright notice, no note such as `file`."""
    length = np.asarray(pc.utf8_length(credit))
    note = pc.is_in(pc.utf8_lower(pc.utf8_trim(credit, " ().")), pa.array(words()["notes"], pa.string()))
    odd = pc.match_substring_regex(credit, r"^(?:19|20)\d\d\b" if sure else r"\d{4}|\d[.:]\d")
    fits: Mask = (length > 1) & (length <= _LONGEST) & ~np.asarray(note) & ~np.asarray(odd)
    return fits


def _bare(credit: pa.StringArray) -> pa.StringArray:
    """Return credits without a second word in front of the name, without signs around it, and named once."""
    if lead := printed(credit, words()["photo"])[0]:
        credit = pc.replace_substring_regex(credit, rf"^(?i:{alternatives(lead)}){COLON}(.)", r"\1")
    credit = pc.utf8_trim(credit, " |;,([（【©")
    halved = pc.match_substring(credit, " | ")
    halves = pc.extract_regex(credit.filter(halved), r"^(?P<one>[^|]+?) \| (?P<other>[^|]+)$")
    one, other = pc.struct_field(halves, "one"), pc.struct_field(halves, "other")
    twice = pc.fill_null(pc.equal(one, other), fill_value=False)
    return pc.replace_with_mask(credit, halved, pc.if_else(twice, one, credit.filter(halved)))
