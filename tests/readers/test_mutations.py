"""Law: whatever happens to a file, reading it ends in documents and rejects, or in an error that speaks to the user."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import BroadsheetError
from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows
from tests.readers.test_tar import tar
from tests.readers.test_zip import packed
from tests.readers.web_archives import records, texts

LINES = b'{"id": "a", "text": "Seite eins"}\n{"id": "b", "text": "Seite zwei"}\n' * 4
MEMBERS = {"a.txt": b"Seite" * 20, "b.jsonl": LINES, "c.txt.gz": gzip.compress(b"Seite" * 30)}


def parquet() -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table({"text": ["Seite"] * 9, "url": ["x"] * 9}), held, row_group_size=4)
    return held.getvalue()


FILES = {
    "a.jsonl": LINES,
    "a.jsonl.gz": b"".join(map(gzip.compress, LINES.splitlines(keepends=True))),
    "a.jsonl.zst": zstandard.compress(LINES),
    "a.warc.wet": b"".join(records(texts(6))),
    "a.warc.wet.gz": b"".join(map(gzip.compress, records(texts(6)))),
    "a.tar": tar(MEMBERS),
    "a.tar.gz": gzip.compress(tar(MEMBERS)),
    "a.zip": packed(MEMBERS),
    "b.zip": packed(MEMBERS, streamed=True),
    "a.csv": b'id,text\n1,"Seite\neins"\n2,Seite zwei\n',
    "a.json": b'[\n{"text": "a"}, {"text": "b"}]',
    "a.parquet": parquet(),
    "a.txt": b"# eins\nSeite\n# zwei\nSeite\n",
}
OPTIONS = ReadOptions(split_on="^#", limits=Limits(document_bytes=1 << 16))


def outcome(path: Path, size: int = 1 << 27) -> list[dict[str, Any]] | str:
    """Return the documents of a file, or the message of the error that reading it ends in."""
    try:
        return rows([path], OPTIONS, size)
    except BroadsheetError as error:
        return error.message


@pytest.mark.parametrize("name", FILES)
@given(changes=st.data())
def test_a_mutated_file(tmp_path_factory: pytest.TempPathFactory, name: str, changes: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for _ in range(changes.draw(st.integers(1, 3))):
        at = changes.draw(st.integers(0, max(0, len(content) - 1)))
        match changes.draw(st.sampled_from(["flip", "cut", "insert", "delete", "repeat"])):
            case "flip" if content:
                content[at] = changes.draw(st.integers(0, 255))
            case "cut":
                del content[at:]
            case "insert":
                content[at:at] = changes.draw(st.binary(max_size=9))
            case "delete":
                del content[at : at + changes.draw(st.integers(1, 99))]
            case _:
                content[at:at] = content[at // 2 : at]
    path = tmp_path_factory.mktemp("mutated", numbered=True) / name
    path.write_bytes(content)
    found = outcome(path)
    assert outcome(path, size=150) == found
    assert isinstance(found, str) or all((row["rule"] is None) == (row["message"] is None) for row in found)
    path.unlink()
    path.parent.rmdir()


@pytest.mark.parametrize("name", FILES)
@given(content=st.binary(max_size=700))
def test_a_file_of_any_bytes_at_all(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    assert outcome(path) is not None
    path.unlink()
    path.parent.rmdir()
