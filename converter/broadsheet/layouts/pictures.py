"""Find pictures in an article: captions, credits, second prints, kinds.

A credit is known by its pattern, a caption mostly by its company: it stands beside a credit, or it is printed twice, or
a mark of the page (`Zur Großansicht`) is glued to it. Beside a credit stand two lines; which of them is the caption is
weighed by shape. Everything here works on the rows of an article that are neither furniture nor dates nor bylines.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.draft import Draft
from broadsheet.kernels import Index, Mask, offsets
from broadsheet.labels import Part
from broadsheet.layouts.marks import Marks
from broadsheet.prose import sentence_ends

_WHO_WHERE = r"^[^.!?:]{2,80}: \S"
"""`Vogt, Brandt in Klarbach (März 2014): Wegen ...`: who and where, a colon, what about it."""
_LONGEST_CAPTION = 600
_SHORTEST_TWICE = 20
_LONGEST_WHO_WHERE = 250
_NEVER = -99.0
_LONGEST_SENTENCE = 130
"""Bytes above which the first running text of a page is rather its lede than a caption that ends with a full stop."""
_KINDS = ("gallery", "video", "audio", "graphic")
_KIND_KEYS = tuple(f"pictures.{kind}" for kind in _KINDS)


@attrs.frozen(eq=False)
class Rows:
    """Lines of articles that may be captions, r of them, with what is known of each.

    Attributes:
        line: int64[r], the lines, ascending.
        document: int64[r].
        caption: r strings, the lines without what the page glues to a caption; "" for those too long to be one.
        length: int64[r], bytes of the lines.
        credit: bool[r], lines that are a credit and nothing else.
        sure: bool[r], captions by their own form.
        running: bool[r], running text.
        titled: bool[r], something that can be the headline stands in front of the line.
        text: int64[r], equal for rows with equal captions in one document.
        prints: int64[r], how often the document prints this caption.
    """

    line: Index
    document: Index
    caption: pa.StringArray
    length: Index
    credit: Mask
    sure: Mask
    running: Mask
    titled: Mask
    text: Index
    prints: Index

    def __len__(self) -> int:
        return len(self.line)


def label_pictures(marks: Marks, line: Index, running: Mask, titles: Mask, draft: Draft) -> Index:
    """Label captions, credits and their second prints; return the lines that are left.

    Args:
        marks: the layout's marks in all m lines.
        line: the articles' lines that are open, ascending.
        running: bool[m], running text.
        titles: bool[m], lines that are the headline for sure.
        draft: takes labels, media rows and values.
    """
    beside = marks.any("pictures.mark", *(key for key in _KIND_KEYS if not marks.prints(key, "credit")))
    draft.label(line[beside[line]], "furniture")
    rows = _rows(marks, line[~beside[line]], running, titles)
    if not len(rows):
        return rows.line
    strong = _strong_captions(marks, rows)
    rows = attrs.evolve(rows, credit=rows.credit | _weak_credits(marks, rows, strong))
    picture = _captions_of_credits(marks, rows, strong)
    picture = np.where((picture < 0) & strong & ~rows.credit, np.arange(len(rows)), picture)
    first = _first_prints(rows, _every_print(rows, picture))
    _write(marks, rows, first, draft)
    return rows.line[first < 0]


def _credit_keys(marks: Marks) -> tuple[str, ...]:
    return ("pictures.credit", *(key for key in _KIND_KEYS if marks.prints(key, "credit")))


def _rows(marks: Marks, line: Index, running: Mask, titles: Mask) -> Rows:
    length = marks.lines.lengths()[line]
    # Paragraphs, most of a page's bytes, are too long for captions: they stay rows, but nobody reads them here.
    caption = pc.fill_null(marks.lines.text.take(pa.array(line, mask=length > _LONGEST_CAPTION)), "")
    credit = marks.any(*_credit_keys(marks))[line] & ~titles[line]
    sure = (marks.mask("pictures.glued") | marks.mask("pictures.caption"))[line] & ~titles[line]
    for key in ("pictures.glued", "pictures.caption"):
        for group, part in marks.extract(key, line[sure]).items():
            if group == "caption":
                at = np.zeros(len(line), bool)
                at[np.searchsorted(line, part.line)] = True
                caption = pc.replace_with_mask(caption, pa.array(at), part.value)
    document = marks.lines.document[line]
    heading = ~running[line] & ~credit & ~sure
    prior: Index = np.cumsum(heading) - heading
    begin = np.searchsorted(document, document)
    titled = (prior > prior[begin]) if len(line) else heading
    codes = caption.dictionary_encode().indices.to_numpy()
    _, text, prints = np.unique(document * (len(line) + 1) + codes, return_inverse=True, return_counts=True)
    sized = (np.diff(offsets(caption)) >= _SHORTEST_TWICE) & ~titles[line]
    prints = np.where(sized, prints[text], 1)
    credit &= ~_signatures(marks, line, running[line] & ~sure & (prints < 2))  # noqa: PLR2004 - twice is two
    return Rows(line, document, caption, length, credit & ~sure, sure, running[line], titled, text, prints)


def _signatures(marks: Marks, line: Index, text: Mask) -> Mask:
    """Return rows that sign the article though they could be a credit (`dpa`): right behind its last text."""
    document = marks.lines.document[line]
    behind = np.append(False, text[:-1] & (document[1:] == document[:-1]))[: len(line)]
    ahead: Index = np.cumsum(text[::-1])[::-1] - text
    final: Mask = ahead == np.append(ahead + text, 0)[np.searchsorted(document, document, side="right")]
    signing: Mask = marks.mask("article.signature")[line] & behind & final
    return signing


def _strong_captions(marks: Marks, rows: Rows) -> Mask:
    """Return captions that need no credit: by their form, printed twice running, or behind a mark of a gallery."""
    twice = np.zeros(len(rows), bool)
    near = (rows.text[1:] == rows.text[:-1]) & (rows.prints[1:] > 1) & rows.titled[:-1]
    twice[1:] |= near
    twice[:-1] |= near
    around = (rows.text[2:] == rows.text[:-2]) & (rows.prints[2:] > 1) & ~rows.running[1:-1]
    twice[2:] |= around
    twice[:-2] |= around
    marked = marks.any(*_KIND_KEYS) & ~marks.any(*_credit_keys(marks))
    before, behind = np.append(False, marked)[rows.line], np.append(marked, False)[rows.line + 1]
    credit_behind = np.append(rows.credit | _short_name(marks, rows), False)[1:]
    numbered = before & rows.titled & (~rows.running | behind | credit_behind)
    strong: Mask = (rows.sure | twice | numbered) & ~rows.credit
    return strong


def _short_name(marks: Marks, rows: Rows) -> Mask:
    return marks.mask("pictures.name")[rows.line] & ~rows.running & (rows.prints < 2)  # noqa: PLR2004 - twice is two


def _weak_credits(marks: Marks, rows: Rows, strong: Mask) -> Mask:
    """Return names that stand behind a caption which is known without them, where no real credit does."""
    name = _short_name(marks, rows) & ~rows.credit & ~strong
    credited = np.zeros(int(rows.text.max()) + 1, bool)
    parted = _parted(marks, rows)[1:]
    credited[rows.text[1:][rows.credit[:-1] & ~parted]] = True
    credited[rows.text[:-1][rows.credit[1:] & ~parted]] = True
    inner = marks.extract("pictures.caption", rows.line[rows.sure]).get("credit", Part.none())
    credited[rows.text[np.searchsorted(rows.line, inner.line)]] = True
    fresh = np.zeros(len(rows), bool)
    fresh[np.unique(rows.text, return_index=True)[1]] = True
    open_caption = strong & fresh & ~credited[rows.text]
    caption_before = np.append(False, open_caption)[:-1] & (np.append(-1, rows.document)[:-1] == rows.document)
    weak: Mask = name & caption_before
    return weak


def _parted(marks: Marks, rows: Rows) -> Mask:
    """Return which rows a mark of a gallery parts from the row before."""
    return np.append(False, marks.mask("pictures.gallery"))[rows.line]


def _captions_of_credits(marks: Marks, rows: Rows, strong: Mask) -> Index:
    """Return, for captions and credits, the row that a picture is gathered at; -1 for all other rows.

    A credit's caption is the row before or behind it; a credit with neither makes a picture of its own.
    """
    picture = np.full(len(rows), -1, np.int64)
    credit = np.flatnonzero(rows.credit)
    padded = np.concatenate([[_NEVER], _scores(marks, rows, strong), [_NEVER]])
    known = np.concatenate([[-1], rows.document, [-1]])
    here = rows.document[credit]
    before = np.where(known[credit] == here, padded[credit], _NEVER)
    behind = np.where(known[credit + 2] == here, padded[credit + 2], _NEVER)
    between = np.flatnonzero((before > _NEVER) & (behind > _NEVER))
    length, first_text = rows.length, _first_running(rows)
    above, below = credit[between] - 1, credit[between] + 1
    # In front of the text the row above a credit may be headline or lede, and then the row below is the caption.
    lede = first_text[rows.document[above]]
    shy = (above == lede) & (length[above] > length[below])
    shy |= ~rows.running[above] & ~rows.running[below] & (above < lede)
    before[between] -= 0.5 * (shy & ~strong[above])
    # In a run of pictures the next credit claims the row between the two, or the last one has claimed it.
    claimed = np.concatenate([[False], rows.credit, [False]])
    behind[between] -= claimed[below + 2] & (known[below + 2] == here[between])
    before[between] -= claimed[above] & (known[above] == here[between])
    # `Zur Großansicht` in front of a credit belongs to the picture, whose caption then follows.
    opened = np.append(False, marks.mask("pictures.mark"))[rows.line]
    before[between] -= 1.5 * (opened[credit[between]] & ~strong[above])
    # A mark of a gallery parts what stands in front of it from what stands behind.
    parted = _parted(marks, rows)
    before[between] += _NEVER * parted[credit[between]]
    behind[between] += _NEVER * parted[below]
    chosen = np.where(behind > before, credit + 1, credit - 1)
    found = np.maximum(before, behind) > 0
    picture[credit] = np.where(found, chosen, credit)
    picture[chosen[found]] = chosen[found]
    return picture


def _first_running(rows: Rows) -> Index:
    """Return, for each document, its first row of running text, or a row behind all."""
    first = np.full(int(rows.document.max(initial=-1)) + 1, len(rows), np.int64)
    running = np.flatnonzero(rows.running)[::-1]
    first[rows.document[running]] = running
    return first


def _scores(marks: Marks, rows: Rows, strong: Mask) -> npt.NDArray[np.float64]:
    """Weigh how much each row looks like a caption; nothing above 0 is none."""
    length = rows.length
    once = (rows.prints < 2) & ~strong  # noqa: PLR2004 - twice is two
    stops, ends = sentence_ends(rows.caption)
    who_where = np.asarray(pc.match_substring_regex(rows.caption, _WHO_WHERE)) & (length <= _LONGEST_WHO_WHERE)
    score = 1.0 + 4 * ~once + 4 * rows.sure + 2 * who_where + ~ends - (stops & once)
    score -= 8.0 * (marks.mask("article.signature")[rows.line] & once)
    score -= 3.0 * (rows.running & (length > _LONGEST_WHO_WHERE) & once)
    lede = np.zeros(len(rows), bool)
    lede[np.minimum(_first_running(rows), len(rows) - 1)] = True
    score -= 3.0 * (lede & rows.running & (length >= _LONGEST_SENTENCE) & once & ~who_where)
    score -= 8.0 * (~rows.titled & ~rows.running & once)
    return np.where(rows.credit, _NEVER, score)


def _every_print(rows: Rows, picture: Index) -> Index:
    """Take every print of a known caption to its picture."""
    known = np.zeros(int(rows.text.max()) + 1, bool)
    known[rows.text[(picture == np.arange(len(rows))) & ~rows.credit]] = True
    return np.where((rows.prints > 1) & (picture < 0) & known[rows.text], np.arange(len(rows)), picture)


def _first_prints(rows: Rows, picture: Index) -> Index:
    """Return the row of each picture's first print for every row of it; -1 for rows of no picture."""
    member = np.flatnonzero(picture >= 0)
    lead = picture[member]
    first_of_text = np.full(int(rows.text.max(initial=-1)) + 1, len(rows), np.int64)
    np.minimum.at(first_of_text, rows.text[lead], lead)
    first = np.full(len(rows), -1, np.int64)
    same = rows.prints[lead] > 1
    first[member] = np.where(same, first_of_text[rows.text[lead]], lead)
    # A second credit with other words beside a caption's second print is that of another picture.
    owned = member[rows.credit[member] & (first[member] != member)]
    if len(owned):
        _, lead, group = np.unique(first[owned], return_index=True, return_inverse=True)
        other = owned[rows.text[owned] != rows.text[owned[lead[group]]]]
        first[other] = other
    return first


