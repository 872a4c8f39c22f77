"""JSON files: one object is a document, and so is each object of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import Fields, fields_of, values
from broadsheet.readers.files import opened
from broadsheet.readers.jsonl import encoded, not_an_object, parsed
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.records import document
from broadsheet.readers.rows import Origin, Place, Row
from broadsheet.readers.shard import SourceFile
from broadsheet.readers.streams import Chunk, chunks
from broadsheet.readers.text import whole


def ranged(file: SourceFile, _: int, __: int | None, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a JSON file."""
    with opened(file) as raw:
        yield from stream(chunks(raw.read, file.compression, options.limits), Origin(file.uri), options)


def stream(source: Iterable[Chunk], origin: Origin, options: ReadOptions) -> Iterator[Row]:
    """Yield the documents of a stream that is one JSON value; it is held in memory as a whole."""
    fields = fields_of(options)
    for file in whole(source, origin, options):
        if file.content is None or file.rule is not None:
            yield file
            continue
        place = Place(0, 0, len(file.content))
        found, raw = parsed(file.content)
        if isinstance(found, list):
            for number, record in enumerate(found):
                yield _document(record, fields, origin, Place(number, None, None), raw=raw)
        elif isinstance(found, Fault):
            yield origin.reject(place, found, file.content, origin.stem)
        else:
            row = _document(found, fields, origin, place, raw=raw)
            yield row._replace(doc_id=origin.stem) if row.doc_id == origin.numbered(0) else row


def _document(record: object, fields: Fields, origin: Origin, place: Place, *, raw: bool) -> Row:
    if not isinstance(record, dict):
        return origin.reject(place, not_an_object(record))
    said = values(record, fields)
    content = encoded(said.text, raw=raw) if said.fault is None else None
    return document(said, content, origin, place, decoded=not raw)
