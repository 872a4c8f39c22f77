"""Records of WET files that stand behind each other as they should, as documents in columns.

It is a short cut and nothing else, as `bulk` is for JSON Lines: where a frame holds anything out of the ordinary (a
page that is no text, headers of many forms, values that are no UTF-8) it gives None, and the records are read one by
one, to the same documents.
"""

from __future__ import annotations

from datetime import datetime

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.documents import DOCUMENTS
from broadsheet.readers import columns
from broadsheet.readers.columns import Index
from broadsheet.readers.rows import Origin, finish, sites

FIELDS = (
    "warc-type",
    "warc-record-id",
    "warc-target-uri",
    "warc-date",
    "warc-identified-content-language",
    "content-type",
)
"""What is read of a header."""

DOCUMENT_TYPES = frozenset({"conversion", "resource"})
PAGE_TYPES = frozenset({"response", *DOCUMENT_TYPES})
"""Types of records that hold a page; the others (warcinfo, request, metadata, revisit) are about pages."""

_MOST_FORMS = 4


@attrs.frozen(eq=False)
class Spans:
    """Where n records lie in a block of bytes: int64[n] each.

    Attributes:
        data: the block.
        head, head_end: their headers.
        block, block_end: what they hold.
    """

    data: bytes
    head: Index
    head_end: Index
    block: Index
    block_end: Index

    def take(self, chosen: npt.NDArray[np.bool_]) -> Spans:
        """Return some of the records."""
        return Spans(self.data, *(values[chosen] for values in self.bounds()))

    def bounds(self) -> tuple[Index, Index, Index, Index]:
        """Return begin and end of the headers, begin and end of the blocks."""
        return self.head, self.head_end, self.block, self.block_end

    def heads(self) -> pa.BinaryArray:
        """Return the headers."""
        return _cut(self.data, self.head, self.head_end)

    def blocks(self) -> pa.BinaryArray:
        """Return what the records hold."""
        return _cut(self.data, self.block, self.block_end)


def documents(
    spans: Spans, records: Index, base: int, origin: Origin, captured_at: datetime | None
) -> pa.RecordBatch | None:
    """Return the documents among some records, or None where they must be read one by one.

    Args:
        spans: where the records lie.
        records: int64[n], their numbers in the file.
        base: the offset of the block in the file.
        origin: the file.
        captured_at: stands in where a record has no date.
    """
    said = _fields(spans.heads())
    if said is None:
        return None
    kind, plain = said["warc-type"], said["content-type"]
    text = pc.or_(pc.equal(plain, ""), pc.starts_with(plain, "text/plain"))
    page = pc.is_in(kind, pa.array(sorted(PAGE_TYPES)))
    wanted = pc.and_(pc.is_in(kind, pa.array(sorted(DOCUMENT_TYPES))), text)
    if pc.any(pc.and_not(page, wanted)).as_py():
        return None
    chosen = np.asarray(wanted)
    said = {name: values.filter(wanted) for name, values in said.items()}
    spans, records = spans.take(chosen), records[chosen]
    count = len(records)
    filled = {name: pa.nulls(count, DOCUMENTS.field(name).type) for name in DOCUMENTS.names}
    filled |= {
        "doc_id": columns.ids(said["warc-record-id"], origin, records),
        "content": spans.blocks(),
        "decoded": pa.repeat(pa.scalar(value=False), count),
        "source_uri": pa.repeat(origin.uri, count),
        "source_member": pa.repeat(pa.scalar(origin.member, pa.string()), count),
        "source_record": pa.array(records, pa.int64()),
        "url": columns.names(pc.utf8_trim(said["warc-target-uri"], "<>")),
        "language": columns.languages(said["warc-identified-content-language"]),
        "captured_at": columns.timestamps(said["warc-date"], utc=True),
    }
    if origin.spans:
        filled["source_offset"] = pa.array(spans.block + base, pa.int64())
        filled["source_length"] = pa.array(spans.block_end - spans.block, pa.int64())
    filled["site"] = pa.array(sites(filled["url"].to_pylist()), pa.string())
    return finish(filled, captured_at)


def _cut(data: bytes, begin: Index, end: Index) -> pa.BinaryArray:
    """Return `data[begin[i]:end[i]]` for all i; each piece begins behind the end of the one before."""
    at = np.stack([begin, end], axis=1).reshape(-1).astype(np.int32)
    whole = pa.BinaryArray.from_buffers(pa.binary(), max(len(at) - 1, 0), [None, pa.py_buffer(at), pa.py_buffer(data)])
    return whole.take(pa.array(np.arange(0, len(at), 2)))


def _fields(heads: pa.BinaryArray) -> dict[str, pa.StringArray] | None:
    """Return the values of `FIELDS`, empty where a header has none; None where the headers are of too many forms."""
    try:
        text = heads.cast(pa.string())
    except pa.ArrowInvalid:
        return None
    lines = pc.split_pattern(text, "\r\n")
    count = np.asarray(pc.list_value_length(lines))
    found = {name: pa.repeat("", len(text)) for name in FIELDS}
    left = np.arange(len(text))
    for _ in range(_MOST_FORMS):
        if not len(left):
            return found
        names = [line.partition(":")[0] for line in lines[int(left[0])].as_py()]
        hit, values = _values(lines, left[count[left] == len(names)], names)
        mask = np.zeros(len(text), bool)
        mask[hit] = True
        for name, value in values.items():
            found[name] = value if mask.all() else pc.replace_with_mask(found[name], pa.array(mask), value)
        left = left[~mask[left]]
    return None if len(left) else found


def _values(lines: pa.ListArray, rows: Index, names: list[str]) -> tuple[Index, dict[str, pa.StringArray]]:
    """Return which of some headers have these names in this order, and the values of `FIELDS` in them.

    Args:
        lines: the lines of all headers.
        rows: the headers that have as many lines as there are names.
        names: what stands before the colon of each line; the first line is the same in all, as a whole.
    """
    some = lines.take(pa.array(rows))
    columns_ = [pc.list_element(some, place) for place in range(len(names))]
    same = [pc.equal(columns_[0], names[0])]
    same += [pc.starts_with(column, f"{name}:") for column, name in zip(columns_[1:], names[1:], strict=True)]
    hit = np.logical_and.reduce([np.asarray(mask) for mask in same])
    lowered = [name.lower() for name in names]
    values = {}
    for name in FIELDS:
        if name in lowered[1:]:
            column = columns_[lowered.index(name, 1)].filter(pa.array(hit))
            value = pc.utf8_slice_codeunits(column, len(name) + 1)
            values[name] = pc.ascii_trim_whitespace(value)
    return rows[hit], values
