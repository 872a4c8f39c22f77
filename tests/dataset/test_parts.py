from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.dataset.cuts import row_bytes
from broadsheet.dataset.manifest import DataFile
from broadsheet.dataset.parts import PartOptions, PartWriter, write_empty_part
from broadsheet_schema.arrow import arrow_schema, to_batch
from broadsheet_schema.records import TABLES
from tests.dataset import newsroom
from tests.strategies.records import RECORDS

SMALL = PartOptions(row_group_bytes=700, part_bytes=1_500)
TEXTS = pa.schema([pa.field("article_id", pa.string(), nullable=False), pa.field("body", pa.string())])


def texts(*lengths: int) -> pa.RecordBatch:
    """Return rows whose ids weigh 32 + 4 bytes and whose bodies weigh their length + 4."""
    rows = [{"article_id": f"{number:032x}", "body": "x" * length} for number, length in enumerate(lengths)]
    return pa.RecordBatch.from_pylist(rows, schema=TEXTS)


def write(folder: Path, batches: Sequence[pa.RecordBatch], options: PartOptions = SMALL) -> tuple[DataFile, ...]:
    with PartWriter(folder, {"articles": batches[0].schema}, options) as writer:
        for batch in batches:
            writer.write("articles", batch)
    return writer.files


def split(batch: pa.RecordBatch, sizes: Sequence[int]) -> list[pa.RecordBatch]:
    """Cut a batch at the given lengths; what is left is the last piece."""
    pieces, start = [], 0
    for size in sizes:
        pieces.append(batch.slice(start, size))
        start += size
    return [*pieces, batch.slice(start)]


