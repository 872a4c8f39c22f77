from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.readers import Limits, ReadOptions
from tests.readers.reading import rows, rules

TEXTS = ['Ein Satz.\nEin "Zitat", gesagt.\r\n', "x", "", "ü;ö\tä,", "\r", 'so "mitten', "a\0b"]


def written(table: list[list[str]], delimiter: str = ",") -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter).writerows(table)
    return held.getvalue().encode()


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.tab", "\t"), ("a.csv.gz", ",")]
)
def test_a_row_is_a_document(tmp_path: Path, name: str, delimiter: str) -> None:
    table = [
        ["id", "text", "url", "lang"],
        *([str(n), text, "https://x.example/", "deu"] for n, text in enumerate(TEXTS)),
    ]
    content = written(table, delimiter)
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    found = rows([tmp_path])
    assert [row["content"].decode() for row in found] == TEXTS
    assert [(row["doc_id"], row["source_record"], row["language"]) for row in found] == [
        (str(n), n, "de") for n in range(len(TEXTS))
    ]
    assert {(row["source_offset"], row["decoded"], row["site"]) for row in found} == {(None, False, "x.example")}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=8))
def test_any_texts(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Law: what a CSV writer quotes is what the reader gives, and each row is one document."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(written([["text", "n"], *([text, "0"] for text in texts)]))
    assert [row["content"].decode() for row in rows([path])] == texts


def test_bytes_of_another_charset_and_a_mark_before_the_header(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbftext,id\nB\xfccher,M\xc3\xbcller\n")
    [row] = rows([tmp_path])
    assert (row["content"], row["doc_id"]) == (b"B\xfccher", "Müller")


def test_rows_of_another_width_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,a\n\n2\n3,b,c\n4,d\n")
    found = rows([tmp_path])
    assert rules(found) == [None, "damaged", "damaged", None]
    assert [row["content"] for row in found] == [b"a", b"2", b"3\nb\nc", b"d"]
    assert found[1]["message"] == "the row has 1 columns, the header 2"


def test_a_quote_that_nobody_closes_and_a_line_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'text,id\na,1\n"' + b"line\n" * 1_000 + b"b,2\n")
    (tmp_path / "b.csv").write_bytes(b"text,id\na,1\n" + b"x" * 3_000_000 + b",7\nb,2\n")
    found = rows([tmp_path], ReadOptions(limits=Limits(document_bytes=2_000)))
    assert rules(found[:2]) == [None, "too-large"]
    assert rules(found[-3:]) == [None, "too-large", None]
    assert found[-1]["content"] == b"b"


def test_a_cut_file(tmp_path: Path) -> None:
    content = gzip.compress(written([["id", "text"], *([str(n), f"Seite {n * 7919}"] for n in range(20_000))]))
    (tmp_path / "a.csv.gz").write_bytes(content[: len(content) // 2])
    found = rows([tmp_path])
    assert rules(found) == [None] * (len(found) - 1) + ["truncated"]
    assert [row["doc_id"] for row in found[:-1]] == [str(n) for n in range(len(found) - 1)]
    assert len(found) > 1_000


@pytest.mark.parametrize("content", [b"", b"text\n", b"text"])
def test_a_file_without_rows(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert rows([tmp_path]) == []


def test_no_column_of_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"nummer,inhalt,datum\n1,a,2015-09-16\n")
    (tmp_path / "b.csv").write_bytes(b"text\nb\n")
    first, second = rows([tmp_path])
    assert (first["rule"], first["doc_id"], second["content"]) == ("no-text", "a", b"b")
    assert "columns are nummer, inhalt, datum; name the one that holds the text with --text-field" in first["message"]
    (tmp_path / "b.csv").unlink()
    [row] = rows([tmp_path], ReadOptions(text_field="inhalt", date_field="datum", id_field="nummer"))
    assert (row["doc_id"], row["content"], row["published_at"]) == ("1", b"a", datetime(2015, 9, 16))
