"""What stands beside places of a zone: names and texts, marks of a block, and where a block ends."""

from __future__ import annotations

from functools import cached_property

import attrs
import numpy as np
import numpy.typing as npt

from broadsheet.kernels import Index, Mask, at_or_after
from broadsheet.model.comments.kinds import Kinds
from broadsheet.model.comments.zone import Zone

LOOK = 6
"""Lines at the ends of a block that show to which side the text of its records lies."""
_NOTHING = -4.0
"""The least score of a line beside a block: there is none."""


@attrs.frozen(eq=False)
class Surroundings:
    """The lines of a zone as those beside others.

    Attributes:
        zone: z lines.
        kinds: what they look like.
    """

    zone: Zone
    kinds: Kinds

    @cached_property
    def stops(self) -> Mask:
        """bool[z], the lines that stand in front of a block or behind it."""
        zone, kinds = self.zone, self.kinds
        found: Mask = kinds.close | kinds.ping | zone.lone | np.asarray(zone.count.is_valid())
        return found

    @cached_property
    def plain(self) -> Mask:
        """bool[z], the lines that may be a name or a text: they are no mark of a block."""
        found: Mask = ~(self.stops | self.kinds.tail | self.kinds.number)
        return found

    def clip(self, near: Index) -> Index:
        """Return places, those outside of the zone moved to its ends."""
        return np.clip(near, 0, len(self.zone.rows) - 1)

    def room(self, begin: Index, end: Index) -> Index:
        """Return how many lines between two places may be a name or a text."""
        before = np.concatenate([[0], np.cumsum(self.plain)])
        found: Index = before[np.maximum(end, begin)] - before[begin]
        return found

    def plain_below(self, place: Index) -> Index:
        """Return the first line behind each place that may be a name or a text, z for none."""
        found: Index = np.append(at_or_after(self.plain), len(self.zone.rows))[place + 1]
        return found

    def silent(self, bottom: Index) -> Mask:
        """Return whether nothing that may be a text stands behind each place, up to what ends its block."""
        # `+1` is a text, too.
        near = np.append(at_or_after(~(self.stops | self.kinds.tail)), len(self.zone.rows))[bottom + 1]
        end = at_or_after(self.stops)[bottom]
        found: Mask = ~self.zone.same(near, bottom) | (self.zone.same(end, bottom) & (end < near))
        return found

    def said(self, place: Index) -> npt.NDArray[np.float64]:
        """Return how much lines look like a comment's text."""
        found: npt.NDArray[np.float64] = np.clip(self.zone.body[place], -4, 4) + 2.0 * self.zone.talk[place]
        return found

    def text_beside(self, ends: Index, start: Index, step: int) -> npt.NDArray[np.float64]:
        """Return how much the lines beside the ends of blocks look like a comment's text, up to what ends a block."""
        open_ = np.ones(len(ends), bool)
        found = np.full(len(ends), _NOTHING)
        for distance in range(1, LOOK + 1):
            near = start + step * distance
            place = self.clip(near)
            open_ &= self.zone.same(near, ends) & ~self.stops[place]
            plain = open_ & ~self.kinds.tail[place] & ~self.kinds.number[place]
            found = np.where(plain, np.maximum(found, self.said(place)), found)
        return found
