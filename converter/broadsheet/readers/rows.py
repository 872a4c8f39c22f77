"""Documents as rows, and rows as batches: what every reader yields in the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import attrs
import pyarrow as pa

from broadsheet.documents import BATCH_BYTES, DOCUMENTS
from broadsheet.readers.faults import Fault
from broadsheet.readers.names import path_to_uri, stem

BATCH_ROWS = 1 << 16
_ROW_COLUMNS = [name for name in DOCUMENTS.names if name != "site"]
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(?:[Ww]{3}\.)?([^/?#:@]+)")


class Row(NamedTuple):
    """One document, in the columns of `DOCUMENTS` but for `site`, which follows from `url`."""

    doc_id: str
    content: bytes | None
    decoded: bool
    source_uri: str
    source_member: str | None
    source_record: int
    source_offset: int | None = None
    source_length: int | None = None
    captured_at: datetime | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    rule: str | None = None
    message: str | None = None


class Place(NamedTuple):
    """Where a record lies: its number, and the bytes it takes in the decompressed file or member."""

    record: int
    offset: int | None
    length: int | None


class Said(NamedTuple):
    """What a container says of a page."""

    captured_at: datetime | None
    url: str | None
    language: str | None
    published_at: datetime | None


NOTHING_SAID = Said(None, None, None, None)


@attrs.frozen
class Origin:
    """Which file, and which member of it, documents come from."""

    uri: str
    member: str | None = None
    spans: bool = True
    """Whether offsets lead back to the text: not on standard input, which nobody can read again."""

    @property
    def stem(self) -> str:
        """What a document of this origin is called that has no id of its own."""
        return stem("stdin" if self.uri == "-" else self.uri if self.member is None else self.member)

    def row(
        self, place: Place, doc_id: str, content: bytes | None, *, decoded: bool = False, said: Said = NOTHING_SAID
    ) -> Row:
        """Return a document of this origin."""
        record, offset, length = place if self.spans else (place.record, None, None)
        return Row(doc_id, content, decoded, self.uri, self.member, record, offset, length, *said)

    def numbered(self, record: int) -> str:
        """Return the id of a record that has none of its own."""
        return f"{self.stem}#{record + 1}"

    def reject(
        self,
        place: Place,
        fault: Fault,
        content: bytes | None = None,
        doc_id: str | None = None,
        said: Said = NOTHING_SAID,
    ) -> Row:
        """Return what is kept of a record that could not be read."""
        row = self.row(place, doc_id or self.numbered(place.record), content, said=said)
        return row._replace(rule=fault.rule, message=fault.message)


def member_origin(origin: Origin, member: str) -> Origin:
    """Return the origin of what lies in an archive."""
    return attrs.evolve(origin, member=path_to_uri(member))


def batches(rows: Iterable[Row | pa.RecordBatch], captured_at: datetime | None = None) -> Iterator[pa.RecordBatch]:
    """Collect rows into record batches of about `BATCH_BYTES`, in their order; batches among them stay as they are.

    One document that is larger is a batch of its own.
    """
    held: list[Row] = []
    size = 0
    for row in rows:
        if isinstance(row, pa.RecordBatch):
            if held:
                yield batch(held, captured_at)
                held, size = [], 0
            if len(row):
                yield row
            continue
        more = len(row.content) if row.content is not None else 0
        if held and (size + more > BATCH_BYTES or len(held) >= BATCH_ROWS):
            yield batch(held, captured_at)
            held, size = [], 0
        held.append(row)
        size += more
    if held:
        yield batch(held, captured_at)


def batch(rows: Sequence[Row], captured_at: datetime | None = None) -> pa.RecordBatch:
    """Return rows as one record batch; `captured_at` stands in where a row has none."""
    values = dict(zip(_ROW_COLUMNS, zip(*rows, strict=True), strict=True))
    values["site"] = sites(values["url"])
    columns = {name: _array(values[name], DOCUMENTS.field(name).type) for name in DOCUMENTS.names}
    return finish(columns, captured_at)


def finish(columns: dict[str, pa.Array], captured_at: datetime | None) -> pa.RecordBatch:
    """Return columns as a record batch of `DOCUMENTS`, `captured_at` filled where a container does not say it."""
    if captured_at is not None:
        columns["captured_at"] = columns["captured_at"].fill_null(pa.scalar(captured_at, pa.timestamp("ms")))
    return pa.RecordBatch.from_arrays([columns[name] for name in DOCUMENTS.names], schema=DOCUMENTS)


def sites(urls: Iterable[str | None]) -> list[str | None]:
    """Return the hosts of URLs, in small letters and without `www.`; None where there is none."""
    return [None if url is None or (match := _HOST.match(url)) is None else match[1].lower() for url in urls]


def valid(text: str) -> str:
    """Return a text with U+FFFD for each lone surrogate, so that it can be written as UTF-8."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _array(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, type_)
    except UnicodeEncodeError:
        return pa.array([valid(value) if isinstance(value, str) else value for value in values], type_)
