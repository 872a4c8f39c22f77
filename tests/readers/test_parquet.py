from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules, shards, table

TEXTS = [f"Seite {n}\n" * (n % 50) for n in range(1_000)]
PAGES = pa.table(
    {
        "text": TEXTS,
        "id": [f"p{n}" for n in range(1_000)],
        "url": ["https://www.paper.example/"] * 1_000,
        "other": list(range(1_000)),
    }
)


def write(path: Path, pages: pa.Table, group: int = 90) -> Path:
    pq.write_table(pages, path, row_group_size=group, write_page_checksum=True)
    return path


@pytest.mark.parametrize("name", ["a.parquet", "misnamed.txt"])
def test_a_row_is_a_document(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, PAGES)
    found = rows([tmp_path])
    assert [row["content"].decode() for row in found] == TEXTS
    assert [(row["doc_id"], row["source_record"]) for row in found] == [(f"p{n}", n) for n in range(1_000)]
    assert {(row["source_offset"], row["decoded"], row["site"]) for row in found} == {(None, True, "paper.example")}


def test_row_groups_are_shards(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", PAGES)
    planned = shards([tmp_path], size=30_000)
    assert len(planned) > 3
    assert [shard.start for shard in planned[1:]] == [shard.stop for shard in planned[:-1]]
    assert table([tmp_path], size=30_000).equals(table([tmp_path]))


@pytest.mark.parametrize(
    ("type_", "decoded"),
    [
        (pa.string(), True),
        (pa.large_string(), True),
        (pa.string_view(), True),
        (pa.dictionary(pa.int32(), pa.string()), True),
        (pa.binary(), False),
        (pa.large_binary(), False),
    ],
)
def test_types_that_hold_text(tmp_path: Path, type_: pa.DataType, *, decoded: bool) -> None:
    texts = pa.array(["a", None, "ü"])
    texts = texts.dictionary_encode() if pa.types.is_dictionary(type_) else texts.cast(type_)
    write(tmp_path / "a.parquet", pa.table({"text": texts}))
    found = rows([tmp_path])
    assert [row["content"] for row in found] == [b"a", None, "ü".encode()]
    assert rules(found) == [None, "no-text", None]
    assert found[0]["decoded"] is decoded
    assert [row["doc_id"] for row in found] == ["a#1", "a#2", "a#3"]


def test_a_column_of_nothing_but_nulls(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"text": pa.nulls(3)}))
    assert rules(rows([tmp_path])) == ["no-text"] * 3


@pytest.mark.parametrize("type_", [pa.list_(pa.string()), pa.int64(), pa.struct([("a", pa.string())])])
def test_types_that_hold_none(tmp_path: Path, type_: pa.DataType) -> None:
    write(tmp_path / "a.parquet", pa.table({"text": pa.nulls(2, type_), "inhalt": ["a", "b"]}))
    [row] = rows([tmp_path])
    assert (row["rule"], row["doc_id"], row["content"]) == ("no-text", "a", None)
    assert re.fullmatch("the column text holds .+, no text; name another with --text-field", row["message"])
    assert [row["content"] for row in rows([tmp_path], ReadOptions(text_field="inhalt"))] == [b"a", b"b"]


def test_no_column_of_text(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"inhalt": ["a"], "n": [1]}))
    write(tmp_path / "b.parquet", PAGES)
    found = rows([tmp_path], size=1 << 10)
    assert rules(found) == ["no-text", *[None] * len(PAGES)]
    assert "its columns are inhalt, n; name the one that holds the text with --text-field" in found[0]["message"]


def test_strings_that_are_no_utf_8(tmp_path: Path) -> None:
    broken = pa.array([b"B\xfccher", b"x"]).view(pa.string())
    write(tmp_path / "a.parquet", pa.table({"text": broken}))
    assert [(row["content"], row["decoded"]) for row in rows([tmp_path])] == [(b"B\xfccher", False), (b"x", False)]


