"""The head of an article: headline, kicker, overline, and the order in which a site prints them.

A kicker needs evidence: the page's title that repeats it, a colon or a compound at the head of the headline, a
section's name above it. Without any the whole line is the headline.
"""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, at_or_before, equal, first_true, offsets, scatter, spans
from broadsheet.labels import Part
from broadsheet.layouts.marks import Marks, extract
from broadsheet.layouts.text import Text
from broadsheet.lines import Lines

_FEW_WORDS = r"^[^ ]{2,20}(?: [^ ]{1,20})?$"
_OVERLINE = r"^[^|>›»]{2,80}$"
"""No menu, which has bars or arrows between its entries."""
_LONGEST_TITLE = 400
_GLUE = (" ", ": ")
"""What can stand between kicker and headline on one line."""


@attrs.frozen(eq=False)
class Title:
    """What the page's title says, where it is printed: per document, null where it is not."""

    kicker: pa.StringArray
    headline: pa.StringArray


def read_titles(marks: Marks, inside: Mask, draft: Draft) -> Title:
    """Read the first title of each page and label it; a title is a second print of kicker and headline."""
    lines = marks.lines
    rows = np.flatnonzero(marks.mask("article.title") & inside)
    groups = extract(lines.text, rows, marks.layout, marks.layout.article.title)
    draft.label(rows, "repeat")

    def first(name: str) -> pa.StringArray:
        part = groups.get(name, Part.none())
        backwards = np.arange(len(part.line))[::-1]
        document = lines.document[part.line][backwards]
        return scatter(part.value.take(pa.array(backwards)), document, lines.documents)

    return Title(first("kicker"), first("headline"))


def prints_headline(lines: Lines, title: Title) -> Mask:
    """Return which lines print the headline, or kicker and headline, that the page's title names."""
    found = np.zeros(len(lines), bool)
    titled = np.asarray(title.headline.is_valid())
    rows = np.flatnonzero(titled[lines.document] & (lines.lengths() <= _LONGEST_TITLE))
    if not len(rows):
        return found
    at = pa.array(lines.document[rows])
    text, kicker, headline = lines.text.take(pa.array(rows)), title.kicker.take(at), title.headline.take(at)
    forms = [headline, *(pc.binary_join_element_wise(kicker, headline, glue) for glue in _GLUE)]
    found[rows] = np.logical_or.reduce([equal(text, form) for form in forms])
    return found


def label_overlines(marks: Marks, overline: Mask, running: Mask, draft: Draft) -> None:
    """Label the first overline of each page, where it stands in front of the text."""
    lines = marks.lines
    first = first_true(overline, lines.starts)
    rows = first[first < first_true(running, lines.starts)]
    rows = rows[rows < len(lines)]
    rows = rows[overline[rows]]
    draft.label(rows, "kicker")
    groups = marks.extract("article.overline", rows)
    draft.put("article.kicker", groups.get("kicker") or Part(rows, lines.text.take(pa.array(rows))))


def placed_by_order(marks: Marks, open_line: Mask, headline: Mask, anchor: Mask) -> tuple[Mask, Mask]:
    """Return headlines and ledes, by their place in front of a byline or date where the layout says so."""
    lines, lede = marks.lines, np.zeros(len(headline), bool)
    order = marks.layout.article.head
    leading = [name for name in order[: _first_place(order)] if name in {"headline", "lede"}]
    if not leading:
        return headline, lede
    first = first_true(anchor, lines.starts)
    seen = at_or_before(open_line)
    documents = np.flatnonzero(first < lines.starts[1:])
    last = seen[first[documents]]
    headline = headline.copy()
    above = np.where(last > 0, seen[np.maximum(last - 1, 0)], -1)
    one, two = last >= lines.starts[documents], (above >= lines.starts[documents]) & (last > 0)
    if leading == ["headline", "lede"]:
        headline[above[one & two]] = True
        lede[last[one & two]] = True
        headline[last[one & ~two]] = True
    else:
        headline[last[one]] = leading[-1] == "headline"
    return headline, lede


def _first_place(order: tuple[str, ...]) -> int:
    return min((place for place, name in enumerate(order) if name in {"byline", "date"}), default=0)


