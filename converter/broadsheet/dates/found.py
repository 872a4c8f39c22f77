"""Find every printed date of lines in any language and form, without a layout.

The lines that can hold a date are cut into tokens; a pattern over the tokens' symbols finds the dates, and the tokens
give their numbers. A date that cannot be told is found all the same, with its printed form and no value: a day that the
calendar does not have, a day without a year, a numeric one whose order nothing on the page decides.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates.forms import Dates, Days, civil_days
from broadsheet.dates.grammar import shapes
from broadsheet.dates.order import numeric_order, order_by_group
from broadsheet.dates.reading import NO_OFFSET, Reading
from broadsheet.dates.roles import NO_ROLE, UPDATED, leads, updates_behind
from broadsheet.dates.screen import can_hold_dates, checked
from broadsheet.dates.tokens import tokenise
from broadsheet.kernels import Index, Mask, spans
from broadsheet_schema.records import PRECISIONS


@attrs.frozen(eq=False)
class FoundDates:
    """The n dates of k lines, in the order of the lines and within them.

    Attributes:
        line: int64[n], index of the line.
        lead, start, stop: int64[n], byte offsets in the line: of the words in front that belong to the date
            (`Published on`), of the date itself with its weekday, and behind it with its clock and zone.
        value: n strings, `line[start:stop]`.
        at: datetime64[ms][n], the wall clock as printed; NaT where it cannot be told, and for relative dates.
        precision: int64[n], index into `PRECISIONS` of what is printed; -1 where neither `at` nor `shift` is known.
        offset: int64[n], minutes east of UTC where the date prints them, else `NO_OFFSET`.
        relative: bool[n], told from the day of capture.
        shift: timedelta64[ms][n], what to add to the time of capture; NaT where not relative, or where no day can be
            told (`3 months ago`).
        clock: timedelta64[ms][n], since midnight, 0 where none is printed.
        assumed: bool[n], the order of day and month was decided by evidence or a hint, not by the print itself.
        order: int8[n], the numeric order that the date itself speaks for: 0 none, 1 day first, 2 month first.
        role: int8[n], what the words beside it say: 0 nothing, 1 published, 2 updated, 3 something else.
    """

    line: Index
    lead: Index
    start: Index
    stop: Index
    value: pa.StringArray
    at: Days
    precision: Index
    offset: Index
    relative: Mask
    shift: npt.NDArray[np.timedelta64]
    clock: npt.NDArray[np.timedelta64]
    assumed: Mask
    order: npt.NDArray[np.int8]
    role: npt.NDArray[np.int8]

    def orders(self, document: Index, size: int) -> Index:
        """Return for `size` documents what their dates say of numeric order: as `order`, and -1 where they say both.

        Args:
            document: int64[k], the document of each line, as given to `find_dates`.
            size: how many documents there are.
        """
        return order_by_group(document[self.line], self.order.astype(np.int64), size)

    def resolve(self, captured: Days | None = None) -> Dates:
        """Return the dates; relative ones need datetime64[ms][n], when the page was fetched, NaT where unknown."""
        if captured is None:
            captured = np.full(len(self.line), np.datetime64("NaT"), "datetime64[ms]")
        day = (captured.astype("datetime64[ms]") + self.shift).astype("datetime64[D]").astype("datetime64[ms]")
        at: Days = np.where(self.relative, day + self.clock, self.at).astype("datetime64[ms]")
        gone = np.isnat(at) | (self.precision < 0)
        return Dates(
            at=at,
            precision=pa.array(PRECISIONS, pa.string()).take(pa.array(self.precision, pa.int32(), mask=gone)),
            offset=pa.array(np.where(gone, 0, self.offset), pa.int16(), mask=gone | (self.offset == NO_OFFSET)),
        )


def find_dates(
    text: pa.StringArray,
    document: Index,
    order_hint: npt.NDArray[np.int8] | None = None,
    language: pa.StringArray | None = None,
) -> FoundDates:
    """Find the dates of k lines.

    Args:
        text: k lines, in Unicode form NFC, without spaces at the edges.
        document: int64[k] ascending, the document of each line; numeric order is decided within one.
        order_hint: int8, by document: what the caller knows of numeric order (0 nothing, 1 day first, 2 month first).
        language: BCP 47 tags, by document; they decide the few names that two languages give to different months
            (`listopad`), which are untold otherwise.
    """
    rows = np.flatnonzero(can_hold_dates(text))
    lines = text.take(pa.array(rows))
    tokens = tokenise(lines)
    shape = checked(shapes(tokens.symbols, tokens.starts), tokens)
    line = np.searchsorted(tokens.starts, shape.first, side="right") - 1
    start, stop = tokens.begin[shape.first], tokens.end[shape.last - 1]
    read = Reading(tokens, shape)
    clock, clocked = read.clock()
    relative, shift = read.relative()
    place = document[rows][line]
    printed = read.day(place, None if language is None else language.take(pa.array(place)))
    month, day, assumed, sure = numeric_order(printed, order_hint)
    date, real = civil_days(printed.year, month, day)
    at = date.astype("datetime64[ms]")
    at += clock
    at[~(real & sure) | relative] = np.datetime64("NaT")
    role, lead = leads(lines, line, start)
    role[(role == NO_ROLE) & updates_behind(lines, line, stop, lead)] = UPDATED
    unknown = np.isnat(at) & np.isnat(shift)
    return FoundDates(
        line=rows[line],
        lead=lead,
        start=start,
        stop=stop,
        value=spans(lines, line, start, stop - start),
        at=at,
        precision=np.where(unknown, -1, clocked),
        offset=np.where(unknown, NO_OFFSET, read.offset()),
        relative=relative,
        shift=shift,
        clock=clock,
        assumed=assumed & ~np.isnat(at),
        order=printed.votes().astype(np.int8),
        role=role,
    )
