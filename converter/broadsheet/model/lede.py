"""Which lines are the lede.

Alone, a lede looks like a first paragraph, and a network that has seen many pages without one hesitates. So the lines
around the headline are ranked against each other. What decides beside the score is place, form, whether another line
prints the same, how many longer lines stand in between, and where the byline stands: right behind a lede, in front of a
first paragraph. The weights are those of a choice among the lines of a page (a conditional logit, "none" being one of
the choices) on what two networks said of pages that they had not seen, rounded. That of datelines and the limits were
set by hand.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, one_of
from broadsheet.labels import CODE, Part
from broadsheet.model.opening import headlines, own_text_starts
from broadsheet.model.place import datelined
from broadsheet.model.ranking import best_of_groups, weighed
from broadsheet.model.reading import Reading
from broadsheet.model.same_words import shares
from broadsheet.model.states import STATE, best_of

_ABOVE, _BELOW, _INTO = 2, 16, 2
"""Lines above and below the headline, and into the text, in which a lede is looked for."""
_SHORTEST, _LONGEST = 30, 900
_WEIGHTS = {
    "lede": 0.12, "heading": 0.05, "state": 0.4, "under": 1.05, "distance": -0.2, "short": -0.25, "long": -1.0,
    "sentence": 0.7, "again": -0.9, "before": -0.6, "behind": -0.55, "below text": -0.65, "early": 0.8, "caption": -0.9,
    "pictured": 0.4, "signed": 1.0, "below byline": -0.3, "titled": -1.5, "datelined": -2.0,
}  # fmt: skip
_LEAST = 0.1
"""A line below this is no lede: a first paragraph is none, and pages without a lede count as much as those with one."""
_DOUBT = 4.0
"""Natural-log units by which the network may prefer a paragraph where paragraphs follow; elsewhere twice as many."""
_SHORT, _LINE, _LONG = 45, 60, 330
_LONGEST_DATED = 90
"""Bytes of a line that is a byline or date line, if a date stands in it."""
_PARAGRAPHS, _BYLINE = 6, 4
"""Lines above one in which a paragraph, or a byline or date, speaks against a lede; and behind a byline, for one."""
_TITLED = 0.6
"""Share of a line's words from which on it says again what the headline says."""
_FIRST = 2
"""Lines of `_LINE` bytes, counted from the headline, that may open an article before its text."""
_CLIP = 8.0
_SENTENCE = r"[.!?…。]$"
_RIVALS = [place for name, place in STATE.items() if name not in {"lede", "headline"}]


def label_lede(reading: Reading, pictured: Index, certain: Index) -> None:
    """Label the lede of each page and put it.

    Args:
        reading: what is known of the pages' lines.
        pictured: the lines that look like captions and credits.
        certain: those that do by more than their place and the network's word, and can be no lede.
    """
    lines, draft = reading.lines, reading.draft
    rows, near, total = _ranked(reading, pictured, certain)
    rows, total = rows[total >= _LEAST], total[total >= _LEAST]
    document = lines.document
    chosen = np.zeros(len(lines), bool)
    chosen[rows[best_of_groups(total, document[rows])]] = True
    alike = (reading.state == STATE["lede"]) & near
    for _ in range(3):
        chosen[1:] |= alike[1:] & chosen[:-1] & (document[1:] == document[:-1])
        chosen[:-1] |= alike[:-1] & chosen[1:] & (document[1:] == document[:-1])
    lede = np.flatnonzero(chosen)
    draft.label(lede, "lede")
    draft.put("article.lede", Part(lede, reading.text(lede)))


