"""Label the lines of the article itself: head, text, bylines, dates.

The anchor is the first line of running text. What stands right in front of it is the headline; it is the lede, unless
it is too long for one or opens with a dateline. `head` finds the headline and its kicker, `text` the lines of the text,
`pictures` what belongs to pictures; here they come in their order, with dates, bylines and lists of other stories.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from broadsheet.bylines import split_names
from broadsheet.draft import Draft
from broadsheet.kernels import Mask, at_or_before
from broadsheet.labels import CODE, Part
from broadsheet.layouts.head import is_named, label_head, label_overlines, placed_by_order, prints_headline, read_titles
from broadsheet.layouts.marks import Marks
from broadsheet.layouts.pictures import label_pictures
from broadsheet.layouts.text import Text, label_text
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

_SHORTEST_SENTENCE = 20
"""Bytes of the shortest line with a full stop that ends a list of other stories."""


def label_article(marks: Marks, inside: Mask, running: Mask, draft: Draft) -> None:
    """Label the lines of all articles.

    Args:
        marks: the layout's marks in all m lines.
        inside: bool[m], lines in front of the comments and the foot.
        running: bool[m], running text.
        draft: takes labels and values.
    """
    lines = marks.lines
    title = read_titles(marks, inside, draft)
    _label_counts(marks, draft)
    known = marks.any("article.furniture", "article.title", "comments.count")
    known |= is_named(lines, marks.layout.article.sections)
    draft.explained |= known & inside
    # Where a page prints its title twice, the second print is the headline, though it looks like the title.
    headline = inside & prints_headline(lines, title) & ~marks.mask("article.title")
    open_line = inside & (~known | headline)
    _label_dates(marks, open_line & ~headline, draft)
    byline = open_line & ~headline & marks.mask("article.byline")
    open_line &= ~draft.explained | headline
    open_line &= ~byline
    related = _related(marks, open_line, (running | _sentences(lines, open_line)) & ~headline)
    draft.explained |= related
    open_line &= ~related
    overline = open_line & ~headline & marks.mask("article.overline")
    label_overlines(marks, overline, running, draft)
    open_line &= draft.code != CODE["kicker"]
    left = label_pictures(marks, np.flatnonzero(open_line), running & ~headline, headline, draft)
    open_line[:] = False
    open_line[left] = True
    headline, lede = placed_by_order(marks, open_line, headline, byline | (draft.code == CODE["date"]))
    text = Text.find(lines, open_line, running & ~headline, headline, marks)
    label_head(marks, text, title, draft)
    label_text(marks, text, lede, draft)
    _label_bylines(marks, byline, text, draft)


def _label_counts(marks: Marks, draft: Draft) -> None:
    """Label counts of comments that stand in the article; they count where the block of comments prints none."""
    rows = np.flatnonzero(marks.mask("comments.count"))
    draft.label(rows, "comment_count")
    part = marks.extract("comments.count", rows).get("count")
    known = draft.parts().get("article.comments_declared")
    if part is not None:
        document = marks.lines.document
        fresh = ~np.isin(document[part.line], document[known.line] if known else [])
        draft.put("article.comments_declared", Part(part.line[fresh], part.value.filter(pa.array(fresh))))


def _label_dates(marks: Marks, open_line: Mask, draft: Draft) -> None:
    rows = np.flatnonzero(marks.mask("article.date") & open_line)
    draft.label(rows, "date")
    for group, part in marks.extract("article.date", rows).items():
        fresh = np.unique(marks.lines.document[part.line], return_index=True)[1]
        draft.put(f"article.{group}", Part(part.line[fresh], part.value.take(pa.array(fresh))))


def _sentences(lines: Lines, open_line: Mask) -> Mask:
    """Return short lines that end with a full stop, which the titles of other stories do not."""
    rows = np.flatnonzero(open_line)
    stops, _ = sentence_ends(lines.text.take(pa.array(rows)))
    found = np.zeros(len(lines), bool)
    found[rows[stops & (lines.lengths()[rows] >= _SHORTEST_SENTENCE)]] = True
    return found


def _related(marks: Marks, open_line: Mask, running: Mask) -> Mask:
    """Return the lists of other stories: from their head to the next line of running text."""
    head = marks.mask("article.related") & open_line
    if not head.any():
        return head
    last_head, last_text = at_or_before(head), at_or_before(running & ~head)
    same = marks.lines.document[np.maximum(last_head, 0)] == marks.lines.document
    signature = at_or_before(marks.mask("article.signature"))
    listed: Mask = open_line & (last_head >= 0) & same & (last_head > np.maximum(last_text, signature))
    return listed


def _label_bylines(marks: Marks, byline: Mask, text: Text, draft: Draft) -> None:
    """Label bylines in front of the text and behind it, and the signature; take their names apart."""
    lines = marks.lines
    rows = np.flatnonzero(byline)
    signatures = text.signature[text.signature >= 0]
    # Whatever signs behind the signature too (`Mit Material von dpa`) has been taken as a byline by its own form.
    draft.label(rows, "byline")
    draft.label(signatures, "byline")
    printed = np.union1d(rows, signatures)
    draft.put("article.byline", Part(printed, lines.text.take(pa.array(printed))))
    names = [marks.extract("article.byline", rows), marks.extract("article.signature", signatures)]
    for groups in names:
        draft.put("article.place", groups.get("place"))
        part = groups.get("authors")
        if part is None:
            continue
        found = split_names(part.value)
        draft.put("article.authors", Part(part.line[found.author_line], found.authors))
        draft.put("article.agencies", Part(part.line[found.agency_line], found.agencies))
        draft.put("article.place", Part(part.line[found.place_line], found.places))
