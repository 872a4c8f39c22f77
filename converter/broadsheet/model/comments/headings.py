"""The lines that head comments: the page's own, those of other pages, and counts that stories in a list print."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, edge_bytes, first_true, one_of, ragged, scatter
from broadsheet.model.comments import words
from broadsheet.model.reading import Reading
from broadsheet.prose import sentence_ends

RUN_UP = 8
"""Lines in front of the first sign of comments that are looked at too."""
_LONGEST_HEADING = 200
_LONGEST_LONE = 64
_LONGEST_COUNT = 6
_FIRST_EAST = 0xE3
"""The least first byte of letters of East Asia."""
_COUNTERS = {sign.encode()[-1] for sign in f"{words.COUNTERS}）"}
_FEWEST_LISTED = 3
"""Stories of a list, each with its count."""
_LONGEST_STEP = 8
"""Lines from one count to the next in a list, at most."""
_LOOK = 16
"""Lines behind a heading of comments on other pages that show what it heads."""
_SEVERAL_NAMED = 2
"""Of these, how many name a page at least."""


@attrs.frozen(eq=False)
class Headings:
    """Columns over all lines; what they say is told in `Zone`.

    Attributes:
        count: strings, null where a line prints none.
        lone, sorts, elsewhere, named, listed: bool.
    """

    count: pa.StringArray
    lone: Mask
    sorts: Mask
    elsewhere: Mask
    named: Mask
    listed: Mask

    def any(self) -> Mask:
        """Return which lines are one of them."""
        found: Mask = np.asarray(self.count.is_valid()) | self.lone | self.listed | self.elsewhere
        return found


def headings(reading: Reading, free: Mask, talk: Mask) -> Headings:
    """Return the headings of all pages.

    Args:
        reading: the lines.
        free: bool[m], the lines that no step has taken.
        talk: bool[m], the lines that the network takes for a part of a comment.
    """
    count, listed = _counted(reading, free & ~talk)
    size = reading.lines.lengths()
    bare = free & ~talk & ~listed & ~np.asarray(count.is_valid())
    lone, sorts, recent = _without_count(reading, np.flatnonzero(bare & (size <= _LONGEST_LONE) & (size >= 3)))  # noqa: PLR2004
    count = _with_counts_below(reading, count, lone & ~sorts)
    # The network may take the heading of a side bar for a part of the thread in front of it.
    inside = np.flatnonzero(free & talk & (size <= _LONGEST_LONE))
    recent[inside] = np.asarray(pc.match_substring_regex(reading.text(inside), words.elsewhere()), bool)
    elsewhere, named = _elsewhere(reading, recent, talk | np.asarray(count.is_valid()), lone)
    return Headings(count, lone & ~elsewhere, sorts, elsewhere, named, listed)


def _counted(reading: Reading, free: Mask) -> tuple[pa.StringArray, Mask]:
    """Return the count that each heading prints, and the lines like them that belong to stories in a list."""
    lines = reading.lines
    size = lines.lengths()
    first, last = edge_bytes(lines.text)
    digit = ((first - np.uint8(ord("0"))) <= 9) | ((last - np.uint8(ord("0"))) <= 9) | (last == ord(")"))  # noqa: PLR2004
    opens = one_of(first, set("EeOoUuJjОоΈ[(".encode()))
    has = one_of(first, set("TtDdCcQqэЭ".encode())) & (size <= _LONGEST_LONE)
    # `コメント（2件）`: what stands behind the number has its own letters.
    east = (first >= _FIRST_EAST) & one_of(last, _COUNTERS) & (size <= _LONGEST_LONE)
    some = np.flatnonzero(free & (digit | opens | has | east) & (size <= _LONGEST_HEADING) & (size >= 3))  # noqa: PLR2004
    groups = pc.extract_regex(reading.text(some), words.heading())
    hit = np.flatnonzero(np.asarray(groups.is_valid()))
    found = groups.take(pa.array(hit))
    printed = (
        pc.binary_join_element_wise(found.field("count"), found.field("front"), "")
        if len(hit)
        else pa.array([], pa.string())
    )
    printed = pc.if_else(pc.equal(printed, ""), "1", printed)
    listed = np.zeros(len(lines), bool)
    listed[some[hit]] = _in_lists(reading, some[hit], printed)
    own = np.flatnonzero(~listed[some[hit]])
    return scatter(printed.take(pa.array(own)), some[hit[own]], len(lines)), listed


def _in_lists(reading: Reading, rows: Index, printed: pa.StringArray) -> Mask:
    """Return which lines with a count belong to a list of stories: counts of comments in equal steps, not all the same.

    Answers are counted below single comments, too.
    """
    found = np.zeros(len(rows), bool)
    if len(rows) < _FEWEST_LISTED:
        return found
    some = np.flatnonzero(~np.asarray(pc.match_substring_regex(reading.text(rows), words.answering()), bool))
    row, document = rows[some], reading.lines.document[rows[some]]
    count = np.asarray(printed.take(pa.array(some)).dictionary_encode().indices)
    step = np.diff(row)
    begin = np.flatnonzero((step[1:] == step[:-1]) & (step[1:] <= _LONGEST_STEP) & (document[2:] == document[:-2]))
    begin = begin[(count[begin] != count[begin + 1]) | (count[begin + 1] != count[begin + 2])]
    for place in range(_FEWEST_LISTED):
        found[some[begin + place]] = True
    return found


def _without_count(reading: Reading, short: Index) -> tuple[Mask, Mask, Mask]:
    """Return which of some short lines are headings without a count or menus, which are menus, and which side bars'."""
    short = short[_behind_text(reading, short)]
    lone, sorts, recent = (np.zeros(len(reading.lines), bool) for _ in range(3))
    # All at once: few lines are one of them, and all short ones are asked.
    either = rf"{words.sorting()}|{words.lone_heading()}|{words.elsewhere()}"
    short = short[np.asarray(pc.match_substring_regex(reading.text(short), either), bool)]
    text = reading.text(short)
    sorts[short[np.asarray(pc.match_substring_regex(text, words.sorting()), bool)]] = True
    recent[short[np.asarray(pc.match_substring_regex(text, words.elsewhere()), bool)]] = True
    # `Reply` and `Antworten` are as often what one may do with a single comment.
    named = short[np.asarray(pc.match_substring_regex(text, words.lone_heading()), bool)]
    lone[named] = ~np.asarray(pc.match_substring_regex(reading.text(named), words.answering_alone()), bool)
    return lone | sorts, sorts, recent


