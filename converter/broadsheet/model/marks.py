"""Marks that pages print in or beside captions: the place in a gallery, the length of a film."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, data, of_bytes, offsets
from broadsheet.model.credit_forms import alternatives, words
from broadsheet.model.reading import Reading

_DURATION = r"(?:\d{1,2}:)?\d{1,2}:\d\d(?: ?(?:min|mins|Min\.?|minutes|Minuten))?"

_LONGEST_BUTTON = 60
"""Bytes."""
_BESIDE_BUTTON = " .:()[]»>"
_ASCII = 128


@cache
def _gallery() -> str:
    kinds = words()["kinds"]
    return rf"(?i:{alternatives(kinds['gallery'])} )?\d{{1,3}} ?(?i:{alternatives(kinds['of'])}) ?\d{{1,3}}"


@cache
def _patterns() -> dict[str, str]:
    kinds = words()["kinds"]
    return {
        "gallery": rf"^\(?{_gallery()}(?:\)|$|[:.]? \D)",
        "video": rf"^(?:(?i:{alternatives(kinds['video'])})(?:[:|]|$| {_DURATION})|{_DURATION}$)",
        "audio": rf"^(?i:{alternatives(kinds['audio'])})(?:[:|]|$| {_DURATION})",
    }


@cache
def _button_edges() -> Mask:
    """Return bool[65536]: 256 * first + last byte of lines that can be such a button; beyond ASCII all can."""
    byte = np.arange(256)
    loose = np.isin(byte, [ord(sign) for sign in _BESIDE_BUTTON]) | (byte >= _ASCII)
    edges = np.zeros((256, 256), bool)
    for word in words()["enlarge"]:
        edge = [np.isin(byte, [ord(sign) for sign in end.lower() + end.upper()]) for end in (word[0], word[-1])]
        edges |= (edge[0] | loose)[:, None] & (edge[1] | loose)
    return edges.ravel()


def enlarges(text: pa.StringArray, rows: Index) -> Mask:
    """Return which of some lines, none of them empty, are nothing but a button that enlarges a picture."""
    begin, end = offsets(text)[rows], offsets(text)[rows + 1]
    content = data(text)
    button = end - begin <= _LONGEST_BUTTON
    button &= of_bytes(_button_edges(), content[begin].astype(np.int64) * 256 + content[end - 1])
    words_of_it = pc.utf8_trim(pc.utf8_lower(text.take(pa.array(rows[button]))), _BESIDE_BUTTON)
    button[button] = np.asarray(pc.is_in(words_of_it, pa.array(words()["enlarge"], pa.string())))
    return button


def without_marks(caption: pa.StringArray) -> tuple[pa.StringArray, Mask]:
    """Return captions without what stands in front of them (`1/13`, `Image caption,`), and which had some."""
    lead = alternatives(words()["caption"])
    bare = pc.replace_substring_regex(caption, rf"^(?:\(?{_gallery()}\)?[:.]? |(?i:{lead})[:,] ?)(.)", r"\1")
    return bare, np.asarray(pc.not_equal(bare, caption))


def kinds_beside(reading: Reading, line: Index, media: Index, kind: pa.StringArray) -> pa.StringArray:
    """Return kinds of media rows, told by marks in their lines and, where these say nothing, beside them.

    Args:
        reading: the lines.
        line: int64[k], lines of pictures.
        media: int64[k], the media row that each feeds.
        kind: what is known of each row so far.
    """
    lines, steps = reading.lines, (-1, 1, 0)
    near = np.concatenate([np.clip(line + step, 0, len(lines) - 1) for step in steps])
    step, owner = np.repeat(steps, len(line)), np.tile(media, len(steps))
    own = lines.document[near] == np.tile(lines.document[line], len(steps))
    own &= (reading.draft.media[near] < 0) | (step == 0)
    step, owner, text = step[own], owner[own], reading.text(near[own])
    found = {name: np.asarray(pc.match_substring_regex(text, pattern)) for name, pattern in _patterns().items()}
    # What stands in a picture's own line weighs most, what stands in front of it least.
    for place in steps:
        for name, matched in found.items():
            hit = np.zeros(len(kind), bool)
            hit[owner[matched & (step == place)]] = True
            kind = pc.if_else(pa.array(hit), name, kind)
    return kind
