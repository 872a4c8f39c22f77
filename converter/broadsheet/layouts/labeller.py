"""The labeller that reads pages by a layout.

The steps, each in a module of its own: `marks` (which lines fit which pattern), `comments` (where the block is and
where each comment begins), `threads` (the lines inside comments), `article` with `head`, `text` and `pictures`
(everything in front of them), and the foot, here. A line that no step has a word for stays furniture; how much of a
page that is says how well the layout knew it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from broadsheet.decode import FLAG_BITS
from broadsheet.draft import Draft
from broadsheet.kernels import Mask, at_or_before, first_true
from broadsheet.labels import CODE, Labels, Part
from broadsheet.layouts.article import label_article
from broadsheet.layouts.comments import find_block
from broadsheet.layouts.layout import Layout
from broadsheet.layouts.marks import Marks
from broadsheet.layouts.threads import label_block
from broadsheet.lines import Lines
from broadsheet.prose import running_text

LOW_COVERAGE = 0.5
"""Below this share of explained bytes a layout is said to read a page badly."""


def label(lines: Lines, layout: Layout) -> Labels:
    """Label pages that all have one layout."""
    marks = Marks.of(layout, lines)
    draft = Draft.blank(len(lines))
    running = running_text(lines.text)
    block = find_block(marks, running & ~marks.any("foot.rights", "foot.end"))
    place = np.arange(len(lines))
    before, behind = place < block.begin[lines.document], place >= block.end[lines.document]
    label_block(marks.within(~before & ~behind), block, draft)
    label_article(marks.within(before), before, running, draft)
    _label_foot(marks, behind, draft)
    covered = _covered(lines, draft)
    return Labels(
        code=draft.code,
        media=draft.media,
        comment=draft.comment,
        parts=draft.parts(),
        kind=draft.kinds,
        layout=pa.array([layout.name] * lines.documents, pa.string()),
        version=pa.array([layout.version] * lines.documents, pa.string()),
        confidence=_confidence(lines, draft, covered),
        covered=covered,
        language=pa.array([layout.language] * lines.documents, pa.string()),
        flags=np.where(covered < LOW_COVERAGE, FLAG_BITS["layout-low-coverage"], 0).astype(np.uint32),
        read_dates=lambda part, captured: layout.date_forms().parse(part.value, captured),
    )


def _label_foot(marks: Marks, foot: Mask, draft: Draft) -> None:
    draft.explained |= foot
    rights = marks.mask("foot.rights") & foot
    draft.label(rights, "rights")
    # A long foot can name more holders further down; the first run of such lines is the page's own.
    starts = first_true(rights, marks.lines.starts)[marks.lines.document]
    broken = at_or_before(~rights)
    rows = np.flatnonzero(rights & (broken < starts))
    groups = marks.extract("foot.rights", rows)
    for group in ("holder", "year"):
        draft.put(f"article.rights_{group}", groups.get(group))
    draft.put("article.rights_notice", Part(rows, marks.lines.text.take(pa.array(rows))))


def _covered(lines: Lines, draft: Draft) -> np.ndarray:
    """Return the share of each page's bytes that the layout has a word for."""
    size = lines.lengths().astype(np.float64)
    whole = np.bincount(lines.document, size, lines.documents)
    known = np.bincount(lines.document, size * draft.explained, lines.documents)
    return np.where(whole > 0, known / np.maximum(whole, 1), 0.0)


def _confidence(lines: Lines, draft: Draft, covered: np.ndarray) -> np.ndarray:
    """Return how sure the reading is: what the layout explains, less for a page without headline or running text."""

    def has(name: str) -> Mask:
        return np.bincount(lines.document[draft.code == CODE[name]], minlength=lines.documents) > 0

    return covered * np.where(has("headline"), 1.0, 0.7) * np.where(has("paragraph"), 1.0, 0.7)
