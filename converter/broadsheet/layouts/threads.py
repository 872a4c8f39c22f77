"""Label the lines of a comment block whose heads are known, and cut out what they print."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.alphabet import beyond_latin, latin
from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, at_or_before, join, offsets, spans, starts_with
from broadsheet.labels import CODE, Part
from broadsheet.layouts.comments import Block
from broadsheet.layouts.marks import Marks, extract, matches
from broadsheet.prose import sentence_ends

_GLUED = r"^(?P<author>\S*?[\p{Ll}\d_.!-])[\p{Lu}\"„»]"
"""A name of one word, glued to a text that begins with a capital: the first change from small to capital parts them."""
_NAMES_AT_ONCE = 1 << 24
"""Bytes of beginnings that are compared with names at a time; there are as many of a text as names have lengths."""
_LONGEST_NAME = 60


def label_block(marks: Marks, block: Block, draft: Draft) -> None:
    """Label all lines of all comment blocks and collect the fields that they print."""
    lines = marks.lines
    place = np.arange(len(lines))
    inside = (place >= block.begin[lines.document]) & (place < block.end[lines.document])
    _label_surroundings(marks, block, draft, inside)
    draft.comment[:] = _owners(marks, block, inside)
    for name, _, rows in block.heads.parts(marks.layout.comments.orders):
        for group, part in marks.extract(f"comments.parts.{name}", rows).items():
            draft.put(f"comment.{group}", part)
    draft.label(np.flatnonzero(draft.comment >= 0), "comment_body")
    draft.label(block.heads.lines(), "comment_head")
    _label_asides(marks, draft)
    if marks.layout.comments.quote:
        _label_quotes(marks, draft)
    if marks.layout.comments.teaser:
        _label_teasers(marks, draft)
    _take_back_silent(draft)


def _take_back_silent(draft: Draft) -> None:
    """Take back comments with neither title nor text nor quotation: heads behind which the page breaks off."""
    parts = draft.parts()
    said = ("comment.title", "comment.quote_text", "comment.removed")
    spoken = [parts[field].line for field in said if field in parts]
    owners = draft.comment[np.concatenate([_body(draft), *spoken])]
    says = np.zeros(int(draft.comment.max(initial=-1)) + 1, bool)
    says[owners[owners >= 0]] = True
    if says.all():
        return
    silent = draft.comment >= 0
    silent[silent] = ~says[draft.comment[silent]]
    draft.label(silent, "comment_tail")
    draft.withdraw(silent)
    number = np.append(np.cumsum(says) - 1, -1)  # a line of no comment, -1, finds the last
    draft.comment[:] = np.where(silent, -1, number[draft.comment])


def _owners(marks: Marks, block: Block, inside: Mask) -> Index:
    """Return which comment each line belongs to, -1 for none."""
    size = len(marks.lines)
    starts = np.zeros(size, bool)
    starts[block.heads.line] = True
    head = at_or_before(starts)
    ends = at_or_before(block.around)
    document = marks.lines.document
    mine = inside & (head >= 0) & (ends < head) & (document[np.maximum(head, 0)] == document)
    return np.where(mine, np.cumsum(starts) - 1, -1)


def _label_surroundings(marks: Marks, block: Block, draft: Draft, inside: Mask) -> None:
    count = marks.mask("comments.count")
    draft.label(inside & block.around, "comment_tail")
    draft.label(inside & count, "comment_count")
    draft.put("article.comments_declared", marks.extract("comments.count", np.flatnonzero(count)).get("count"))
    pages = np.flatnonzero(marks.mask("comments.page") & inside)
    printed = marks.extract("comments.page", pages).get("page")
    if printed is None or not len(block.heads.line):
        return
    nearest = np.searchsorted(printed.line, block.heads.line) - 1
    same = (nearest >= 0) & (marks.lines.document[printed.line[nearest]] == marks.lines.document[block.heads.line])
    draft.put("comment.page", Part(block.heads.line[same], printed.value.take(pa.array(nearest[same]))))


def _label_asides(marks: Marks, draft: Draft) -> None:
    """Label what stands inside a comment and is not its text: whom it answers, votes, tails, notes of its removal."""
    for key in ("reply", "votes", "tail"):
        rows = np.intersect1d(np.flatnonzero(marks.mask(f"comments.{key}")), _body(draft), assume_unique=True)
        draft.label(rows, "comment_tail")
        for group, part in marks.extract(f"comments.{key}", rows).items():
            draft.put(f"comment.{group}", part)
    body = _body(draft)
    removed = np.intersect1d(np.flatnonzero(marks.mask("comments.removed")), body, assume_unique=True)
    # A note of removal has nothing beside it; with other text it is something that somebody wrote.
    alone = removed[np.bincount(draft.comment[body], minlength=1)[draft.comment[removed]] == 1]
    draft.label(alone, "comment_tail")
    draft.put("comment.removed", Part(alone, marks.lines.text.take(pa.array(alone))))


def _body(draft: Draft) -> Index:
    return np.flatnonzero(draft.code == CODE["comment_body"])


def _label_quotes(marks: Marks, draft: Draft) -> None:
    text, layout, body = marks.lines.text, marks.layout, _body(draft)
    rows = body[matches(text.take(pa.array(body)), layout, layout.comments.quote)]
    if not len(rows):
        return
    groups = extract(text, rows, layout, layout.comments.quote)
    draft.label(rows, "comment_quote")
    for group in ("author", "text"):
        draft.put(f"comment.quote_{group}", groups.get(group))
    glued = groups.get("glued")
    alone = np.setdiff1d(rows, groups["text"].line) if "text" in groups else rows
    if glued is not None:
        author, rest = _split_glued(marks, draft, glued)
        draft.put("comment.quote_author", author)
        draft.put("comment.quote_text", rest)
        alone = np.setdiff1d(alone, rest.line)
    following = alone + 1
    following = following[np.isin(following, body) & ~np.isin(following, rows)]
    following = following[draft.comment[following] == draft.comment[following - 1]]
    draft.label(following, "comment_quote")
    draft.put("comment.quote_text", Part(following, text.take(pa.array(following))))


def _split_glued(marks: Marks, draft: Draft, glued: Part) -> tuple[Part, Part]:
    """Part `NameText` where the name is one that comments of the page, or else where small letters meet a capital."""
    cut = _known_name(marks, draft, glued)
    length = np.diff(offsets(glued.value))
    unknown = np.flatnonzero(cut < 0)
    # Name and text meet inside the first word, and a text has a second one.
    space = np.asarray(pc.find_substring(glued.value.take(pa.array(unknown)), " "), np.int64)
    unknown, space = unknown[space > 0], space[space > 0]
    word = spans(glued.value, unknown, np.zeros_like(space), space)
    groups = pc.extract_regex(word, _GLUED if beyond_latin(word).any() else latin(_GLUED))
    hit = np.asarray(groups.is_valid())
    cut[unknown[hit]] = np.asarray(pc.binary_length(groups.field(0).filter(pa.array(hit))))
    _, ends = sentence_ends(glued.value)
    lone_name = (cut < 0) & (length <= _LONGEST_NAME) & ~ends
    cut = np.where(lone_name, length, np.maximum(cut, 0))
    rows = np.arange(len(cut))

    def piece(chosen: Mask, *, head: bool) -> Part:
        some = rows[chosen]
        begin = np.zeros(len(some), np.int64) if head else cut[some]
        size = cut[some] if head else length[some] - cut[some]
        return Part(glued.line[some], pc.utf8_trim(spans(glued.value, some, begin, size), " :"))

    return piece(cut > 0, head=True), piece(cut < length, head=False)


def _known_name(marks: Marks, draft: Draft, glued: Part) -> Index:
    """Return the bytes of the longest name of a commenter of the page that opens each text, -1 for none."""
    authors = draft.parts().get("comment.author")
    cut = np.full(len(glued.line), -1, np.int64)
    if authors is None:
        return cut
    document, length = marks.lines.document, np.diff(offsets(glued.value))
    names = _with_document(authors.value, document[authors.line])
    for sizes in _some_lengths(np.diff(offsets(authors.value)), len(length)):
        open_rows = np.flatnonzero((cut < 0) & (length >= sizes[-1]))
        rows, width = np.tile(open_rows, len(sizes)), np.repeat(sizes, len(open_rows))
        fits = length[rows] >= width
        rows, width = rows[fits], width[fits]
        head = spans(glued.value, rows, np.zeros_like(width), width)
        known = np.asarray(pc.is_in(_with_document(head, document[glued.line[rows]]), names))
        rows, width = rows[known], width[known]
        if not len(rows):
            continue
        behind = spans(glued.value, rows, width, length[rows] - width)
        fresh = np.asarray(pc.match_substring_regex(behind, r"^(?:$|[^\p{Ll}])"))
        # The longest name stands first, and of equal rows the last one that is written stays.
        cut[rows[fresh][::-1]] = width[fresh][::-1]
    return cut


def _some_lengths(lengths: Index, texts: int) -> Iterator[Index]:
    """Yield the distinct lengths, longest first, as many at a time as may be compared at once."""
    distinct = np.unique(lengths)[::-1]
    bytes_so_far = np.cumsum(distinct) * texts
    yield from np.split(distinct, np.flatnonzero(np.diff(bytes_so_far // _NAMES_AT_ONCE)) + 1)


def _with_document(values: pa.Array, document: Index) -> pa.BinaryArray:
    prefix = pc.cast(pa.array(document), pa.string()).cast(pa.binary())
    return pc.binary_join_element_wise(prefix, values.cast(pa.binary()), b"\0")


def _label_teasers(marks: Marks, draft: Draft) -> None:
    """Label beginnings that are printed again, whole, behind: white space and line ends do not count in comparing."""
    text, layout, body = marks.lines.text, marks.layout, _body(draft)
    lines = text.take(pa.array(body))
    maybe = body[matches(lines, layout, layout.comments.teaser)]
    part = extract(text, maybe, layout, layout.comments.teaser).get("text")
    if part is None:
        return
    owner = draft.comment
    within = body[np.isin(owner[body], owner[part.line])]
    rank = np.searchsorted(part.line, within, side="left") - 1
    behind = (rank >= 0) & (owner[part.line[np.maximum(rank, 0)]] == owner[within])
    whole = join(_squeezed(text.take(pa.array(within[behind]))), rank[behind], len(part.line), "")
    repeated = starts_with(whole, _squeezed(part.value))
    draft.label(part.line[repeated], "repeat")


def _squeezed(text: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring(text, " ", "")
