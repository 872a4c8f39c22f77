"""Label the lines of the article itself: head, text, bylines, dates.

The anchor is the first line of running text. What stands right in front of it is the headline; it is the lede, unless it
is too long for one or opens with a dateline. A kicker needs evidence: the page's title that repeats it, a colon or a
compound at the head of the headline, a section's name above it.
"""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.bylines import split_names
from broadsheet.kernels import (
    Index,
    Mask,
    at_or_before,
    counts,
    data,
    first_true,
    last_true,
    offsets,
    scatter,
    spans,
)
from broadsheet.labels import CODE, Part
from broadsheet.layouts.draft import Draft
from broadsheet.layouts.marks import Marks, extract, matches
from broadsheet.layouts.pictures import label_pictures
from broadsheet.lines import Lines
from broadsheet.prose import sentence_ends

_LONGEST_LEDE = 700
_LONGEST_SUBHEADING = 120
_LONGEST_DATELINE = 120
_FEW_WORDS = r"^[^ ]{2,20}(?: [^ ]{1,20})?$"
_LONGEST_GAP = 6
"""A line of running text with more open lines than this between it and the next one is a stray in the navigation."""


@attrs.frozen(eq=False)
class Title:
    """What the page's title says, where it is printed: per document, null where it is not."""

    kicker: pa.StringArray
    headline: pa.StringArray


def label_article(marks: Marks, inside: Mask, running: Mask, draft: Draft) -> None:
    """Label the lines of all articles.

    Args:
        marks: the layout's marks in all m lines.
        inside: bool[m], lines in front of the comments and the foot.
        running: bool[m], running text.
        draft: takes labels and values.
    """
    lines = marks.lines
    title = _titles(marks, inside, draft)
    _label_counts(marks, draft)
    known = marks.any("article.furniture", "article.title", "comments.count") | _names(lines, marks.layout.article.sections)
    draft.explained |= known & inside
    # Where a page prints its title twice, the second print is the headline, though it looks like the title.
    headline = inside & _prints_headline(lines, title) & ~marks.mask("article.title")
    open_line = inside & (~known | headline)
    _label_dates(marks, open_line & ~headline, draft)
    byline = open_line & ~headline & marks.mask("article.byline")
    open_line &= ~draft.explained | headline
    open_line &= ~byline
    related = _related(marks, open_line, running & ~headline)
    draft.explained |= related
    open_line &= ~related
    overline = open_line & ~headline & marks.mask("article.overline")
    _label_overlines(marks, overline, running, draft)
    open_line &= draft.code != CODE["kicker"]
    left = label_pictures(marks, np.flatnonzero(open_line), running & ~headline, headline, draft)
    open_line[:] = False
    open_line[left] = True
    headline, lede = _by_order(marks, open_line, headline, byline | (draft.code == CODE["date"]))
    text = _Text.find(lines, open_line, running & ~headline, headline, marks)
    _label_head(marks, text, title, draft)
    _label_body(marks, text, lede, draft)
    _label_bylines(marks, byline, text, draft)


def _label_counts(marks: Marks, draft: Draft) -> None:
    """Label counts of comments that stand in the article; one counts where the page has no block that prints its own."""
    rows = np.flatnonzero(marks.mask("comments.count"))
    draft.label(rows, "comment_count")
    part = marks.extract("comments.count", rows).get("count")
    known = draft.parts().get("article.comments_declared")
    if part is not None:
        document = marks.lines.document
        fresh = ~np.isin(document[part.line], document[known.line] if known else [])
        draft.put("article.comments_declared", Part(part.line[fresh], part.value.filter(pa.array(fresh))))


def _names(lines: Lines, names: tuple[str, ...]) -> Mask:
    return np.asarray(pc.is_in(lines.text, pa.array(names, pa.string())))


def _titles(marks: Marks, inside: Mask, draft: Draft) -> Title:
    """Read the first title of each page and label it; a title is a second print of kicker and headline."""
    lines = marks.lines
    rows = np.flatnonzero(marks.mask("article.title") & inside)
    groups = extract(lines.text, rows, marks.layout, marks.layout.article.title)
    draft.label(rows, "repeat")

    def first(name: str) -> pa.StringArray:
        part = groups.get(name, Part.none())
        return scatter(pc.take(part.value, pa.array(np.arange(len(part.line))[::-1])), lines.document[part.line][::-1], lines.documents)

    return Title(first("kicker"), first("headline"))


