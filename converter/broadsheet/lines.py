"""Cut decoded pages into lines, held in columns.

A `Lines` value holds the non-blank lines of a whole batch of documents behind each other. Blank lines carry no text and
may be missing from a dump altogether, so nothing that is read may depend on them; they survive only as gaps in the line
numbers. A list mark that a renderer put in front of a line (`* `, `• `) is no part of the page and is taken off here,
once, for everybody.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.kernels import Index, Mask, data, edge_bytes, join, of_bytes, offsets

LIST_MARK = r"^(?:[*+•‣▪●○◦·▢] )+(\S)"
"""What text renderers print before the items of a list. A dash is not among them: it also opens direct speech."""

_MARK_SIZE = np.zeros(256, np.uint8)
_MARK_SIZE[[0x2A, 0x2B, 0xC2, 0xE2]] = 1, 1, 2, 3
"""Bytes of the mark that begins with a byte; 0 where none does."""


@attrs.frozen(eq=False)
class Lines:
    """The non-blank lines of a batch of n documents, m lines in all.

    Attributes:
        text: m strings: decoded, cleaned, without list mark; never empty.
        document: int64[m], which document of the batch a line belongs to; ascending.
        number: int32[m], the line's number in its document, from 1, blank lines counted.
        last: int32[m], the number of the last line that was joined to it, else its own.
        starts: int64[n + 1]; the lines of document d are `starts[d]:starts[d + 1]`.
        listed: bool[m], whether a list mark was taken off.
    """

    text: pa.StringArray
    document: Index
    number: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]
    starts: Index
    listed: Mask

    def __len__(self) -> int:
        return len(self.text)

    @property
    def documents(self) -> int:
        """How many documents the batch holds, empty ones counted."""
        return len(self.starts) - 1

    def lengths(self) -> Index:
        """Return the bytes of each line."""
        return np.diff(offsets(self.text))

    def close(self) -> Mask:
        """Return bool[m], the lines that stand right below another of their document, without a blank one between."""
        close = np.zeros(len(self), bool)
        close[1:] = (self.number[1:] == self.last[:-1] + 1) & (self.document[1:] == self.document[:-1])
        return close

    def joined(self, goes_on: Mask, tight: Mask | None = None) -> Lines:
        """Return lines of which some are joined to the one above.

        Args:
            goes_on: bool[m], which; no first one of a document.
            tight: bool[m], before which of them no space is put, if any.
        """
        text, first = self.text, np.flatnonzero(~goes_on)
        spaced = goes_on if tight is None else goes_on & ~tight
        text = pc.binary_join_element_wise(pa.array(np.where(spaced, " ", "")), text, "")
        document = self.document[first]
        return Lines(
            text=join(text, np.cumsum(~goes_on) - 1, len(first), ""),
            document=document,
            number=self.number[first],
            last=self.last[np.append(first[1:], len(self)) - 1],
            starts=np.searchsorted(document, np.arange(self.documents + 1)),
            listed=self.listed[first],
        )

    def of_documents(self, chosen: Mask) -> Lines:
        """Return the lines of the chosen documents only, numbered anew from document 0."""
        if chosen.all():
            return self
        keep = chosen[self.document]
        sizes = np.diff(self.starts)[chosen]
        return Lines(
            text=self.text.filter(pa.array(keep)),
            document=np.repeat(np.arange(len(sizes)), sizes),
            number=self.number[keep],
            last=self.last[keep],
            starts=np.concatenate([[0], np.cumsum(sizes)]),
            listed=self.listed[keep],
        )

    def without(self, gone: Mask) -> Lines:
        """Return the other lines of the same documents."""
        keep = ~gone
        sizes = np.bincount(self.document[keep], minlength=self.documents)
        return Lines(
            text=self.text.filter(pa.array(keep)),
            document=self.document[keep],
            number=self.number[keep],
            last=self.last[keep],
            starts=np.concatenate([[0], np.cumsum(sizes)]),
            listed=self.listed[keep],
        )

    def of_range(self, begin: int, end: int) -> Lines:
        """Return the lines of the documents `begin` up to `end`, numbered anew from document 0."""
        rows = slice(self.starts[begin], self.starts[end])
        return Lines(
            text=self.text[rows],
            document=self.document[rows] - begin,
            number=self.number[rows],
            last=self.last[rows],
            starts=self.starts[begin : end + 1] - self.starts[begin],
            listed=self.listed[rows],
        )


def split_lines(clean: pa.StringArray) -> Lines:
    """Cut cleaned texts, one a document, into their non-blank lines.

    Args:
        clean: n texts as `decode` cleans them: a line feed ends a line, no spaces at the edges of lines.
    """
    cut = pc.split_pattern(clean, "\n")
    text = cut.flatten()
    at = np.asarray(cut.offsets, dtype=np.int64)
    at = at - at[0]
    filled = np.diff(offsets(text)) > 0
    before = np.concatenate([[0], np.cumsum(filled)])
    starts = before[at]
    sizes = np.diff(at)
    number = (np.arange(len(text)) - np.repeat(at[:-1], sizes) + 1).astype(np.int32)[filled]
    kept, listed = _without_list_marks(text.filter(pa.array(filled)))
    document = np.repeat(np.arange(len(clean)), np.diff(starts))
    return Lines(kept, document, number, number, starts, listed)


def _without_list_marks(text: pa.StringArray) -> tuple[pa.StringArray, Mask]:
    first, _ = edge_bytes(text)
    listed = np.zeros(len(text), bool)
    rows = np.flatnonzero(of_bytes(_MARK_SIZE, first) > 0)
    behind, content = offsets(text)[rows] + _MARK_SIZE[first[rows]], data(text)
    rows = rows[content[np.minimum(behind, len(content) - 1)] == ord(" ")]
    if not len(rows):
        return text, listed
    some = text.take(pa.array(rows))
    bare = pc.replace_substring_regex(some, LIST_MARK, r"\1")
    listed[rows] = np.diff(offsets(bare)) != np.diff(offsets(some))
    if not listed.any():
        return text, listed
    return pc.replace_with_mask(text, pa.array(listed), bare.filter(pa.array(listed[rows]))), listed
