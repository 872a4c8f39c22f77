from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import InputOutputError, UserError
from broadsheet.readers.remote import uri_of
from broadsheet.stores import filesystem
from tests.object_stores import in_memory, on_s3
from tests.readers.reading import rows, rules, shards, table
from tests.readers.test_tar import tar
from tests.readers.test_zip import packed
from tests.readers.web_archives import records, texts

LINES = b'{"text": "a"}\n{"text": "b"}\n' * 2_000
OBJECTS = {
    "in/a.txt": b"Seite",
    "in/deep/b.jsonl.gz": gzip.compress(LINES),
    "in/c.warc.wet.gz": b"".join(map(gzip.compress, records(texts(20)))),
    "in/d.tar": tar({"x.txt": b"x"}),
    "in/e.zip": packed({"y.txt": b"y"}),
    "in/f.parquet": b"",
    "in/g": b'{"text": "g"}\n',
    "odd name%20.txt": b"odd",
}
COUNT = 1 + 4_000 + 20 + 1 + 1 + 30 + 1


def parquet() -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table({"text": ["f"] * 30}), held, row_group_size=10)
    return held.getvalue()


@pytest.fixture(scope="module")
def memory() -> Iterator[str]:
    with in_memory("news", {name: content or parquet() for name, content in OBJECTS.items()}) as uri:
        yield uri


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with on_s3("news", {name: content or parquet() for name, content in OBJECTS.items()}) as uri:
        yield uri


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - what the named fixture returns
    return request.getfixturevalue(request.param)


def test_every_container_is_read_from_a_store(store: str) -> None:
    found = rows([f"{store}/in"])
    assert rules(found) == [None] * COUNT
    uris = [row["source_uri"] for row in found]
    assert uris == sorted(uris)
    assert set(uris) == {f"{store}/{name}" for name in OBJECTS if name.startswith("in/")}
    assert table([f"{store}/in"], size=5_000).equals(table([f"{store}/in"]))


def test_one_object_patterns_and_odd_names(store: str) -> None:
    assert [file.name for shard in shards([f"{store}/in/*.t*"]) for file in shard.files] == [
        f"{store}/in/a.txt",
        f"{store}/in/d.tar",
    ]
    assert len(rows([f"{store}/**/*.gz"])) == 4_020
    [row] = rows([f"{store}/odd name%20.txt"])
    assert (row["source_uri"], row["content"], row["doc_id"]) == (f"{store}/odd name%20.txt", b"odd", "odd name%20")


def test_what_is_not_there(store: str) -> None:
    for name in ("nothing", "nothing/*.txt", "in/*.csv"):
        with pytest.raises(InputOutputError, match=r"does not exist, or holds no file"):
            rows([f"{store}/{name}"])


def test_a_file_behind_a_uri(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    assert [row["source_uri"] for row in rows([f"file://{tmp_path}"])] == [f"file://{tmp_path}/a.txt"]


@pytest.mark.parametrize("uri", ["file://a.txt", "s3://", "gs:///a.txt", "github://a", "data://a"])
def test_an_address_that_lacks_something(uri: str) -> None:
    with pytest.raises(UserError, match=uri.partition("://")[0] + "://"):
        rows([uri])


@pytest.mark.parametrize("scheme", ["gs", "gcs"])
def test_a_store_that_cannot_be_reached_is_soon_given_up(scheme: str) -> None:
    system, path = filesystem(f"{scheme}://anonymous@news/in/a.txt")
    assert path == "news/in/a.txt"
    (options,) = system.__reduce__()[1]
    assert options["retry_time_limit"] <= timedelta(minutes=1)


def test_a_scheme_that_is_none() -> None:
    with pytest.raises(UserError, match="cannot use xyz://"):
        rows(["xyz://bucket/a.txt"])


@pytest.mark.parametrize(
    ("path", "root", "prefix", "uri"),
    [
        ("news/2019/a.jsonl", "s3://news", "news", "s3://news/2019/a.jsonl"),
        ("news/news.jsonl", "gs://anonymous@news", "news", "gs://anonymous@news/news.jsonl"),
        ("/news/a.txt", "hdfs://host:8020", "/", "hdfs://host:8020/news/a.txt"),
        ("in/a.txt", "abfs://in@account.example", "in", "abfs://in@account.example/a.txt"),
        ("https://news.example/a.txt", "https://news.example", "https://news.example", "https://news.example/a.txt"),
    ],
)
def test_a_file_is_named_as_its_store_was(path: str, root: str, prefix: str, uri: str) -> None:
    assert uri_of(path, root, prefix) == uri


def test_a_key_in_a_uri_is_refused_and_not_repeated() -> None:
    with pytest.raises(UserError, match="AWS_ACCESS_KEY_ID") as refused:
        rows(["s3://ME:SECRET@bucket/a.txt"])
    assert "SECRET@" not in str(refused.value)
