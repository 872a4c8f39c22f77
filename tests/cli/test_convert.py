"""`broadsheet convert`: what it reads, what it writes, what it says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

import broadsheet
from broadsheet.errors import UserError
from tests.cli.command import BOTE, ECHO, LAYOUT, PAGE, RAW, column, converted, files, rows, run_here

PAGES = sorted(BOTE.glob("*.txt"))
JSON_LINES = b"".join(
    json.dumps({"id": page.stem, "text": page.read_text("utf-8")}).encode() + b"\n" for page in PAGES[:5]
)


def test_a_folder_a_file_and_a_glob(tmp_path: Path) -> None:
    converted(BOTE, "--out", tmp_path / "folder", documents=len(PAGES))
    converted(PAGE, "--out", tmp_path / "file", documents=1)
    few = sorted(BOTE.glob("kb-0*.txt"))
    converted(str(BOTE / "kb-0*.txt"), "--out", tmp_path / "glob", documents=len(few))
    assert column(tmp_path / "glob", "articles", "doc_id") == [page.stem for page in few]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    converted(PAGE, BOTE, str(PAGE), "--out", tmp_path / "out", documents=len(PAGES))


def test_a_page_on_standard_input(tmp_path: Path) -> None:
    converted("-", "--out", tmp_path / "out", stdin=PAGE.read_bytes(), documents=1, apart=True)
    assert rows(tmp_path / "out", "articles") == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_standard_input_is_read_whatever_the_number_of_workers(tmp_path: Path, jobs: str) -> None:
    few = sorted(BOTE.glob("kb-0*.txt"))
    converted("-", *few, "--out", tmp_path / "both", "--jobs", jobs, documents=len(few) + 1,
              stdin=(ECHO / "he-01-bridge-stuck.txt").read_bytes(), shard_bytes=9000, apart=True)  # fmt: skip
    assert column(tmp_path / "both", "articles", "source_uri").count("-") == 1


def test_json_lines_on_standard_input(tmp_path: Path) -> None:
    converted("-", "--out", tmp_path / "out", stdin=gzip.compress(JSON_LINES), documents=5)
    assert column(tmp_path / "out", "articles", "doc_id") == [page.stem for page in PAGES[:5]]


@pytest.mark.parametrize(
    ("ending", "content"),
    [("", JSON_LINES), (".gz", gzip.compress(JSON_LINES)), (".zst", zstandard.ZstdCompressor().compress(JSON_LINES))],
    ids=["plain", "gz", "zst"],
)
def test_json_lines(tmp_path: Path, ending: str, content: bytes) -> None:
    (tmp_path / f"pages.jsonl{ending}").write_bytes(content)
    converted(tmp_path / f"pages.jsonl{ending}", "--out", tmp_path / "out", documents=5)
    assert rows(tmp_path / "out", "articles") == 5


def test_fields_of_json_lines_by_name(tmp_path: Path) -> None:
    record = {"key": "one", "page": PAGE.read_text("utf-8"), "where": "https://www.klarbacher-bote.example/a"}
    (tmp_path / "pages.jsonl").write_text(json.dumps(record), "utf-8")
    fields = ("--id-field", "key", "--text-field", "page", "--url-field", "where")
    converted(tmp_path / "pages.jsonl", "--out", tmp_path / "out", *fields, documents=1)
    assert column(tmp_path / "out", "articles", "doc_id") == ["one"]
    assert column(tmp_path / "out", "articles", "url") == ["https://www.klarbacher-bote.example/a"]


def test_lines_that_are_no_records_become_rejects_that_are_counted_by_rule(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(JSON_LINES + b'not JSON\n[1]\n{"id": "empty"}\n')
    result = converted(tmp_path / "bad.jsonl", "--out", tmp_path / "out", documents=8)
    said = {line for line in result.err.splitlines() if line.startswith("rejected: ")}
    rules = column(tmp_path / "out", "rejects", "rule")
    assert said == {f"rejected: {rules.count(rule)} {rule}" for rule in rules}


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_where_no_table_has_text_its_column_must_be_named(tmp_path: Path, ending: str) -> None:
    """Where there are other files, too, such a table is a reject."""
    folder = tmp_path / "in"
    folder.mkdir()
    if ending == "parquet":
        pq.write_table(pa.table({"page": ["Klarbach"], "where": ["x"]}), folder / "a.parquet")
    else:
        (folder / "a.csv").write_text("page,where\nKlarbach,x\n")
    for more in ((), ("--text-field", "pgae")):
        result = run_here("convert", folder, "--out", tmp_path / "out", *more)
        assert result.code == 2
        assert f"in/a.{ending}: the table has no column" in result.err
        assert "its columns are page, where; name the one that holds the text with --text-field" in result.err
        assert not (tmp_path / "out").exists()
    converted(folder, "--out", tmp_path / "out", "--text-field", "page", documents=1)
    (folder / "b.txt").write_bytes(PAGE.read_bytes())
    converted(folder, "--out", tmp_path / "both", documents=2)
    assert column(tmp_path / "both", "rejects", "rule") == ["no-text"]


@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "csv", "parquet"])
def test_a_field_that_no_record_has_is_told(tmp_path: Path, ending: str) -> None:
    record = {"key": "one", "text": "A page", "where": "https://www.klarbacher-bote.example/a"}
    path = tmp_path / f"pages.{ending}"
    if ending == "parquet":
        pq.write_table(pa.table({name: [value, value] for name, value in record.items()}), path)
    elif ending == "csv":
        path.write_text("key,text,where\none,A page,there\n")
    else:
        content = (json.dumps(record) + "\n").encode()
        path.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
    fields = ("--id-field", "kye", "--url-field", "where", "--date-field", "when.exactly")
    result = converted(path, "--out", tmp_path / "out", *fields, documents=2 if ending == "parquet" else 1)
    assert [line for line in result.err.splitlines() if "-field" in line] == [
        "--id-field kye: no record that was looked at has this field; there are key, text, where",
        "--date-field when.exactly: no record that was looked at has this field; there are key, text, where",
    ]
    if ending == "csv":
        told = converted(path, "--out", tmp_path / "other", "--id-field", "key", documents=1)
        assert "-field" not in told.err


def test_a_run_that_takes_hardly_anything_for_an_article_says_what_to_do(tmp_path: Path) -> None:
    wall = json.dumps({"text": (RAW / "damaged" / "dm-14-consent-wall.txt").read_text("utf-8")}) + "\n"
    for pages, told in ((9, False), (10, True)):
        (tmp_path / "pages.jsonl").write_text(wall * pages, "utf-8")
        result = converted(tmp_path / "pages.jsonl", "--out", tmp_path / "out", "--overwrite", documents=pages)
        assert f"rejected: {pages} not-an-article" in result.err
        assert ("a confidence below 0.1" in result.err and "--min-confidence" in result.err) == told
        assert (f"{tmp_path}/out/rejects." in result.err) == told


def test_html_is_named_and_not_taken_for_pages_with_too_little_confidence(tmp_path: Path) -> None:
    for number in range(12):
        page = f"<!DOCTYPE html>\n<html><body><p>The ferry left at {number}.</p></body></html>\n"
        (tmp_path / f"page-{number}.html").write_text(page, encoding="utf-8")
    for options, rule in (([], "not-an-article"), (["--min-confidence", "0"], "article.empty")):
        result = run_here("convert", "page-*.html", "--out", f"out-{rule}", *options, cwd=tmp_path)
        assert f"rejected: 12 {rule}\n12 times: This is HTML, " in result.err
        assert "--min-confidence" not in result.err


def test_what_is_passed_over_is_told_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(PAGE.read_bytes())
    (folder / ".b.txt").write_bytes(PAGE.read_bytes())
    converted(folder, "--out", folder / "out", documents=1)
    ways: list[list[str | Path]] = [["--out", tmp_path / "other"], ["--out", folder / "out", "--overwrite"]]
    for more in ways:
        told = converted(folder, *more, documents=1).err.splitlines()
        assert told[:-1] == [
            f"passed over {folder}/out, a dataset that Broadsheet wrote; name {folder}/out/rejects to read its rejects",
            "passed over what is hidden, files and folders whose names begin with a dot: 1",
        ]


def test_one_file_that_is_no_table_does_not_end_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("inhalt,nummer\nx,1\n")
    (folder / "b.parquet").write_bytes(b"PAR1 cut")
    (folder / "c.txt").write_bytes(PAGE.read_bytes())
    result = converted(folder, "--out", tmp_path / "out", documents=3)
    lines = result.err.splitlines()
    assert lines[lines.index("rejected: 1 no-text") + 1].startswith("  in/a.csv: the table has no column text or ")
    assert lines[lines.index("rejected: 1 damaged") + 1].startswith("  in/b.parquet: no Parquet file ")
    assert run_here("validate", tmp_path / "out").code == 0


def test_rejects_keep_the_text_that_could_not_be_read(tmp_path: Path) -> None:
    """And what is written of a container that is none passes the check of its own dataset."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "lines.jsonl").write_text('this is no JSON\n{"tex": "Ähre"}\n', "utf-8")
    (folder / "none.zip").write_text("hello", "utf-8")
    converted(folder, "--out", tmp_path / "out", documents=3)
    kept = dict(
        zip(column(tmp_path / "out", "rejects", "rule"), column(tmp_path / "out", "rejects", "text"), strict=True)
    )
    assert (kept["not-json"], kept["no-text"]) == ("this is no JSON", '{"tex": "Ähre"}')
    assert run_here("validate", tmp_path / "out").code == 0


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"limit": 0}, {"limit": -1}, {"inputs": ""}, {"inputs": []}])
def test_what_a_script_asks_for_in_vain_leaves_the_dataset_alone(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(UserError, match=r"must be 1 or more|no input is named"):
        broadsheet.convert(**{"inputs": PAGE, "out": tmp_path / "out", "overwrite": True, **wrong})
    assert not list((tmp_path / "out").iterdir())


def test_a_script_may_name_one_input(tmp_path: Path) -> None:
    assert broadsheet.convert(str(PAGE), tmp_path / "out").counts.documents == 1


def test_split_on_begins_a_document_at_each_line_that_matches(tmp_path: Path) -> None:
    book = b"".join(b"==== " + page.stem.encode() + b"\n" + page.read_bytes() + b"\n" for page in PAGES[:4])
    (tmp_path / "book.txt").write_bytes(book)
    converted(tmp_path / "book.txt", "--out", tmp_path / "out", "--split-on", "^==== ", documents=book.count(b"==== "))
    assert column(tmp_path / "out", "articles", "doc_id") == [f"book#{n}" for n in range(1, 5)]


def test_limit_stops_after_so_many_documents(tmp_path: Path) -> None:
    converted(BOTE, "--out", tmp_path / "out", "--limit", "3", documents=3)
    converted(BOTE, "--out", tmp_path / "shards", "--limit", "3", documents=3, shard_bytes=4000)
    assert column(tmp_path / "out", "articles", "doc_id") == column(tmp_path / "shards", "articles", "doc_id")


def test_keep_lines_writes_every_line(tmp_path: Path) -> None:
    converted(PAGE, "--out", tmp_path / "out", "--keep-lines", documents=1)
    assert column(tmp_path / "out", "lines", "text") == PAGE.read_text("utf-8").split("\n")


def test_captured_at_is_what_relative_dates_count_from(tmp_path: Path) -> None:
    page = next(page for page in PAGES if "heute, " in page.read_text("utf-8"))
    converted(page, "--out", tmp_path / "without", documents=1)
    at = ("--captured-at", "2015-09-16T22:37:00-02:00")
    converted(page, "--out", tmp_path / "with", *at, documents=1)
    printed = column(tmp_path / "with", "comments", "posted_printed")
    for words, then, now in zip(
        printed,
        column(tmp_path / "without", "comments", "posted_at"),
        column(tmp_path / "with", "comments", "posted_at"),
        strict=True,
    ):
        if words and words.startswith("heute"):
            assert then is None
            assert now.date().isoformat() == "2015-09-17"


def test_strict_exits_with_1_when_there_are_rejects(tmp_path: Path) -> None:
    page = RAW / "damaged" / "dm-01-leer.txt"
    converted(page, "--out", tmp_path / "out", "--strict", documents=1, code=1, apart=True)
    converted(PAGE, "--out", tmp_path / "good", "--strict", documents=1, code=0)


def test_min_confidence_makes_rejects(tmp_path: Path) -> None:
    converted(BOTE, "--out", tmp_path / "out", "--min-confidence", "1", documents=len(PAGES))
    assert set(column(tmp_path / "out", "rejects", "rule")) == {"not-an-article"}
    assert max(column(tmp_path / "out", "rejects", "confidence")) < 1


def test_a_layout_of_the_users_own(tmp_path: Path) -> None:
    pages = len(list(ECHO.glob("*.txt")))
    converted(ECHO, "--out", tmp_path / "without", documents=pages + 1)
    assert set(column(tmp_path / "without", "articles", "layout")) == {"learned"}
    converted(ECHO, "--layout", LAYOUT, "--out", tmp_path / "with", documents=pages)
    assert set(column(tmp_path / "with", "articles", "layout")) == {"harbour-echo"}


def test_counts_as_json(tmp_path: Path) -> None:
    result = converted(RAW, "--layout", LAYOUT, "--out", tmp_path / "out", "--json", documents=67)
    assert result.json["documents"] == 67
    assert result.json["rows"] == {table: rows(tmp_path / "out", table) for table in result.json["rows"]}
    assert sum(result.json["rejects"].values()) == result.json["rows"]["rejects"]
    assert sum(result.json["layouts"].values()) == result.json["rows"]["articles"]


def test_an_empty_folder_gives_an_empty_dataset(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    converted(tmp_path / "in", "--out", tmp_path / "out", documents=0)
    assert run_here("validate", tmp_path / "out").code == 0


def test_a_repeated_document_is_kept_once_in_whatever_shard_it_lies(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for page in PAGES[:3]:
            (tmp_path / folder / page.name).write_bytes(page.read_bytes())
    for name, size in (("one", None), ("many", 4000)):
        converted(tmp_path / "b", tmp_path / "a", "--out", tmp_path / name, documents=6, shard_bytes=size)
        assert column(tmp_path / name, "rejects", "rule") == ["duplicate"] * 3
        assert column(tmp_path / name, "rejects", "duplicate_of") == column(tmp_path / name, "articles", "article_id")
        assert all(uri.startswith("a/") for uri in column(tmp_path / name, "articles", "source_uri"))
    options = ("--limit", "4", "--out", tmp_path / "few")
    converted(tmp_path / "b", tmp_path / "a", *options, documents=4, shard_bytes=4000)


def test_no_file_of_a_dataset_holds_an_absolute_path(tmp_path: Path) -> None:
    converted(RAW, "--layout", LAYOUT, "--out", tmp_path / "out", "--keep-lines", documents=67)
    for name, content in files(tmp_path / "out").items():
        for place in (tmp_path, RAW.parents[2], Path.home()):
            assert str(place).encode() not in content, name
