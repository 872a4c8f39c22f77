"""What a labeller says of lines: one label each, and the values printed inside them.

Both labellers, a layout's and the learned one, give a `Labels`. `assemble` builds records from it and never looks at
page text itself, so a wrong value is either a wrong label here or a wrong assembly there, and `explain` shows which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates import Dates
from broadsheet.kernels import Index
from broadsheet_schema.records import LABELS

NAMES = tuple(LABELS)
"""The labels in their order; a label's code is its place here."""

CODE: Mapping[str, int] = {name: code for code, name in enumerate(NAMES)}
"""Label name -> code."""

Codes = npt.NDArray[np.uint8]


@attrs.frozen(eq=False)
class Part:
    """Values of one field, printed inside lines.

    Attributes:
        line: int64[k], ascending: the line that prints each value.
        value: k strings, cut out of those lines.
    """

    line: Index
    value: pa.StringArray

    def outside(self, lines: Index) -> Part:
        """Return the values that stand on none of the given lines."""
        keep = ~np.isin(self.line, lines)
        return Part(self.line[keep], self.value.filter(pa.array(keep)))

    @staticmethod
    def none() -> Part:
        """Return a part without any value."""
        return Part(np.zeros(0, np.int64), pa.array([], pa.string()))


class DateReader(Protocol):
    """How a labeller reads the dates that it cut out of lines."""

    def __call__(self, part: Part, captured: npt.NDArray[np.datetime64]) -> Dates:
        """Read the values of a part; `captured` is datetime64[ms][k], when each value's page was fetched, or NaT."""
        ...


@attrs.frozen(eq=False)
class Labels:
    """What the m lines of a batch are.

    Attributes:
        code: uint8[m], index into `NAMES`.
        media: int64[m], the media row that a line feeds, numbered through the whole batch in page order; -1 for none.
        comment: int64[m], the comment that a line feeds, likewise.
        parts: field (`article.headline`, `media.credit`, `comment.author` ...) -> its values. Body paragraphs and the
            lines of a comment's text are whole lines and need no part.
        kind: one media kind for each media row.
        layout: for each document, the name of what read it, and in `version` its version.
        confidence: float64[n], 0..1: how sure the labeller is that the document is one article, read rightly.
        covered: float64[n], 0..1: the share of a document's lines that the labeller recognised.
        language: one BCP 47 tag a document, or null.
        flags: uint32[n], what the labeller noticed, in the bits of `FLAG_BITS`.
        read_dates: reads the values of date parts.
        odds: works out float64[m, labels], how probable each label is by what the labeller knows of the line itself;
            None for a labeller that knows no probabilities.
    """

    code: Codes
    media: Index
    comment: Index
    parts: Mapping[str, Part]
    kind: pa.StringArray
    layout: pa.StringArray
    version: pa.StringArray
    confidence: npt.NDArray[np.float64]
    covered: npt.NDArray[np.float64]
    language: pa.StringArray
    flags: npt.NDArray[np.uint32]
    read_dates: DateReader
    odds: Callable[[], npt.NDArray[np.float64]] | None = None

    def part(self, field: str) -> Part:
        """Return the values of a field; none where no line prints it."""
        return self.parts.get(field) or Part.none()