def test_dates_and_numbers(tmp_path: Path) -> None:
    zone = pa.timestamp("us", "Europe/Berlin")
    moment = datetime(2015, 9, 16, 10, 37, tzinfo=UTC)
    pages = pa.table(
        {
            "text": ["a"],
            "id": pa.array([7], pa.uint16()),
            "language": pa.array([["deu_Latn"]]),
            "published_at": pa.array([moment], zone),
            "captured_at": pa.array([moment], zone),
        }
    )
    write(tmp_path / "a.parquet", pages)
    [row] = rows([tmp_path])
    assert (row["doc_id"], row["language"]) == ("7", "de")
    assert row["published_at"] == datetime(2015, 9, 16, 12, 37)
    assert row["captured_at"] == datetime(2015, 9, 16, 10, 37)


def test_large_and_small_texts_together(tmp_path: Path) -> None:
    texts = ["x" * 30_000_000, *["y" * 1_000] * 500, "z" * 20_000_000, "end"]
    write(tmp_path / "a.parquet", pa.table({"text": texts}), group=1_000)
    found = table([tmp_path])
    assert [len(content) for content in found["content"].to_pylist()] == [len(text) for text in texts]
    assert max(chunk.nbytes for chunk in found["content"].chunks) < 31_000_000
    limited = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=25_000_000)))
    assert rules(limited) == ["too-large"] + [None] * 502
    assert limited[0]["content"] is None


def test_a_flipped_byte_costs_the_rest_of_its_row_group(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", PAGES)
    with pq.ParquetFile(path) as file:
        column = file.metadata.row_group(4).column(0)
    content = bytearray(path.read_bytes())
    content[column.dictionary_page_offset + column.total_compressed_size // 2] ^= 0xFF
    path.write_bytes(content)
    found = rows([tmp_path])
    assert [row["source_record"] for row in found] == list(range(1_000))
    assert {row["source_record"] for row in found if row["rule"] == "damaged"} >= set(range(440, 450))
    assert all(360 <= row["source_record"] < 450 for row in found if row["rule"])
    assert "row group 4" in next(row["message"] for row in found if row["rule"])


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_cut_file_is_a_reject(tmp_path: Path, share: float) -> None:
    path = write(tmp_path / "a.parquet", PAGES)
    content = path.read_bytes()
    path.write_bytes(content[: max(4, int(len(content) * share))])
    write(tmp_path / "b.parquet", PAGES)
    found = rows([tmp_path], size=1 << 10)
    assert rules(found) == ["damaged", *[None] * len(PAGES)]
    assert found[0]["message"].startswith("no Parquet file that can be read, or a cut one: ")


def test_rejects_of_a_dataset_are_read_as_what_they_were(tmp_path: Path) -> None:
    rejects = pa.table(
        {
            "doc_id": ["x", "y", "z"],
            "source_uri": ["dump.jsonl", "dump.tar", "dump.jsonl"],
            "source_member": [None, "y.txt", None],
            "source_record": [17, 0, 3],
            "source_offset": [9_000, 0, 70],
            "source_length": [500, 40, 12],
            "rule": ["no-layout", "bomb", "not-json"],
            "message": ["m1", "m2", "m3"],
            "confidence": [0.5, None, None],
            "text": ["Seite", None, "{half"],
            "duplicate_of": [None, None, None],
        }
    )
    (tmp_path / "rejects").mkdir()
    write(tmp_path / "rejects" / "part-00000.parquet", rejects)
    found = rows([tmp_path / "rejects"])
    columns = ["doc_id", "source_uri", "source_member", "source_record", "source_offset", "source_length"]
    assert [[row[name] for name in columns] for row in found] == [
        [row[name] for name in columns] for row in rejects.to_pylist()
    ]
    assert [(row["content"], row["rule"], row["message"]) for row in found] == [
        (b"Seite", None, None),
        (None, "bomb", "m2"),
        (b"{half", "not-json", "m3"),
    ]


def test_a_headline_apart_from_the_text(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", pa.table({"title": ["Hafenfest", None, ""], "text": ["a", "b", "c"]}))
    found = rows([tmp_path], ReadOptions(preset="cc-news"))
    assert [row["content"] for row in found] == [b"Hafenfest\n\na", b"b", b"c"]
    assert [row["content"] for row in rows([tmp_path])] == [b"a", b"b", b"c"]