def _ranked(reading: Reading, pictured: Index, certain: Index) -> tuple[Index, Mask, npt.NDArray[np.float64]]:
    """Return the lines that may be ledes; which lines, bool[m], stand where one can; how much each is like one."""
    headline = headlines(reading)
    start = own_text_starts(reading, headline)
    near = _near(reading, headline, start)
    near[certain] = False
    rows = _candidates(reading, near)
    lines, free, size = reading.lines, reading.free(), reading.lines.lengths()
    paragraph, caption = reading.mask("paragraph"), np.zeros(len(lines), bool)
    caption[pictured] = True
    head = one_of(reading.draft.code, [CODE["byline"], CODE["date"]])
    behind = _beside(reading, rows, paragraph, 1, 1)
    score = reading.score[rows]
    own = score[:, STATE["lede"]].astype(np.float64)
    origin = np.where(headline >= 0, headline, start - _ABOVE - 1)[lines.document[rows]]
    low = np.clip(origin + 1, lines.starts[lines.document[rows]], rows)
    long = np.concatenate([[0], np.cumsum(free & (size >= _LINE))])
    features: dict[str, npt.NDArray[np.generic]] = {
        "lede": np.clip(own - best_of(score, _RIVALS), -_CLIP, _CLIP),
        "heading": np.clip(own - score[:, STATE["headline"]], -_CLIP, _CLIP),
        "state": reading.state[rows] == STATE["lede"],
        "under": (rows == origin + 1) & ~(paragraph[rows] & behind),
        "distance": np.log1p(np.abs(rows - origin)),
        "short": size[rows] < _SHORT,
        "long": size[rows] > _LONG,
        "sentence": np.asarray(pc.match_substring_regex(reading.text(rows), _SENTENCE)),
        "again": _printed_again(reading, rows),
        "before": _beside(reading, rows, paragraph, -1, -1),
        "behind": behind,
        "below text": _beside(reading, rows, paragraph & free, -_PARAGRAPHS, -1),
        "signed": _beside(reading, rows, head, 1, 1) & _beside(reading, rows, paragraph & free, 2, _PARAGRAPHS),
        "below byline": _beside(reading, rows, head, -_BYLINE, -2),
        "datelined": datelined(reading, rows),
        "titled": _says_the_headline(reading, rows, headline),
        "early": (long[rows] - long[low] < _FIRST) & (size[rows] >= _LINE) & (rows > origin),
        "caption": caption[rows],
        "pictured": _beside(reading, rows, caption, -1, -1),
    }
    return rows, near, weighed(_WEIGHTS, features)


def _near(reading: Reading, headline: Index, start: Index) -> Mask:
    """Return bool[m], the free lines around the headline of their page, or in front of its text where it has none."""
    known, document = headline >= 0, reading.lines.document
    top = np.where(known, headline - _ABOVE, start - _ABOVE - 1)
    foot = np.where(known, np.minimum(headline + _BELOW, np.maximum(start, headline) + _INTO), start + 1)
    place = np.arange(len(document))
    near: Mask = (place >= top[document]) & (place <= foot[document]) & reading.free()
    return near


def _candidates(reading: Reading, near: Mask) -> Index:
    """Return those of some lines that are long enough, neither byline nor date, and not surely a paragraph."""
    lines = reading.lines
    size = lines.lengths()
    head = reading.dated(_LONGEST_DATED) | reading.mask("byline", "date")
    rows = np.flatnonzero(near & (size >= _SHORTEST) & (size <= _LONGEST) & ~head)
    paragraph, score = reading.mask("paragraph"), reading.score[rows]
    run = paragraph[rows] & _beside(reading, rows, paragraph, 1, 1)
    likely = score[:, STATE["lede"]] - score[:, STATE["paragraph"]] >= np.where(run, -_DOUBT, -2 * _DOUBT)
    found: Index = rows[likely]
    return found


def _beside(reading: Reading, rows: Index, mask: Mask, first: int, last: int) -> Mask:
    """Return whether a line from `first` to `last`, counted from each, is of the same page and in the mask."""
    document = reading.lines.document
    found = np.zeros(len(rows), bool)
    for step in range(first, last + 1):
        other = np.clip(rows + step, 0, len(document) - 1)
        found |= mask[other] & (document[other] == document[rows]) & (other == rows + step)
    return found


def _says_the_headline(reading: Reading, rows: Index, headline: Index) -> Mask:
    """Return which lines have most of their words from the headline: they are another print of it."""
    some = np.flatnonzero(headline >= 0)
    shared = shares(reading.text(rows), reading.lines.document[rows], (reading.text(headline[some]), some))[0]
    found: Mask = shared >= _TITLED
    return found


def _printed_again(reading: Reading, rows: Index) -> Mask:
    """Return which lines are printed by another line of their page, too."""
    lines = reading.lines
    size = lines.lengths()
    wide = int(size.max(initial=0)) + 1
    key = lines.document * wide + size
    some = np.flatnonzero((size >= _SHORTEST) & (size <= _LONGEST))
    some = some[np.isin(key[some], key[rows])]
    code = reading.text(some).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    _, which, count = np.unique(code + lines.document[some] * (len(code) + 1), return_inverse=True, return_counts=True)
    found: Mask = count[which][np.searchsorted(some, rows)] > 1
    return found