@pytest.fixture(autouse=True, scope="module")
def _without_waiting_for_the_disk() -> Iterator[None]:
    """What is written is the same with and without, and laws write thousands of files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=40)
@given(data=st.data())
def test_bytes_do_not_depend_on_batches(table: str, data: st.DataObject) -> None:
    """Invariant 5: the same rows in other batches give the same files, byte for byte."""
    few = data.draw(st.lists(RECORDS[table], min_size=1, max_size=2))
    batch = to_batch(table, data.draw(st.lists(st.sampled_from(few), max_size=12)))
    sizes = data.draw(st.lists(st.integers(0, 5), max_size=6))
    with TemporaryDirectory() as folder:
        whole = write(Path(folder) / "whole", [batch])
        assert write(Path(folder) / "split", split(batch, sizes)) == whole
        # A slice from the middle of a larger batch, with its offsets and the bytes around it.
        larger = pa.concat_batches([batch, batch, batch]).slice(len(batch), len(batch))
        assert write(Path(folder) / "slice", [larger]) == whole


@given(st.lists(st.integers(0, 900), max_size=40), st.integers(1, 900), st.integers(1, 2_000))
def test_row_groups_and_parts_end_with_the_row_that_reaches_the_limit(
    lengths: list[int], group_bytes: int, part_bytes: int
) -> None:
    """Each row group but the last weighs at least the limit, and less without its last row; likewise each part."""
    batch = texts(*lengths)
    weights = row_bytes(batch).tolist()
    with TemporaryDirectory() as folder:
        files = write(Path(folder), [batch], PartOptions(row_group_bytes=group_bytes, part_bytes=part_bytes))
        footers = [pq.read_metadata(Path(folder) / file.path) for file in files]
    start = 0
    for footer in footers:
        sizes = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
        groups = []
        for size in sizes:
            groups.append(weights[start : start + size])
            start += size
        is_last = footer is footers[-1]
        assert all(sum(group) >= group_bytes for group in (groups[:-1] if is_last else groups))
        assert all(sum(group[:-1]) < group_bytes for group in groups)
        assert is_last or sum(map(sum, groups)) >= part_bytes
        assert sum(map(sum, groups[:-1])) < part_bytes
    assert start == len(lengths)


def test_a_row_weighs_its_texts_and_fixed_widths() -> None:
    quote = pa.struct([("author", pa.string()), ("text", pa.string())])
    schema = pa.schema(
        [
            ("text", pa.string()),
            ("number", pa.int32()),
            ("flag", pa.bool_()),
            ("names", pa.list_(pa.string())),
            ("quotes", pa.list_(quote)),
        ]
    )
    rows = [
        {
            "text": "äb",
            "number": 1,
            "flag": True,
            "names": ["a", None, "bcd"],
            "quotes": [{"author": None, "text": "xy"}],
        },
        {"text": None, "number": None, "flag": None, "names": None, "quotes": None},
        {"text": "", "number": 0, "flag": False, "names": [], "quotes": []},
    ]
    empty = 4 + 4 + 1 + 4 + 4
    expected = [empty + 3 + (4 + 1) + 4 + (4 + 3) + (4 + 4 + 2), empty, empty]
    batch = pa.RecordBatch.from_pylist(rows, schema=schema)
    assert row_bytes(batch).tolist() == expected
    assert row_bytes(batch.slice(1)).tolist() == expected[1:]


def test_bytes_behind_nulls_weigh_and_write_nothing(tmp_path: Path) -> None:
    offsets, validity = pa.py_buffer(b"\0\0\0\0\5\0\0\0\7\0\0\0"), pa.py_buffer(b"\2")
    hidden = pa.Array.from_buffers(pa.string(), 2, [validity, offsets, pa.py_buffer(b"ghostab")])
    plain = pa.array([None, "ab"])
    ends = pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0")
    hidden_list = pa.Array.from_buffers(
        pa.list_(pa.string()), 2, [validity, ends], children=[pa.array(["ghost", "ab"])]
    )
    plain_list = pa.array([None, ["ab"]])
    assert hidden.equals(plain)
    assert hidden_list.equals(plain_list)
    one = pa.RecordBatch.from_arrays([hidden, hidden_list], ["body", "tags"])
    other = pa.RecordBatch.from_arrays([plain, plain_list], ["body", "tags"])
    assert row_bytes(one).tolist() == row_bytes(other).tolist()
    assert write(tmp_path / "one", [one]) == write(tmp_path / "other", [other])


def test_the_rows_come_back_in_order(tmp_path: Path) -> None:
    batches = [newsroom.batches([newsroom.page(number)])["articles"] for number in range(20)]
    files = write(tmp_path, batches, newsroom.SMALL)
    assert [file.path for file in files] == [f"articles/part-{number:05d}.parquet" for number in range(len(files))]
    assert len(files) > 1
    read = pa.concat_tables([pq.read_table(tmp_path / file.path) for file in files])
    assert read.equals(pa.Table.from_batches(batches), check_metadata=True)
    assert sum(file.rows for file in files) == 20


def test_sizes_and_digests_are_those_of_the_files(tmp_path: Path) -> None:
    for file in write(tmp_path, [texts(10, 700, 3)]):
        content = (tmp_path / file.path).read_bytes()
        assert (file.bytes, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_columns_are_written_as_the_design_says(tmp_path: Path) -> None:
    schema = arrow_schema("comments")
    batch = newsroom.batches([newsroom.page(number, comments=50) for number in range(4)])["comments"]
    with PartWriter(tmp_path, {"comments": schema}) as writer:
        writer.write("comments", batch)
    path = tmp_path / writer.files[0].path
    group = pq.read_metadata(path).row_group(0)
    columns = {group.column(number).path_in_schema: group.column(number) for number in range(group.num_columns)}
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert all(column.has_offset_index for column in columns.values())
    assert not columns["body"].is_stats_set
    assert not columns["body"].has_dictionary_page
    assert not columns["quotes.list.element.text"].has_dictionary_page
    assert columns["author"].has_dictionary_page
    assert columns["comment_id"].is_stats_set
    assert not columns["comment_id"].has_dictionary_page
    assert pq.read_schema(path).equals(schema, check_metadata=True)


def test_a_flipped_bit_in_a_page_is_noticed(tmp_path: Path) -> None:
    file = write(tmp_path, [texts(5_000)], PartOptions())[0]
    path = tmp_path / file.path
    column = pq.read_metadata(path).row_group(0).column(1)
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match=r"checksum|CRC"):
        pq.read_table(path, page_checksum_verification=True)


def test_content_defined_chunking_changes_pages_and_no_row(tmp_path: Path) -> None:
    batch = texts(*[3_000] * 1_000)
    plain = write(tmp_path / "plain", [batch], PartOptions())
    chunked = write(tmp_path / "chunked", [batch], PartOptions(content_defined_chunking=True))
    assert plain[0].sha256 != chunked[0].sha256
    tables = [pq.read_table(tmp_path / name / plain[0].path) for name in ("plain", "chunked")]
    assert tables[0].equals(tables[1])


def test_a_table_without_rows_has_no_part_until_it_is_given_one(tmp_path: Path) -> None:
    assert write(tmp_path, [texts()]) == ()
    file = write_empty_part(tmp_path, "articles", arrow_schema("articles"), PartOptions())
    assert (file.path, file.rows) == ("articles/part-00000.parquet", 0)
    assert pq.read_schema(tmp_path / file.path).equals(arrow_schema("articles"))


def test_a_batch_of_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="table articles"), PartWriter(tmp_path, {"articles": TEXTS}) as writer:
        writer.write("articles", pa.RecordBatch.from_pydict({"body": ["x"]}))


def test_memory_is_bounded_by_the_row_group(tmp_path: Path) -> None:
    batch = texts(*[10_000] * 50)
    pool = pa.default_memory_pool()
    options = PartOptions(row_group_bytes=2_000_000, part_bytes=1 << 40)
    with PartWriter(tmp_path, {"articles": TEXTS}, options) as writer:
        peak = 0
        for _ in range(80):  # 40 MB
            writer.write("articles", batch)
            peak = max(peak, pool.bytes_allocated())
    assert peak < 6_000_000
