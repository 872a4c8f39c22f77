"""When an article says that it was published and updated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.dates import FoundDates
from broadsheet.decode import FLAG_BITS
from broadsheet.kernels import Index, Mask, any_between, last_true
from broadsheet.labels import CODE
from broadsheet.model.ranking import best_of_groups, weighed
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE

_PUBLISHED, _UPDATED = 1, 2
_ABOVE, _INTO, _BEHIND = 40, 12, 5
"""Lines above the headline, into the text, and behind the text, in which an article's dates are looked for."""
_WEIGHTS = {
    "margin": 0.4, "state": 1.5, "published": 2.0, "whole": 1.5, "clock": 0.5, "relative": -1.5, "above": -1.0,
    "distance": -0.3, "inside": -0.5, "behind": -2.0, "signed": 1.5, "untold": -2.0,
}  # fmt: skip
_LEAST = -4.0
_LEAST_UNTOLD = 0.0
"""A date of which no day can be told (`03/04/2024`) is kept as printed where it looks more like the article's."""
_BESIDE = 6
"""Lines between a byline and the date that belongs to it, at most."""
_ARTICLE = [CODE["byline"], CODE["date"]]


def label_dates(reading: Reading, headline: Index, start: Index) -> None:
    """Label the lines with the article's dates and put the dates, as printed."""
    lines, dates, draft = reading.lines, reading.dates, reading.draft
    found = dates.found
    near, total = _scores(reading, headline, start)
    untold, updated = _untold(found), found.role == _UPDATED
    good = near & (total >= np.where(untold, _LEAST_UNTOLD, _LEAST))
    document = lines.document[dates.line]
    said = np.unique(document[good & ~untold & (found.role == _PUBLISHED)])
    good &= ~(untold & np.isin(document, said))
    for field, mask in (("published", good & ~updated), ("updated", good & updated)):
        rows = np.flatnonzero(mask)
        best = rows[best_of_groups(total[rows], document[rows])]
        draft.put(f"article.{field}", dates.part(best))
        free = dates.line[best][reading.free()[dates.line[best]]]
        draft.label(free, "date")
        assumed = document[best[found.assumed[best]]]
        reading.flags[assumed] |= np.uint32(FLAG_BITS["date-order-assumed"])
    line = np.unique(dates.line[near])
    rest = line[(reading.state[line] == STATE["date"]) & reading.free()[line]]
    draft.label(rest, "date")


def _scores(reading: Reading, headline: Index, start: Index) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Return which dates stand where an article's can stand, and how much each is like one."""
    lines, dates, found = reading.lines, reading.dates, reading.dates.found
    line = dates.line
    document = lines.document[line]
    last = last_true(reading.mask("paragraph"), lines.starts)[document]
    top, begin = headline[document], start[document]
    near = (line >= np.where(top >= 0, top - _ABOVE, begin - 2 * _ABOVE)) & (line <= begin + _INTO)
    behind = (last >= 0) & (line > np.maximum(last, begin)) & (line <= last + _BEHIND)
    taken = np.isin(reading.draft.code[line], _ARTICLE)
    near = (near | behind) & (reading.free()[line] | taken)
    score = reading.score[line]
    best = score.max(axis=1, initial=-np.inf)
    headed = np.maximum(score[:, STATE["date"]], score[:, STATE["byline"]])
    low = np.maximum(line - _BESIDE, lines.starts[document])
    high = np.minimum(line + _BESIDE + 1, lines.starts[document + 1])
    covered = (found.stop - found.start) / np.maximum(lines.lengths()[line], 1)
    features = {
        "margin": np.maximum(headed - best, -8),
        "state": np.isin(reading.state[line], [STATE["date"], STATE["byline"]]),
        "published": found.role == _PUBLISHED,
        "whole": covered > 0.5,  # noqa: PLR2004
        "clock": found.precision > 0,
        "relative": found.relative,
        "above": (line < top) & (top >= 0),
        "distance": np.log1p(np.abs(line - np.where(top >= 0, top, begin))),
        "inside": line > begin,
        "behind": behind,
        "signed": any_between(reading.draft.code == CODE["byline"], low, high),
        "untold": _untold(found),
    }
    return near, weighed(_WEIGHTS, features)


def _untold(found: FoundDates) -> Mask:
    """Return which dates are printed such that no day can be told."""
    return np.isnat(found.at) & ~found.relative