def _prints_headline(lines: Lines, title: Title) -> Mask:
    """Return which lines print the headline, or kicker and headline, that the page's title names."""
    found = np.zeros(len(lines), bool)
    titled = np.asarray(title.headline.is_valid())
    rows = np.flatnonzero(titled[lines.document] & (lines.lengths() <= 400)) if titled.any() else []
    if not len(rows):
        return found
    at = pa.array(lines.document[rows])
    text, kicker, headline = lines.text.take(pa.array(rows)), title.kicker.take(at), title.headline.take(at)
    forms = [headline, *(pc.binary_join_element_wise(kicker, headline, glue) for glue in (" ", ": "))]
    found[rows] = np.logical_or.reduce([np.asarray(pc.fill_null(pc.equal(text, form), False)) for form in forms])  # noqa: FBT003
    return found


def _label_overlines(marks: Marks, overline: Mask, running: Mask, draft: Draft) -> None:
    """Label the first overline of each page, where it stands in front of the text."""
    lines = marks.lines
    first = first_true(overline, lines.starts)
    rows = first[first < first_true(running, lines.starts)]
    rows = rows[rows < len(lines)]
    rows = rows[overline[rows]]
    draft.label(rows, "kicker")
    groups = marks.extract("article.overline", rows)
    draft.put("article.kicker", groups.get("kicker") or Part(rows, lines.text.take(pa.array(rows))))


def _by_order(marks: Marks, open_line: Mask, headline: Mask, anchor: Mask) -> tuple[Mask, Mask]:
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


def _label_dates(marks: Marks, open_line: Mask, draft: Draft) -> None:
    rows = np.flatnonzero(marks.mask("article.date") & open_line)
    draft.label(rows, "date")
    for group, part in marks.extract("article.date", rows).items():
        fresh = np.unique(marks.lines.document[part.line], return_index=True)[1]
        draft.put(f"article.{group}", Part(part.line[fresh], part.value.take(pa.array(fresh))))


def _related(marks: Marks, open_line: Mask, running: Mask) -> Mask:
    """Return the lists of other stories: from their head to the next line of running text."""
    head = marks.mask("article.related") & open_line
    if not head.any():
        return head
    last_head, last_text = at_or_before(head), at_or_before(running & ~head)
    same = marks.lines.document[np.maximum(last_head, 0)] == marks.lines.document
    signature = at_or_before(marks.mask("article.signature"))
    return open_line & (last_head >= 0) & same & (last_head > np.maximum(last_text, signature))


@attrs.frozen(eq=False)
class _Text:
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
    def find(lines: Lines, open_line: Mask, running: Mask, headline: Mask, marks: Marks) -> _Text:
        line = np.flatnonzero(open_line)
        document = lines.document[line]
        starts = np.searchsorted(document, np.arange(lines.documents + 1))
        row_running, row_headline = running[line], headline[line]
        sure = first_true(row_headline, starts)
        sure = np.where(sure < starts[1:], sure, -1)
        begin = np.where(sure >= 0, sure, starts[:-1] - 1)
        solid = row_running & (np.arange(len(line)) > begin[document]) & ~_strays(row_running, starts, document)
        first = first_true(solid, starts)
        exists = first < starts[1:]
        last = last_true(row_running, starts)
        quiet = ~row_running & (np.arange(len(line)) < first[document])
        guess = last_true(quiet, starts)
        signed = marks.mask("article.signature")[line] & np.concatenate([[False], row_running[:-1]])[: len(line)]
        signed &= np.concatenate([[-1], document[:-1]])[: len(line)] == document
        signature = last_true(signed & (np.arange(len(line)) > first[document]), starts)
        end = np.where(signature >= 0, signature, last + 1)

        def global_line(rows: Index, known: Mask) -> Index:
            return np.where(known, np.append(line, len(lines))[np.where(known, rows, 0)], -1)

        return _Text(
            line=line, document=document, running=row_running,
            headline=global_line(np.where(sure >= 0, sure, guess), (sure >= 0) | (guess >= 0)),
            first=global_line(first, exists),
            signature=global_line(signature, signature >= 0),
            end=np.where(exists, np.append(line, len(lines))[np.minimum(end, len(line))], -1),
        )  # fmt: skip


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


def _label_head(marks: Marks, text: _Text, title: Title, draft: Draft) -> None:
    documents = np.flatnonzero(text.headline >= 0)
    line = text.headline[documents]
    draft.label(line, "headline")
    printed = marks.lines.text.take(pa.array(line))
    known_kicker, known_headline = title.kicker.take(pa.array(documents)), title.headline.take(pa.array(documents))
    by_title = np.logical_or.reduce([
        np.asarray(pc.fill_null(pc.equal(printed, pc.binary_join_element_wise(known_kicker, known_headline, glue)), False))  # noqa: FBT003
        for glue in (" ", ": ")
    ])  # fmt: skip
    alone = np.asarray(pc.fill_null(pc.equal(printed, known_headline), False))  # noqa: FBT003
    split = extract(marks.lines.text, line[~by_title & ~alone], marks.layout, marks.layout.article.kicker)
    kicker, headline = split.get("kicker", Part.none()), split.get("headline", Part.none())
    continued = _continued(marks, text, kicker)
    kicker, headline = (Part(part.line[~continued], part.value.filter(pa.array(~continued))) for part in (kicker, headline))
    draft.put("article.kicker", kicker)
    draft.put("article.headline", headline)
    chosen = pa.array(by_title)
    draft.put("article.kicker", Part(line[by_title], known_kicker.filter(chosen)))
    draft.put("article.headline", Part(line[by_title], known_headline.filter(chosen)))
    whole = ~by_title & ~np.isin(line, headline.line)
    draft.put("article.headline", Part(line[whole], printed.filter(pa.array(whole))))
    _label_kicker_above(marks, text, documents[whole], known_kicker.filter(pa.array(whole)), draft)


