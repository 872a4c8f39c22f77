from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import UserError
from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules, table


def split(pattern: str, limit: int = 1 << 20) -> ReadOptions:
    return ReadOptions(split_on=pattern, limits=Limits(document_bytes=limit))


def test_a_matching_line_begins_the_next_document(tmp_path: Path) -> None:
    dump = b"\n=== one\r\ntext\r\n=== two\rmore\rlines\r=== three\nlast"
    (tmp_path / "dump.txt").write_bytes(dump)
    found = rows([tmp_path / "dump.txt"], split("^=== "))
    assert [row["content"] for row in found] == [
        b"=== one\r\ntext\r\n",
        b"=== two\rmore\rlines\r",
        b"=== three\nlast",
    ]
    assert [row["doc_id"] for row in found] == ["dump#1", "dump#2", "dump#3"]
    assert [row["source_record"] for row in found] == [0, 1, 2]
    for row in found:
        begin, length = row["source_offset"], row["source_length"]
        assert dump[begin : begin + length] == row["content"]


def test_the_end_of_a_line_is_its_end_whatever_the_newline(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"A\r\nx\nA\ny\rA\rz")
    assert len(rows([tmp_path], split("^A$"))) == 3


def test_text_before_the_first_match_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"intro\n# a\n# b\n")
    assert [row["content"] for row in rows([tmp_path], split("^#"))] == [b"intro\n", b"# a\n", b"# b\n"]


@pytest.mark.parametrize("content", [b"", b"nothing to cut\n"])
def test_a_file_without_a_match_is_one_document(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dump.txt").write_bytes(content)
    [row] = rows([tmp_path], split("^#"))
    assert (row["doc_id"], row["content"]) == ("dump#1", content)


def test_a_document_that_is_too_large_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"# a\n" + b"# b" + b"x" * 100 + b"\n" + b"y\n" * 100 + b"# c\n")
    found = rows([tmp_path], split("^#", limit=50))
    assert rules(found) == [None, "too-large", None]
    assert found[2]["content"] == b"# c\n"
    assert found[1]["source_length"] == 304


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"x\n")
    with pytest.raises(UserError, match="--split-on is no RE2 pattern"):
        rows([tmp_path], split("("))


@given(
    pieces=st.lists(st.binary(max_size=30).map(lambda text: text.replace(b"#", b".")), min_size=1, max_size=12),
    size=st.integers(1, 60),
)
def test_ranges_give_what_the_whole_gives(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], size: int
) -> None:
    """Law: how a file is cut into shards shows nowhere in its documents, and nothing is lost between them."""
    path = tmp_path_factory.mktemp("split") / "dump.txt"
    path.write_bytes(b"".join(b"#" + piece + b"\n" for piece in pieces))
    whole = table([path], split("^#"))
    assert table([path], split("^#"), size).equals(whole)
    assert b"".join(whole["content"].to_pylist()) == path.read_bytes()
    assert len(whole) == len(pieces)
