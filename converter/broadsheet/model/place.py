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
from broadsheet.model.known_names import begin_with_given_names
from broadsheet.model.names import of_the_calendar
from broadsheet.model.place_forms import (
    BARE,
    EAST_WIRED,
    ENCLOSED,
    FIRST_UNCASED,
    FORMS,
    LOUD,
    SOURCED,
    UNCASED_FORMS,
    UNCASED_SOURCED,
    WIRED,
)
from broadsheet.model.reading import Reading

_OPENING_BYTES = 100
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
    bare, enclosed = (pc.struct_field(pc.extract_regex(head, form), "place") for form in (BARE, ENCLOSED))
    place = _confirmed(lines, rows, _sure(head), pc.coalesce(bare, enclosed))
    # The stop of `MADRID.- ` is the dash's, that of `D.C.` is not.
    place = pc.replace_substring_regex(place, r"^([^.,]{3,})\.$", r"\1")
    kind = pc.is_in(pc.utf8_lower(place), pa.array(_words()["never"], pa.string()))
    # `Montag, 14. März 2024. ` opens a text, too.
    day = pc.is_in(pc.utf8_lower(pc.replace_substring_regex(place, "^.* ", "")), of_the_calendar())
    day = pc.and_(day, pc.invert(pc.is_in(pc.utf8_lower(place), pc.utf8_lower(TWO_WORD_PLACES))))
    found = np.flatnonzero(np.asarray(place.is_valid()) & ~np.asarray(kind) & ~np.asarray(day))
    fresh = found[np.unique(lines.document[rows[found]], return_index=True)[1]]
    reading.draft.put("article.place", Part(rows[fresh], place.take(pa.array(fresh))))
    line, agency = _agencies(head)
    reading.draft.put("article.agencies", Part(rows[line], agency))


def _agencies(head: pa.StringArray) -> tuple[Index, pa.StringArray]:
    """Return the heads whose datelines name who sent the text, and the wire agencies among these."""
    source = pa.nulls(len(head), pa.string())
    for form in WIRED:
        source = pc.coalesce(source, pc.struct_field(pc.extract_regex(head, form), "source"))
    rows = _maybe_uncased(head)
    for form in EAST_WIRED if len(rows) else ():
        found = pc.struct_field(pc.extract_regex(head.take(pa.array(rows)), form), "source")
        source = pc.coalesce(scatter(found, rows, len(head)), source)
    line, piece = _pieces(source)
    known = is_agency(piece)
    return line[known], piece.filter(pa.array(known))


def datelined(reading: Reading, rows: Index) -> Mask:
    """Return which lines open with a place and an agency or a date, as first paragraphs do and ledes do not."""
    if not len(rows):
        return np.zeros(0, bool)
    found: Mask = np.asarray(_sure(_heads(reading.lines, rows)).is_valid())
    return found


def _heads(lines: Lines, rows: Index) -> pa.StringArray:
    size = whole_characters(lines.text, rows, np.minimum(lines.lengths()[rows], _OPENING_BYTES))
    return spans(lines.text, rows, np.zeros_like(size), size)


def _sure(head: pa.StringArray) -> pa.StringArray:
    """Return the places that heads of lines print as datelines do, null for none."""
    place = _sourced(head)
    for form in FORMS:
        place = pc.coalesce(place, pc.struct_field(pc.extract_regex(head, form), "place"))
    enclosed = pc.struct_field(pc.extract_regex(head, ENCLOSED), "place")
    sure = ~is_agency(enclosed) & equal(enclosed, pc.utf8_upper(enclosed))
    place = pc.coalesce(place, pc.if_else(pa.array(sure), enclosed, None))
    return _uncased(head, pc.coalesce(place, _in_capitals(head)))


def _sourced(head: pa.StringArray) -> pa.StringArray:
    """Return the places in front of a source in brackets, null for none.

    What stands in brackets may be a party, or where in a picture somebody stands: it takes an agency, initials, a place
    in capitals, or a sender in capitals in front of a dash.
    """
    found = pc.extract_regex(head, SOURCED)
    place, source, end = (pc.struct_field(found, name) for name in ("place", "source", "end"))
    sure = np.asarray(pc.fill_null(pc.match_substring_regex(source, rf"^[{SMALL}]{{2,3}}$"), pa.scalar(value=False)))
    dashed = pc.fill_null(pc.match_substring_regex(end, "[-–—]"), pa.scalar(value=False))
    person = begin_with_given_names(place) & np.asarray(pc.fill_null(pc.match_substring(place, " "), False))  # noqa: FBT003
    sure |= np.asarray(dashed) & equal(source, pc.utf8_upper(source)) & ~person
    sure |= equal(place, pc.utf8_upper(place)) | _name_agencies(source)
    return pc.if_else(pa.array(sure), place, None)


def _in_capitals(head: pa.StringArray) -> pa.StringArray:
    """Return the places in capitals in front of a dash: one word, several of a kind, a place and its country.

    More words in capitals may be anything: the page must say that it is a place.
    """
    place = pc.struct_field(pc.extract_regex(head, LOUD), "place")
    known = pc.is_in(pc.utf8_lower(place), pc.utf8_lower(TWO_WORD_PLACES))
    first = pc.replace_substring_regex(pc.utf8_lower(place), "[ -].*", "")
    known = pc.or_(known, pc.is_in(first, pa.array(_words()["first"], pa.string())))
    sure = pc.or_(known, pc.or_(pc.match_substring(place, ","), pc.invert(pc.match_substring(place, " "))))
    return pc.if_else(sure, place, None)


def _uncased(head: pa.StringArray, place: pa.StringArray) -> pa.StringArray:
    """Fill in the places of heads in scripts without capitals."""
    rows = _maybe_uncased(head)
    rows = rows[np.asarray(place.is_null())[rows]]
    if not len(rows):
        return place
    some = head.take(pa.array(rows))
    groups = pc.extract_regex(some, UNCASED_SOURCED)
    known = _name_agencies(pc.struct_field(groups, "source")) | _name_agencies(pc.struct_field(groups, "behind"))
    found = pc.if_else(pa.array(known), pc.struct_field(groups, "place"), None)
    for form in UNCASED_FORMS:
        found = pc.coalesce(found, pc.struct_field(pc.extract_regex(some, form), "place"))
    return pc.coalesce(place, scatter(found, rows, len(head)))


def _maybe_uncased(head: pa.StringArray) -> Index:
    """Return the heads that may be in a script without capitals, by their first byte."""
    first = edge_bytes(head)[0]
    return np.flatnonzero((first >= FIRST_UNCASED) | of_bytes(_BRACKETS, first))


def _name_agencies(source: pa.StringArray) -> Mask:
    """Return which sources name a wire agency; null and "" name none."""
    owner, piece = _pieces(source)
    found: Mask = np.bincount(owner, is_agency(piece), len(source)) > 0
    return found


def _pieces(source: pa.StringArray) -> tuple[Index, pa.StringArray]:
    """Return the pieces of sources, and whose they are."""
    parts = pc.split_pattern_regex(pc.fill_null(source, ""), r" ?[/,&] ?")
    owner = np.repeat(np.arange(len(source)), np.diff(np.asarray(parts.offsets)))
    return owner, pc.utf8_trim(parts.flatten(), " .")


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
        pattern = rf"(?:^|[^{LETTERS}])(?i:{near}) {name}(?:[^{LETTERS}]|$)"
        keep[row] = bool(pc.any(pc.match_substring_regex(lines.text.slice(begin, end - begin), pattern)).as_py())
    return pc.coalesce(sure, pc.if_else(pa.array(keep), bare, None))