def _write(marks: Marks, rows: Rows, first: Index, draft: Draft) -> None:
    member = np.flatnonzero(first >= 0)
    begin = np.full(len(rows), len(rows), np.int64)
    np.minimum.at(begin, first[member], member)
    leads = np.unique(first[member])
    # Media are numbered in the order of their first line, which a credit in front of its caption begins.
    number = np.full(len(rows), -1, np.int64)
    number[leads[np.argsort(begin[leads], kind="stable")]] = np.arange(len(leads))
    draft.media[rows.line[member]] = number[first[member]]
    owned, captions = member[rows.credit[member]], member[~rows.credit[member]]
    fresh_credit = _first_of(number[first[owned]])
    fresh_caption = first[captions] == captions
    draft.label(rows.line[member], "repeat")
    draft.label(rows.line[owned[fresh_credit]], "credit")
    draft.label(rows.line[captions[fresh_caption]], "caption")
    shown = captions[fresh_caption]
    draft.put("media.caption", Part(rows.line[shown], rows.caption.take(pa.array(shown))))
    again = captions[~fresh_caption]
    draft.put("media.occurrences", Part(rows.line[again], rows.caption.take(pa.array(again))))
    inner = marks.extract("pictures.caption", rows.line[shown]).get("credit")
    draft.put("media.credit", inner)
    taken = np.isin(draft.media[rows.line[owned]], draft.media[inner.line] if inner else [])
    _write_credits(marks, rows.line[owned[fresh_credit & ~taken]], draft)
    _write_kinds(marks, draft, len(leads))


