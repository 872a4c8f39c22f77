"""Find the comment block of pages with a layout, and split it into comments.

A comment's head is a run of lines that fits one of the layout's orders (`meta`, `heading`). Which order a page uses is
told by the page: the one that explains most heads. Where heads are numbered, the numbers must count upwards, so that a
comment which quotes another one's head does not fall in two. A head reaches to the next head, to a mark around the
block, or to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from broadsheet.kernels import Index, Mask, at_or_before, counts, first_true, last_true, ragged, whole_numbers
from broadsheet.layouts.marks import Marks


@attrs.frozen(eq=False)
class Heads:
    """Comment heads: the first line of each (ascending), its number of lines, and its place in the layout's orders."""

    line: Index
    length: Index
    order: Index

    def take(self, chosen: Mask) -> Heads:
        """Return some of the heads."""
        return Heads(self.line[chosen], self.length[chosen], self.order[chosen])

    def parts(self, orders: Sequence[Sequence[str]]) -> Iterator[tuple[str, Index, Index]]:
        """Yield each part's name with the heads that have it and the lines it stands on."""
        for number, order in enumerate(orders):
            heads = np.flatnonzero(self.order == number)
            for ahead, name in enumerate(order):
                yield name, heads, self.line[heads] + ahead

    def lines(self) -> Index:
        """Return all lines of all heads, ascending."""
        return ragged(self.line, self.length)


@attrs.frozen(eq=False)
class Block:
    """The comment blocks of a batch of n documents.

    Attributes:
        begin, end: int64[n], the lines of each document's block; equal where there is none.
        heads: its comments.
        around: bool[m], the marks around the block and between its pages.
    """

    begin: Index
    end: Index
    heads: Heads
    around: Mask


def find_block(marks: Marks, running: Mask) -> Block:
    """Find each document's comment block.

    Args:
        marks: the layout's marks in the lines.
        running: bool[m], which lines are running text; a count in front of all of them opens no block.
    """
    lines = marks.lines
    announced = marks.any("comments.count", "comments.open")
    around = announced | marks.mask("comments.page")
    heads = _heads(marks, announced)
    is_head = np.zeros(len(lines), bool)
    is_head[heads.line] = True
    first_head, last_head = first_true(is_head, lines.starts), last_true(is_head, lines.starts)
    first_running = first_true(running, lines.starts)
    behind_text = np.arange(len(lines)) > first_running[lines.document]
    opened = first_true(announced & behind_text, lines.starts)
    before = np.append(at_or_before(~around), len(lines))
    back = np.maximum(before[np.maximum(first_head - 1, 0)] + 1, lines.starts[:-1])
    walked = np.where(last_head >= 0, back, first_head)
    walked = np.where(first_head == lines.starts[:-1], first_head, walked)
    begin = np.minimum(opened, walked)
    foot = marks.any("foot.rights", "foot.end").copy()
    foot[heads.lines()] = False  # somebody's name can look like a holder of rights
    anchor = np.where(last_head >= 0, last_head, np.minimum(begin, first_running))
    end = first_true(foot & (np.arange(len(lines)) > anchor[lines.document]), lines.starts)
    return Block(begin=np.minimum(begin, end), end=end, heads=heads, around=around)


