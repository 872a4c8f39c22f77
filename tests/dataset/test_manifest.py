from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from broadsheet.dataset.manifest import Counts, DataFile, Manifest
from broadsheet.dataset.strict import from_json, to_json
from broadsheet.errors import InputOutputError
from tests.dataset.newsroom import INPUTS, run

FILE = DataFile(table="articles", path="articles/part-00000.parquet", rows=3, bytes=999, sha256="0" * 64)
MANIFEST = run().manifest(INPUTS, Counts(documents=3, rows={"articles": 3}, layouts={"klarbacher-bote": 3}), [FILE])


def test_a_manifest_comes_back_from_json() -> None:
    assert from_json(Manifest, to_json(MANIFEST), "manifest.json") == MANIFEST


def test_a_manifest_says_what_the_design_lists_and_nothing_of_the_machine() -> None:
    assert json.loads(to_json(MANIFEST)) == {
        "format": "broadsheet-dataset",
        "schema_version": "1.0",
        "tool_version": "0.1.0",
        "writer": run().writer,
        "config": {"min_confidence": 0.5, "layouts": ["klarbacher-bote"]},
        "inputs": [{"uri": "klarbach.jsonl", "files": 1, "bytes": 123, "sha256": INPUTS[0].sha256}],
        "counts": {"documents": 3, "rows": {"articles": 3}, "rejects": {}, "layouts": {"klarbacher-bote": 3}},
        "files": [
            {"table": "articles", "path": "articles/part-00000.parquet", "rows": 3, "bytes": 999, "sha256": "0" * 64}
        ],
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.pop("files"), r"files is missing @ \$"),
        (lambda m: m.update(colour="red"), r"colour is no key that is known here @ \$"),
        (lambda m: m.update(format="zip"), r"'format' must be in"),
        (lambda m: m["files"][0].update(rows="3"), r"must be a whole number, not a string @ \$\.files\[0\]\.rows"),
        (
            lambda m: m["files"][0].update(rows=True),
            r"must be a whole number, not true or false @ \$\.files\[0\]\.rows",
        ),
        (lambda m: m["files"][0].update(rows=-1), r"'rows' must be >= 0: -1"),
        (lambda m: m["files"][0].update(sha256="abc"), r"'sha256' must match regex"),
        (lambda m: m["files"][0].update(path="/etc/passwd"), "path must be a relative path inside the dataset"),
        (lambda m: m["files"][0].update(path="articles/../../x"), "path must be a relative path inside the dataset"),
        (lambda m: m.update(files=7), r"another form .* @ \$\.files"),
        (lambda m: m["counts"].update(rows=[1]), r"another form .* @ \$\.counts\.rows"),
    ],
)
def test_what_is_wrong_with_a_manifest_is_told_with_its_path(
    change: Callable[[dict[str, Any]], object], words: str
) -> None:
    data = json.loads(to_json(MANIFEST))
    change(data)
    with pytest.raises(InputOutputError, match=rf"^news/manifest\.json: .*{words}"):
        from_json(Manifest, json.dumps(data).encode(), "news/manifest.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b"null", b"[]", b'"text"'])
def test_what_is_no_manifest_at_all_is_told_too(content: bytes) -> None:
    with pytest.raises(InputOutputError, match=r"^news/manifest\.json: "):
        from_json(Manifest, content, "news/manifest.json")


def test_counts_of_shards_add_up() -> None:
    one = Counts(documents=3, rows={"media": 1, "articles": 2}, rejects={"duplicate": 1}, layouts={"a": 2})
    other = Counts(documents=2, rows={"articles": 1}, rejects={"article.empty": 1}, layouts={"a": 1})
    total = Counts.total([one, other])
    assert total == Counts(
        documents=5,
        rows={"articles": 3, "media": 1},
        rejects={"article.empty": 1, "duplicate": 1},
        layouts={"a": 3},
    )
    assert list(total.rows) == ["articles", "media"]
    assert Counts.total([other, one]) == total
