"""Fictional pages whose states are known, read by the steps that look inside lines."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import TypeVar

import numpy as np
import pyarrow as pa

from broadsheet.assemble import Source, assemble
from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.lines import split_lines
from broadsheet.model.labeller import read_states
from broadsheet.model.reading import Said
from broadsheet.model.states import STATE, STATES

SURE = 8.0
"""Natural-log units between the state of a line and all others."""

TEXT = [
    ("paragraph", "The harbour of Klarbach will stay closed for a week, the town council said after a long meeting."),
    ("paragraph", "Fishermen had asked for more time, because the new pier is not finished and winter is near."),
]


def read_pages(*pages: list[tuple[str, str]], url: str | None = None) -> list[dict[str, object]]:
    """Return the article rows of pages, each a list of state and line."""
    rows: list[dict[str, object]] = [
        {"doc_id": f"page{place}", "source_uri": "m", "content": "\n".join(line for _, line in page).encode(),
         "decoded": True, "url": url}
        for place, page in enumerate(pages)
    ]  # fmt: skip
    batch = documents(rows)
    decoded = decode(batch)
    source = Source.of(batch, decoded.text, decoded.flags)
    lines = split_lines(decoded.clean)
    state = np.array([STATE[name] for page in pages for name, _ in page], np.uint8)
    score = np.full((len(lines), len(STATES)), -SURE, np.float32)
    score[np.arange(len(lines)), state] = SURE
    labels = read_states(lines, state, score, Said.of(batch, source.site), np.ones(len(pages)))
    found: list[dict[str, object]] = pa.Table.from_batches(
        [assemble(source, lines, labels).tables["articles"]]
    ).to_pylist()
    return found


_Case = TypeVar("_Case", bound=Hashable)


def read_together(
    cases: Iterable[_Case], page: Callable[[_Case], list[tuple[str, str]]]
) -> Callable[[_Case], dict[str, object]]:
    """Return what gives the article row of the page of each case.

    They are read in one batch, once the first of them is asked for: that takes hardly longer than one page does.
    """
    listed = list(cases)

    @cache
    def rows() -> dict[_Case, dict[str, object]]:
        return dict(zip(listed, read_pages(*map(page, listed)), strict=True))

    return lambda case: rows()[case]


def read_page(*page: tuple[str, str], url: str | None = None) -> dict[str, object]:
    """Return the article row of one page."""
    return read_pages(list(page), url=url)[0]
