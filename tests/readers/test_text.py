from __future__ import annotations

import bz2
import gzip
import lzma
import os
from pathlib import Path

import pytest
import zstandard

from broadsheet.errors import InputOutputError
from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules, shards
from tests.readers.unprivileged import public_folder, without_privileges

PAGE = b"Hafenfest\n\nDrei Boote, ein Grill.\n"


def test_a_file_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "fest.v2.txt").write_bytes(PAGE)
    [row] = rows([tmp_path / "fest.v2.txt"])
    assert (row["doc_id"], row["content"], row["decoded"]) == ("fest.v2", PAGE, False)
    assert (row["source_uri"], row["source_member"], row["source_record"]) == ("fest.v2.txt", None, 0)
    assert (row["source_offset"], row["source_length"]) == (0, len(PAGE))


@pytest.mark.parametrize(
    ("ending", "pack"),
    [("gz", gzip.compress), ("xz", lzma.compress), ("bz2", bz2.compress), ("zst", zstandard.compress)],
)
def test_a_compressed_file_is_a_document_whatever_it_is_called(tmp_path: Path, ending: str, pack: object) -> None:
    assert callable(pack)
    (tmp_path / f"fest.txt.{ending}").write_bytes(pack(PAGE))
    (tmp_path / "other.txt").write_bytes(pack(PAGE))
    fest, other = rows([tmp_path])
    assert (fest["doc_id"], fest["content"]) == ("fest", PAGE)
    assert (other["doc_id"], other["content"]) == ("other", PAGE)


def test_a_file_that_is_called_compressed_and_is_not(tmp_path: Path) -> None:
    (tmp_path / "fest.txt.gz").write_bytes(PAGE)
    assert rows([tmp_path])[0]["content"] == PAGE


def test_an_empty_file_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    [row] = rows([tmp_path])
    assert (row["content"], row["rule"], row["source_length"]) == (b"", None, 0)


def test_nul_bytes_and_any_other_bytes_are_kept(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3
    (tmp_path / "bytes.txt").write_bytes(content)
    assert rows([tmp_path])[0]["content"] == content


def test_a_document_larger_than_the_limit_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"x" * 1001)
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(b"x" * 1001))
    (tmp_path / "right.txt").write_bytes(b"x" * 1000)
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=1000)))
    assert rules(found) == ["too-large", "too-large", None]
    assert [row["content"] for row in found[:2]] == [None, None]
    assert [row["source_length"] for row in found] == [1001, 1001, 1000]


def test_a_document_of_200_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        for number in range(200):
            file.write(f"{number:09} ".encode() * 104_858)
    [row] = rows([tmp_path])
    assert row["rule"] is None
    assert row["source_length"] == len(row["content"]) == (tmp_path / "large.txt").stat().st_size > 200_000_000


def test_a_cut_file_is_a_reject_with_what_could_be_read(tmp_path: Path) -> None:
    text = os.urandom(50_000).hex().encode()
    packed = gzip.compress(text)
    (tmp_path / "cut.txt.gz").write_bytes(packed[: len(packed) // 2])
    [row] = rows([tmp_path])
    assert row["rule"] == "truncated"
    assert text.startswith(row["content"])
    assert len(row["content"]) > 20_000
    assert f"{len(packed) // 2:,}" in row["message"]


def test_a_file_without_permission_is_a_reject() -> None:
    with public_folder() as folder:
        (folder / "closed.txt").write_bytes(PAGE)
        (folder / "open.txt").write_bytes(PAGE)
        (folder / "closed.txt").chmod(0)
        with without_privileges():
            closed, other = rows([folder])
    assert (closed["rule"], closed["doc_id"], closed["content"]) == ("unreadable", "closed", None)
    assert "permission denied" in closed["message"]
    assert other["content"] == PAGE


def test_small_files_share_a_shard_and_their_order_is_that_of_their_uris(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 100)
    planned = shards([tmp_path], size=4_000)
    assert [len(shard.files) for shard in planned] == [40] * 7 + [20]
    assert [shard.index for shard in planned] == list(range(8))
    uris = [file.uri for shard in planned for file in shard.files]
    assert uris == sorted(f"{tmp_path.name}/{number}.txt" for number in range(300))


def test_a_file_that_changes_between_planning_and_reading(tmp_path: Path) -> None:
    from broadsheet.readers import read

    (tmp_path / "page.txt").write_bytes(PAGE)
    [shard] = shards([tmp_path])
    (tmp_path / "page.txt").write_bytes(PAGE + PAGE)
    with pytest.raises(InputOutputError, match=r"page\.txt has changed"):
        list(read(shard, ReadOptions()))
    (tmp_path / "page.txt").unlink()
    with pytest.raises(InputOutputError, match=r"cannot read .*page\.txt"):
        list(read(shard, ReadOptions()))
