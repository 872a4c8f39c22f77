"""How much a line is like the article's byline: the network's score, its place, its words.

The network alone misses half of the bylines of sites that it never saw, and on many of these pages a line right above
the text says `By` and a name, or is a name whose given name is known. The weights are those of a linear model over
such lines, rounded; what they are worth was counted on pages of many sites.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, any_between, ends_with, starts_with
from broadsheet.model.byline_layout import UNCASED, matching
from broadsheet.model.byline_lines import INTO, NEAR, Candidates
from broadsheet.model.byline_words import vocabulary
from broadsheet.model.credits import names_agency
from broadsheet.model.names import AGENCY, JUNK, ORGANISATION, PERSON, ROLE, Pieces
from broadsheet.model.ranking import weighed
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE

LEAST = -0.5
"""A line below this is no byline: better none than a menu entry."""
CLOSE = 2.0
"""Natural-log units below the best score of a line, up to which the network nearly takes it for a byline."""
_WEIGHTS = {
    "margin": 0.15, "state": 0.5, "opened": 2.5, "person": 0.5, "given": 2.0, "junk": -1.0, "helper": -4.0, "told": 2.0,
    "mail": 2.0, "dated": 2.0, "date_line": 0.5, "under": 1.0, "above": -1.0, "inside": -2.0, "behind": 0.5,
    "lone": -1.5, "unknown": -2.5, "credit": -1.0, "agency": -0.5, "stop": -0.5, "capitals": -1.5, "long": -0.5,
    "to_head": -0.3, "to_text": -0.4, "sold": -4.0,
}  # fmt: skip
Features = dict[str, npt.NDArray[Any]]
_WORST, _FURTHEST = -8.0, 20
_UNDER = 3
_LONG = 3
_BIOGRAPHY, _LONGEST_NAME = 20, 50
_SMALL = r"[a-z\x{DF}-\x{FF}\x{3AC}-\x{3CE}\x{430}-\x{45F}]"
_TWO_WORDS = r"^\p{Han}{1,3} \p{Han}{1,3}$"
"""Family and given name as Japan prints them; topics look alike, and are known by their words."""
_ARTICLE = r"^(?i:the|el|la|le|les|los|las|der|die|das|il|het) "
_SOLD = r"^[^/]*/ ?[^/ ]+$"
_MAIL = r"\w@\w+[.-]\w"
_STOP = r"[a-z\x{C0}-\x{24F}]{4,}\.$"


def can_be_bylines(some: Candidates, pieces: Pieces) -> Mask:
    """Return bool[k]: which candidates name somebody.

    Behind words that open a byline stands a name and then whatever; without such words nothing but names may stand,
    unless a given name that is known says that the first is surely one.
    """
    person = _holds(some, pieces, pieces.kind == PERSON)
    shy = _holds(some, pieces, (pieces.kind == PERSON) & ~pieces.several)
    junk = _holds(some, pieces, pieces.kind == JUNK)
    organised = _holds(some, pieces, np.isin(pieces.kind, [ORGANISATION, AGENCY]))
    first = np.flatnonzero(np.diff(pieces.line, prepend=-1))
    led, surely = np.zeros(len(some.line), bool), np.zeros(len(some.line), bool)
    led[pieces.line[first]] = pieces.kind[first] != JUNK
    surely[pieces.line[first]] = (pieces.kind[first] == PERSON) & pieces.given[first] & pieces.several[first]
    shy &= ~(some.dated & _holds(some, pieces, pieces.given))
    shy &= ~matching(some.names, ~np.asarray(pc.string_is_ascii(some.names)), _TWO_WORDS)
    junk &= ~surely
    uncased = matching(some.names, ~np.asarray(pc.string_is_ascii(some.names)), UNCASED)
    bare = ~junk & ~shy & (person | (organised & (some.margin >= 0))) & (~uncased | surely | (some.margin >= -CLOSE))
    return led & (person | organised) & (some.opened | bare)


def surely_names(some: Candidates, pieces: Pieces) -> Mask:
    """Return bool[k]: which candidates are whole names of people with known given names, roles aside, and no more."""
    known = (pieces.kind == PERSON) & pieces.given & pieces.several
    return _holds(some, pieces, known) & ~_holds(some, pieces, ~known & (pieces.kind != ROLE))


def rank(reading: Reading, some: Candidates, pieces: Pieces, headline: Index, begin: Index) -> npt.NDArray[np.float64]:
    """Return float64[k], how much each candidate is like a byline.

    Args:
        reading: the lines.
        some: the candidates.
        pieces: what their names were taken apart into.
        headline: int64[n], the headline of each page, -1 for none.
        begin: int64[n], the first paragraph of each page.
    """
    features = _places(reading, some, headline[some.document], begin[some.document]) | _words(reading, some, pieces)
    return weighed(_WEIGHTS, features | _bare(reading, some, features))


def _bare(reading: Reading, some: Candidates, features: Features) -> Features:
    """Return what speaks against names that nothing introduces: topics behind the text, menus, the house's own name."""
    top = reading.lines.starts[some.document]
    titled = features["above"] & ends_with(reading.text(top), reading.text(some.line))
    # A blog may have the name of its author.
    titled &= ~features["given"] | matching(some.names, titled, _ARTICLE)
    house = titled | (top == some.line)
    backed = features["told"] | features["mail"]
    unknown = ~features["given"] & (features["above"] | ~(features["state"] | features["dated"]))
    return {
        "lone": ~some.opened & features["behind"] & ~backed,
        "unknown": ~some.opened & (unknown | house) & ~backed,
    }


