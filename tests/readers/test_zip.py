from __future__ import annotations

import io
import stat
import struct
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from broadsheet.errors import InputOutputError
from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules, shards, table

PAGES = {f"dumps/{n:03}.txt": f"Seite {n}\n".encode() * (n * 37 % 200) for n in range(120)}
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]


class Pipe(io.RawIOBase):
    """A target that cannot be sought in, so that sizes are written behind the members."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        """Return true."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep the bytes."""
        self.data += bytes(data)
        return len(data)


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, *, streamed: bool = False) -> bytes:
    held: io.BytesIO | Pipe = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.data if isinstance(held, Pipe) else held.getvalue()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("streamed", [False, True])
def test_members_are_documents(tmp_path: Path, method: int, *, streamed: bool) -> None:
    (tmp_path / "a.zip").write_bytes(packed(PAGES, method, streamed=streamed))
    found = rows([tmp_path])
    assert [(row["source_member"], row["content"]) for row in found] == list(PAGES.items())
    assert rules(found) == [None] * 120


def test_members_are_read_as_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed({"x.jsonl": b'{"id": "x", "text": "a"}\n', "folder/": b"", "y.txt": b"b"}))
    assert [(row["doc_id"], row["content"]) for row in rows([tmp_path])] == [("x", b"a"), ("y", b"b")]


def test_ranges_of_members_give_what_the_whole_gives(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed(PAGES))
    planned = shards([tmp_path], size=10_000)
    assert len(planned) > 4
    assert planned[-1].stop is None or planned[-1].stop == 120
    assert table([tmp_path], size=10_000).equals(table([tmp_path]))


def test_a_program_before_the_archive_and_a_comment_behind(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("x.txt", b"x")
        archive.comment = b"PK\5\6" + b"c" * 100
    (tmp_path / "a.zip").write_bytes(held.getvalue())
    (tmp_path / "b.zip").write_bytes(b"#!/bin/sh\n" * 50 + packed({"y.txt": b"y"}))
    assert [row["content"] for row in rows([tmp_path])] == [b"x", b"y"]


def test_zip64(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # With these the standard library writes the large forms for small archives too.
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    content = packed({"x.txt": b"x" * 1_000, "y.txt": b"y", "z.txt": b"z" * 500})
    assert b"PK\6\6" in content
    (tmp_path / "a.zip").write_bytes(content)
    assert [row["content"] for row in rows([tmp_path])] == [b"x" * 1_000, b"y", b"z" * 500]
    streamed = packed({"x.txt": b"x" * 1_000, "y.txt": b"y"}, streamed=True)
    (tmp_path / "a.zip").write_bytes(streamed[: streamed.index(b"PK\1\2")])
    assert rules(rows([tmp_path])) == [None, None, "truncated"]


def test_names(tmp_path: Path) -> None:
    content = packed({"../über\n.txt": b"a", "Gr__e.txt": b"b"}).replace(b"Gr__e", b"Gr\x94\xe1e")
    (tmp_path / "a.zip").write_bytes(content)
    assert [row["source_member"] for row in rows([tmp_path])] == ["../über%0A.txt", "Größe.txt"]


def test_what_cannot_be_read_is_a_reject(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("lzma.txt", b"x")
        archive.writestr("secret.txt", b"y")
    content = bytearray(held.getvalue())
    # The flag for encryption, in the directory.
    entry = content.rindex(b"PK\1\2")
    content[entry + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    found = rows([tmp_path])
    assert rules(found) == ["unreadable"] * 3
    assert [row["message"].split(":")[0] for row in found] == [
        "a link",
        "packed with method 14, which is not known here",
        "the member is encrypted",
    ]


@pytest.mark.parametrize("method", METHODS)
def test_a_flipped_byte_costs_its_member(tmp_path: Path, method: int) -> None:
    content = bytearray(packed(PAGES, method))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.infolist()[60]
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0x55
    (tmp_path / "a.zip").write_bytes(content)
    found = rows([tmp_path])
    assert rules(found) == [None] * 60 + ["damaged"] + [None] * 59
    assert found[60]["source_member"] == "dumps/060.txt"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_cut_archive_keeps_the_members_before_the_cut(tmp_path: Path, method: int, *, streamed: bool) -> None:
    pages = {name: b"".join(sha256(f"{name}{n}".encode()).digest() for n in range(40)) for name in PAGES}
    content = packed(pages, method, streamed=streamed)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.infolist()[80]
    # In the middle of a member; then between two.
    for size, kept in (
        (entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2, 80),
        (entry.header_offset, 80),
    ):
        (tmp_path / "a.zip").write_bytes(content[:size])
        found = rows([tmp_path])
        assert [row["content"] for row in found[:kept]] == list(pages.values())[:kept]
        assert rules(found) == [None] * kept + ["truncated"]


def test_an_archive_without_its_directory_is_read_and_reported(tmp_path: Path) -> None:
    content = packed(PAGES)
    (tmp_path / "a.zip").write_bytes(content[: content.index(b"PK\1\2") + 100])
    found = rows([tmp_path])
    assert [row["content"] for row in found[:-1]] == list(PAGES.values())
    assert "has no directory" in found[-1]["message"]


def test_a_directory_that_is_not_where_it_should_be(tmp_path: Path) -> None:
    content = bytearray(packed(PAGES))
    content[content.index(b"PK\1\2") + 1] ^= 1
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(InputOutputError, match=r"directory of .*a\.zip, before byte"):
        rows([tmp_path])


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    content = packed({"x.txt": bytes(3 << 20)})
    begin = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    entry = content[begin:end]
    directory = entry * 60
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 60, 60, len(directory), begin, 0)
    (tmp_path / "a.zip").write_bytes(content[:begin] + directory + tail)
    found = rows([tmp_path])
    assert rules(found) == [None] * 21 + ["bomb"]


def test_a_member_larger_than_it_says_or_than_the_limit(tmp_path: Path) -> None:
    content = bytearray(packed({"x.txt": b"x" * 5_000, "y.txt": b"y"}))
    entry = content.index(b"PK\1\2")
    content[entry + 24 : entry + 28] = (400).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(content)
    assert "damaged" in rules(rows([tmp_path]))
    (tmp_path / "a.zip").write_bytes(packed({"x.txt": b"x" * 5_000, "y.txt": b"y"}))
    assert rules(rows([tmp_path], ReadOptions(limits=Limits(document_bytes=1_000)))) == ["too-large", None]
