"""Where the text of an article begins and ends, and what its lines are: lede, paragraphs, sub-headings, dateline."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.draft import Draft
from broadsheet.kernels import (
    Index,
    Mask,
    at_or_after,
    at_or_before,
    counts,
    first_true,
    last_true,
    spans,
    whole_characters,
)
from broadsheet.labels import Part
from broadsheet.layouts.marks import Marks, extract, matches
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

_LONGEST_LEDE = 700
_LONGEST_SUBHEADING = 120
_LONGEST_DATELINE = 120
_LONGEST_GAP = 6
"""A line of running text with more open lines than this between it and the next one is a stray in the navigation."""


@attrs.frozen(eq=False)
class Text:
    """Where the parts of each article stand: int64[n] lines, -1 for none.

    Attributes:
        line: int64[t], the open lines of all articles, ascending; `running` and `document` are theirs.
        headline: the headline.
        first: the first line of running text behind it.
        signature: the signature, else -1.
        end: the line behind the last line of text.
    """

    line: Index
    document: Index
    running: Mask
    headline: Index
    first: Index
    signature: Index
    end: Index

    @staticmethod
    def find(lines: Lines, open_line: Mask, running: Mask, headline: Mask, marks: Marks) -> Text:
        """Find the text among the open lines; `headline` marks lines that are headlines for sure."""
        line = np.flatnonzero(open_line)
        document, flows = lines.document[line], running[line]
        starts = np.searchsorted(document, np.arange(lines.documents + 1))
        place = np.arange(len(line))
        sure = first_true(headline[line], starts)
        sure = np.where(sure < starts[1:], sure, -1)
        begin = np.where(sure >= 0, sure, starts[:-1] - 1)
        first = first_true(flows & (place > begin[document]) & ~_strays(flows, starts, document), starts)
        quiet = ~flows & (place < first[document])
        title = np.where(sure >= 0, sure, last_true(quiet, starts))
        signature, end = _endings(marks, line, flows, first, starts)

        def place_of(rows: Index, known: Mask) -> Index:
            return np.where(known, np.append(line, len(lines))[np.where(known, rows, 0)], -1)

        return Text(
            line=line,
            document=document,
            running=flows,
            headline=place_of(title, title >= 0),
            first=place_of(first, first < starts[1:]),
            signature=place_of(signature, signature >= 0),
            end=place_of(end, first < starts[1:]),
        )


def _endings(marks: Marks, line: Index, flows: Mask, first: Index, starts: Index) -> tuple[Index, Index]:
    """Return the row of each document's signature, or -1, and the row behind its last text.

    A signature stands right behind running text or a short sentence. Without one the text ends with its last running
    line and the short sentences that follow it.
    """
    document = marks.lines.document[line]
    text = flows | _short_sentences(marks.lines, line, flows)
    behind_text = np.append(False, text)[: len(line)] & (np.append(-1, document)[: len(line)] == document)
    signed = marks.mask("article.signature")[line] & behind_text & (np.arange(len(line)) > first[document])
    signature = last_true(signed, starts)
    gap = np.append(at_or_after(~text), len(line))[last_true(flows, starts) + 1]
    return signature, np.where(signature >= 0, signature, np.minimum(gap, starts[1:]))


def _short_sentences(lines: Lines, line: Index, flows: Mask) -> Mask:
    """Return rows that are no running text and still end with a full stop."""
    found = np.zeros(len(line), bool)
    rows = np.flatnonzero(~flows)
    found[rows], _ = sentence_ends(lines.text.take(pa.array(line[rows])))
    return found


def _strays(running: Mask, starts: Index, document: Index) -> Mask:
    """Return lines of running text that stand alone in navigation, with more of the article to come."""
    rows = np.flatnonzero(running)
    stray = np.zeros(len(running), bool)
    if len(rows) > 1:
        gap, same = np.diff(rows) - 1, document[rows[1:]] == document[rows[:-1]]
        stray[rows[:-1][same & (gap > _LONGEST_GAP)]] = True
        # Only in front of the text: behind two neighbouring paragraphs nothing is navigation any more.
        close = np.zeros(len(running), bool)
        close[rows[:-1][same & (gap <= _LONGEST_GAP)]] = True
        settled = at_or_before(close)
        stray &= settled < starts[document]
        stray &= counts(close, starts)[document] > 0
    return stray


def label_text(marks: Marks, text: Text, known_lede: Mask, draft: Draft) -> None:
    """Label paragraphs, sub-headings and ledes, and read the dateline that opens the text."""
    lines, layout = marks.lines, marks.layout
    first = text.first[text.document]
    in_text = (first >= 0) & (text.line >= first) & (text.line < text.end[text.document])
    body = text.line[in_text]
    document, length, running = lines.document[body], lines.lengths()[body], text.running[in_text]
    maybe = _maybe_ledes(marks, text, body, running)
    fresh = np.concatenate([[True], document[1:] != document[:-1]])[: len(body)]
    second = np.concatenate([[False], (maybe | known_lede[body])[:-1]])[: len(body)]
    places = _places(marks, body[fresh | maybe | second])
    lede = maybe & ~np.isin(body, places.line) & ~np.isin(document, lines.document[known_lede])
    lede |= known_lede[body]
    draft.label(body, "paragraph")
    # Only what is no running text needs a closer look: a tenth of the body's bytes.
    doubtful = np.flatnonzero(~running)
    some = lines.text.take(pa.array(body[doubtful]))
    prose, known_sub = running.copy(), np.zeros(len(body), bool)
    prose[doubtful] = sentence_ends(some)[1]
    known_sub[doubtful] = matches(some, layout, layout.article.subheading)
    text_behind = np.append(prose[1:], False)[: len(body)] & (np.append(document[1:], -1)[: len(body)] == document)
    sub = known_sub | (~prose & (length <= _LONGEST_SUBHEADING) & text_behind)
    draft.label(body[sub & ~lede], "subheading")
    draft.label(body[lede], "lede")
    draft.put("article.lede", Part(body[lede], lines.text.take(pa.array(body[lede]))))
    opening = fresh | np.concatenate([[False], lede[:-1]])[: len(body)]
    places = places.outside(body[~opening])
    first_of_page = np.unique(lines.document[places.line], return_index=True)[1]
    draft.put("article.place", Part(places.line[first_of_page], places.value.take(pa.array(first_of_page))))


def _places(marks: Marks, rows: Index) -> Part:
    """Read the datelines that open the given lines; they stand within the first bytes, so no more is looked at."""
    size = np.minimum(marks.lines.lengths()[rows], _LONGEST_DATELINE)
    heads = spans(marks.lines.text, rows, np.zeros_like(size), whole_characters(marks.lines.text, rows, size))
    patterns = tuple(f"{pattern}.*" for pattern in marks.layout.article.place)
    part = extract(heads, np.arange(len(rows)), marks.layout, patterns).get("place", Part.none())
    return Part(rows[part.line], part.value)


def _maybe_ledes(marks: Marks, text: Text, body: Index, running: Mask) -> Mask:
    """Return which lines of the text are ledes if no dateline opens them: the first of several, not too long."""
    document = marks.lines.document[body]
    first = body == text.first[document]
    several = np.bincount(document[running], minlength=marks.lines.documents)[document] > 1
    short = marks.lines.lengths()[body] <= _LONGEST_LEDE
    maybe: Mask = first & several & short & (text.headline[document] >= 0)
    return maybe
