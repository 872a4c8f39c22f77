"""The lines that may belong to a block of comments: the ends of the pages that show a sign of one."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, edge_bytes, first_true, one_of, ragged
from broadsheet.model.comments import words
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE, STATES, best_of

TALK = [STATE[name] for name in ("comment_head", "comment_body", "comment_tail")]
_ELSE = [place for place in range(len(STATES)) if place not in TALK]
_RUN_UP = 8
"""Lines in front of the first sign that are looked at too."""
_LONGEST_HEADING = 200
_LONGEST_LONE = 64
_LONGEST_COUNT = 6
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
        elsewhere: bool[z], the line heads comments on other pages: such a heading stands behind that of the page's own.
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
    count, lone, sorts = _headings(reading, free & ~talk)
    elsewhere = _elsewhere(reading, lone, talk | np.asarray(count.is_valid()))
    lone &= ~elsewhere
    sign = (talk | (lift > _SURE) | np.asarray(count.is_valid()) | lone) & free
    sign[_answerable(reading, free, first_true(sign, lines.starts))] = True
    first = np.maximum(first_true(sign, lines.starts) - _RUN_UP, lines.starts[:-1])
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
        count=count.take(pa.array(rows)),
        lone=lone[rows],
        sorts=sorts[rows],
        elsewhere=elsewhere[rows],
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


def _headings(reading: Reading, free: Mask) -> tuple[pa.StringArray, Mask, Mask]:
    """Return the count of each line that is a heading of comments, which lines are headings without one, and menus."""
    lines = reading.lines
    size = lines.lengths()
    first, last = edge_bytes(lines.text)
    digit = ((first - np.uint8(ord("0"))) <= 9) | ((last - np.uint8(ord("0"))) <= 9) | (last == ord(")"))  # noqa: PLR2004
    opens = one_of(first, set("EeOoUuJjОоΈ[(".encode()))
    has = one_of(first, set("TtDdCcQqэЭ".encode())) & (size <= _LONGEST_LONE)
    some = np.flatnonzero(free & (digit | opens | has) & (size <= _LONGEST_HEADING) & (size >= 3))  # noqa: PLR2004
    groups = pc.extract_regex(reading.text(some), words.heading())
    hit = np.flatnonzero(np.asarray(groups.is_valid()))
    found = groups.take(pa.array(hit))
    printed = (
        pc.binary_join_element_wise(found.field("count"), found.field("front"), "")
        if len(hit)
        else pa.array([], pa.string())
    )
    printed = pc.if_else(pc.equal(printed, ""), "1", printed)
    place = np.full(len(lines), -1, np.int64)
    place[some[hit]] = np.arange(len(hit))
    lone, sorts = _without_count(reading, np.flatnonzero(free & (place < 0) & (size <= _LONGEST_LONE) & (size >= 3)))  # noqa: PLR2004
    below = _counts_below(reading, lone & ~sorts, place < 0)
    place[below] = len(hit) + np.arange(len(below))
    printed = pa.concat_arrays([printed, reading.text(below)])
    return printed.take(pa.array(place, mask=place < 0)), lone, sorts


def _without_count(reading: Reading, short: Index) -> tuple[Mask, Mask]:
    """Return which of some short lines are headings without a count or menus that sort, and which are such menus."""
    short = short[_behind_text(reading, short)]
    lone, sorts = (np.zeros(len(reading.lines), bool) for _ in range(2))
    # Both at once: few lines are one of them, and all short ones are asked.
    either = rf"{words.sorting()}|{words.lone_heading()}"
    short = short[np.asarray(pc.match_substring_regex(reading.text(short), either), bool)]
    text = reading.text(short)
    sorts[short[np.asarray(pc.match_substring_regex(text, words.sorting()), bool)]] = True
    # `Reply` and `Antworten` are as often what one may do with a single comment.
    named = short[np.asarray(pc.match_substring_regex(text, words.lone_heading()), bool)]
    lone[named] = ~np.asarray(pc.match_substring_regex(reading.text(named), words.answering_alone()), bool)
    return lone | sorts, sorts


def _elsewhere(reading: Reading, lone: Mask, own: Mask) -> Mask:
    """Return which headings without a count name comments on other pages, behind a sign of the page's own."""
    lines = reading.lines
    named = np.flatnonzero(lone)
    named = named[np.asarray(pc.match_substring_regex(reading.text(named), words.elsewhere()), bool)]
    found = np.zeros(len(lone), bool)
    found[named] = True
    first = first_true(own | (lone & ~found), lines.starts)
    found[named] = named > first[lines.document[named]]
    return found


def _counts_below(reading: Reading, lone: Mask, free: Mask) -> Index:
    """Return the lines of one number right below a heading without a count: it is the count."""
    lines = reading.lines
    below = np.flatnonzero(lone) + 1
    below = below[below < len(lines)]
    below = below[free[below] & (lines.document[below] == lines.document[below - 1])]
    below = below[lines.lengths()[below] <= _LONGEST_COUNT]
    found: Index = below[np.asarray(pc.match_substring_regex(reading.text(below), r"^\d{1,3}(?:[.,]?\d{3})?$"), bool)]
    return found


def _behind_text(reading: Reading, rows: Index) -> Mask:
    """Return which lines do not stand far in front of all text of their page: a word in a menu is no heading."""
    first = first_true(reading.mask("paragraph", "comment_head", "comment_body"), reading.lines.starts)
    found: Mask = rows > first[reading.lines.document[rows]] - _RUN_UP
    return found
