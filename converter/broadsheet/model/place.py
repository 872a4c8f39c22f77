"""The place that opens an article: `Brüssel (dpa) - `, `LONDON (AP) — `, `Berlin. `."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import LETTERS
from broadsheet.kernels import Index, Mask, first_true, spans, whole_characters
from broadsheet.labels import CODE, Part
from broadsheet.lines import Lines
from broadsheet.model.reading import Reading

_OPENING_BYTES = 100
_U = r"A-Z\x{C0}-\x{DE}\x{100}-\x{17F}\x{391}-\x{3A9}\x{410}-\x{42F}"
"""Capitals of most alphabets."""
_L = LETTERS
_WORD = rf"(?:[{_U}][{_L}.'’]*|St\.|am|an|auf|bei|der|im|ob|vor|de|del|do|du|la|le|el|al|upon|sur)"
_NAME = rf"[{_U}][{_L}.'’]+(?:[ /-]{_WORD}){{0,3}}"
_CAPITALS = rf"[{_U}][{_U}.'’-]{{2,}}(?: [{_U}][{_U}.'’-]+){{0,3}}(?:, [{_L}][{_L}.]{{2,15}}(?: [{_U}][{_L}.]+)?)?"
_DATE = rf"(?:[{_L}]{{3,10}}\.? \d{{1,2}}|\d{{1,2}}\.? ?[{_L}]{{3,10}}\.?)(?:,? \d{{4}})?"
_DAY = rf"(?:,? {_DATE})?"
_SOURCE = rf" ?[(/\[][{_L}\d .,/&-]{{2,30}}[)/\]]"
_DASH = r" ?[-–—]+ "
_FORMS = (
    rf"^(?P<place>{_CAPITALS}|{_NAME}){_DAY}{_SOURCE}{_DAY}(?:{_DASH}|[.:] )",
    rf"^(?P<place>{_CAPITALS}){_DAY} ?[-–—]+ ",
    rf"^(?P<place>{_NAME}), {_DATE}{_DASH}",
)
_SURELY = "|".join(form.replace("?P<place>", "?:") for form in _FORMS)
_BARE = rf"^(?P<place>{_CAPITALS}|{_NAME})(?:\. |: | · | [–—-] )[\"„“«»]?[{_U}]"
_FURTHER = 40
_NEAR = "in|aus|nach|bei|von|at|from|near|of|to|à|de|en|a|di|em|i|från|fra|w|v|do|z"
"""What stands in front of a place's name in running text, in several languages."""


def label_place(reading: Reading) -> None:
    """Put the place that opens the lede or the first paragraph of each page; the line keeps it."""
    lines, code = reading.lines, reading.draft.code
    first = first_true(code == CODE["paragraph"], lines.starts)
    lede = first_true(code == CODE["lede"], lines.starts)
    rows = np.unique(np.concatenate([edge[edge < lines.starts[1:]] for edge in (lede, first)]))
    head = _heads(lines, rows)
    place = pa.nulls(len(rows), pa.string())
    for form in _FORMS:
        place = pc.coalesce(place, pc.struct_field(pc.extract_regex(head, form), "place"))
    place = _confirmed(lines, rows, place, pc.struct_field(pc.extract_regex(head, _BARE), "place"))
    found = np.flatnonzero(np.asarray(place.is_valid()))
    fresh = found[np.unique(lines.document[rows[found]], return_index=True)[1]]
    reading.draft.put("article.place", Part(rows[fresh], place.take(pa.array(fresh))))


def datelined(reading: Reading, rows: Index) -> Mask:
    """Return which lines open with a place and an agency or a date, as first paragraphs do and ledes do not."""
    found: Mask = np.asarray(pc.match_substring_regex(_heads(reading.lines, rows), _SURELY))
    return found


def _heads(lines: Lines, rows: Index) -> pa.StringArray:
    size = whole_characters(lines.text, rows, np.minimum(lines.lengths()[rows], _OPENING_BYTES))
    return spans(lines.text, rows, np.zeros_like(size), size)


def _confirmed(lines: Lines, rows: Index, sure: pa.StringArray, bare: pa.StringArray) -> pa.StringArray:
    """Fill in names before a dash, a colon or a stop where the page says that something is in, from or near them."""
    open_rows = np.flatnonzero(np.asarray(pc.and_(sure.is_null(), bare.is_valid())))
    keep = np.zeros(len(rows), bool)
    for row in open_rows:  # Few pages have one; each is looked through alone.
        begin = rows[row] + 1
        end = min(lines.starts[lines.document[rows[row]] + 1], begin + _FURTHER)
        pattern = rf"(?:^|[^{_L}])(?i:{_NEAR}) {re.escape(bare[int(row)].as_py())}(?:[^{_L}]|$)"
        keep[row] = bool(pc.any(pc.match_substring_regex(lines.text.slice(begin, end - begin), pattern)).as_py())
    return pc.coalesce(sure, pc.if_else(pa.array(keep), bare, None))
