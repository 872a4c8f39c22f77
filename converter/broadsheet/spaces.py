"""Line ends and spaces of a whole column of texts, evened on its bytes.

No loop runs over documents, lines or characters: a document is a span of the column's bytes, what goes is marked in
them, and one cut takes it all out. That is safe in UTF-8, where a byte that leads a character never stands inside
another.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Bytes, Index, Mask, data, offsets

SPACES: Final = "\t\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What becomes a plain space: every space of Unicode, and the separators that end no line in a dump."""

_CONTROLS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))} - {"\n", *SPACES}

INVISIBLE: Final = "".join(sorted(_CONTROLS)) + "\xad\u200b\u2060\ufeff"
"""What is taken out: controls, and characters that only say where a line may break. Joiners change letters and stay."""

DIRECTIONS: Final = "\u200e\u200f"
"""Marks of direction, taken out at the edges of lines, where they order nothing."""

_BYTE_ORDER_MARK = "\ufeff"
_NEWLINE, _RETURN, _SPACE, _DELETE = b"\n\r \x7f"
_LEAD_OF_THREE = 0xE0
_PADDING = np.frombuffer(b"..", np.uint8)
# What else a character becomes: nothing at all, itself, or what its place says.
_NOTHING, _OTHER, _DIRECTION = 0, 1, 2


def _listed(characters: str) -> str:
    return "".join(rf"\x{{{ord(character):x}}}" for character in characters)


UNSEEN: Final = f"[{_listed(INVISIBLE)}]"
"""RE2: finds the texts that `even_spaces` takes characters out of."""

UNEVEN: Final = "|".join(
    (
        f"[{_listed(SPACES + INVISIBLE)}]",
        r"  | \n|\n |^ | $",
        rf"(?:^|\n)[{_listed(DIRECTIONS)}]|[{_listed(DIRECTIONS)}](?:\n|$)",
    )
)
"""RE2: finds the texts that `even_spaces` changes."""

_EDGES = rf"(?m)^[ {_listed(DIRECTIONS)}]+|[ {_listed(DIRECTIONS)}]+$"


def _forms() -> tuple[Bytes, Bytes]:
    """Return what ASCII bytes become, and what longer characters become: by the byte that leads them and their tail."""
    short = np.arange(0x80, dtype=np.uint8)
    long = np.full((0x100, 0x1000), _OTHER, np.uint8)
    for characters, form in ((SPACES, _SPACE), (INVISIBLE, _NOTHING), (DIRECTIONS, _DIRECTION)):
        for character in characters:
            lead, *tail = character.encode()
            if len(tail) == 0:
                short[lead] = form
            elif len(tail) == 1:
                first = (tail[0] & 0x3F) << 6  # whatever byte follows the character
                long[lead, first : first + 0x40] = form
            else:
                long[lead, (tail[0] & 0x3F) << 6 | (tail[1] & 0x3F)] = form
    return short, long


_SHORT_FORMS, _LONG_FORMS = _forms()
_IS_LEAD = (_LONG_FORMS != _OTHER).any(axis=1)
_LEAST_LEAD = int(np.flatnonzero(_IS_LEAD)[0])


def end_lines(text: pa.StringArray) -> pa.StringArray:
    """Return texts with newlines for returns and without byte order mark; where there are none they are not copied."""
    marked = pc.starts_with(text, _BYTE_ORDER_MARK)
    if not pc.any(pc.or_(marked, pc.match_substring_regex(text, "\r"))).as_py():
        return text
    letters, at = _bytes_of(text)
    marks = at[:-1][np.asarray(marked, dtype=bool)]
    returns = np.flatnonzero(letters == _RETURN)
    # What follows a document's last byte is the next document's.
    following = letters[np.minimum(returns + 1, len(letters) - 1)]
    pairs = returns[(following == _NEWLINE) & ~np.isin(returns + 1, at)]
    letters = letters.copy()
    letters[returns] = _NEWLINE
    gone = np.zeros(len(letters), bool)
    gone[np.concatenate([pairs, marks, marks + 1, marks + 2])] = True
    return _column(*_without(letters, at, gone))


