from __future__ import annotations

import gzip
import io
from datetime import datetime
from pathlib import Path

import pytest
import zstandard

from broadsheet.readers import Limits, ReadOptions, warc
from tests.readers.reading import rows, rules, shards, table
from tests.readers.web_archives import INFO, record, records, texts

PAGES = texts(150)


def packed(parts: list[bytes]) -> bytes:
    """Return each record as a gzip member of its own, as crawls have them."""
    return b"".join(map(gzip.compress, parts))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc.wet", b"".join(records(PAGES))),
        ("a.warc.wet.gz", packed(records(PAGES))),
        ("whole.wet.gz", gzip.compress(b"".join(records(PAGES)))),
        ("a.warc.zst", zstandard.compress(b"".join(records(PAGES)))),
        ("misnamed", packed(records(PAGES))),
    ],
)
def test_conversion_records_are_documents(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = rows([tmp_path / name])
    assert [row["content"] for row in found] == PAGES
    assert [row["source_record"] for row in found] == list(range(1, 151))
    whole = b"".join(records(PAGES))
    for number, row in enumerate(found):
        assert row["doc_id"] == f"<urn:uuid:{number}>"
        assert row["url"] == f"https://www.paper.example/{number}"
        assert row["captured_at"] == datetime(2015, 9, 16, 10, 0, number % 60)
        assert row["language"] == ("de" if number % 3 == 1 else None)
        assert row["published_at"] is None
        assert whole[row["source_offset"] :][: row["source_length"]] == row["content"]
    assert {row["site"] for row in found} == {"paper.example"}


def test_records_with_bare_newlines_are_read_by_their_lengths(tmp_path: Path) -> None:
    bare = [
        head.replace(b"\r\n", b"\n") + b"\n\n" + block.removesuffix(b"\r\n\r\n") + b"\n\n"
        for head, _, block in (part.partition(b"\r\n\r\n") for part in records(PAGES))
    ]
    (tmp_path / "a.warc.wet").write_bytes(b"".join(bare))
    found = rows([tmp_path])
    assert [row["content"] for row in found] == PAGES
    assert [row["doc_id"] for row in found] == [f"<urn:uuid:{number}>" for number in range(150)]
    assert [row["url"] for row in found] == [f"https://www.paper.example/{number}" for number in range(150)]
    assert {row["language"] for row in found} == {"de", None}


@pytest.mark.parametrize("stray", [b"stray\n", b"stray\r\n", b"stray\n\n", b"stray " * 9000 + b"\n"])
def test_records_behind_stray_bytes_are_read(tmp_path: Path, stray: bytes) -> None:
    first, second, third = records(PAGES[:3])[-3:]
    (tmp_path / "a.warc.wet").write_bytes(first + stray + second + third)
    found = rows([tmp_path])
    assert [row["content"] for row in found if row["rule"] is None] == PAGES[:3]
    assert [row["content"].strip() for row in found if row["rule"] == "not-warc"] == [stray.strip()]


def test_a_web_archive_library_finds_the_same(tmp_path: Path) -> None:
    library = pytest.importorskip("fastwarc.warc")
    content = packed(records(PAGES))
    (tmp_path / "a.warc.wet.gz").write_bytes(content)
    expected = [
        (str(entry.record_id), entry.reader.read())
        for entry in library.ArchiveIterator(io.BytesIO(content), record_types=library.WarcRecordType.conversion)
    ]
    found = rows([tmp_path])
    assert [row["content"] for row in found] == [text for _, text in expected]
    assert [row["doc_id"].strip("<>") for row in found] == [name.strip("<>") for name, _ in expected]


@pytest.mark.parametrize("pack", [b"".join, packed])
def test_shards_give_what_the_whole_gives(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "a.warc.wet.gz").write_bytes(pack(records(PAGES * 4)))
    assert len(shards([tmp_path], size=20_000)) > 3
    assert table([tmp_path], size=20_000).equals(table([tmp_path]))


def test_a_cut_file_keeps_the_records_before_the_cut(tmp_path: Path) -> None:
    parts = records(PAGES)
    whole, members = b"".join(parts), [gzip.compress(part) for part in parts]
    cut = sum(map(len, members[:100])) + len(members[100]) // 2
    (tmp_path / "a.warc.wet.gz").write_bytes(b"".join(members)[:cut])
    plain_cut = sum(map(len, parts[:100])) + len(parts[100]) - 20
    (tmp_path / "b.warc.wet").write_bytes(whole[:plain_cut])
    for name, place in (("a.warc.wet.gz", cut), ("b.warc.wet", plain_cut)):
        found = rows([tmp_path / name])
        assert [row["content"] for row in found[:-1]] == PAGES[:99]
        assert found[-1]["rule"] == "truncated"
        assert f"ends at byte {place:,}, inside the" in found[-1]["message"]


def test_a_damaged_member_costs_one_record(tmp_path: Path) -> None:
    members = [gzip.compress(part) for part in records(PAGES)]
    damaged = bytearray(members[60])
    damaged[len(damaged) // 2] ^= 0xFF
    (tmp_path / "a.warc.wet.gz").write_bytes(b"".join([*members[:60], bytes(damaged), *members[61:]]))
    found = rows([tmp_path])
    assert len(found) == 150
    assert rules(found) == [None] * 59 + ["damaged"] + [None] * 90
    assert [row["source_record"] for row in found] == list(range(1, 151))


@pytest.mark.parametrize(
    "length", [b"Content-Length: 0", b"Content-Length: 9", b"Content-Length: 99999999", b"Content"]
)
def test_a_wrong_length_costs_one_record(tmp_path: Path, length: bytes) -> None:
    parts = records(PAGES[:30])
    parts[10] = parts[10].replace(b"Content-Length: %d" % len(PAGES[9]), length)
    (tmp_path / "a.wet").write_bytes(b"".join(parts))
    for limit in (1_000, 1 << 28):
        found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=limit)))
        assert [row["content"] for row in found if row["rule"] is None] == PAGES[:9] + PAGES[10:30]
        [bad] = [row for row in found if row["rule"] is not None]
        assert bad["rule"] in ("damaged", "too-large")
        assert bad["source_record"] == 10


