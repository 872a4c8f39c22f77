"""Rows of a Parquet file as documents: which columns hold what, and what the rows of a batch say."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.documents import BATCH_BYTES, DOCUMENTS
from broadsheet.readers.columns import field, ids, languages, names, timestamps
from broadsheet.readers.faults import RULES, Fault, NoTable
from broadsheet.readers.fields import Fields, Names, no_column, no_text
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, finish, sites

_SOURCE = [name for name in DOCUMENTS.names if name.startswith("source_")]
_REJECTS = {"doc_id", *_SOURCE, "rule", "message", "text"}
"""The columns by which a dataset's table of rejects is known."""


@attrs.frozen
class Columns:
    """Which columns hold what; None where there is none."""

    text: str
    doc_id: str | None
    url: str | None
    language: str | None
    published_at: str | None
    captured_at: str | None
    title: str | None
    rejects: bool
    """Whether the file is a dataset's table of rejects."""

    @classmethod
    def of(cls, schema: pa.Schema, fields: Fields) -> Columns:
        """Pick the columns of a file.

        Raises:
            NoTable: None of them holds text, or the one that should does not.
        """
        text = _first(schema, fields.text)
        if text is None:
            raise NoTable(no_column(fields.text, schema.names))
        type_ = _type(schema, text)
        if not (_is_text(type_) or pa.types.is_null(type_)):
            raise NoTable(Fault("no-text", f"the column {text} holds {type_}, no text; name another with --text-field"))
        return cls(
            text=text,
            doc_id=_first(schema, fields.id),
            url=_first(schema, fields.url),
            language=_first(schema, fields.language),
            published_at=_first(schema, fields.published),
            captured_at=_first(schema, fields.captured),
            title=_first(schema, fields.title),
            rejects=set(schema.names) >= _REJECTS,
        )

    @property
    def paths(self) -> list[str]:
        """The columns to read."""
        said = (self.text, self.title, self.doc_id, self.url, self.language, self.published_at, self.captured_at)
        return sorted({path for path in said if path is not None} | (_REJECTS if self.rejects else set()))


class TableRows:
    """Turns rows of one file into documents."""

    def __init__(self, columns: Columns, origin: Origin, options: ReadOptions) -> None:
        self.columns = columns
        self._origin = origin
        self._options = options

    def documents(self, batch: pa.RecordBatch, first: int) -> Iterator[pa.RecordBatch]:
        """Yield a batch of rows as documents, in batches of about `BATCH_BYTES`; `first` is its first row's number."""
        texts, decoded = self._texts(batch)
        ends = np.cumsum(pc.binary_length(texts).fill_null(0).to_numpy())
        begin = 0
        while begin < len(batch):
            passed = ends[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(ends, passed + BATCH_BYTES, "right")))
            part = slice(begin, end)
            yield self._batch(batch[part], texts[part], first + begin, decoded=decoded)
            begin = end

    def _batch(self, batch: pa.RecordBatch, texts: pa.Array, first: int, *, decoded: bool) -> pa.RecordBatch:
        records = np.arange(first, first + len(batch))
        said = self._said(batch)
        too_large = pc.greater(pc.binary_length(texts), self._options.limits.document_bytes).fill_null(
            pa.scalar(value=False)
        )
        filled = {name: pa.nulls(len(batch), DOCUMENTS.field(name).type) for name in DOCUMENTS.names}
        filled |= {
            "doc_id": ids(said["doc_id"], self._origin, records),
            "content": pc.if_else(too_large, None, texts),
            "decoded": pa.repeat(pa.scalar(decoded), len(batch)),
            "source_uri": pa.repeat(self._origin.uri, len(batch)),
            "source_record": pa.array(records),
            "url": names(said["url"]),
            "language": languages(said["language"]),
            "published_at": timestamps(said["published_at"], utc=False),
            "captured_at": timestamps(said["captured_at"], utc=True),
        }
        filled |= self._faults(batch, texts, too_large)
        if self.columns.rejects:
            filled |= {name: batch[name].cast(DOCUMENTS.field(name).type) for name in _SOURCE}
        filled["site"] = pa.array(sites(filled["url"].to_pylist()), pa.string())
        return finish(filled, self._options.captured_at)

    def _said(self, batch: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return what the rows say beside their text."""
        paths = attrs.asdict(self.columns, filter=attrs.filters.exclude("text", "title", "rejects"))
        return {
            column: pa.nulls(len(batch), pa.string()) if path is None else field(batch, path)
            for column, path in paths.items()
        }

    def _faults(self, batch: pa.RecordBatch, texts: pa.Array, too_large: pa.Array) -> dict[str, pa.Array]:
        """Return `rule` and `message` of rows that are no documents, null for those that are."""
        limit = self._options.limits.document_bytes
        missing = no_text(None, (self.columns.text,), batch.schema.names)
        large = Fault("too-large", f"the document has more bytes than the limit of {limit:,}")
        none = pa.scalar(None, pa.string())
        rule = pc.if_else(too_large, large.rule, pc.if_else(texts.is_null(), missing.rule, none))
        message = pc.if_else(too_large, large.message, pc.if_else(texts.is_null(), missing.message, none))
        if self.columns.rejects:
            # What no reader could read the first time is still none: its text, if any, is no page.
            kept = pc.or_(texts.is_null(), pc.is_in(batch["rule"], pa.array(RULES)))
            rule = pc.if_else(kept, batch["rule"].cast(pa.string()), rule)
            message = pc.if_else(kept, batch["message"].cast(pa.string()), message)
        return {"rule": rule, "message": message}

    def _texts(self, batch: pa.RecordBatch) -> tuple[pa.Array, bool]:
        """Return the texts as bytes, and whether they are UTF-8 for sure."""
        texts = field(batch, self.columns.text)
        decoded = not _is_binary(texts.type)
        texts = texts.cast(pa.binary()) if _is_binary(texts.type) else texts.cast(pa.string())
        if decoded:
            try:
                texts.validate(full=True)
            except pa.ArrowInvalid:
                decoded = False
        texts = texts.cast(pa.binary())
        if self.columns.title is not None:
            title = names(field(batch, self.columns.title)).cast(pa.binary())
            titled = pc.binary_join_element_wise(title, texts, pa.scalar(b"\n\n"))
            texts = pc.if_else(pc.or_kleene(title.is_null(), texts.is_null()), texts, titled)
        return texts, decoded


def _first(schema: pa.Schema, names: Names) -> str | None:
    return next((name for name in names if _type(schema, name) is not None), None)


def _type(schema: pa.Schema, path: str) -> pa.DataType | None:
    """Return the type of a column or, with dots, of a field of a struct; None if there is none."""
    if path in schema.names:
        return schema.field(path).type
    top, *steps = path.split(".")
    type_ = schema.field(top).type if top in schema.names else None
    for step in steps:
        if type_ is None or not pa.types.is_struct(type_) or type_.get_field_index(step) < 0:
            return None
        type_ = type_.field(step).type
    return type_ if steps else None


def _is_binary(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(type_)
        or pa.types.is_large_binary(type_)
        or pa.types.is_binary_view(type_)
        or pa.types.is_fixed_size_binary(type_)
    )


def _is_text(type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        return _is_text(type_.value_type)
    strings = pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)
    return bool(strings or _is_binary(type_))
