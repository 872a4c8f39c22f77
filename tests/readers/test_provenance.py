from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import InputOutputError
from broadsheet.readers import ReadOptions
from broadsheet.shards import read_again
from tests.readers.reading import rows
from tests.readers.test_tar import tar
from tests.readers.test_zip import packed
from tests.readers.web_archives import records, texts

LINES = b"".join(json.dumps({"id": n, "text": f"Seite {n}\n" * n}).encode() + b"\n" for n in range(60))
MEMBERS = {"a.txt": b"a", "in/b.jsonl": LINES, "c.txt.gz": gzip.compress(b"c")}


def test_every_document_is_found_again_by_its_source(tmp_path: Path) -> None:
    """Law: the source_ columns of a document lead back to the same document, whatever its container."""
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "odd 50%25\n.txt": b"# a\n# b\n# c\n",
        "a.jsonl.gz": gzip.compress(LINES),
        "b.wet.gz": b"".join(map(gzip.compress, records(texts(30)))),
        "c.tar.gz": gzip.compress(tar(MEMBERS)),
        "d.zip": packed(MEMBERS),
        "e.csv": b"text\na\nb\n",
        "f.json": b'[\n{"text": "a"}, {"text": "b"}]',
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    pq.write_table(pa.table({"text": [f"Seite {n}" for n in range(50)]}), folder / "g.parquet", row_group_size=7)
    options = ReadOptions(split_on="^#")
    found = rows([folder], options)
    assert len(found) == 3 + 60 + 30 + 62 + 62 + 2 + 2 + 50
    for row in found:
        source = {name: value for name, value in row.items() if name.startswith("source_")}
        again = read_again(source, str(tmp_path), options)
        assert again is not None
        assert again.to_pylist() == [row]


def test_a_source_that_is_gone_or_shorter(tmp_path: Path) -> None:
    source = {"source_uri": "a.jsonl", "source_member": None, "source_record": 5, "source_offset": 99}
    with pytest.raises(InputOutputError, match="does not exist"):
        read_again(source, str(tmp_path), ReadOptions())
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n')
    assert read_again(source, str(tmp_path), ReadOptions()) is None