def label_head(marks: Marks, text: Text, title: Title, draft: Draft) -> None:
    """Label headlines, part kickers from them, and put both."""
    documents = np.flatnonzero(text.headline >= 0)
    line = text.headline[documents]
    draft.label(line, "headline")
    printed = marks.lines.text.take(pa.array(line))
    known_kicker, known_headline = title.kicker.take(pa.array(documents)), title.headline.take(pa.array(documents))
    glued = [pc.binary_join_element_wise(known_kicker, known_headline, glue) for glue in _GLUE]
    by_title: Mask = np.logical_or.reduce([equal(printed, form) for form in glued])
    alone = equal(printed, known_headline)
    split = extract(marks.lines.text, line[~by_title & ~alone], marks.layout, marks.layout.article.kicker)
    kicker, headline = split.get("kicker", Part.none()), split.get("headline", Part.none())
    continued = kicker.line[_continued(marks, kicker)]
    kicker, headline = kicker.outside(continued), headline.outside(continued)
    draft.put("article.kicker", kicker)
    draft.put("article.headline", headline)
    chosen = pa.array(by_title)
    draft.put("article.kicker", Part(line[by_title], known_kicker.filter(chosen)))
    draft.put("article.headline", Part(line[by_title], known_headline.filter(chosen)))
    whole = ~by_title & ~np.isin(line, headline.line)
    draft.put("article.headline", Part(line[whole], printed.filter(pa.array(whole))))
    _label_kicker_above(marks, text, documents[whole], known_kicker.filter(pa.array(whole)), draft)


def _continued(marks: Marks, kicker: Part) -> Mask:
    """Return which kickers without a colon go on in the article as part of a phrase, and so are none.

    `US-Präsident Obama` in the text says that the compound of the headline belongs to the word behind it.
    """
    if not len(kicker.line):
        return np.zeros(0, bool)
    head = marks.lines.text.take(pa.array(kicker.line))
    size = pc.binary_length(kicker.value).to_numpy()
    rest = pc.extract_regex(_behind(head, size), r"^ ?(?P<word>[^ ]+)").field(0)
    colon = np.asarray(pc.starts_with(_behind(head, size), ":"))
    phrase = pc.binary_join_element_wise(kicker.value, pc.fill_null(rest, ""), " ")
    # Each phrase is looked for in its own page only: one page, one search.
    lines, documents = marks.lines, marks.lines.document[kicker.line]
    found = np.zeros(len(kicker.line), bool)
    for row in np.flatnonzero(~colon):
        begin, end = kicker.line[row] + 1, lines.starts[documents[row] + 1]
        page = lines.text.slice(begin, end - begin)
        found[row] = pc.any(pc.match_substring(page, phrase[int(row)].as_py())).as_py() or False
    return found


def _behind(strings: pa.StringArray, size: Index) -> pa.StringArray:
    return spans(strings, np.arange(len(strings)), size, np.diff(offsets(strings)) - size)


def _label_kicker_above(marks: Marks, text: Text, documents: Index, known: pa.StringArray, draft: Draft) -> None:
    """Take the line above a headline for the kicker where something says so.

    The page's title names it; or it opens the page; or a section's name stands above it, which is known to the layout,
    opens the page, or is printed once more in the navigation.
    """
    lines = marks.lines
    line = text.headline[documents]
    open_line = np.zeros(len(lines), bool)
    open_line[text.line[~text.running]] = True
    above = np.where(line > 0, line - 1, 0)
    fits = (line > 0) & open_line[above] & (lines.document[above] == documents)
    named = equal(lines.text.take(pa.array(above)), known)
    top = np.where(above > 0, above - 1, 0)
    over = (above > 0) & (lines.document[top] == documents)
    section = over & is_named(lines, marks.layout.article.sections)[top]
    heading = np.asarray(pc.match_substring_regex(lines.text.take(pa.array(top)), _FEW_WORDS))
    at_top = over & heading & (top == lines.starts[documents])
    listed = over & heading & (_prints(lines, documents, top) > 1) & (_prints(lines, documents, above) == 1)
    first_line = above == lines.starts[documents]
    fits &= np.asarray(pc.match_substring_regex(lines.text.take(pa.array(above)), _OVERLINE))
    chosen = above[fits & (named | section | first_line | at_top | listed)]
    draft.label(chosen, "kicker")
    draft.put("article.kicker", Part(chosen, lines.text.take(pa.array(chosen))))


def _prints(lines: Lines, documents: Index, line: Index) -> Index:
    """Return how often each document prints the given line of its own."""
    wanted = np.full(lines.documents, -1, np.int64)
    wanted[documents] = line
    target = wanted[lines.document]
    rows = np.flatnonzero(target >= 0)
    rows = rows[lines.lengths()[rows] == lines.lengths()[target[rows]]]
    same = np.asarray(pc.equal(lines.text.take(pa.array(rows)), lines.text.take(pa.array(target[rows]))))
    return np.bincount(lines.document[rows[same]], minlength=lines.documents)[documents]


def is_named(lines: Lines, names: tuple[str, ...]) -> Mask:
    """Return which lines are one of the names and nothing else."""
    wanted = pa.array(names, pa.string())
    found, length, sizes = np.zeros(len(lines), bool), lines.lengths(), np.diff(offsets(wanted))
    rows = np.flatnonzero((length >= sizes.min(initial=1)) & (length <= sizes.max(initial=0)))
    found[rows] = np.asarray(pc.is_in(lines.text.take(pa.array(rows)), wanted))
    return found