def _elsewhere(reading: Reading, recent: Mask, own: Mask, lone: Mask) -> tuple[Mask, Mask]:
    """Return which lines that say `Recent comments` head those on other pages, and which of them by what they head.

    They stand behind a sign of the page's own, or in front of lines that name pages.
    """
    lines = reading.lines
    heads = np.flatnonzero(recent)
    named = np.zeros(len(recent), bool)
    named[heads[_name_pages(reading, heads)]] = True
    found = named.copy()
    first = first_true(own | (lone & ~recent), lines.starts)
    found[heads] |= heads > first[lines.document[heads]]
    return found, named


def _name_pages(reading: Reading, heads: Index) -> Mask:
    """Return behind which of some lines several say who wrote on which page, or none is a sentence or an answer."""
    lines = reading.lines
    behind = np.minimum(lines.starts[lines.document[heads] + 1] - heads - 1, _LOOK)
    rows, owner = ragged(heads + 1, behind), np.repeat(np.arange(len(heads)), behind)
    text = reading.text(rows)
    ends = sentence_ends(text)[1]
    names = np.asarray(pc.match_substring_regex(text, words.on_a_page()), bool) & ~ends
    several = np.bincount(owner, names, len(heads)) >= _SEVERAL_NAMED
    # A side bar lets one answer nobody, and has no form behind it.
    own = np.asarray(pc.match_substring_regex(text, rf"{words.answering_alone()}|{words.closing()}"), bool)
    found: Mask = several | (np.bincount(owner, ends, len(heads)) == 0) | (np.bincount(owner, own, len(heads)) == 0)
    return found


def _with_counts_below(reading: Reading, count: pa.StringArray, lone: Mask) -> pa.StringArray:
    """Return counts with the lines of one number right below a heading without a count: it is the count."""
    lines = reading.lines
    below = np.flatnonzero(lone) + 1
    below = below[below < len(lines)]
    below = below[~np.asarray(count.is_valid())[below] & (lines.document[below] == lines.document[below - 1])]
    below = below[lines.lengths()[below] <= _LONGEST_COUNT]
    below = below[np.asarray(pc.match_substring_regex(reading.text(below), r"^\d{1,3}(?:[.,]?\d{3})?$"), bool)]
    return pc.coalesce(count, scatter(reading.text(below), below, len(lines)))


def _behind_text(reading: Reading, rows: Index) -> Mask:
    """Return which lines do not stand far in front of all text of their page: a word in a menu is no heading."""
    first = first_true(reading.mask("paragraph", "comment_head", "comment_body"), reading.lines.starts)
    found: Mask = rows > first[reading.lines.document[rows]] - RUN_UP
    return found
