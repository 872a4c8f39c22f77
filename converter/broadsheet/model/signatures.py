"""What signs a text at its end: `sun/AFP`, `(dpa)`, `Mit Material von dpa`.

The line right behind the last paragraph that holds nothing but wire agencies, the initials of editors and sites, with
at least one agency. A line among paragraphs ends one message of several and stays in the text.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import SMALL
from broadsheet.bylines import is_agency
from broadsheet.kernels import Index, Mask, any_between, at_or_before, equal
from broadsheet.labels import CODE, Part
from broadsheet.model.opening import headlines, inside_head, own_text_starts
from broadsheet.model.reading import Reading

_LONGEST = 60
_TEXT = 40
"""Bytes of the shortest line of text that can be signed."""
_NEAR = 3
"""Lines from a text to its signature, and from there to another text, at most."""
_MOST = 5
"""Pieces of a signature, at most."""
_AROUND = " ()[]（）【】/©–—-*.,;"
_MARKED = r"^[(\[（【/©–—-]"
_BETWEEN = r" ?[/,|&+;] ?| (?:und|and|et|y|e|og|och) "
_INITIALS = rf"^[{SMALL}]{{2,4}}$"
_DESKS = pa.array(
    ["bb", "by", "he", "lby", "lbg", "lbn", "lhe", "lmv", "lni", "lno", "lnw", "lrs", "lsa", "lsn", "lsw", "lth", "mv",
     "sa", "sn", "th", "tmn"]
)  # fmt: skip
"""Desks of dpa, as they stand behind its name: nobody's initials."""
_SITE = r"^[\w-]+\.[a-z]{2,7}$"
_INSIDE = r"[.!?…”\"»“] ?\((?P<sign>[^()]{2,30})\)$"
_SHORTEST = 3
"""Bytes of an agency's name that stands alone without any sign."""


@attrs.frozen(eq=False)
class _Signed:
    """What k texts say as signatures: the text that each piece is of, the pieces, and what they and the texts are.

    `opened` are the texts with words in front that say whose material they hold.
    """

    owner: Index
    piece: pa.StringArray
    agency: Mask
    initials: Mask
    good: Mask
    opened: Mask

    def put(self, reading: Reading, rows: Index, chosen: Index, field: str, kind: Mask) -> None:
        """Put the pieces of some kind of chosen texts, which stand on `rows`."""
        mine = kind & np.isin(self.owner, chosen)
        reading.draft.put(field, Part(rows[self.owner[mine]], self.piece.filter(pa.array(mine))))


def label_signatures(reading: Reading) -> None:
    """Label the signature of each page; put its agencies and, where the page has no byline, its print and initials.

    One in brackets behind a last sentence stays where it is; only its agencies are put.
    """
    behind, last = _ends_of_texts(reading)
    _put_lines(reading, behind, _judged(reading.text(behind)))
    above = _above_texts(reading)
    source = _judged(reading.text(above))
    source.put(reading, above, _firsts(reading, above, source.good & source.opened), "article.agencies", source.agency)
    sign = pc.struct_field(pc.extract_regex(reading.text(last), _INSIDE), "sign")
    last, sign = last[np.asarray(sign.is_valid())], sign.drop_null()
    inside = _judged(sign)
    inside.put(reading, last, _firsts(reading, last, inside.good), "article.agencies", inside.agency)


def _put_lines(reading: Reading, rows: Index, found: _Signed) -> None:
    draft, document = reading.draft, reading.lines.document
    chosen = _firsts(reading, rows, found.good)
    bylined = np.isin(document[rows], document[draft.code == CODE["byline"]])
    draft.label(rows[chosen], "byline")
    fresh = chosen[~bylined[chosen]]
    draft.put("article.byline", Part(rows[fresh], reading.text(rows[fresh])))
    found.put(reading, rows, chosen, "article.agencies", found.agency)
    found.put(reading, rows, fresh, "article.authors", found.initials)


def _firsts(reading: Reading, rows: Index, good: Mask) -> Index:
    """Return the place of the first good one of each page."""
    chosen = np.flatnonzero(good)
    return chosen[np.unique(reading.lines.document[rows[chosen]], return_index=True)[1]]


def _ends_of_texts(reading: Reading) -> tuple[Index, Index]:
    """Return the short lines right behind texts with no text right behind them, and the last lines of such texts."""
    lines, free = reading.lines, reading.free()
    size, m = lines.lengths(), len(lines)
    text = reading.mask("paragraph", "lede") & free & (size >= _TEXT)

    def ends(rows: Index) -> Index:
        end = np.minimum(lines.starts[lines.document[rows] + 1], rows + _NEAR + 1)
        return rows[~any_between(text, np.minimum(rows + 1, m), end)]

    rows = np.flatnonzero(free & ~text & (size <= _LONGEST) & (size > 1))
    above = at_or_before(text)[rows]
    near = (above >= 0) & (rows - above <= _NEAR) & (lines.document[np.maximum(above, 0)] == lines.document[rows])
    return ends(rows[near]), ends(np.flatnonzero(text))


def _above_texts(reading: Reading) -> Index:
    """Return the short lines between headlines and texts that may say whose material these are."""
    lines = reading.lines
    headline = headlines(reading)
    start = own_text_starts(reading, headline)
    head = inside_head(lines, headline, start, 0) & reading.free() & (lines.lengths() <= _LONGEST)
    head &= (headline >= 0)[lines.document]
    return np.flatnonzero(head)


def _judged(text: pa.StringArray) -> _Signed:
    """Say which texts are signatures."""
    bare, opened = _without_opener(text)
    pieces = pc.split_pattern_regex(bare, _BETWEEN)
    count = np.diff(np.asarray(pieces.offsets))
    owner, piece = np.repeat(np.arange(len(text)), count), pc.utf8_trim(pieces.flatten(), " .")
    agency = is_agency(piece)
    initials = ~agency & np.asarray(pc.match_substring_regex(piece, _INITIALS), bool)
    dpa = np.append(False, np.asarray(pc.equal(pc.utf8_lower(piece), "dpa"), bool)[:-1])[: len(owner)]
    desk = dpa & (np.diff(owner, prepend=-1) == 0) & np.asarray(pc.is_in(piece, _DESKS))
    initials &= ~desk
    known = agency | initials | desk | np.asarray(pc.match_substring_regex(piece, _SITE), bool)
    marked = opened | (count > 1) | np.asarray(pc.match_substring_regex(text, _MARKED), bool)
    # Without any sign a word in small letters or in capitals; `Beta` may be a menu's.
    plain = equal(bare, pc.utf8_lower(bare)) | equal(bare, pc.utf8_upper(bare))
    marked |= plain & (np.asarray(pc.binary_length(bare)) >= _SHORTEST)
    good = marked & (count <= _MOST) & (np.bincount(owner, known, len(text)) == count)
    good &= np.bincount(owner, agency, len(text)) > 0
    return _Signed(owner, piece, agency, initials, good, opened)


@cache
def _opener() -> str:
    lists = tomllib.loads(files(__package__).joinpath("bylines.toml").read_text(encoding="utf-8"))
    longest = sorted(lists["material"], key=lambda word: (-len(word), word))
    return rf"(?i)^(?:{'|'.join(re.escape(word) for word in longest)})(?: *[:：] *| +)"


def _without_opener(text: pa.StringArray) -> tuple[pa.StringArray, Mask]:
    """Return lines without signs around them and words that open them, and which had such words."""
    bare = pc.utf8_trim(text, _AROUND)
    rest = pc.utf8_trim(pc.replace_substring_regex(bare, _opener(), ""), _AROUND)
    return rest, ~equal(bare, rest)
