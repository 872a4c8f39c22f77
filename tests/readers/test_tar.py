from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard

from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules, shards, table

PAGES = {f"dumps/{n:03}.txt": f"Seite {n}\n".encode() * (n * 37 % 200) for n in range(120)}


def tar(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return an archive of regular files."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.tar", bytes),
        ("a.tar.gz", gzip.compress),
        ("a.tgz", gzip.compress),
        ("a.tar.zst", zstandard.compress),
        ("a.tar.xz", lzma.compress),
        ("misnamed.txt", gzip.compress),
    ],
)
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_members_are_documents(tmp_path: Path, name: str, pack: object, form: int) -> None:
    assert callable(pack)
    (tmp_path / name).write_bytes(pack(tar(PAGES, form)))
    found = rows([tmp_path / name])
    assert [(row["source_member"], row["content"]) for row in found] == list(PAGES.items())
    assert [row["doc_id"] for row in found] == [f"{n:03}" for n in range(120)]
    assert {(row["source_uri"], row["source_record"], row["source_offset"]) for row in found} == {(name, 0, 0)}


def test_members_are_read_as_what_they_are(tmp_path: Path) -> None:
    lines = b'{"id": "x", "text": "a"}\n{"id": "y", "text": "b"}\n'
    members = {
        "d/lines.jsonl.gz": gzip.compress(lines),
        "page.txt.xz": lzma.compress(b"page"),
        "t.csv": b"id,text\n1,c\n",
    }
    (tmp_path / "a.tar").write_bytes(tar(members))
    found = rows([tmp_path])
    assert [(row["source_member"], row["doc_id"], row["content"]) for row in found] == [
        ("d/lines.jsonl.gz", "x", b"a"),
        ("d/lines.jsonl.gz", "y", b"b"),
        ("page.txt.xz", "page", b"page"),
        ("t.csv", "1", b"c"),
    ]
    assert [(row["source_record"], row["source_offset"], row["source_length"]) for row in found[:2]] == [
        (0, 0, 24),
        (1, 25, 24),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_shards_give_what_the_whole_gives(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "a.tar").write_bytes(pack(tar(PAGES)))
    assert len(shards([tmp_path], size=20_000)) > 4
    assert table([tmp_path], size=20_000).equals(table([tmp_path]))


def test_names_that_would_lead_out_of_a_folder_are_only_names(tmp_path: Path) -> None:
    long = "d/" + "ü" * 300 + ".txt"
    members = {"../x.txt": b"a", "/etc/passwd": b"b", long: b"c", "new\nline.txt": b"d", "./plain.txt": b"e"}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tar").write_bytes(tar(members))
    found = rows([tmp_path / "in"])
    assert [row["source_member"] for row in found] == ["../x.txt", "/etc/passwd", long, "new%0Aline.txt", "./plain.txt"]
    assert [row["content"] for row in found] == [b"a", b"b", b"c", b"d", b"e"]
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_names_that_are_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"b\udcff.txt": b"a"}, tarfile.GNU_FORMAT))
    assert [(row["source_member"], row["doc_id"]) for row in rows([tmp_path])] == [("b%FF.txt", "b%FF")]


def test_what_holds_no_text_is_a_reject_and_folders_and_hidden_files_are_nothing(tmp_path: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for number, kind in enumerate((tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
            header = tarfile.TarInfo(f"odd{number}")
            header.type, header.linkname = kind, "/etc/passwd"
            archive.addfile(header)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name in ("._hidden", "d/.git/x", "page.txt"):
            header = tarfile.TarInfo(name)
            header.size = 1
            archive.addfile(header, io.BytesIO(b"x"))
    (tmp_path / "a.tar").write_bytes(held.getvalue())
    found = rows([tmp_path])
    assert [(row["source_member"], row["rule"]) for row in found] == [
        *((f"odd{n}", "unreadable") for n in range(4)),
        ("page.txt", None),
    ]
    assert found[3]["message"] == "a FIFO: it holds no text"


def test_an_archive_inside_an_archive_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"inner.tar": tar({"x.txt": b"x"}), "inner.parquet": b"PAR1....PAR1"}))
    found = rows([tmp_path])
    assert rules(found) == ["unreadable", "unreadable"]
    assert "unpack" in found[0]["message"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_cut_archive_keeps_the_members_before_the_cut(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    pages = {name: b"".join(sha256(f"{name}{n}".encode()).digest() for n in range(40)) for name in PAGES}
    content = pack(tar(pages))
    for share in (0.3, 0.5001, 0.77):
        (tmp_path / "a.tar").write_bytes(content[: int(len(content) * share)])
        found = rows([tmp_path])
        assert [row["content"] for row in found[:-1]] == list(pages.values())[: len(found) - 1]
        assert found[-1]["rule"] == "truncated"
        assert 30 < len(found) < 100


def test_an_archive_that_ends_without_its_mark(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"a.txt": b"a" * 512}).rstrip(b"\0"))
    found = rows([tmp_path])
    assert rules(found) == [None, "truncated"]
    assert "without its end mark" in found[1]["message"]
    assert rows([tmp_path], size=600) == found


def test_a_damaged_header_costs_its_member(tmp_path: Path) -> None:
    content = bytearray(tar(PAGES, tarfile.USTAR_FORMAT))
    at = content.index(b"dumps/050.txt")
    content[at] ^= 0xFF
    (tmp_path / "a.tar").write_bytes(content)
    found = rows([tmp_path])
    assert [row["content"] for row in found if row["rule"] is None] == [
        page for name, page in PAGES.items() if name != "dumps/050.txt"
    ]
    [bad] = [row for row in found if row["rule"] is not None]
    assert bad["rule"] == "damaged"
    assert f"at byte {at:,}" in bad["message"]


def test_archives_behind_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({"a.txt": b"a"}) + tar({"b.txt": b"b"}))
    assert [row["content"] for row in rows([tmp_path])] == [b"a", b"b"]


def test_a_member_larger_than_the_limit_and_a_bomb_in_an_archive(tmp_path: Path) -> None:
    members = {"large.txt": b"x" * 70_000, "bomb.txt.gz": gzip.compress(bytes(70 << 20)), "page.txt": b"x"}
    (tmp_path / "a.tar").write_bytes(tar(members))
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=60_000)))
    assert rules(found) == ["too-large", "bomb", None]
    assert [row["content"] for row in found] == [None, None, b"x"]


def test_an_empty_archive(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar({}))
    assert rows([tmp_path]) == []
