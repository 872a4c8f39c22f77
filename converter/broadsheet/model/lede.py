"""Which lines are the lede.

Alone, a lede looks like a first paragraph, and a network that has seen many pages without one hesitates. On a page with
a headline it is the line in between that is most like one.
"""

from __future__ import annotations

import numpy as np

from broadsheet.kernels import Index
from broadsheet.labels import Part
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE

_BELOW, _INTO = 14, 1
"""Lines below the headline, and into the text, in which a lede is looked for."""
_SHORTEST, _LONGEST = 40, 900
_DOUBT = 1.5
"""Natural-log units that a lede's score may lie below that of a paragraph, a caption or furniture."""
_STATE = 1.0
_UNDER = 4.0
"""What speaks for the line right below the headline, if it is of the usual length."""
_USUAL = (60, 330)
_NEVER = [STATE[name] for name in ("byline", "date", "caption", "credit")]
_RIVALS = [place for name, place in STATE.items() if name not in {"lede", "headline"}]


def label_lede(reading: Reading, headline: Index, start: Index) -> None:
    """Label the lede of each page and put it; other lines that the network takes for one are paragraphs."""
    lines, draft = reading.lines, reading.draft
    place, document = np.arange(len(lines)), lines.document
    known = headline >= 0
    top = np.where(known, headline, start - 2)[document]
    foot = np.where(known, np.minimum(headline + _BELOW, np.maximum(start + _INTO, headline + 1)), start)[document]
    size = lines.lengths()
    near = (place > top) & (place <= foot) & reading.free()
    rows = np.flatnonzero(near & (size >= _SHORTEST) & (size <= _LONGEST))
    score = reading.score[rows].astype(np.float64)
    total = score[:, STATE["lede"]] - score[:, _RIVALS].max(axis=1, initial=-np.inf)
    total += _STATE * (reading.state[rows] == STATE["lede"])
    usual = (size[rows] >= _USUAL[0]) & (size[rows] <= _USUAL[1]) & ~np.isin(reading.state[rows], _NEVER)
    total += _UNDER * (usual & (rows == headline[document[rows]] + 1))
    rows, total = rows[total >= -_DOUBT], total[total >= -_DOUBT]
    order = rows[np.lexsort((-total, document[rows]))]
    best = order[np.unique(document[order], return_index=True)[1]]
    chosen = np.zeros(len(lines), bool)
    chosen[best] = True
    alike = (reading.state == STATE["lede"]) & near
    for _ in range(3):
        chosen[1:] |= alike[1:] & chosen[:-1] & (document[1:] == document[:-1])
        chosen[:-1] |= alike[:-1] & chosen[1:] & (document[1:] == document[:-1])
    lede = np.flatnonzero(chosen)
    draft.label(lede, "lede")
    draft.put("article.lede", Part(lede, reading.text(lede)))
    draft.label(np.flatnonzero((reading.state == STATE["lede"]) & reading.free()), "paragraph")