def names_helpers(some: Candidates) -> Mask:
    """Return bool[k]: which candidates name reviewers, translators or editors."""
    found: Mask = np.asarray(pc.match_substring_regex(some.text, vocabulary().helper))
    return found


def _holds(some: Candidates, pieces: Pieces, chosen: Mask) -> Mask:
    """Return bool[k]: which candidates have one of the chosen pieces."""
    found = np.zeros(len(some.line), bool)
    found[pieces.line[chosen]] = True
    return found


def _places(reading: Reading, some: Candidates, head: Index, begin: Index) -> Features:
    lines, line = reading.lines, some.line
    low = np.maximum(line - NEAR, lines.starts[some.document])
    high = np.minimum(line + NEAR + 1, lines.starts[some.document + 1])
    titled = head >= 0
    far = np.where(titled, np.minimum(np.abs(line - head), _FURTHEST), _FURTHEST)
    return {
        "dated": some.dated | any_between(reading.mask("date"), low, high),
        "date_line": some.dated,
        "under": titled & (line > head) & (line <= head + _UNDER) & (line < begin),
        "above": titled & (line < head),
        "inside": (line > begin) & (line <= begin + INTO),
        "behind": line > begin + INTO,
        "to_head": np.log1p(far),
        "to_text": np.log1p(np.minimum(np.abs(begin - line), _FURTHEST)),
    }


def _words(reading: Reading, some: Candidates, pieces: Pieces) -> Features:
    score, bare = reading.score[some.line], ~some.opened
    person = _holds(some, pieces, pieces.kind == PERSON)
    small = np.asarray(pc.match_substring_regex(some.names, _SMALL))
    return {
        "margin": np.maximum(some.margin, _WORST),
        "state": some.margin >= 0,
        "opened": some.opened,
        "person": person,
        "junk": bare & _holds(some, pieces, pieces.kind == JUNK),
        "given": _holds(some, pieces, (pieces.kind == PERSON) & pieces.given),
        "agency": bare & person & _holds(some, pieces, pieces.kind == AGENCY),
        "credit": bare & (score[:, STATE["credit"]] > score[:, STATE["byline"]]),
        "sold": _sold(some),
        "stop": bare & np.asarray(pc.match_substring_regex(reading.text(some.line), _STOP)),
        "capitals": bare & ~small,
        "long": bare & ~some.dated & np.asarray(pc.greater(pc.count_substring(some.names, " "), _LONG)),
        "told": _told_of(reading, some),
        "helper": names_helpers(some),
        "mail": bare & person & np.asarray(pc.match_substring_regex(some.names, _MAIL)),
    }


def _sold(some: Candidates) -> Mask:
    """Return which names stand in front of an agency, as those of photographers do, and nothing introduces them."""
    found = matching(some.names, ~some.opened, _SOLD)
    found[found] = names_agency(some.names.filter(pa.array(found)))
    return found


def _told_of(reading: Reading, some: Candidates) -> Mask:
    """Return which names open a longer line right behind them, in which something is told of the author."""
    lines = reading.lines
    size = np.asarray(pc.binary_length(some.names), np.int64)
    found = np.zeros(len(some.line), bool)
    for step in range(1, NEAR + 1):
        behind = np.minimum(some.line + step, len(lines) - 1)
        longer = (lines.lengths()[behind] > size + _BIOGRAPHY) & (size > 0) & (size <= _LONGEST_NAME)
        rows = np.flatnonzero(longer & (lines.document[behind] == some.document))
        found[rows] |= starts_with(reading.text(behind[rows]), some.names.take(pa.array(rows)))
    return found
