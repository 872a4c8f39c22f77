"""Labels while a labeller is writing them."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.kernels import Index, Mask, concat
from broadsheet.labels import CODE, Codes, Part


@attrs.define(eq=False)
class Draft:
    """Labels of m lines under construction: every line is furniture until something better is known.

    Attributes:
        code, media, comment: as in `Labels`.
        explained: bool[m], which lines the labeller has a word for; the others are furniture only for want of one.
        kinds: kind of each media row, in order.
    """

    code: Codes
    media: Index
    comment: Index
    explained: Mask
    kinds: pa.StringArray = attrs.field(factory=lambda: pa.array([], pa.string()))
    _parts: dict[str, list[Part]] = attrs.field(factory=dict)

    @staticmethod
    def blank(size: int) -> Draft:
        """Return a draft of `size` lines, all of them unexplained furniture."""
        return Draft(
            code=np.full(size, CODE["furniture"], np.uint8),
            media=np.full(size, -1, np.int64),
            comment=np.full(size, -1, np.int64),
            explained=np.zeros(size, bool),
        )

    def label(self, rows: Index | Mask, name: str) -> None:
        """Give lines a label."""
        self.code[rows] = CODE[name]
        self.explained[rows] = True

    def put(self, field: str, part: Part | None) -> None:
        """Add values of a field."""
        if part is not None and len(part.line):
            self._parts.setdefault(field, []).append(part)

    def withdraw(self, lines: Mask) -> None:
        """Take back all values that the given lines print."""
        for pieces in self._parts.values():
            kept = [(piece, ~lines[piece.line]) for piece in pieces]
            pieces[:] = [Part(piece.line[keep], piece.value.filter(pa.array(keep))) for piece, keep in kept]

    def of_lines(self, keep: Mask) -> Draft:
        """Return what is known of some lines, rows of media and comments numbered anew."""
        media, used = _numbered(self.media[keep])
        place = np.cumsum(keep) - 1
        parts = {
            field: [_moved(piece, keep[piece.line], place) for piece in pieces] for field, pieces in self._parts.items()
        }
        return Draft(
            code=self.code[keep],
            media=media,
            comment=_numbered(self.comment[keep])[0],
            explained=self.explained[keep],
            kinds=self.kinds.take(pa.array(used)),
            parts=parts,
        )

    def parts(self) -> dict[str, Part]:
        """Return all values by field, each in the order of lines."""
        return {field: self.part(field) for field in self._parts}

    def part(self, field: str) -> Part:
        """Return the values of a field, in the order of lines."""
        pieces = self._parts.get(field, [])
        line = np.concatenate([np.zeros(0, np.int64), *(piece.line for piece in pieces)])
        order = np.argsort(line, kind="stable")
        return Part(line[order], concat([piece.value for piece in pieces], pa.string()).take(pa.array(order)))


def _numbered(row: Index) -> tuple[Index, Index]:
    """Return rows of a table numbered without gaps, -1 staying none, and the numbers that they had."""
    used = np.unique(row[row >= 0])
    return np.where(row >= 0, np.searchsorted(used, row), -1), used


def _moved(part: Part, keep: Mask, place: Index) -> Part:
    """Return some values of a part, on the lines at which theirs are found now."""
    return Part(place[part.line[keep]], part.value.filter(pa.array(keep)))
