from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.readers.bulk import BulkParser
from broadsheet.readers.fields import PRESETS, Fields
from broadsheet.readers.frames import Frame
from broadsheet.readers.jsonl import _rows
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import Origin, batch

ORIGIN = Origin("dump.jsonl")

texts = st.text(max_size=20)
values = st.none() | texts | st.integers(-(2**70), 2**70) | st.floats() | st.booleans() | st.lists(texts, max_size=2)
names = st.sampled_from(["id", "doc_id", "text", "content", "body", "url", "uri", "lang", "crawl_date", "other", "u"])
regular = st.fixed_dictionaries(
    {"id": texts | st.integers(0, 99), "text": texts},
    optional={"url": texts, "lang": st.sampled_from(["de", "deu,eng", "x"]), "crawl_date": st.just("2015-09-16")},
)
odd = st.dictionaries(names, values | st.dictionaries(names, values, max_size=2), max_size=5)


def line(record: object, *, ascii_only: bool) -> bytes:
    return json.dumps(record, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


lines = st.builds(line, regular, ascii_only=st.booleans())
odd_lines = st.builds(line, odd, ascii_only=st.booleans()) | st.binary(max_size=12).filter(lambda b: b"\n" not in b)


def one_by_one(data: bytes, fields: Fields) -> pa.RecordBatch:
    frame = Frame(data, 1_000, 50)
    return batch([row for row, _ in _rows(frame, ORIGIN, fields, ReadOptions())])


@given(st.lists(lines, min_size=1, max_size=8), st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
@example([b'{"id": "1", "text": "a"}', b'{"id": 2, "text": "b"}'], b"\n")
@example([b'{"id": "1", "text": "a", "crawl_date": "2015/09/16 10:00:00"}', b'{"id": "", "text": ""}'], b"\n")
def test_regular_lines_are_read_in_bulk_as_they_are_one_by_one(found: list[bytes], newline: bytes) -> None:
    """Law: where the bulk parser gives documents, they are those that reading line by line gives."""
    data = newline.join(found) + newline
    in_bulk = BulkParser(Fields(), 1 << 20).documents(Frame(data, 1_000, 50), ORIGIN, None)
    if in_bulk is not None:
        in_bulk.validate(full=True)
        assert in_bulk.to_pylist() == one_by_one(data, Fields()).to_pylist()


@given(st.lists(lines | odd_lines, min_size=1, max_size=6), st.sampled_from(sorted(PRESETS)))
def test_odd_lines_make_no_difference(found: list[bytes], preset: str) -> None:
    """Law: the same for lines that are anything."""
    data = b"\n".join(found) + b"\n"
    fields = PRESETS[preset]
    in_bulk = BulkParser(fields, 1 << 20).documents(Frame(data, 1_000, 50), ORIGIN, None)
    if in_bulk is not None:
        in_bulk.validate(full=True)
        expected = one_by_one(data, fields).to_pylist()
        assert [{**row, "decoded": True} for row in in_bulk.to_pylist()] == [
            # Bytes that are no UTF-8 in a field that nobody asked for: the text is UTF-8 either way.
            {**row, "decoded": True}
            for row in expected
        ]


def test_the_short_cut_is_taken() -> None:
    data = b"".join(line({"id": n, "text": f"Text {n}", "url": "x"}, ascii_only=True) + b"\n" for n in range(100))
    assert BulkParser(Fields(), 1 << 20).documents(Frame(data, 0, 0), ORIGIN, None) is not None
    oscar = b'{"content": "x", "warc_headers": {"warc-record-id": "<a>", "warc-date": "2015-09-16T10:00:00Z"}}\n'
    found = BulkParser(PRESETS["oscar"], 1 << 20).documents(Frame(oscar * 3, 0, 0), ORIGIN, None)
    assert found is not None
    assert found["doc_id"].to_pylist() == ["<a>"] * 3
