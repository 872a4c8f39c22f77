"""Frames of regular JSON Lines, parsed by Arrow as a whole: about three times as fast as line by line.

It is a short cut and nothing else. Where a frame is not as regular as it should be (a line that is no object, a missing
text, a field of another type than in the first line, bytes that are no UTF-8) it gives None, and the lines are read one
by one, to the same documents.
"""

from __future__ import annotations

import json
from datetime import datetime

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from broadsheet.documents import DOCUMENTS
from broadsheet.readers import columns
from broadsheet.readers.columns import Index
from broadsheet.readers.fields import Fields, Names, first
from broadsheet.readers.frames import Frame
from broadsheet.readers.rows import Origin, finish, sites

_NEWLINE, _RETURN, _OPEN, _CLOSE = b"\n\r{}"


class BulkParser:
    """Parses frames of one file; learns from the first line which fields there are, of what types."""

    def __init__(self, fields: Fields, limit: int) -> None:
        self._fields = fields
        self._limit = limit
        self._plan: _Plan | None = None
        self._failures = 0

    def documents(self, frame: Frame, origin: Origin, captured_at: datetime | None) -> pa.RecordBatch | None:
        """Return the documents of a frame, or None where they must be read line by line."""
        if frame.fault is not None or self._fields.title or self._failures > 3:  # noqa: PLR2004 - then it is no use
            return None
        lines = _Lines.of(frame)
        if lines is None or int(lines.lengths.max()) > self._limit:
            return None
        if self._plan is None:
            self._plan = _Plan.of(frame.data[: lines.lengths[0]], self._fields)
        batch = self._plan and self._plan.batch(frame, lines, origin, captured_at)
        self._failures += batch is None
        return batch


@attrs.frozen(eq=False)
class _Lines:
    """Where the lines of a frame lie in it; those that are not empty."""

    starts: Index
    lengths: Index
    numbers: Index

    @classmethod
    def of(cls, frame: Frame) -> _Lines | None:
        """Return the lines if each looks like an object, so that none can reach into the next."""
        content = np.frombuffer(frame.data, np.uint8)
        ends = np.flatnonzero(content == _NEWLINE)
        if not len(ends) or ends[-1] != len(content) - 1:
            ends = np.append(ends, len(content))
        starts = np.append(0, ends[:-1] + 1)
        filled = np.flatnonzero(ends > starts)
        starts, ends = starts[filled], ends[filled]
        if not len(filled):
            return None
        last = content[ends - 1]
        last = np.where(last == _RETURN, content[np.maximum(ends - 2, 0)], last)
        if not (np.all(content[starts] == _OPEN) and np.all(last == _CLOSE)):
            return None
        return cls(starts, ends - starts, filled)


@attrs.frozen
class _Plan:
    """Which fields to ask Arrow for, and which of them is a document's what."""

    schema: pa.Schema
    tried: dict[str, Names]
    """For each column of `DOCUMENTS` that is read, the fields that it may come from, the best first."""

    @classmethod
    def of(cls, line: bytes, fields: Fields) -> _Plan | None:
        """Return the plan that fits the first line of a file; None where there is no simple one."""
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return None
        tried = {
            "doc_id": fields.id,
            "url": fields.url,
            "language": fields.language,
            "published_at": fields.published,
            "captured_at": fields.captured,
        }
        has_text = [isinstance(first(record, (name,)), str) for name in fields.text]
        if True not in has_text:
            return None
        tried["content"] = fields.text[: has_text.index(True) + 1]
        names = {name: first(record, (name,)) for several in tried.values() for name in several}
        types = {name: _type(value) for name, value in names.items()}
        if None in types.values() or any("." in name and name in record for name in names):
            return None
        return cls(_nested(types), tried)

    def batch(self, frame: Frame, lines: _Lines, origin: Origin, captured_at: datetime | None) -> pa.RecordBatch | None:
        """Parse a frame; None where Arrow does not take it or a document has no text."""
        try:
            table = arrow_json.read_json(
                pa.BufferReader(frame.data),
                read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(frame.data) + 1),
                parse_options=arrow_json.ParseOptions(explicit_schema=self.schema, unexpected_field_behavior="ignore"),
            )
            if table.num_rows != len(lines.starts):
                return None
            record = table.combine_chunks().to_batches()[0]
            found = {column: self._first(record, names) for column, names in self.tried.items()}
            for values in found.values():
                values.validate(full=True)
        except pa.ArrowInvalid:
            return None
        return self._documents(found, frame, lines, origin, captured_at)

    def _first(self, record: pa.RecordBatch, names: Names) -> pa.Array:
        """Return the first value that is not null of some fields, row by row."""
        found = [columns.field(record, name) for name in names]
        filled = [values for values in found if values.null_count < len(values)]
        if not filled:
            return found[0]
        if any(values.type != filled[0].type for values in filled):
            raise pa.ArrowInvalid
        return filled[0] if len(filled) == 1 else pc.coalesce(*filled)

    def _documents(
        self, found: dict[str, pa.Array], frame: Frame, lines: _Lines, origin: Origin, captured_at: datetime | None
    ) -> pa.RecordBatch | None:
        count = len(lines.starts)
        texts = found["content"]
        if texts.null_count or texts.type != pa.string():
            return None
        records = lines.numbers + frame.record
        filled = {name: pa.nulls(count, DOCUMENTS.field(name).type) for name in DOCUMENTS.names}
        filled |= {
            "doc_id": columns.ids(found["doc_id"], origin, records),
            "content": texts.view(pa.binary()),
            "decoded": pa.repeat(pa.scalar(value=True), count),
            "source_uri": pa.repeat(origin.uri, count),
            "source_member": pa.repeat(pa.scalar(origin.member, pa.string()), count),
            "source_record": pa.array(records, pa.int64()),
            "url": columns.names(found["url"]),
            "language": columns.languages(found["language"]),
            "published_at": columns.timestamps(found["published_at"], utc=False),
            "captured_at": columns.timestamps(found["captured_at"], utc=True),
        }
        if origin.spans:
            filled["source_offset"] = pa.array(lines.starts + frame.offset, pa.int64())
            filled["source_length"] = pa.array(lines.lengths, pa.int64())
        filled["site"] = pa.array(sites(filled["url"].to_pylist()), pa.string())
        return finish(filled, captured_at)


def _type(value: object) -> pa.DataType | None:
    if value is None or isinstance(value, str):
        return pa.string()
    if isinstance(value, int) and not isinstance(value, bool):
        return pa.int64()
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return pa.list_(pa.string())
    return None


def _nested(types: dict[str, pa.DataType]) -> pa.Schema:
    """Return a schema in which `a.b` is the field b of a struct a."""
    tree: dict[str, dict[str, pa.DataType]] = {}
    for name, type_ in types.items():
        top, _, rest = name.partition(".")
        tree.setdefault(top, {})[rest] = type_
    return pa.schema([(top, below[""] if "" in below else pa.struct(_nested(below))) for top, below in tree.items()])