def _continued(marks: Marks, text: _Text, kicker: Part) -> Mask:
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


def _label_kicker_above(marks: Marks, text: _Text, documents: Index, known: pa.StringArray, draft: Draft) -> None:
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
    named = np.asarray(pc.fill_null(pc.equal(lines.text.take(pa.array(above)), known), False))  # noqa: FBT003
    top = np.where(above > 0, above - 1, 0)
    over = (above > 0) & (lines.document[top] == documents)
    section = over & _names(lines, marks.layout.article.sections)[top]
    heading = np.asarray(pc.match_substring_regex(lines.text.take(pa.array(top)), _FEW_WORDS))
    at_top = over & heading & (top == lines.starts[documents])
    listed = over & heading & (_prints(lines, documents, top) > 1) & (_prints(lines, documents, above) == 1)
    first_line = above == lines.starts[documents]
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


def _label_body(marks: Marks, text: _Text, known_lede: Mask, draft: Draft) -> None:
    lines, layout = marks.lines, marks.layout
    first = text.first[text.document]
    in_text = (first >= 0) & (text.line >= first) & (text.line < text.end[text.document])
    body = text.line[in_text]
    body_text = lines.text.take(pa.array(body))
    document = lines.document[body]
    length = np.diff(offsets(body_text))
    running = text.running[in_text]
    lede = _ledes(marks, text, body, body_text, running) & ~np.isin(document, lines.document[known_lede])
    lede |= known_lede[body]
    draft.label(body, "paragraph")
    _, ends = sentence_ends(body_text)
    text_behind = np.append((running | ends)[1:], False)[: len(body)] & (np.append(document[1:], -1)[: len(body)] == document)
    sub = ~running & ~ends & (length <= _LONGEST_SUBHEADING) & text_behind
    sub |= matches(body_text, layout, layout.article.subheading)
    draft.label(body[sub & ~lede], "subheading")
    draft.label(body[lede], "lede")
    draft.put("article.lede", Part(body[lede], body_text.filter(pa.array(lede))))
    opening = np.concatenate([[True], document[1:] != document[:-1]])[: len(body)]
    opening |= np.concatenate([[False], lede[:-1]])[: len(body)]
    places = _places(marks, body[opening])
    fresh = np.unique(lines.document[places.line], return_index=True)[1]
    draft.put("article.place", Part(places.line[fresh], places.value.take(pa.array(fresh))))


def _places(marks: Marks, rows: Index) -> Part:
    """Read the datelines that open the given lines; they stand within the first bytes, so no more is looked at."""
    size = np.minimum(marks.lines.lengths()[rows], _LONGEST_DATELINE)
    # A cut inside a character would be no UTF-8: go back to the character's first byte.
    begin, content = offsets(marks.lines.text)[rows], data(marks.lines.text)
    for _ in range(3):
        inside = (size < marks.lines.lengths()[rows]) & ((content[np.minimum(begin + size, len(content) - 1)] & 0xC0) == 0x80)
        size = size - inside
    heads = spans(marks.lines.text, rows, np.zeros_like(size), size)
    patterns = tuple(f"{pattern}.*" for pattern in marks.layout.article.place)
    part = extract(heads, np.arange(len(rows)), marks.layout, patterns).get("place", Part.none())
    return Part(rows[part.line], part.value)


def _ledes(marks: Marks, text: _Text, body: Index, body_text: pa.StringArray, running: Mask) -> Mask:
    """Return which lines of the text are ledes: the first of several, not too long, without a dateline."""
    document = marks.lines.document[body]
    first = body == text.first[document]
    several = np.bincount(document[running], minlength=marks.lines.documents)[document] > 1
    short = np.diff(offsets(body_text)) <= _LONGEST_LEDE
    lede = first & several & short & (text.headline[document] >= 0)
    dated = np.isin(body, _places(marks, body[lede]).line)
    return lede & ~dated


def _label_bylines(marks: Marks, byline: Mask, text: _Text, draft: Draft) -> None:
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
