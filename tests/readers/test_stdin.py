from __future__ import annotations

import gzip
import io
import sys
from types import SimpleNamespace

import pytest

from broadsheet.errors import UserError
from broadsheet.readers import ReadOptions
from tests.readers.reading import rows, shards
from tests.readers.web_archives import records, texts


class Pipe(io.RawIOBase):
    """Standard input that comes in small pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        """Return up to 1,000 bytes."""
        return self._data.read(min(size, 1_000) if size >= 0 else size)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Seite\n", [b"Seite\n"]),
        (b"", [b""]),
        (b'{"text": "a"}\n{"text": "b"}\n', [b"a", b"b"]),
        (gzip.compress(b'{"text": "a"}\n' * 5_000), [b"a"] * 5_000),
        (b"".join(records(texts(40))), texts(40)),
        (gzip.compress(b"".join(records(texts(40)))), texts(40)),
    ],
)
def test_standard_input_is_what_its_content_says(
    monkeypatch: pytest.MonkeyPatch, content: bytes, expected: list[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Pipe(content)))
    found = rows(["-"])
    assert [row["content"] for row in found] == expected
    assert {(row["source_uri"], row["source_offset"], row["source_length"]) for row in found} == {("-", None, None)}
    assert found[0]["doc_id"].startswith(("stdin", "<urn"))


def test_standard_input_can_be_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Pipe(b"# a\n# b\n")))
    found = rows(["-"], ReadOptions(split_on="^#"))
    assert [row["doc_id"] for row in found] == ["stdin#1", "stdin#2"]


def test_standard_input_is_one_shard_of_its_own() -> None:
    assert [shard.files[0].name for shard in shards(["-", "-"])] == ["-"]


def test_a_container_that_is_read_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Pipe(b"PAR1" + bytes(100))))
    with pytest.raises(UserError, match="standard input holds parquet"):
        rows(["-"])
