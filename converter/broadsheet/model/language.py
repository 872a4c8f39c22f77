"""The language of a page's text, by py3langid; null where it is not sure."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.kernels import Index, spans, whole_characters
from broadsheet.lines import Lines
from broadsheet.model.states import STATE

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE: Final = 0.6
"""Probability below which the language is null."""

_SAMPLE = 150
"""Bytes of the longest paragraph that are looked at: enough for 99 pages of 100, and each costs time."""


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def languages(lines: Lines, state: npt.NDArray[np.uint8], known: pa.StringArray) -> pa.StringArray:
    """Return the language of n pages as BCP 47 tags, null where there is no text or it could be several.

    Args:
        lines: their lines.
        state: uint8[m], the states of the lines.
        known: n tags that containers name; a page with one is not looked at.
    """
    text = (state == STATE["paragraph"]) | (state == STATE["lede"])
    rows = np.flatnonzero(text & np.asarray(known.is_null())[lines.document])
    rows = _longest(rows, lines)
    size = np.full(len(rows), _SAMPLE)
    samples = spans(lines.text, rows, np.zeros_like(size), whole_characters(lines.text, rows, size))
    found: list[str | None] = [None] * lines.documents
    for page, sample in zip(lines.document[rows].tolist(), samples.to_pylist(), strict=True):
        language, probability = _identifier().classify(sample)
        found[page] = language if probability >= SURE else None
    return pa.array(found, pa.string())


def _longest(rows: Index, lines: Lines) -> Index:
    """Return the first of the longest of the given ascending lines on each page that has any."""
    if not len(rows):
        return rows
    document, length = lines.document[rows], lines.lengths()[rows]
    begin = np.flatnonzero(np.diff(document, prepend=-1))
    most = np.repeat(np.maximum.reduceat(length, begin), np.diff(begin, append=len(rows)))
    found: Index = rows[length == most]
    return found[np.diff(lines.document[found], prepend=-1) > 0]
