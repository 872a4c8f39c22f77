"""The dates that a page prints on lines that can hold one of the article's or of a comment's."""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates import Dates, FoundDates, find_dates
from broadsheet.kernels import Index
from broadsheet.labels import Part
from broadsheet.lines import Lines


@attrs.frozen(eq=False)
class PrintedDates:
    """The dates of some lines, found once for all who need them.

    Attributes:
        line: int64[k], the line that prints each date, ascending.
        found: the k dates; their own `line` counts the lines looked at, not those of the batch.
    """

    line: Index
    found: FoundDates

    @classmethod
    def of(cls, lines: Lines, rows: Index) -> Self:
        """Find the dates of the given lines."""
        found = find_dates(lines.text.take(pa.array(rows)), lines.document[rows])
        return cls(rows[found.line], found)

    def part(self, chosen: Index) -> Part:
        """Return chosen dates as they are printed."""
        return Part(self.line[chosen], self.found.value.take(pa.array(chosen)))

    def read(self, part: Part, captured: npt.NDArray[np.datetime64]) -> Dates:
        """Return the dates whose lines and printed forms a part names; unknown ones are null."""
        both = pa.concat_arrays([self.found.value, part.value]).dictionary_encode()
        code = both.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        size = len(code) + 1
        known = np.append(self.line, -1) * size + np.append(code[: len(self.line)], 0)
        order = np.argsort(known, kind="stable")
        wanted = part.line * size + code[len(self.line) :]
        at = order[np.minimum(np.searchsorted(known[order], wanted), len(order) - 1)]
        hit = known[at] == wanted
        when = np.full(len(self.line) + 1, np.datetime64("NaT"), "datetime64[ms]")
        when[at[hit]] = captured[hit]
        read = self.found.resolve(when[:-1])
        place = pa.array(np.where(hit, at, 0), mask=~hit)
        return Dates(
            at=np.append(read.at, np.datetime64("NaT"))[np.where(hit, at, -1)],
            precision=read.precision.take(place),
            offset=read.offset.take(place),
        )
