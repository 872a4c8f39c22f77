"""What stands where headlines do and is none: bylines, captions, the name of the house, menu entries."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, edge_bytes, last_true, one_of, starts_with
from broadsheet.model.byline_words import opening_words
from broadsheet.model.credit_forms import COLON, announcer
from broadsheet.model.credits import are_names, names_agency
from broadsheet.model.foot import notes_of_rights, rights_holders
from broadsheet.model.known_names import begin_with_given_names
from broadsheet.model.reading import Reading

LONGEST: Final = 90
"""Bytes of a line that is a byline, a date or a note of rights and little else."""
_SHORTEST = 8
"""Characters of a caption in front of its credit."""
_BYLINE = (
    r"^(?P<front>.{2,40}?)(?:[:：] ?| (?i:von|by|par|por|di|door|av|af|de|od) )(?P<name>[^ :：]+(?: [^ :：]+){1,2})$"
)
_WORD = r"^[A-Za-z\x{C0}-\x{52F}'’.-]+$"
_NOTE_BEGINS = "©ⓒ(cC".encode()
"""Bytes; a look at the first of each line spares nearly all of them the pattern."""


def bylines(text: pa.StringArray, size: Index) -> Mask:
    """Return which lines are nothing but words that open a byline and a name: `Eine Kolumne von Ida Brandt`."""
    rows = np.flatnonzero(size <= LONGEST)
    parts = pc.extract_regex(text.take(pa.array(rows)), _BYLINE)
    rows = rows[np.asarray(parts.is_valid())]
    parts = parts.drop_null()
    front = pc.replace_substring_regex(pc.utf8_lower(parts.field("front")), r"^(?:an?|the|eine?|une?|una?) ", "")
    opened = np.asarray(pc.is_in(front, opening_words()), bool) & begin_with_given_names(parts.field("name"))
    found = np.zeros(len(text), bool)
    found[rows[opened]] = True
    return found


def pictured(reading: Reading, line: Index, text: pa.StringArray) -> tuple[Mask, Mask]:
    """Return which lines end with the credit of a picture, and which stand right above a line that is one.

    That is less than `find_credits` knows, and costs little: a word or sign that announces a credit, or an agency.
    """
    below = np.minimum(line + 1, len(reading.lines) - 1)
    under = reading.text(below)
    beside = reading.lines.document[below] == reading.lines.document[line]
    sign = rf"(?:©|{announcer()}{COLON})"
    inside = np.asarray(pc.match_substring_regex(text, rf"^.{{{_SHORTEST}}}.*{sign}"), bool)
    # `The best photos: when the ferry left` is a headline.
    names = pc.replace_substring_regex(text.filter(pa.array(inside)), rf"^.*{sign} ?", "")
    inside[inside] = are_names(pc.utf8_trim(names, " .)]）】"))
    alone = beside & np.asarray(pc.match_substring_regex(under, rf"^[(\[（【]?{sign}"), bool)
    return inside | _sold(text), alone | (beside & _sold(under) & are_names(under))


def _sold(text: pa.StringArray) -> Mask:
    """Return which lines end with an agency behind a stroke or in brackets."""
    found = np.asarray(pc.match_substring_regex(text, r"[^ ] ?(?:/ ?[^ /()]+|\([^()]+\))$"), bool)
    rows = text.filter(pa.array(found))
    found[found] = names_agency(pc.replace_substring_regex(rows, r"^(?:.*\(|.*/)", ""))
    return found


def houses(reading: Reading, document: Index, text: pa.StringArray) -> Mask:
    """Return which texts of some documents are who holds the rights in the page, as far as its last note says so."""
    lines, notes = reading.lines, np.zeros(len(reading.lines), bool)
    rows = np.flatnonzero(one_of(edge_bytes(lines.text)[0], _NOTE_BEGINS) & (lines.lengths() <= LONGEST))
    notes[rows] = notes_of_rights(reading.text(rows))
    last = last_true(notes, lines.starts)
    holder = np.full(lines.documents, "", object)
    holder[last >= 0] = rights_holders(reading.text(last[last >= 0])).fill_null("").to_numpy(zero_copy_only=False)
    named = pc.utf8_lower(pa.array(holder, pa.string()).take(pa.array(document)))
    return starts_with(named, pc.utf8_lower(text))


def words(text: pa.StringArray) -> Mask:
    """Return which lines are one word of a script that parts words: menus are made of these, headlines hardly ever."""
    return np.asarray(pc.match_substring_regex(text, _WORD), bool)
