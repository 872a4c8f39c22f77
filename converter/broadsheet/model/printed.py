"""Read the dates that the steps have cut out of lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from broadsheet.dates import Dates, find_dates
from broadsheet.kernels import Index
from broadsheet.labels import DateReader, Part


def date_reader(document: Index) -> DateReader:
    """Return what reads date parts of lines.

    Args:
        document: int64[m], the document of each line.
    """

    def read(part: Part, captured: npt.NDArray[np.datetime64]) -> Dates:
        found = find_dates(part.value, document[part.line])
        first = np.flatnonzero(np.diff(found.line, prepend=-1))
        where = np.full(len(part.line), -1)
        where[found.line[first]] = first
        dates = found.resolve(captured[found.line])
        none = pa.array(where, mask=where < 0)
        at = np.append(dates.at, np.datetime64("NaT"))[where]
        return Dates(at=at, precision=dates.precision.take(none), offset=dates.offset.take(none))

    return read
