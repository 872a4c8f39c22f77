from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard

from broadsheet.readers import Limits, ReadOptions, read
from broadsheet.readers.shard import SourceFile
from tests.readers.reading import rows, rules, shards, table

PACKED: dict[str, Callable[[bytes], bytes]] = {"": bytes, "gz": gzip.compress, "zst": zstandard.compress}


def lines(count: int, size: int = 300) -> list[dict[str, Any]]:
    """Return records with ids and texts that differ in their lengths."""
    return [
        {"id": f"p{n}", "url": f"https://www.paper.example/{n}", "text": f"Seite {n} für Leser\n" * (n % (size // 10))}
        for n in range(count)
    ]


def jsonl(records: list[Any]) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def test_a_line_is_a_document_and_its_span_leads_back(tmp_path: Path) -> None:
    content = jsonl(lines(50))
    (tmp_path / "dump.jsonl").write_bytes(content)
    found = rows([tmp_path / "dump.jsonl"])
    assert [row["doc_id"] for row in found] == [f"p{n}" for n in range(50)]
    for number, row in enumerate(found):
        assert row["source_record"] == number
        span = content[row["source_offset"] :][: row["source_length"]]
        assert json.loads(span)["text"].encode() == row["content"]
    assert {row["site"] for row in found} == {"paper.example"}
    assert all(row["decoded"] for row in found)


@pytest.mark.parametrize("ending", PACKED)
@pytest.mark.parametrize("name", ["dump.jsonl", "dump.ndjson", "dump.json", "dump.txt", "dump"])
def test_the_content_says_what_a_file_is(tmp_path: Path, name: str, ending: str) -> None:
    (tmp_path / f"{name}.{ending}".rstrip(".")).write_bytes(PACKED[ending](jsonl(lines(20))))
    found = table([tmp_path])
    assert found["doc_id"].to_pylist() == [f"p{n}" for n in range(20)]
    assert found["source_offset"].to_pylist()[:2] == [0, found["source_length"][0].as_py() + 1]


@pytest.mark.parametrize("ending", PACKED)
def test_shards_of_a_large_file_give_what_the_whole_gives(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"dump.jsonl.{ending}".rstrip(".")).write_bytes(PACKED[ending](jsonl(lines(2_000))))
    whole = table([tmp_path])
    assert len(whole) == 2_000
    planned = shards([tmp_path], size=80_000)
    assert len(planned) > 2
    # In the order of the plan, against it, and each by a reader that has nothing open.
    for order in (planned, planned[::-1], [planned[1], planned[0], *planned[2:], planned[1]]):
        parts = {shard.index: list(read(shard, ReadOptions())) for shard in order}
        assert sum(len(batch) for part in parts.values() for batch in part) == 2_000
        assert whole.equals(whole.from_batches([batch for index in sorted(parts) for batch in parts[index]]))


def test_a_part_of_a_shard(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(jsonl(lines(30)))
    [shard] = shards([tmp_path])
    ids = [name for batch in read(shard.only(7, 10), ReadOptions()) for name in batch["doc_id"].to_pylist()]
    assert ids == ["p7", "p8", "p9"]
    assert sum(len(batch) for batch in read(shard.only(7, None), ReadOptions())) == 23


def test_lines_that_are_no_documents_are_rejects_with_their_line(tmp_path: Path) -> None:
    bad = [
        (b"no json at all", "not-json"),
        (b'{"text": "cut', "not-json"),
        (b"[1, 2]", "not-json"),
        (b"null", "not-json"),
        (b"{}", "no-text"),
        (b'{"id": "x", "text": null}', "no-text"),
        (b'{"text": 5}', "no-text"),
        (b'{"text": ["a"]}', "no-text"),
        (b"[" * 100_000, "not-json"),
        (b'{"text": "a"} {"text": "b"}', "not-json"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "not-json"),
    ]
    good = b'{"text": "fine"}'
    (tmp_path / "dump.jsonl").write_bytes(b"\n".join([good, *(line for line, _ in bad), good]))
    found = rows([tmp_path])
    assert rules(found) == [None, *(rule for _, rule in bad), None]
    assert [row["content"] for row in found[1:-1]] == [line for line, _ in bad]
    assert all(row["message"] for row in found[1:-1])
    assert found[1]["message"] == "no JSON: Expecting value: line 2 column 1"
    assert found[2]["message"] == "no JSON: Unterminated string starting at: line 3 column 10"
    assert [row["doc_id"] for row in found] == [f"dump#{n}" if n != 7 else "x" for n in range(1, len(found) + 1)]


def test_the_message_of_a_missing_text_names_the_fields(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(b'{"id": "1", "inhalt": "Text"}\n')
    [row] = rows([tmp_path])
    assert "id, inhalt" in row["message"]
    assert rows([tmp_path], ReadOptions(text_field="inhalt"))[0]["content"] == b"Text"


def test_blank_lines_are_no_documents_but_are_counted(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(b'\n{"text": "a"}\r\n  \n\n{"text": "b"}')
    found = rows([tmp_path])
    assert [(row["source_record"], row["source_offset"], row["doc_id"]) for row in found] == [
        (1, 1, "dump#2"),
        (4, 20, "dump#5"),
    ]


def test_who_named_no_field_of_text_is_told_how_to(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(b'{"Id": "x", "Story": "It rained."}\n')
    (row,) = rows([tmp_path])
    assert row["message"].endswith("the fields are Id, Story; name the one that holds the text with --text-field")


def test_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "a"}\n{"text": null}\n')
    assert rules(rows([tmp_path])) == [None, "no-text"]


def test_lone_surrogates_are_kept_for_decode_to_replace(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(
        b'{"id": "a\\udfff", "text": "x\\ud83d!"}\n{"text": "\\ud83d\\ude00"}\n{"text": "raw \xed\xa0\xbd"}\n'
    )
    found = rows([tmp_path])
    assert [row["content"] for row in found] == [b"x\xed\xa0\xbd!", "😀".encode(), b"raw \xed\xa0\xbd"]
    assert found[0]["doc_id"] == "a\ufffd"
    assert rules(found) == [None] * 3


def test_a_line_that_is_no_utf_8_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes('{"text": "Bücher"}\n'.encode("cp1252") + '{"text": "Bücher"}\n'.encode())
    first, second = rows([tmp_path])
    assert (first["content"], first["decoded"]) == ("Bücher".encode("cp1252"), False)
    assert second["content"] == "Bücher".encode()


def test_nul_characters(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(b'{"text": "a\\u0000b"}\n{"text": "\0"}\n')
    found = rows([tmp_path])
    assert found[0]["content"] == b"a\0b"
    assert rules(found) == [None, "not-json"]


def test_numbers_as_ids_and_what_containers_say_of_pages(tmp_path: Path) -> None:
    records = [
        {"id": 7, "text": "a", "lang": "deu_Latn", "published_at": "2015-09-16T12:37:00+02:00"},
        {"id": 0, "text": "b", "language": ["en", "de"], "crawl_date": "2015-09-16T12:37:00+02:00"},
        {"id": "", "text": "c", "language": "klingon", "crawl_date": "yesterday", "url": ""},
        {"id": 1.5, "text": "d", "published_at": 1442407020, "crawl_date": 1442407020000},
    ]
    (tmp_path / "dump.jsonl").write_bytes(jsonl(records))
    found = rows([tmp_path], ReadOptions(captured_at=datetime(2020, 1, 1)))
    assert [row["doc_id"] for row in found] == ["7", "0", "dump#3", "1.5"]
    assert [row["language"] for row in found] == ["de", "en", None, None]
    assert [row["published_at"] for row in found] == [
        datetime(2015, 9, 16, 12, 37),
        None,
        None,
        datetime(2015, 9, 16, 12, 37),
    ]
    assert [row["captured_at"] for row in found] == [
        datetime(2020, 1, 1),
        datetime(2015, 9, 16, 10, 37),
        datetime(2020, 1, 1),
        datetime(2015, 9, 16, 12, 37),
    ]
    assert [row["url"] for row in found] == [None] * 4


def test_the_same_id_twice_and_the_same_file_named_twice(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    path.write_bytes(jsonl([{"id": "x", "text": "a"}, {"id": "x", "text": "b"}]))
    found = rows([path, path, tmp_path / "." / "dump.jsonl"])
    assert [(row["doc_id"], row["content"]) for row in found] == [("x", b"a"), ("x", b"b")]


def test_a_line_longer_than_the_limit_is_passed_over(tmp_path: Path) -> None:
    content = b'{"text": "a"}\n{"text": "' + b"x" * 3_000_000 + b'"}\n{"text": "b"}\n'
    for ending, pack in PACKED.items():
        (tmp_path / f"dump.jsonl.{ending}".rstrip(".")).write_bytes(pack(content))
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=100_000)))
    assert rules(found) == [None, "too-large", None] * 3
    assert [(row["source_offset"], row["source_length"], row["content"]) for row in found[1::3]] == [
        (14, 3_000_012, None)
    ] * 3
    assert [row["source_record"] for row in found[2::3]] == [2] * 3


def test_a_cut_file_keeps_the_lines_before_the_cut(tmp_path: Path) -> None:
    content = jsonl(lines(2_000))
    for ending in ("gz", "zst"):
        packed = PACKED[ending](content)
        (tmp_path / f"{ending}.jsonl.{ending}").write_bytes(packed[: len(packed) * 2 // 3])
    for ending in ("gz", "zst"):
        found = rows([tmp_path / f"{ending}.jsonl.{ending}"])
        assert rules(found[:-1]) == [None] * (len(found) - 1)
        assert [row["doc_id"] for row in found[:-1]] == [f"p{n}" for n in range(len(found) - 1)]
        assert len(found) > 100
        last = found[-1]
        assert last["rule"] == "truncated"
        size = (tmp_path / f"{ending}.jsonl.{ending}").stat().st_size
        assert f"ends at byte {size:,}" in last["message"]
        assert content[last["source_offset"] :].startswith(last["content"])


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    members = [gzip.compress(jsonl(lines(200)[at : at + 20])) for at in range(0, 200, 20)]
    damaged = bytearray(members[4])
    damaged[len(damaged) // 2] ^= 0xFF
    (tmp_path / "dump.jsonl.gz").write_bytes(b"".join([*members[:4], bytes(damaged), *members[5:]]))
    found = rows([tmp_path])
    sound = [row["doc_id"] for row in found if row["rule"] is None]
    assert sound == [f"p{n}" for n in range(200) if not 80 <= n < 100]
    assert set(rules(found)) == {None, "damaged"}
    message = next(row["message"] for row in found if row["rule"])
    begin = sum(map(len, members[:4]))
    assert f"begins at byte {begin:,}" in message
    assert f"goes on at byte {begin + len(members[4]):,}" in message


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_bomb_is_left_alone(tmp_path: Path, ending: str) -> None:
    bomb = jsonl(lines(10)) + b" " * (70 << 20)
    (tmp_path / f"dump.jsonl.{ending}").write_bytes(PACKED[ending](bomb))
    found = rows([tmp_path])
    assert rules(found) == [None] * 10 + ["bomb"]
    assert "the rest of the file was not read" in found[-1]["message"]
    capped = rows([tmp_path], ReadOptions(limits=Limits(ratio=10_000_000, decompressed_bytes=65 << 20)))
    assert rules(capped) == [None] * 10 + ["bomb"]


def test_a_shard_is_small(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_bytes(jsonl(lines(3)))
    [shard] = shards([tmp_path / "dump.jsonl"])
    status = (tmp_path / "dump.jsonl").stat()
    assert shard.files == (SourceFile(str(tmp_path), "dump.jsonl", status.st_size, status.st_mtime_ns, "jsonl"),)