def _first_of(groups: Index) -> Mask:
    fresh = np.zeros(len(groups), bool)
    fresh[np.unique(groups, return_index=True)[1]] = True
    return fresh


def _write_credits(marks: Marks, line: Index, draft: Draft) -> None:
    whole = line
    for key in _credit_keys(marks):
        part = marks.extract(key, whole).get("credit", Part.none())
        draft.put("media.credit", part)
        whole = np.setdiff1d(whole, part.line)
    draft.put("media.credit", Part(whole, marks.lines.text.take(pa.array(whole))))


def _write_kinds(marks: Marks, draft: Draft, size: int) -> None:
    """Set each picture's kind: what a mark beside it says, else a photo."""
    kind = np.zeros(size, np.int64)
    media, document = draft.media, marks.lines.document
    for number, name in enumerate(_KINDS, start=1):
        at = np.flatnonzero(marks.mask(f"pictures.{name}"))
        own = media[at] >= 0
        kind[media[at[own]]] = number
        for step in (1, -1):
            beside = at[~own] + step
            fits = (beside >= 0) & (beside < len(media))
            beside, mark = beside[fits], at[~own][fits]
            near = beside[(media[beside] >= 0) & (document[beside] == document[mark])]
            kind[media[near]] = number
    draft.kinds = pa.array(["photo", *_KINDS]).take(pa.array(kind))
