"""When an article says that it was published and updated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from broadsheet.dates import NO_ROLE, OTHER, PUBLISHED, UPDATED, FoundDates
from broadsheet.decode import FLAG_BITS
from broadsheet.kernels import Index, Mask, any_between, last_true
from broadsheet.labels import CODE
from broadsheet.model.listed import story_rows
from broadsheet.model.place import datelined
from broadsheet.model.ranking import best_of_groups, weighed
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE
from broadsheet.model.teasers import BEHIND, dated_teasers
from broadsheet.prose import sentence_ends

_ABOVE, _INTO = 40, 12
"""Lines above the headline, and into the text, in which an article's dates are looked for."""
_BESIDES = 8
"""Lines above the headline in which most that print one have theirs; further off stand those of other stories."""
_WEIGHTS = {
    "margin": 0.4, "state": 1.5, "published": 2.0, "whole": 1.5, "clock": 0.5, "relative": -1.5, "above": -1.0,
    "distance": -0.3, "inside": -0.5, "behind": -2.0, "far": -1.5, "signed": 1.5, "untold": -2.0,
}  # fmt: skip
_LEAST = -4.0
_LEAST_UNTOLD = 0.0
"""A date of which no day can be told (`03/04/2024`) is kept as printed where it looks more like the article's."""
_BESIDE = 6
"""Lines between a byline and the date that belongs to it, at most."""
_HALF, _WHOLE = 0.5, 0.75
"""Share of a line that its dates are if it is mostly a date, and if it is one and no more."""
_ARTICLE = [CODE["byline"], CODE["date"]]


def label_dates(reading: Reading, headline: Index, start: Index) -> None:
    """Label the lines with the article's dates and put the dates, as printed."""
    lines, dates, draft = reading.lines, reading.dates, reading.draft
    found = dates.found
    in_text = _in_text(reading)
    near, total = _scores(reading, headline, start, in_text)
    untold, updated = _untold(found), found.role == UPDATED
    good = near & (total >= np.where(untold, _LEAST_UNTOLD, _LEAST))
    document = lines.document[dates.line]
    said = np.unique(document[good & ~untold & (found.role == PUBLISHED)])
    good &= ~(untold & np.isin(document, said))
    for field, mask in (("published", good & ~updated), ("updated", good & updated)):
        rows = np.flatnonzero(mask)
        best = rows[best_of_groups(total[rows], document[rows])]
        draft.put(f"article.{field}", dates.part(best))
        free = dates.line[best][reading.free()[dates.line[best]] & ~in_text[best]]
        draft.label(free, "date")
        assumed = document[best[found.assumed[best]]]
        reading.flags[assumed] |= np.uint32(FLAG_BITS["date-order-assumed"])
    line = np.unique(dates.line[near])
    rest = line[(reading.state[line] == STATE["date"]) & reading.free()[line]]
    draft.label(rest, "date")


def _scores(
    reading: Reading, headline: Index, start: Index, in_text: Mask
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Return which dates stand where an article's can stand, and how much each is like one."""
    lines, dates, found = reading.lines, reading.dates, reading.dates.found
    line = dates.line
    document = lines.document[line]
    end = last_true(reading.mask("paragraph"), lines.starts)
    last = end[document]
    top, begin = headline[document], start[document]
    behind = (last >= 0) & (line > np.maximum(last, begin))
    near = (line >= np.where(top >= 0, top - _ABOVE, begin - 2 * _ABOVE)) & (line <= begin + _INTO) & ~behind
    covered = _covered(reading)
    own = reading.draft.code[line] == CODE["byline"]
    alone = (found.role == PUBLISHED) | (covered > _WHOLE) | own
    behind &= (line <= last + BEHIND) & alone
    taken = np.isin(reading.draft.code[line], _ARTICLE)
    near = (near | behind) & (reading.free()[line] | taken)
    near &= (found.role == PUBLISHED) | ~dated_teasers(reading, headline, end)
    near &= ~(story_rows(reading)[line] & (line < top)) & (found.role != OTHER)
    # What a sentence tells is another day, unless a dateline opens it.
    told = np.flatnonzero(near & in_text)
    near[told] = datelined(reading, line[told])
    score = reading.score[line]
    best = score.max(axis=1, initial=-np.inf)
    headed = np.maximum(score[:, STATE["date"]], score[:, STATE["byline"]])
    low = np.maximum(line - _BESIDE, lines.starts[document])
    high = np.minimum(line + _BESIDE + 1, lines.starts[document + 1])
    features = {
        "margin": np.maximum(headed - best, -8),
        "state": np.isin(reading.state[line], [STATE["date"], STATE["byline"]]),
        "published": found.role == PUBLISHED,
        "whole": (covered > _HALF) | own,  # a byline is named beside its date, so neither is most of the line
        "clock": found.precision > 0,
        "relative": found.relative,
        "above": (line < top) & (top >= 0),
        "far": (line < top - _BESIDES) & (top >= 0),
        "distance": np.log1p(np.abs(line - np.where(top >= 0, top, begin))),
        "inside": line > begin,
        "behind": behind,
        "signed": any_between(reading.draft.code == CODE["byline"], low, high),
        "untold": _untold(found),
    }
    return near, weighed(_WEIGHTS, features)


def _in_text(reading: Reading) -> Mask:
    """Return which dates stand in sentences of the text, with no word beside them that says what they are."""
    line, found = reading.dates.line, reading.dates.found
    inside: Mask = reading.mask("paragraph", "lede")[line] & (_covered(reading) <= _HALF) & (found.role == NO_ROLE)
    rows = np.flatnonzero(inside)
    inside[rows] = sentence_ends(reading.text(line[rows]))[1]
    return inside


def _covered(reading: Reading) -> npt.NDArray[np.float64]:
    """Return which share of its line each date and the others beside it are."""
    dates = reading.dates
    size = np.bincount(dates.line, dates.found.stop - dates.found.lead, minlength=len(reading.lines))
    share: npt.NDArray[np.float64] = (size / np.maximum(reading.lines.lengths(), 1))[dates.line]
    return share


def _untold(found: FoundDates) -> Mask:
    """Return which dates are printed such that no day can be told."""
    return np.isnat(found.at) & ~found.relative