def test_bytes_between_records(tmp_path: Path) -> None:
    parts = records(PAGES[:6])
    (tmp_path / "a.wet").write_bytes(b"".join([*parts[:3], b"nonsense\r\n" * 20, *parts[3:], b"trailing"]))
    found = rows([tmp_path])
    assert rules(found) == [None, None, "not-warc", None, None, None, None, "not-warc"]
    assert found[2]["content"].startswith(b"nonsense")


def test_a_record_larger_than_the_limit(tmp_path: Path) -> None:
    parts = [record(0, b"a"), record(1, b"b" * 3_000_000), record(2, b"c")]
    (tmp_path / "a.wet").write_bytes(b"".join(parts))
    (tmp_path / "b.wet.gz").write_bytes(packed(parts))
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=1_000_000)))
    assert rules(found) == [None, "too-large", None] * 2
    assert [row["content"] for row in found] == [b"a", None, b"c"] * 2
    assert found[1]["doc_id"] == "<urn:uuid:1>"


def test_a_record_of_many_chunks(tmp_path: Path) -> None:
    text = b"0123456789abcdef" * 1_500_000
    (tmp_path / "a.wet.gz").write_bytes(packed([INFO, record(0, text), record(1, b"x")]))
    assert [row["content"] == expected for row, expected in zip(rows([tmp_path]), (text, b"x"), strict=True)] == [
        True
    ] * 2


def test_records_that_hold_no_text_are_rejects_and_those_about_the_crawl_are_nothing(tmp_path: Path) -> None:
    kinds = [b"request", b"response", b"metadata", b"resource", b"revisit", b"conversion"]
    html = record(7, b"<p>", kind=b"resource").replace(b"text/plain", b"text/html")
    (tmp_path / "a.warc").write_bytes(b"".join(record(n, b"x", kind=kind) for n, kind in enumerate(kinds)) + html)
    found = rows([tmp_path])
    assert [(row["source_record"], row["rule"]) for row in found] == [
        (1, "no-text"),
        (3, None),
        (5, None),
        (6, "no-text"),
    ]


def test_headers_in_any_order_and_case(tmp_path: Path) -> None:
    text = (
        b"WARC/1.1\r\ncontent-length: 1\r\nwarc-record-id:<urn:uuid:a>\r\nWarc-Type:  conversion \r\n"
        b"warc-target-uri: <https://x.example/?Content-Length:9>\r\n\r\na\r\n\r\n"
    )
    (tmp_path / "a.wet").write_bytes(text + INFO + text)
    found = rows([tmp_path])
    assert [(row["content"], row["doc_id"], row["url"]) for row in found] == [
        (b"a", "<urn:uuid:a>", "https://x.example/?Content-Length:9")
    ] * 2


def test_an_empty_record_and_a_file_without_its_last_newlines(tmp_path: Path) -> None:
    (tmp_path / "a.wet").write_bytes(record(0, b"") + record(1, b"end").removesuffix(b"\r\n\r\n"))
    assert [(row["content"], row["rule"]) for row in rows([tmp_path])] == [(b"", None), (b"end", None)]


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"WARC-Identified-Content-Language: \xff\r\n",
        b"WARC-Date: 2015-02-30T00:00:00Z\r\n",
        b"WARC-Refers-To:\r\n",
        b"X: a\rb\r\n",
        b"content-TYPE: image/png\r\n",
    ],
)
def test_records_are_the_same_read_together_and_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: bytes
) -> None:
    parts = [*records(PAGES), record(200, b"odd", extra=odd), record(201, b"", kind=b"metadata"), *records(PAGES[:3])]
    (tmp_path / "a.warc.wet.gz").write_bytes(packed(parts))
    together = table([tmp_path]).to_pylist()
    monkeypatch.setattr(warc, "documents", lambda *_: None)
    assert together == table([tmp_path]).to_pylist()
    assert len(together) == 154
