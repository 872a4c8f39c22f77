"""The dates that a page prints on lines that can hold one of the article's or of a comment's."""

from __future__ import annotations

from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.dates import Dates, FoundDates, find_dates, usual_order
from broadsheet.kernels import Index
from broadsheet.labels import Part
from broadsheet.lines import Lines


@attrs.frozen(eq=False)
class Customs:
    """How n pages are used to print dates, as far as their language and site tell.

    Attributes:
        language: BCP 47 tags, null where none is known.
        order: int8[n], of day and month in numbers, as `find_dates` takes it.
    """

    language: pa.StringArray
    order: npt.NDArray[np.int8]

    @classmethod
    def of(cls, language: pa.StringArray, site: pa.StringArray) -> Self:
        """Gather the customs of pages; `site` are host names, null where none is known."""
        plain = pc.struct_field(pc.extract_regex(language, r"^(?P<plain>[A-Za-z]+(?:-Latn)?)"), 0)
        return cls(plain, usual_order(language, site))

    def find(self, text: pa.StringArray, document: Index) -> FoundDates:
        """Find the dates of lines, whose documents are ascending."""
        return find_dates(text, document, self.order, self.language)


@attrs.frozen(eq=False)
class PrintedDates:
    """The dates of some lines, found once for all who need them.

    Attributes:
        line: int64[k], the line that prints each date, ascending.
        found: the k dates; their own `line` counts the lines looked at, not those of the batch.
        customs: those of the pages.
    """

    line: Index
    found: FoundDates
    customs: Customs

    @classmethod
    def of(cls, lines: Lines, rows: Index, customs: Customs) -> Self:
        """Find the dates of the given lines."""
        found = customs.find(lines.text.take(pa.array(rows)), lines.document[rows])
        return cls(rows[found.line], found, customs)

    def part(self, chosen: Index) -> Part:
        """Return chosen dates as they are printed."""
        return Part(self.line[chosen], self.found.value.take(pa.array(chosen)))

    def read(self, part: Part, captured: npt.NDArray[np.datetime64], document: Index) -> Dates:
        """Return the dates whose lines and printed forms a part names.

        Args:
            part: k dates as they are printed; those of other lines are found anew, for themselves.
            captured: datetime64[ms][k], when each one's page was fetched, or NaT.
            document: the document of every line.
        """
        place = self._places(part)
        new = np.flatnonzero(place < 0)
        if not len(new):
            when = np.full(len(self.line), np.datetime64("NaT"), "datetime64[ms]")
            when[place] = captured
            known = self.found.resolve(when)
            row = pa.array(place)
            return Dates(known.at[place], known.precision.take(row), known.offset.take(row))
        found = self.customs.find(part.value.take(pa.array(new)), document[part.line[new]])
        first = np.flatnonzero(np.diff(found.line, prepend=-1))
        place[new[found.line[first]]] = len(self.line) + first
        when = np.full(len(self.line) + len(found.line) + 1, np.datetime64("NaT"), "datetime64[ms]")
        when[place] = captured
        known, others = self.found.resolve(when[: len(self.line)]), found.resolve(when[len(self.line) : -1])
        at = np.concatenate([known.at, others.at, np.full(1, np.datetime64("NaT"))])
        row = pa.array(place, mask=place < 0)
        return Dates(
            at=at[place],
            precision=pa.concat_arrays([known.precision, others.precision]).take(row),
            offset=pa.concat_arrays([known.offset, others.offset]).take(row),
        )

    def _places(self, part: Part) -> Index:
        """Return the place among the dates of each that a part names, by its line and print, -1 for none."""
        both = pa.concat_arrays([self.found.value, part.value]).dictionary_encode()
        code = both.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        size = len(code) + 1
        known = self.line * size + code[: len(self.line)]
        order = np.append(np.argsort(known, kind="stable"), -1)
        wanted = part.line * size + code[len(self.line) :]
        at = order[np.searchsorted(known[order[:-1]], wanted)]
        return np.where(np.append(known, -1)[at] == wanted, at, -1)
