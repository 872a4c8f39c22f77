from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules

ARTICLE = {
    "title": "Hafenfest",
    "maintext": "Drei Boote.",
    "url": "https://www.echo.example/1",
    "date_publish": "2015-09-16 12:37:00",
}


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_is_a_document(tmp_path: Path, indent: int | None) -> None:
    content = json.dumps(ARTICLE, indent=indent).encode()
    (tmp_path / "fest.json").write_bytes(content)
    [row] = rows([tmp_path], ReadOptions(preset="news-please"))
    assert row["content"] == b"Hafenfest\n\nDrei Boote."
    assert (row["source_offset"], row["source_length"]) == (0, len(content))
    assert row["published_at"] == datetime(2015, 9, 16, 12, 37)
    assert row["site"] == "echo.example"
    assert row["doc_id"] == ("fest" if indent else "fest#1")


def test_the_objects_of_a_list_are_documents(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps([ARTICLE, {"id": "x", "text": "b"}, 5, {}]).encode()))
    found = rows([tmp_path])
    assert [(row["doc_id"], row["source_record"]) for row in found] == [("a#1", 0), ("x", 1), ("a#3", 2), ("a#4", 3)]
    assert rules(found) == [None, None, "not-json", "no-text"]
    assert {row["source_offset"] for row in found} == {None}


def test_what_is_no_json_or_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{\n"text": "a"')
    (tmp_path / "b.json").write_bytes(b'[\n"' + b"x" * 1_000 + b'"]')
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=500)))
    assert rules(found) == ["not-json", "too-large"]
    assert found[0]["content"] == b'{\n"text": "a"'
