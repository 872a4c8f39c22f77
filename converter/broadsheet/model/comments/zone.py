"""The lines that may belong to a block of comments: the ends of the pages that show a sign of one."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, first_true, one_of, ragged
from broadsheet.model.comments import words
from broadsheet.model.comments.headings import RUN_UP, headings
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE, STATES, best_of

TALK = [STATE[name] for name in ("comment_head", "comment_body", "comment_tail")]
_ELSE = [place for place in range(len(STATES)) if place not in TALK]
_LONGEST_ANSWER = 120
_SEVERAL = 3
"""Lines that let one answer, each with a time, which no page but one with comments has."""
_SURE = np.float32(-1.0)


@attrs.frozen(eq=False)
class Zone:
    """The z lines that are looked at; those of one page stand behind each other, up to the page's end.

    Attributes:
        rows: int64[z], the lines.
        page: int64[z], their documents.
        text: their texts.
        size: int64[z], their bytes.
        head, body: float32[z], by how much the network prefers each line to be a comment's head, or its text, to all
            that is no comment.
        talk: bool[z], the line's state is one of comments.
        heads: bool[z], the state is a comment's head, or the network would have it so.
        prose: bool[z], the state is one of an article's text.
        count: z strings, the count that a heading prints, null where there is none; `1` where it is a word.
        lone: bool[z], the line is a heading without a count, or a menu that sorts comments.
        sorts: bool[z], the line is such a menu.
        elsewhere: bool[z], the line heads comments on other pages: such a heading stands behind that of the page's own,
            or in front of lines that name the pages.
        named: bool[z], the latter.
        listed: bool[z], the line counts the comments of one story in a list of stories.
        behind: bool[z], at least half of the page's running text stands in front of the line.
        ahead: bool[z], a headline stands in front of the line, and no running text.
    """

    rows: Index
    page: Index
    text: pa.StringArray
    size: Index
    head: npt.NDArray[np.float32]
    body: npt.NDArray[np.float32]
    talk: Mask
    heads: Mask
    prose: Mask
    count: pa.StringArray
    lone: Mask
    sorts: Mask
    elsewhere: Mask
    named: Mask
    listed: Mask
    behind: Mask
    ahead: Mask

    @property
    def counted(self) -> Mask:
        """Return bool[z]: the line is a heading with a count above zero."""
        above: Mask = np.asarray(pc.fill_null(pc.not_equal(self.count, "0"), pa.scalar(value=False)))
        return above

    def same(self, near: Index, lines: Index) -> Mask:
        """Return whether two lines lie in the zone and on one page; a place outside of the zone gives false."""
        inside = (near >= 0) & (near < len(self.rows))
        found: Mask = inside & (self.page[np.clip(near, 0, len(self.rows) - 1)] == self.page[lines])
        return found


def zone_of(reading: Reading) -> Zone:
    """Return the lines to look at."""
    lines, free = reading.lines, reading.free()
    lift = best_of(reading.score, TALK) - best_of(reading.score, _ELSE)
    talk = one_of(reading.state, TALK)
    heading = headings(reading, free, talk)
    sign = (talk | (lift > _SURE) | heading.any()) & free
    sign[_answerable(reading, free, first_true(sign, lines.starts))] = True
    first = np.maximum(first_true(sign, lines.starts) - RUN_UP, lines.starts[:-1])
    some = first_true(sign, lines.starts) < lines.starts[1:]
    rows = ragged(first[some], (lines.starts[1:] - first)[some])
    score = reading.score[rows]
    prose = reading.mask("paragraph", "lede")
    before = np.concatenate([[0], np.cumsum(prose)])
    begin, end = (before[at][lines.document[rows]] for at in (lines.starts[:-1], lines.starts[1:]))
    title = first_true(reading.mask("headline"), lines.starts)[lines.document[rows]]
    other = best_of(score, _ELSE)
    head, body = (score[:, STATE[name]] - other for name in ("comment_head", "comment_body"))
    return Zone(
        rows=rows,
        page=lines.document[rows],
        text=reading.text(rows),
        size=lines.lengths()[rows].astype(np.int64),
        head=head,
        body=body,
        talk=talk[rows],
        heads=(reading.state[rows] == STATE["comment_head"]) | (head > _SURE),
        prose=prose[rows],
        count=heading.count.take(pa.array(rows)),
        lone=heading.lone[rows],
        sorts=heading.sorts[rows],
        elsewhere=heading.elsewhere[rows],
        named=heading.named[rows],
        listed=heading.listed[rows],
        behind=2 * (before[rows] - begin) >= end - begin,
        ahead=(before[rows] == begin) & (title < rows),
    )


def _answerable(reading: Reading, free: Mask, known: Index) -> Index:
    """Return the lines that print a time and let one answer, on pages that have several: a thread without a heading.

    They are looked for behind the beginning of the text, and in front of what is known of each page's comments.
    """
    lines = reading.lines
    place, text = np.arange(len(lines)), first_true(reading.mask("paragraph"), lines.starts)
    between = (place > text[lines.document]) & (place < known[lines.document])
    rows = np.flatnonzero(between & free & (lines.lengths() <= _LONGEST_ANSWER))
    rows = rows[np.asarray(pc.match_substring_regex(reading.text(rows), r"[0-9]:[0-9][0-9]"), bool)]
    rows = rows[np.asarray(pc.match_substring_regex(reading.text(rows), words.answering()), bool)]
    count = np.bincount(lines.document[rows], minlength=lines.documents)
    found: Index = rows[count[lines.document[rows]] >= _SEVERAL]
    return found
