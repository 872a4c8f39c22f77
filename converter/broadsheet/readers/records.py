"""A record of named fields (a JSON object, a row of CSV) as a document."""

from __future__ import annotations

from broadsheet.readers.fields import Values
from broadsheet.readers.rows import Origin, Place, Row, Said


def document(said: Values, content: bytes | None, origin: Origin, place: Place, *, decoded: bool) -> Row:
    """Return the document whose values a record says; with a fault, the reject that keeps `content`."""
    doc_id = said.id or origin.numbered(place.record)
    page = Said(said.captured, said.url, said.language, said.published)
    if said.fault is None:
        return origin.row(place, doc_id, content, decoded=decoded, said=page)
    return origin.reject(place, said.fault, content, doc_id, page)
