from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.errors import UserError
from broadsheet.readers import ReadOptions
from broadsheet.readers.fields import PRESETS
from broadsheet.shards import plan
from tests.readers.reading import rows

URL = "https://www.paper.example/1"
MOMENT = "2022-11-27T12:56:25Z"
CAPTURED = datetime(2022, 11, 27, 12, 56, 25)
HEADERS = {
    "warc-record-id": "<urn:uuid:1>",
    "warc-target-uri": URL,
    "warc-date": MOMENT,
    "warc-identified-content-language": "eng,ell",
    "content-length": "7",
}
IDENTIFICATION = {"label": "el", "prob": 0.72}

RECORDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "oscar": (
        {"content": "Text", "warc_headers": HEADERS, "metadata": {"identification": IDENTIFICATION, "tlsh": None}},
        {"doc_id": "<urn:uuid:1>", "language": "el", "captured_at": CAPTURED},
    ),
    "oscar-hf": (
        {"id": 0, "text": "Text", "meta": {"warc_headers": HEADERS, "identification": IDENTIFICATION}},
        {"doc_id": "<urn:uuid:1>", "language": "el", "captured_at": CAPTURED},
    ),
    "culturax": (
        {"text": "Text", "timestamp": MOMENT, "url": URL, "source": "mC4"},
        {"doc_id": "dump#1", "captured_at": CAPTURED},
    ),
    "fineweb": (
        {
            "text": "Text",
            "id": "<urn:uuid:2>",
            "dump": "CC",
            "url": URL,
            "date": MOMENT,
            "language": "en",
            "token_count": 1,
        },
        {"doc_id": "<urn:uuid:2>", "language": "en", "captured_at": CAPTURED},
    ),
    "hplt": (
        {"id": "ab12", "u": URL, "ts": MOMENT, "lang": ["deu_Latn", "eng_Latn"], "prob": [0.9, 0.1], "text": "Text"},
        {"doc_id": "ab12", "language": "de", "captured_at": CAPTURED},
    ),
    "cc-news": (
        {"title": "Titel", "text": "Text", "domain": "paper.example", "date": "2017-08-14 00:00:00", "url": URL},
        {"doc_id": "dump#1", "published_at": datetime(2017, 8, 14), "content": b"Titel\n\nText"},
    ),
    "news-please": (
        {
            "title": "Titel",
            "maintext": "Text",
            "url": URL,
            "filename": "x.json",
            "language": "de",
            "date_publish": "2017-08-14 10:00:00",
            "date_download": "2022-11-27 12:56:25",
            "date_modify": None,
        },
        {
            "doc_id": "x.json",
            "language": "de",
            "published_at": datetime(2017, 8, 14, 10),
            "captured_at": CAPTURED,
            "content": b"Titel\n\nText",
        },
    ),
    "wet": ({"id": "1", "text": "Text", "url": URL}, {"doc_id": "1"}),
}
NOTHING: dict[str, Any] = {"language": None, "published_at": None, "captured_at": None, "content": b"Text"}


def test_every_preset_is_tried_here() -> None:
    assert set(RECORDS) == set(PRESETS)


@pytest.mark.parametrize("preset", RECORDS)
@pytest.mark.parametrize("odd", [b"", b'{"text": 1}\n'])
def test_a_preset_reads_a_corpus_as_it_is_published(tmp_path: Path, preset: str, odd: bytes) -> None:
    """In bulk; and, where a line is odd, one by one."""
    record, said = RECORDS[preset]
    (tmp_path / "dump.jsonl").write_bytes(json.dumps(record).encode() + b"\n" + odd)
    row = rows([tmp_path], ReadOptions(preset=preset))[0]
    expected = NOTHING | said | {"url": URL, "site": "paper.example", "rule": None}
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("preset", sorted(set(RECORDS) - {"wet"}))
def test_a_preset_reads_parquet_too(tmp_path: Path, preset: str) -> None:
    record, said = RECORDS[preset]
    pq.write_table(pa.Table.from_pylist([record]), tmp_path / "dump.parquet")
    [row] = rows([tmp_path], ReadOptions(preset=preset))
    expected = NOTHING | said | {"url": URL, "site": "paper.example", "rule": None}
    assert {name: row[name] for name in expected} == expected


def test_names_by_hand_go_before_those_of_a_preset(tmp_path: Path) -> None:
    record = {"text": "Text", "date": MOMENT, "printed": "2015-09-16", "seen": {"at": 1669553785}, "url": URL, "u": "x"}
    (tmp_path / "dump.jsonl").write_text(json.dumps(record))
    options = ReadOptions(
        preset="fineweb", date_field="printed", captured_field="seen.at", url_field="u", id_field="url"
    )
    [row] = rows([tmp_path], options)
    assert (row["published_at"], row["captured_at"]) == (datetime(2015, 9, 16), CAPTURED)
    assert (row["url"], row["doc_id"], row["site"]) == ("x", URL, None)


def test_a_preset_that_is_none() -> None:
    with pytest.raises(UserError, match="no preset 'oskar'; there are oscar, oscar-hf, culturax"):
        next(plan([], ReadOptions(preset="oskar")))