def _heads(marks: Marks, announced: Mask) -> Heads:
    """Find the comment heads of each document, in the order of parts that explains most of it."""
    lines, section = marks.lines, marks.layout.comments
    parts = {name: marks.mask(f"comments.parts.{name}") for name in section.parts}
    first_announced = first_true(announced, lines.starts)
    behind = np.arange(len(lines)) > np.where(first_announced < lines.starts[1:], first_announced, -1)[lines.document]
    candidates: list[Mask] = []
    for order in section.orders:
        fits = parts[order[0]].copy()
        for ahead, name in enumerate(order[1:], start=1):
            fits[:-ahead] &= parts[name][ahead:] & (lines.document[ahead:] == lines.document[:-ahead])
            fits[-ahead:] = False
        late = fits & behind
        # A count can also stand behind its block; then all heads count.
        any_late = counts(late, lines.starts) > 0
        candidates.append(np.where(any_late[lines.document], late, fits))
    if not candidates:
        return Heads(*(np.zeros(0, np.int64) for _ in range(3)))
    votes = np.stack([counts(fits, lines.starts) for fits in candidates])
    chosen = np.argmax(votes, axis=0)[lines.document]
    rows = np.flatnonzero(np.choose(chosen, candidates) if len(candidates) > 1 else candidates[0])
    length = np.array([len(order) for order in section.orders])[chosen[rows]]
    heads = Heads(rows, length, chosen[rows])
    heads = heads.take(_without_overlap(heads))
    return heads.take(_counting_upwards(marks, heads))


def _without_overlap(heads: Heads) -> Mask:
    """Drop heads that begin inside another one. Runs of overlapping heads are rare and short; the first one wins."""
    rows, length = heads.line, heads.length
    keep = np.ones(len(rows), bool)
    while True:
        kept = np.flatnonzero(keep)
        ends = rows[kept][:-1] + length[kept][:-1]
        inside = np.flatnonzero(rows[kept][1:] < ends) + 1
        if not len(inside):
            return keep
        first_of_run = np.concatenate([[True], np.diff(inside) > 1])
        keep[kept[inside[first_of_run]]] = False


def _counting_upwards(marks: Marks, heads: Heads) -> Mask:
    """Return which heads belong to the longest sequence of numbers that counts upwards, per document.

    Inside a page of comments each number is one more than the last; behind a `page` mark it may jump ahead.
    """
    number = _numbers(marks, heads)
    document = marks.lines.document[heads.line]
    page = np.cumsum(marks.mask("comments.page"))[heads.line]
    plain = number < 0
    step = np.diff(number)
    follows = (step == 1) | ((step > 0) & (np.diff(page) > 0)) | (np.diff(document) > 0) | plain[1:] | plain[:-1]
    odd = np.unique(document[1:][~follows])
    keep = np.ones(len(number), bool)
    for one in odd:  # only documents whose numbers contradict each other come here, and only their heads are looked at
        rows = np.flatnonzero((document == one) & ~plain)
        keep[rows] = False
        keep[rows[_longest_chain(number[rows].tolist(), page[rows].tolist())]] = True
    return keep


def _numbers(marks: Marks, heads: Heads) -> Index:
    """Return the printed number of each head, -1 where it prints none."""
    number = np.full(len(heads.line), -1, np.int64)
    for name, owners, rows in heads.parts(marks.layout.comments.orders):
        key = f"comments.parts.{name}"
        part = marks.extract(key, rows).get("number") if marks.prints(key, "number") else None
        if part is not None:
            number[owners[np.searchsorted(rows, part.line)]] = whole_numbers(part.value)
    return number


def _longest_chain(numbers: list[int], pages: list[int]) -> Index:
    """Return the places of the longest upward count; of equal ones the one whose numbers come first."""
    length: list[int] = []
    previous: list[int] = []
    by_number: dict[int, int] = {}
    longest = 0
    for place, (number, page) in enumerate(zip(numbers, pages, strict=True)):
        before = by_number.get(number - 1, -1)
        # Where a page begins, the count that has come furthest may jump; a lone quoted number does not hold it up.
        jumps = place and pages[longest] != page and numbers[longest] < number
        if jumps and (before < 0 or length[longest] > length[before]):
            before = longest
        length.append(1 + (length[before] if before >= 0 else 0))
        previous.append(before)
        if number not in by_number or length[by_number[number]] < length[place]:
            by_number[number] = place
        if length[place] > length[longest]:
            longest = place
    chain: list[int] = []
    at = longest
    while at >= 0:
        chain.append(at)
        at = previous[at]
    return np.array(chain[::-1], np.int64)
