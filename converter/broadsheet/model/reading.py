"""From states of lines to labels: what is printed inside the lines, and which lines make one record.

The steps, each in a module of its own, in an order in which each takes what is surely its own: comments, the head
(headline, kicker, byline, dates), pictures and the lede, the text, the foot. What no step takes is furniture.
"""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, first_true, one_of
from broadsheet.lines import Lines
from broadsheet.model.language import languages
from broadsheet.model.printed_dates import Customs, PrintedDates
from broadsheet.model.states import STATE, best_of

States = npt.NDArray[np.uint8]
Scores = npt.NDArray[np.float32]


_DATED = ("byline", "date", "comment_head", "comment_tail")
_COMMON = ("furniture_before", "furniture_behind", "paragraph", "comment_body")
"""States of most lines: what scores far below them needs no further look."""
_DOUBT = 4.0
"""Natural-log units."""
_LONGEST_DATED = 300
_LONGEST_IN_HEAD = 160
_HEAD, _INTO, _AROUND = 20, 2, 4
"""Lines above the text, into it, and around a headline, whose dates are of interest whatever the network says."""

_NEAR = 5
"""Lines between the first line of a text and the second, at most; a line further off is a stray in the navigation."""


@attrs.frozen(eq=False)
class Said:
    """What containers say of n pages, each null where they do not.

    Attributes:
        site: host names without `www.`.
        url: addresses.
        language: BCP 47 tags.
    """

    site: pa.StringArray
    url: pa.StringArray
    language: pa.StringArray

    @staticmethod
    def of(documents: pa.RecordBatch, site: pa.StringArray) -> Said:
        """Gather what is said of a batch of documents; `site` is the host of the url where nothing else is said."""
        return Said(site, documents["url"], documents["language"])

    def take(self, chosen: Mask) -> Said:
        """Return what is said of some pages."""
        keep = pa.array(chosen)
        return Said(self.site.filter(keep), self.url.filter(keep), self.language.filter(keep))


@attrs.frozen(eq=False)
class Reading:
    """m lines of n pages, the states that the decoding gave them, and the draft that the steps write.

    Attributes:
        lines: the lines.
        state: uint8[m], index into `STATES`: the most probable order of states.
        score: float32[m, states], what the network says of each line by itself: natural logarithms of odds.
        said: what the containers say of the pages.
        draft: what has been read so far.
        flags: uint32[n], what was noticed, in the bits of `FLAG_BITS`; steps set bits.
    """

    lines: Lines
    state: States
    score: Scores
    said: Said
    draft: Draft
    flags: npt.NDArray[np.uint32] = attrs.field()

    @flags.default
    def _no_flags(self) -> npt.NDArray[np.uint32]:
        return np.zeros(self.lines.documents, np.uint32)

    def of_documents(self, chosen: Mask) -> Reading:
        """Return what has been read of some pages."""
        if chosen.all():
            return self
        keep = chosen[self.lines.document]
        return Reading(
            lines=self.lines.of_documents(chosen),
            state=self.state[keep],
            score=self.score[keep],
            said=self.said.take(chosen),
            draft=self.draft.of_lines(keep),
            flags=self.flags[chosen],
        )

    def rows(self, *names: str) -> Index:
        """Return the lines whose state is one of the named."""
        return np.flatnonzero(self.mask(*names))

    def mask(self, *names: str) -> Mask:
        """Return bool[m]: whose state is one of the named."""
        return one_of(self.state, [STATE[name] for name in names])

    def free(self) -> Mask:
        """Return bool[m]: the lines that no step has taken yet."""
        return ~self.draft.explained

    def text(self, rows: Index) -> pa.StringArray:
        """Return the texts of lines."""
        return self.lines.text.take(pa.array(rows))

    @cached_property
    def language(self) -> pa.StringArray:
        """N BCP 47 tags: what containers say, else what the text tells, null where it is not sure."""
        return pc.coalesce(self.said.language, languages(self.lines, self.state, self.said.language))

    @cached_property
    def dates(self) -> PrintedDates:
        """The dates of lines that the network takes, or nearly takes, for one with a date, and of those in the head."""
        size = self.lines.lengths()
        likely = (self._close(*_DATED) | self.mask(*_DATED)) & (size <= _LONGEST_DATED)
        rows = np.flatnonzero(likely | (self._head() & (size <= _LONGEST_IN_HEAD)))
        return PrintedDates.of(self.lines, rows, Customs.of(self.language, self.said.site))

    def dated(self, longest: int) -> Mask:
        """Return bool[m]: the lines of at most so many bytes that print a date."""
        found = np.zeros(len(self.lines), bool)
        found[self.dates.line] = True
        return found & (self.lines.lengths() <= longest)

    def _close(self, *names: str) -> Mask:
        """Return bool[m]: the lines whose scores of one of the named states lie close below the best, or are it."""
        own, rival = (best_of(self.score, [STATE[name] for name in some]) for some in (names, _COMMON))
        close: Mask = own >= rival - _DOUBT
        rows = np.flatnonzero(close)
        close[rows] = own[rows] >= self.score[rows].max(axis=1, initial=-np.inf) - _DOUBT
        return close

    def _head(self) -> Mask:
        """Return bool[m]: the lines right above the text, as far as states tell it, and around a headline."""
        lines = self.lines
        begin = first_true(settled(lines, self.mask("paragraph", "lede")), lines.starts)[lines.document]
        place = np.arange(len(lines))
        head = (place >= begin - _HEAD) & (place < begin + _INTO)
        title = self.rows("headline")
        for step in range(-_AROUND, _AROUND + 1):
            near = title + step
            near = near[(near >= 0) & (near < len(lines))]
            head[near] = True
        return head


def settled(lines: Lines, text: Mask) -> Mask:
    """Return which lines of text have another one close behind them."""
    rows = np.flatnonzero(text)
    found = np.zeros(len(lines), bool)
    same = lines.document[rows[1:]] == lines.document[rows[:-1]]
    found[rows[:-1][same & (np.diff(rows) <= _NEAR)]] = True
    return found
