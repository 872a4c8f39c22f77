"""The learned labeller: network, decoding, and what is read inside the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.draft import Draft
from broadsheet.features import features
from broadsheet.kernels import Index, Mask
from broadsheet.labels import NAMES, Labels
from broadsheet.lines import Lines
from broadsheet.model.comments import label_comments
from broadsheet.model.confidence import SURELY_NONE, confidence, evidence, holds_text
from broadsheet.model.decoding import decode
from broadsheet.model.ensemble import Ensemble, shipped
from broadsheet.model.foot import label_foot
from broadsheet.model.head import label_head
from broadsheet.model.headline import label_headline
from broadsheet.model.main_text import expected_best, settled
from broadsheet.model.pictures import label_pictures
from broadsheet.model.reading import Reading, Said, Scores, States
from broadsheet.model.signatures import label_signatures
from broadsheet.model.states import LABEL_OF_STATE, MAIN, STATE, STATES
from broadsheet.model.text import label_text

NAME: Final = "learned"
VERSION: Final = "1"
"""What `layout` and `layout_version` of a page say that was read here."""

STEPS: Final = (label_headline, label_head, label_pictures, label_signatures, label_text, label_foot)
"""What reads the lines that are no comments, in this order."""

_DOUBTFUL = 0.6
"""The confidence below which it is asked how sure a page would be without its comments."""
_LONGEST = 16_384
"""Lines of the longest page that is looked at as a whole."""

_COMMENT = np.array([name.startswith("comment") for name in STATES])
_LINES = 8_192
"""Lines whose features are held together, about; a longer page stands alone."""


@attrs.frozen(eq=False)
class Read:
    """What came of reading n pages.

    Attributes:
        confidence: float64[n].
        further: bool[n], the pages that were read to their end.
        labels: those of the lines of these pages.
    """

    confidence: npt.NDArray[np.float64]
    further: Mask
    labels: Labels


def label(lines: Lines, said: Said, ensemble: Ensemble | None = None, least: float = 0.0) -> Read:
    """Label pages of any site.

    A page of which there is text, but less confidence than is asked for, is read no further: neither its head nor its
    pictures are looked for. Half the lines of a crawl are such. Of most of them that is known as soon as their states
    are; not even comments are looked for there.

    Args:
        lines: the lines of n pages.
        said: what their containers say of them.
        ensemble: what scores the lines, if not the one that comes with Broadsheet.
        least: the confidence that is asked for.
    """
    ensemble = ensemble or shipped()
    score, page = score_lines(lines, ensemble, said.url)
    seen = evidence(lines, score.argmax(axis=1).astype(np.uint8), score, page)
    sure = confidence(ensemble.calibration, seen)
    none = holds_text(seen) & (sure < SURELY_NONE)
    worth = ~none | (sure >= least)
    lines, score, said = lines.of_documents(worth), score[worth[lines.document]], said.take(worth)
    reading = Reading(lines, states_of(lines, score, ensemble), score, said, Draft.blank(len(lines)))
    label_comments(reading)
    mistaken = _mistaken(reading)
    reading, page = _without_comments(reading, page[worth], ensemble, mistaken)
    seen = evidence(reading.lines, reading.state, reading.score, page)
    found = np.where(none[worth], sure[worth], confidence(ensemble.calibration, seen))
    sure[worth] = _cleared(reading, page, ensemble, found, ~mistaken & ~none[worth])
    further = (sure[worth] >= least) | ~holds_text(seen)
    worth[worth] = further
    return Read(sure, worth, _finished(reading.of_documents(further), sure[worth]))


def score_lines(lines: Lines, ensemble: Ensemble, address: pa.StringArray) -> tuple[Scores, npt.NDArray[np.float32]]:
    """Return the scores of lines, float32[m, states], and those of pages, float32[n]: natural logarithms of odds.

    They are whole 1024ths. `address` holds one of each page, or null.
    """
    score = np.zeros((len(lines), len(ensemble.start)), np.float32)
    pieces, owner = _pieces(lines)
    address = address.take(pa.array(owner))
    seen = np.zeros(pieces.documents, np.float32)
    for begin, end in _blocks(pieces):
        some = pieces.of_range(begin, end)
        rows = slice(pieces.starts[begin], pieces.starts[end])
        score[rows], seen[begin:end] = ensemble.score(
            features(some, ensemble.vocabulary, address[begin:end]), some.lengths(), some.starts
        )
    page = np.full(lines.documents, -np.inf, np.float32)
    np.maximum.at(page, owner, seen)
    return score, page


def states_of(lines: Lines, score: Scores, ensemble: Ensemble) -> States:
    """Return uint8[m], the states of the m lines of n pages: the most probable ones, but for which lines are text.

    That is decided by the F1 to be expected of each page.

    Args:
        lines: the lines.
        score: float32[m, states].
        ensemble: whose chain of states it is.
    """
    state, likely = decode(score, lines.starts, ensemble.steps, ensemble.start, MAIN)
    return settled(state, score, expected_best(lines, state, likely))


def _pieces(lines: Lines) -> tuple[Lines, Index]:
    """Cut pages of very many lines into pieces that are looked at like pages, and return each one's page.

    So memory does not grow with a page. What a piece looks like depends on its page alone.
    """
    sizes = np.diff(lines.starts)
    count = np.maximum(-(-sizes // _LONGEST), 1)
    owner = np.repeat(np.arange(lines.documents), count)
    if len(owner) == lines.documents:
        return lines, owner
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    starts = np.append(lines.starts[owner] + number * _LONGEST, len(lines))
    return attrs.evolve(lines, starts=starts, document=np.repeat(np.arange(len(owner)), np.diff(starts))), owner


def _blocks(lines: Lines) -> Iterator[tuple[int, int]]:
    begin = 0
    while begin < lines.documents:
        end = int(np.searchsorted(lines.starts, lines.starts[begin] + _LINES, side="right")) - 1
        end = min(max(end, begin + 1), lines.documents)
        yield begin, end
        begin = end


def read_states(lines: Lines, state: States, score: Scores, said: Said, sure: npt.NDArray[np.float64]) -> Labels:
    """Return the labels of lines whose states are known.

    Args:
        lines: the m lines of n pages.
        state: uint8[m], the states.
        score: float32[m, states], natural logarithms of odds.
        said: what the containers say of the pages.
        sure: float64[n], confidence.
    """
    reading = Reading(lines, state, score, said, Draft.blank(len(lines)))
    label_comments(reading)
    return _finished(reading, sure)


def _mistaken(reading: Reading) -> Mask:
    """Return the pages most of whose comments were taken for text, or of which no text was found.

    A thread that looked like the article leaves the article in front of it to be found.
    """
    lines, comment = reading.lines, reading.draft.comment >= 0
    has = _have(lines, comment)
    mistaken = np.bincount(lines.document[comment & ~_COMMENT[reading.state]], minlength=lines.documents)
    wrong: Mask = 2 * mistaken > np.bincount(lines.document[comment], minlength=lines.documents)
    return wrong | (has & ~_have(lines, ~comment & reading.mask("paragraph", "lede")))


def _have(lines: Lines, mask: Mask) -> Mask:
    """Return which pages have a line of some kind."""
    found: Mask = np.bincount(lines.document[mask], minlength=lines.documents) > 0
    return found


def _without_comments(
    reading: Reading, page: npt.NDArray[np.float32], ensemble: Ensemble, chosen: Mask
) -> tuple[Reading, npt.NDArray[np.float32]]:
    """Read some pages again, without their comments.

    Args:
        reading: whose comments are known.
        page: float32[n], the scores of pages.
        ensemble: what scores the lines.
        chosen: bool[n], the pages.
    """
    if not chosen.any():
        return reading, page
    lines, comment = reading.lines, reading.draft.comment >= 0
    rows = np.flatnonzero(chosen[lines.document])
    rest = rows[~comment[rows]]
    state, score, page = reading.state.copy(), reading.score.copy(), page.copy()
    state[rows] = STATE["comment_body"]
    others = lines.of_documents(chosen).without(comment[rows])
    own, page[chosen] = score_lines(others, ensemble, reading.said.take(chosen).url)
    state[rest], score[rest] = states_of(others, own, ensemble), own
    return attrs.evolve(reading, state=state, score=score), page


def _cleared(
    reading: Reading, page: npt.NDArray[np.float32], ensemble: Ensemble, sure: npt.NDArray[np.float64], open_: Mask
) -> npt.NDArray[np.float64]:
    """Return float64[n], the confidence in pages: in doubtful ones that without their comments, if it is greater.

    A few comments make a short article look like a thread. Which of its lines are text stays as it was read.

    Args:
        reading: whose comments are known.
        page: float32[n], the scores of pages.
        ensemble: what scores the lines.
        sure: float64[n], the confidence in each page with its comments.
        open_: bool[n], the pages that may be read again.
    """
    chosen = open_ & (sure < _DOUBTFUL) & _have(reading.lines, reading.draft.comment >= 0)
    if not chosen.any():
        return sure
    again, page = _without_comments(reading.of_documents(chosen), page[chosen], ensemble, np.ones(chosen.sum(), bool))
    raised = sure.copy()
    seen = evidence(again.lines, again.state, again.score, page)
    raised[chosen] = np.maximum(sure[chosen], confidence(ensemble.calibration, seen))
    return raised


def _finished(reading: Reading, sure: npt.NDArray[np.float64]) -> Labels:
    """Let the other steps read what is left, and gather the labels."""
    for step in STEPS:
        step(reading)
    lines, draft = reading.lines, reading.draft
    return Labels(
        code=draft.code,
        media=draft.media,
        comment=draft.comment,
        parts=draft.parts(),
        kind=draft.kinds,
        layout=pa.array([NAME] * lines.documents, pa.string()),
        version=pa.array([VERSION] * lines.documents, pa.string()),
        confidence=sure,
        covered=np.ones(lines.documents),
        language=reading.language,
        flags=reading.flags,
        read_dates=lambda part, captured: reading.dates.read(part, captured, lines.document),
        odds=lambda: odds(reading.score),
    )


def odds(score: Scores) -> npt.NDArray[np.float64]:
    """Return float64[m, labels]: how probable each label is, given the scores of lines by themselves."""
    exact = score.astype(np.float64)
    weight = np.exp(exact - exact.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    found = np.zeros((len(score), len(NAMES)))
    for state, label_code in enumerate(LABEL_OF_STATE):
        found[:, label_code] += weight[:, state]
    return found
