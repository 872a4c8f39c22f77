r"""Put lines together that are pieces of one: links and stressed words that a program printed on lines of their own.

`BeautifulSoup.get_text("\n")` and its like end a line at every element of a page, so that a link parts a sentence into
three lines. A comma or a full stop that begins a line tells it: no page is set like that, and it belongs to the line
above in any document. Where a document has several of them, other pieces are joined, too: a line that goes on with a
small letter where the line above does not end a sentence, and the short line between the two.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.clean import rows_that_match
from broadsheet.kernels import Mask, edge_bytes, one_of
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

_CLOSING = r"^(?:[,.;](?:$| )|: \pL|\)(?:$|[ ,.;]))"
_MAY_CLOSE, _TELLING = b",.;:)", b",."
_CODE = b";{}=>|\\&+/"
"""Last bytes of lines of a program's code, which go on with small letters, too."""
_OPENING = b"(["
_PIECE, _PIECES = 20, 2
"""Bytes of a line, at the least, that begins with a closing sign and tells that the document is in pieces; such lines
and others that go on, of which a document has so many."""
_ROW = 4
"""Short pieces behind each other that are joined, at most."""
_LONG = 30
"""Bytes of a line that is text, at the least, and neither a menu's nor a name."""
_GOES_ON = r"^\p{Ll}[^\s\d]*(?: [^\s\d]+){2} \S"
"""A small letter begins four words without a number: the name and time of a comment (`vor einer Stunde`) have fewer."""


def whole_lines(lines: Lines, some: Mask) -> Lines:
    """Join pieces of lines.

    Args:
        lines: the lines of n documents.
        some: bool[n], the documents that are looked at.
    """
    first, last = edge_bytes(lines.text)
    rows = np.flatnonzero(one_of(first, _MAY_CLOSE))
    rows = rows[rows_that_match(lines.text.take(pa.array(rows)), _CLOSING)]
    if not len(rows):
        return lines
    closing = np.zeros(len(lines), bool)
    closing[rows] = True
    _, ends = sentence_ends(lines.text)
    size = lines.lengths()
    open_above = np.append(False, ~(ends | one_of(last, _CODE))[:-1]) & lines.close() & ~lines.listed
    unfinished = open_above & np.append(False, size[:-1] >= _LONG)
    told = closing & one_of(first, _TELLING) & open_above & (size >= _PIECE)
    documents = some & (np.bincount(lines.document[told], minlength=lines.documents) > 0)
    if not documents.any():
        return lines
    mine = np.flatnonzero(documents[lines.document])
    text = lines.text.take(pa.array(mine))
    small = np.zeros(len(lines), bool)
    small[mine] = np.asarray(pc.match_substring_regex(text, r"^\p{Ll}"))
    small[mine] &= ends[mine] | (np.asarray(pc.match_substring_regex(text, _GOES_ON)) & (size[mine] >= _PIECE))
    told |= small & unfinished
    documents &= np.bincount(lines.document[told], minlength=lines.documents) >= _PIECES
    starts = closing | small
    goes_on = (starts & unfinished) | (closing & open_above & (size >= _PIECE))
    # What stands between text that is not finished and text that goes on is a piece of both.
    piece = starts | np.append(starts & open_above, False)[1:]
    for _ in range(_ROW):
        goes_on |= piece & (unfinished | (np.append(False, goes_on[:-1]) & open_above))
    tight = np.append(False, one_of(last[:-1], _OPENING)) | closing
    return lines.joined(goes_on & documents[lines.document], tight)
