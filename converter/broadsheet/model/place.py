"""The place that opens an article: `Brüssel (dpa) - `, `LONDON (AP) — `, `Berlin. `."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS, SMALL
from broadsheet.bylines import TWO_WORD_PLACES, is_agency
from broadsheet.kernels import Index, Mask, edge_bytes, equal, first_true, of_bytes, scatter, spans, whole_characters
from broadsheet.labels import CODE, Part
from broadsheet.lines import Lines
from broadsheet.model.byline_layout import UNCASED
from broadsheet.model.reading import Reading

_OPENING_BYTES = 100
_U = r"A-Z\x{C0}-\x{DE}\x{100}-\x{17F}\x{391}-\x{3A9}\x{410}-\x{42F}"
"""Capitals of most alphabets."""
_L = LETTERS
_WORD = rf"(?:[{_U}][{_L}.'’]*|St\.|am|an|auf|bei|der|im|ob|vor|de|del|do|du|la|le|el|al|upon|sur)"
_NAME = rf"[{_U}][{_L}.'’]+(?:[ /-]{_WORD}){{0,3}}"
_CAPITALS = rf"[{_U}][{_U}.'’-]{{2,}}(?: [{_U}][{_U}.'’-]+){{0,3}}(?:, [{_L}][{_L}.]{{1,15}}(?: [{_U}][{_L}.]+)?)?"
_DATE = rf"(?:[{_L}]{{3,10}}\.? \d{{1,2}}|\d{{1,2}}\.? ?[{_L}]{{3,10}}\.?)(?:,? \d{{4}})?"
_DAY = rf"(?:,? {_DATE})?"
_SOURCE = rf" ?[(/\[](?P<source>[{_L}\d .,/&-]{{2,30}})[)/\]]"
_DASH = r"(?: ?[-–—]+ |\.[-–—]+ ?)"
"""`Berlin - ` and, in Spanish, `Madrid.- `."""
_SOURCED = rf"^(?P<place>{_CAPITALS}|{_NAME}){_DAY}{_SOURCE}{_DAY}(?P<end>{_DASH}|[.:] )"
_FORMS = (
    rf"^(?P<place>{_CAPITALS}),? {_DATE}{_DASH}",
    rf"^(?P<place>{_NAME}), {_DATE}{_DASH}",
    rf"^(?P<place>{_CAPITALS}|{_NAME})\. {_DATE}\. ?(?:/|[{_U}]{{3}})",
    rf"^\([{_L} ]{{2,20}}\) ?[-–—] ?(?P<place>{_CAPITALS}|{_NAME}), {_DATE}{_DASH}",
)
_LOUD = rf"^(?P<place>{_CAPITALS}){_DASH}"
_EAST = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー・"
_UNCASED_FORMS = (
    # A place and who writes from there, in brackets: `[서울=뉴시스]`; a day behind it: `[ロンドン 14日 ロイター]`.
    rf"^[【（(\[［](?P<place>[{_EAST}]{{1,12}})(?:[=＝]| \d{{1,2}}日 )[^【】（）()\[\]［］]{{1,20}}[】）)\]］]",
    # `新华社北京3月14日电`.
    r"^[（(【\[]?\p{Han}{1,4}[社网網](?P<place>\p{Han}{2,6}?)(?:\d{1,2}月)?\d{1,2}日[电電]",
)
_UNCASED_PLACE = rf"(?P<place>{UNCASED}[{_L}'’-]*(?: {UNCASED}[{_L}'’-]*){{0,2}}?)"
_UNCASED_SOURCED = rf"^{_UNCASED_PLACE} ?(?:\((?P<source>[^()]{{2,30}})\)|[-–—] ?(?P<behind>[^-–—:]{{2,20}}):) ?[-–—:]?"
"""Where names look like any other words, a wire agency must be named beside the place."""
_FIRST_UNCASED = 0xD6
"""The least first byte of letters without case, and of letters and signs of East Asia."""
_BARE = rf"^(?P<place>{_CAPITALS}|{_NAME})(?:\. |: | · | [–—-] |\.[-–—]+ ?)[\"„“«»]?[{_U}]"
_BRACKETS = np.isin(np.arange(256), list(b"[("))
_FURTHER = 40


@cache
def _words() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("place.toml").read_text(encoding="utf-8"))
    return table


def label_place(reading: Reading) -> None:
    """Put the place that opens the lede or the first paragraph of each page; the line keeps it."""
    lines, code = reading.lines, reading.draft.code
    first = first_true(code == CODE["paragraph"], lines.starts)
    lede = first_true(code == CODE["lede"], lines.starts)
    rows = np.unique(np.concatenate([edge[edge < lines.starts[1:]] for edge in (lede, first)]))
    head = _heads(lines, rows)
    place = _confirmed(lines, rows, _sure(head), pc.struct_field(pc.extract_regex(head, _BARE), "place"))
    # The stop of `MADRID.- ` is the dash's, that of `D.C.` is not.
    place = pc.replace_substring_regex(place, r"^([^. ]{3,})\.$", r"\1")
    kind = pc.is_in(pc.utf8_lower(place), pa.array(_words()["never"], pa.string()))
    found = np.flatnonzero(np.asarray(place.is_valid()) & ~np.asarray(kind))
    fresh = found[np.unique(lines.document[rows[found]], return_index=True)[1]]
    reading.draft.put("article.place", Part(rows[fresh], place.take(pa.array(fresh))))


def datelined(reading: Reading, rows: Index) -> Mask:
    """Return which lines open with a place and an agency or a date, as first paragraphs do and ledes do not."""
    found: Mask = np.asarray(_sure(_heads(reading.lines, rows)).is_valid())
    return found


def _heads(lines: Lines, rows: Index) -> pa.StringArray:
    size = whole_characters(lines.text, rows, np.minimum(lines.lengths()[rows], _OPENING_BYTES))
    return spans(lines.text, rows, np.zeros_like(size), size)


def _sure(head: pa.StringArray) -> pa.StringArray:
    """Return the places that heads of lines print as datelines do, null for none."""
    place = _sourced(head)
    for form in _FORMS:
        place = pc.coalesce(place, pc.struct_field(pc.extract_regex(head, form), "place"))
    return _uncased(head, pc.coalesce(place, _in_capitals(head)))


def _sourced(head: pa.StringArray) -> pa.StringArray:
    """Return the places in front of a source in brackets, null for none.

    What stands in brackets may be a party, or where in a picture somebody stands: it takes an agency, initials, a place
    in capitals, or a sender in capitals in front of a dash.
    """
    found = pc.extract_regex(head, _SOURCED)
    place, source, end = (pc.struct_field(found, name) for name in ("place", "source", "end"))
    sure = np.asarray(pc.fill_null(pc.match_substring_regex(source, rf"^[{SMALL}]{{2,3}}$"), pa.scalar(value=False)))
    dashed = pc.fill_null(pc.match_substring_regex(end, "[-–—]"), pa.scalar(value=False))
    sure |= np.asarray(dashed) & equal(source, pc.utf8_upper(source))
    sure |= equal(place, pc.utf8_upper(place)) | _name_agencies(source)
    return pc.if_else(pa.array(sure), place, None)


def _in_capitals(head: pa.StringArray) -> pa.StringArray:
    """Return the places in capitals in front of a dash: one word, a known name of two, or a place and its country.

    More words in capitals may be anything: the page must say that it is a place.
    """
    place = pc.struct_field(pc.extract_regex(head, _LOUD), "place")
    known = pc.is_in(pc.utf8_lower(place), pc.utf8_lower(TWO_WORD_PLACES))
    sure = pc.or_(known, pc.or_(pc.match_substring(place, ","), pc.invert(pc.match_substring(place, " "))))
    return pc.if_else(sure, place, None)


def _uncased(head: pa.StringArray, place: pa.StringArray) -> pa.StringArray:
    """Fill in the places of heads in scripts without capitals."""
    rows = np.flatnonzero((edge_bytes(head)[0] >= _FIRST_UNCASED) | of_bytes(_BRACKETS, edge_bytes(head)[0]))
    rows = rows[np.asarray(place.is_null())[rows]]
    if not len(rows):
        return place
    some = head.take(pa.array(rows))
    groups = pc.extract_regex(some, _UNCASED_SOURCED)
    known = _name_agencies(pc.struct_field(groups, "source")) | _name_agencies(pc.struct_field(groups, "behind"))
    found = pc.if_else(pa.array(known), pc.struct_field(groups, "place"), None)
    for form in _UNCASED_FORMS:
        found = pc.coalesce(found, pc.struct_field(pc.extract_regex(some, form), "place"))
    return pc.coalesce(place, scatter(found, rows, len(head)))


def _name_agencies(source: pa.StringArray) -> Mask:
    """Return which sources name a wire agency; null and "" name none."""
    parts = pc.split_pattern_regex(pc.fill_null(source, ""), r" ?[/,&] ?")
    owner = np.repeat(np.arange(len(source)), np.diff(np.asarray(parts.offsets)))
    found: Mask = np.bincount(owner, is_agency(pc.utf8_trim(parts.flatten(), " .")), len(source)) > 0
    return found


def _confirmed(lines: Lines, rows: Index, sure: pa.StringArray, bare: pa.StringArray) -> pa.StringArray:
    """Fill in names before a dash, a colon or a stop where the page says that something is in, from or near them."""
    near = "|".join(_words()["near"])
    open_rows = np.flatnonzero(np.asarray(pc.and_(sure.is_null(), bare.is_valid())))
    keep = np.zeros(len(rows), bool)
    for row in open_rows:  # Few pages have one; each is looked through alone.
        begin = rows[row]
        end = min(lines.starts[lines.document[rows[row]] + 1], begin + _FURTHER)
        name = re.escape(bare[int(row)].as_py())
        # A place in capitals stands so in the dateline only.
        name = f"(?i:{name})" if name.isupper() else name
        pattern = rf"(?:^|[^{_L}])(?i:{near}) {name}(?:[^{_L}]|$)"
        keep[row] = bool(pc.any(pc.match_substring_regex(lines.text.slice(begin, end - begin), pattern)).as_py())
    return pc.coalesce(sure, pc.if_else(pa.array(keep), bare, None))