def even_spaces(text: pa.StringArray) -> pa.StringArray:
    """Return texts with single plain spaces for every kind of space, none at the edges of lines, nothing invisible."""
    letters, at = _bytes_of(text)
    # A copy to write on, in which two bytes follow every byte.
    letters = np.concatenate([letters, _PADDING])
    odd = np.flatnonzero((letters < _SPACE) & (letters != _NEWLINE) | (letters == _DELETE))
    letters[odd] = _SHORT_FORMS[letters[odd]]
    # Most bytes are ASCII, so one comparison leaves few to look up.
    where = np.flatnonzero(letters >= _LEAST_LEAD)
    where = where[_IS_LEAD[letters[where]]]
    form = _LONG_FORMS[letters[where], _tail(letters[where + 1], letters[where + 2])]
    directed = np.unique(np.searchsorted(at, where[form == _DIRECTION], side="right")) - 1
    changed = (form == _SPACE) | (form == _NOTHING)
    where, form = where[changed], form[changed]
    # A wide space becomes as many plain ones as it has bytes, of which one will stay.
    three = letters[where] >= _LEAD_OF_THREE
    letters[where] = letters[where + 1] = form
    letters[where[three] + 2] = form[three]
    letters = letters[: -len(_PADDING)]
    letters, at = _without(letters, at, letters == _NOTHING)
    surplus, again = _surplus(letters, at)
    letters, at = _without(letters, at, surplus)
    if again:
        letters, at = _without(letters, at, _surplus(letters, at)[0])
    return _undirected(_column(letters, at), directed)


def _undirected(text: pa.StringArray, rows: Index) -> pa.StringArray:
    """Take marks of direction off the edges of the lines of some texts."""
    if not len(rows):
        return text
    mask = np.zeros(len(text), bool)
    mask[rows] = True
    return pc.replace_with_mask(text, pa.array(mask), pc.replace_substring_regex(text.take(pa.array(rows)), _EDGES, ""))


def _surplus(letters: Bytes, at: Index) -> tuple[Mask, bool]:
    """Say which bytes are spaces after a space, at the beginning of a line or right before its end.

    And whether any line ends in several: the first of them becomes its last one only when the others are gone.
    """
    space: Mask = letters == _SPACE
    newline = letters == _NEWLINE
    filled = at[:-1] < at[1:]
    behind, ahead = np.zeros(len(letters), bool), np.zeros(len(letters), bool)
    behind[1:] = space[:-1]
    ahead[:-1] = newline[1:]
    ahead[at[1:][filled] - 1] = True
    again = bool((behind & ahead & space).any())
    behind[1:] |= newline[:-1]
    behind[at[:-1][filled]] = True
    space &= behind | ahead
    return space, again


def _tail(second: Bytes, third: Bytes) -> npt.NDArray[np.int16]:
    """Return the twelve bits that the second and third byte of a character carry."""
    return (second & 0x3F).astype(np.int16) << 6 | (third & 0x3F)


def _bytes_of(text: pa.StringArray) -> tuple[Bytes, Index]:
    """Return the bytes of n texts, not copied, and the n + 1 offsets of the texts in them, from 0."""
    at = offsets(text)
    return data(text)[at[0] : at[-1]], at - at[0]


def _without(letters: Bytes, at: Index, gone: Mask) -> tuple[Bytes, Index]:
    """Cut bytes out, and move the offsets to where their bytes are then."""
    where = np.flatnonzero(gone)
    return (letters[~gone], at - np.searchsorted(where, at)) if len(where) else (letters, at)


def _column(letters: Bytes, at: Index) -> pa.StringArray:
    return pa.StringArray.from_buffers(len(at) - 1, pa.py_buffer(at.astype(np.int32)), pa.py_buffer(letters))
