"""The learned labeller: network, decoding, and what is read inside the lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.draft import Draft
from broadsheet.features import features
from broadsheet.labels import Labels
from broadsheet.lines import Lines
from broadsheet.model.comments import label_comments
from broadsheet.model.confidence import confidence, evidence
from broadsheet.model.decoding import decode
from broadsheet.model.foot import label_foot
from broadsheet.model.head import label_head
from broadsheet.model.headline import label_headline
from broadsheet.model.language import languages
from broadsheet.model.network import Network, shipped
from broadsheet.model.pictures import label_pictures
from broadsheet.model.reading import Reading, Scores, States
from broadsheet.model.text import label_text

NAME: Final = "learned"
VERSION: Final = "1"
"""What `layout` and `layout_version` of a page say that was read here."""

STEPS: Final = (label_comments, label_headline, label_head, label_pictures, label_text, label_foot)
"""What reads the lines, in this order."""

_LINES = 32_768
"""Lines whose features are held together, about; a longer page stands alone."""


def label(lines: Lines, site: pa.StringArray, language: pa.StringArray, url: pa.StringArray) -> Labels:
    """Label pages of any site.

    Args:
        lines: the lines of n pages.
        site: n host names, null where the container names none.
        language: n tags that the container names, or null.
        url: n addresses that the container names, or null.
    """
    network = shipped()
    state, score, page = score_lines(lines, network)
    sure = confidence(network.calibration, evidence(lines, state, score, page))
    found = pa.array(languages(lines, state, language))
    return read_states(lines, state, score, site, sure, found, url)


def score_lines(lines: Lines, network: Network) -> tuple[States, Scores, npt.NDArray[np.float32]]:
    """Return the states of lines, uint8[m]; what the network says of each, float32[m, states]; and of pages, float32[n]."""
    state = np.zeros(len(lines), np.uint8)
    score = np.zeros((len(lines), len(network.start)), np.float32)
    page = np.zeros(lines.documents, np.float32)
    for begin, end in _blocks(lines):
        some = lines.of_range(begin, end)
        rows = slice(lines.starts[begin], lines.starts[end])
        score[rows], page[begin:end] = network.score(features(some, network.vocabulary), some.starts)
        state[rows] = decode(score[rows], some.starts, network.steps, network.start)
    return state, score, page


def _blocks(lines: Lines) -> Iterator[tuple[int, int]]:
    begin = 0
    while begin < lines.documents:
        end = int(np.searchsorted(lines.starts, lines.starts[begin] + _LINES, side="right")) - 1
        end = min(max(end, begin + 1), lines.documents)
        yield begin, end
        begin = end


def read_states(  # noqa: PLR0913 - the columns of one table
    lines: Lines,
    state: States,
    score: Scores,
    site: pa.StringArray,
    sure: npt.NDArray[np.float64],
    language: pa.StringArray | None = None,
    url: pa.StringArray | None = None,
) -> Labels:
    """Return the labels of lines whose states are known; `url` is null where the container names none."""
    if url is None:
        url = pa.nulls(lines.documents, pa.string())
    reading = Reading(lines, state, score, site, url, Draft.blank(len(lines)))
    for step in STEPS:
        step(reading)
    draft = reading.draft
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
        language=pa.nulls(lines.documents, pa.string()) if language is None else language,
        flags=reading.flags,
        read_dates=reading.dates.read,
    )
