"""JSON files: one object is a document, and so is each object of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.readers.faults import Fault
from broadsheet.readers.fields import fields_of, values
from broadsheet.readers.files import opened
from broadsheet.readers.jsonl import encoded, parsed
from broadsheet.readers.options import ReadOptions
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
        found, raw = parsed(file.content)
        if isinstance(found, Fault):
            yield origin.reject(Place(0, 0, file.source_length), found, file.content, origin.stem)
            continue
        records = found if isinstance(found, list) else [found]
        for number, record in enumerate(records):
            place = Place(number, None, None) if isinstance(found, list) else Place(0, 0, file.source_length)
            own_id = origin.numbered(number) if isinstance(found, list) else origin.stem
            if not isinstance(record, dict):
                yield origin.reject(place, Fault("not-json", f"no JSON object but {type(record).__name__}"), None, own_id)
                continue
            said = values(record, fields)
            if said.fault is not None:
                row = origin.reject(place, said.fault, None, said.id or own_id)
            else:
                row = origin.row(place, said.id or own_id, encoded(said.text, raw=raw), decoded=not raw)
            yield row._replace(
                captured_at=said.captured, url=said.url, language=said.language, published_at=said.published
            )
