"""Which lines may be the article's byline: those that the network takes for one, and the short ones of the head."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, edge_bytes, first_true, last_true, one_of, pairs
from broadsheet.model.byline_text import byline_texts
from broadsheet.model.byline_words import vocabulary
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.model.teasers import BEHIND, teased_behind

INTO, NEAR = 8, 2
"""Lines into the text in which a byline is looked for, and lines around it that count as beside it."""
_ABOVE = 8
"""Lines above the headline in which a byline is looked for."""
_HEAD, _AROUND = 20, 4
"""Lines above the text, and around the headline, in which a line is looked at whatever the network says of it."""
_LONGEST, _SHORT = 220, 120
"""Bytes of the longest line that is looked at where the network sees a byline, and of the longest elsewhere."""
_DOUBT = 4.5
"""Natural-log units that the network's score of a byline or date may lie below the best of its line."""
_MOST_WORDS, _MOST_SMALL = 20, 5
"""Spaces in a line that may be a list of names, and words in it that begin with a small letter."""


@attrs.frozen(eq=False)
class Candidates:
    """Lines that may be bylines.

    Attributes:
        line: int64[k], ascending.
        document: int64[k].
        text: what each prints as a byline.
        names: the same without the words that open it.
        opened: bool[k], whether such words stand in it or on a line of their own above it.
        dated: bool[k], whether it prints a date too.
        margin: float64[k], how far the network's score of a byline lies below the best; 0 where it decided so.
    """

    line: Index
    document: Index
    text: pa.StringArray
    names: pa.StringArray
    opened: Mask
    dated: Mask
    margin: npt.NDArray[np.float64]

    def filter(self, chosen: Mask) -> Candidates:
        """Return some of the candidates."""
        keep = pa.array(chosen)
        return Candidates(
            self.line[chosen], self.document[chosen], self.text.filter(keep), self.names.filter(keep),
            self.opened[chosen], self.dated[chosen], self.margin[chosen],
        )  # fmt: skip


def first_paragraphs(reading: Reading, start: Index) -> Index:
    """Return int64[n], the first paragraph of each page at or behind the start of its text, a lede left aside."""
    lines = reading.lines
    text = reading.mask("paragraph") & reading.free()
    text &= np.arange(len(lines)) >= start[lines.document]
    first = first_true(text, lines.starts)
    return np.where(first < lines.starts[1:], first, start)


def candidates(reading: Reading, headline: Index, begin: Index) -> Candidates:
    """Return the lines that may be bylines.

    Args:
        reading: the lines.
        headline: int64[n], the headline of each page, -1 for none.
        begin: int64[n], the first paragraph of each page.
    """
    lines, code = reading.lines, STATE["byline"]
    zone, close = _places(reading, headline, begin)
    size = lines.lengths()
    anywhere = _surely_opened(reading, headline)
    zone, close = (
        zone & (size <= _LONGEST),
        anywhere | (close | (zone & _behind_unfinished(reading))) & (size <= _SHORT),
    )
    rows = np.flatnonzero((zone | close) & reading.free())
    score = reading.score[rows]
    best = score.max(axis=1, initial=-np.inf)
    near = best - np.maximum(score[:, code], score[:, STATE["date"]]) < _DOUBT
    kept = near.copy()
    short = ~near & close[rows]
    kept[short] = _like_names(reading.text(rows[short]))
    rows, margin = rows[kept], (score[kept, code] - best[kept]).astype(np.float64)
    lone = np.asarray(pc.match_substring_regex(reading.text(rows), vocabulary().alone))
    alone, rows, margin = rows[lone], rows[~lone], margin[~lone]
    behind_opener = np.zeros(len(lines), bool)
    for step in range(1, NEAR + 1):
        behind = np.minimum(alone + step, len(lines) - 1)
        behind_opener[behind[lines.document[behind] == lines.document[alone]]] = True
    texts = byline_texts(reading, rows)
    return Candidates(
        line=rows,
        document=lines.document[rows],
        text=texts.printed,
        names=texts.names,
        opened=behind_opener[rows] | texts.opened,
        dated=reading.dated(_LONGEST)[rows],
        margin=np.where(reading.state[rows] == code, np.maximum(margin, 0), margin),
    )


def _places(reading: Reading, headline: Index, begin: Index) -> tuple[Mask, Mask]:
    """Return where a byline can stand, and where it can stand whatever the network says."""
    lines = reading.lines
    place, document = np.arange(len(lines)), lines.document
    end = last_true(reading.mask("paragraph"), lines.starts)
    last = end[document]
    top = np.where(headline >= 0, np.minimum(headline, begin) - _ABOVE, begin - 2 * _ABOVE)[document]
    first, title = begin[document], headline[document]
    past = (last >= 0) & (place > np.maximum(last, first))
    behind = past & (place <= last + BEHIND) & ~teased_behind(reading, end)
    zone = behind | ((place >= top) & (place <= first + INTO) & ~past)
    close = (place >= first - _HEAD) & (place <= first + NEAR)
    close |= (title >= 0) & (np.abs(place - title) <= _AROUND)
    close = behind | (close & ~past)
    return zone, close


def _behind_unfinished(reading: Reading) -> Mask:
    """Return the lines behind short ones that end as if more names followed."""
    lines = reading.lines
    last = edge_bytes(lines.text)[1]
    found = np.zeros(len(lines), bool)
    found[1:] = (one_of(last, b",&") & (lines.lengths() <= _SHORT))[:-1]
    found[lines.starts[:-1][np.diff(lines.starts) > 0]] = False
    return found


def _surely_opened(reading: Reading, headline: Index) -> Mask:
    """Return the lines below the headline that say `Written by` and a name, on pages that say so of one author only."""
    lines = reading.lines
    below = np.arange(len(lines)) > headline[lines.document]
    rows = np.flatnonzero(below & reading.free() & (lines.lengths() <= _SHORT))
    rows = rows[np.asarray(pc.match_substring_regex(reading.text(rows), vocabulary().sure), bool)]
    said = np.asarray(reading.text(rows).dictionary_encode().indices).astype(np.int64)
    page = lines.document[rows]
    distinct = np.unique(pairs(page, said), return_index=True)[1]
    one = np.bincount(page[distinct], minlength=lines.documents) == 1
    found = np.zeros(len(lines), bool)
    found[rows[one[page]]] = True
    return found


def _like_names(text: pa.StringArray) -> Mask:
    """Return which texts have few words, and fewer still that begin with a small letter."""
    spaces = np.asarray(pc.count_substring(text, " "))
    like = spaces <= _MOST_WORDS
    rows = np.flatnonzero(like & (spaces >= _MOST_SMALL))
    small = pc.count_substring_regex(text.take(pa.array(rows)), r"(?:^| )[a-z]{3}")
    like[rows] = np.asarray(pc.less_equal(small, _MOST_SMALL))
    return like
