"""A committed dataset is opened, summed up, described and checked."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from broadsheet.dataset.info import summary
from broadsheet.dataset.opened import open_dataset
from broadsheet.dataset.parts import PartWriter
from broadsheet.dataset.staging import staged
from broadsheet.dataset.validate import RULES, validate
from broadsheet.errors import InputOutputError, UserError
from broadsheet_schema.arrow import from_batch
from broadsheet_schema.structure import unstructure
from tests.dataset.newsroom import INPUTS, SCHEMAS, SMALL, batches, content, convert, convert_shard, page, run
from tests.readers.unprivileged import public_folder, without_privileges


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that nobody may change."""
    target = tmp_path_factory.mktemp("finished") / "news"
    convert(target)
    return target


@pytest.fixture
def news(finished: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    shutil.copytree(finished, tmp_path / "news")
    return tmp_path / "news"


def rewrite(news: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((news / "manifest.json").read_bytes())
    change(manifest)
    (news / "manifest.json").write_text(json.dumps(manifest))


# Opening


def test_tables_are_read_lazily_and_in_order(finished: Path) -> None:
    news = open_dataset(finished)
    articles = news.articles()
    assert articles.count_rows() == 12
    assert articles.to_table(columns=["doc_id"])["doc_id"].to_pylist() == [f"page-{number}" for number in range(12)]
    assert news.media().schema.equals(SCHEMAS["media"])
    with duckdb.connect() as database:
        database.register("comments", news.comments())
        assert database.execute("SELECT count(*) FROM comments").fetchall() == [(24,)]


def test_only_listed_files_are_read(news: Path) -> None:
    shutil.copy(news / "articles/part-00000.parquet", news / "articles/part-00009.parquet")
    assert open_dataset(news).articles().count_rows() == 12


def test_batches_come_a_row_group_at_a_time(finished: Path) -> None:
    rows = list(open_dataset(finished).batches("comments", ["comment_id"]))
    assert sum(map(len, rows)) == 24
    assert len(rows) > 1


def test_a_dataset_is_opened_by_its_address(finished: Path) -> None:
    assert open_dataset(f"file://{finished}").articles().count_rows() == 12


def test_a_missing_table_is_told(finished: Path) -> None:
    with pytest.raises(UserError, match="no table lines; it has articles, media, comments, rejects"):
        open_dataset(finished).table("lines")


def test_what_is_no_dataset_is_told(tmp_path: Path, news: Path) -> None:
    with pytest.raises(InputOutputError, match="nothing does not exist"):
        open_dataset(tmp_path / "nothing")
    with pytest.raises(InputOutputError, match=r"is no Broadsheet dataset: it has no manifest\.json"):
        open_dataset(tmp_path)
    with pytest.raises(UserError, match="cannot use gopher://"):
        open_dataset("gopher://news/2015")
    with pytest.raises(UserError, match="file://news is no address that can be opened"):
        open_dataset("file://news")
    with pytest.raises(UserError, match="s3:// names no bucket"):
        open_dataset("s3://")
    with pytest.raises(InputOutputError, match=r"cannot reach zip://a::x\.zip"):
        open_dataset("zip://a::x.zip")
    rewrite(news, lambda manifest: manifest.update(schema_version="2.0"))
    with pytest.raises(InputOutputError, match=r"has schema version 2\.0; this release reads version 1"):
        open_dataset(news)


def test_a_part_that_is_cut_is_told(news: Path) -> None:
    (news / "articles/part-00000.parquet").write_bytes(b"PAR1")
    for read in (
        summary,
        lambda path: open_dataset(path).articles(),
        lambda path: list(open_dataset(path).batches("articles")),
    ):
        with pytest.raises(InputOutputError, match=r"cannot read .*articles/part-00000\.parquet: "):
            read(news)


def test_an_unfinished_dataset_is_told(tmp_path: Path) -> None:
    with staged(tmp_path / "news", run()) as staging:
        attempt = staging.attempt(0)
        staging.record(0, attempt, *convert_shard(attempt, 0))
    with pytest.raises(InputOutputError, match="not finished: run the same `broadsheet convert` again with --resume"):
        open_dataset(tmp_path / "news")


# Summing up


def test_the_summary_counts_what_was_written(finished: Path) -> None:
    found = summary(finished).as_dict()
    sizes = found.pop("tables")
    assert found == {
        "schema_version": "1.0",
        "tool_version": "0.1.0",
        "documents": 15,
        "layouts": {"klarbacher-bote": 12},
        "rejects": {"article.empty": 3},
        "published": ["2015-09-01T00:00:00", "2015-09-12T00:00:00"],
        "undated": 0,
    }
    assert {name: size["rows"] for name, size in sizes.items()} == {
        "articles": 12, "media": 12, "comments": 24, "rejects": 3,
    }  # fmt: skip
    on_disk = sum(path.stat().st_size for path in finished.glob("comments/*.parquet"))
    assert sizes["comments"]["bytes"] == on_disk
    assert sizes["comments"]["uncompressed"] > 0
    json.dumps(sizes)


def test_the_summary_is_for_people_too(finished: Path) -> None:
    text = summary(finished).to_text()
    assert text.startswith("Broadsheet 0.1.0, schema 1.0, 15 documents\n")
    for line in (
        "klarbacher-bote          12",
        "article.empty           3",
        "2015-09-01 to 2015-09-12; 0 without a date",
    ):
        assert line in text


def test_an_empty_dataset_is_summed_up(tmp_path: Path) -> None:
    convert(tmp_path / "news", shards=0)
    found = summary(tmp_path / "news")
    assert (found.documents, found.published, found.undated) == (0, None, 0)
    assert "published: 0 without a date" in found.to_text()
    assert validate(tmp_path / "news") == []


# Describing


def test_the_card_has_a_configuration_for_each_table_with_rows(finished: Path, tmp_path: Path) -> None:
    front = (finished / "README.md").read_text().split("---\n")[1]
    assert front.count("config_name:") == 4
    assert "- config_name: articles\n  data_files: articles/*.parquet\n  default: true\n" in front
    with staged(tmp_path / "news", run()) as staging:
        attempt = staging.attempt(0)
        with PartWriter(attempt, SCHEMAS) as writer:
            for table, batch in batches([page(1, comments=0)]).items():
                writer.write(table, batch)
        staging.record(0, attempt, convert_shard(staging.attempt(1), 1)[0], writer.files)
        staging.commit(SCHEMAS, INPUTS, SMALL)
    front = (tmp_path / "news" / "README.md").read_text().split("---\n")[1]
    assert "articles" in front
    assert "comments/" not in front
    assert "rejects" not in front
    assert (
        "`load_dataset` takes no empty table: `comments`, `rejects`." in (tmp_path / "news" / "README.md").read_text()
    )
    assert duckdb.execute("FROM read_parquet(?)", [f"{tmp_path}/news/comments/*.parquet"]).fetchall() == []


def test_the_query_of_the_card_runs(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = (finished / "README.md").read_text().split("```sql\n")[1].split("```")[0]
    monkeypatch.chdir(finished)
    assert len(duckdb.execute(query).fetchall()) == 24


def test_the_schema_files_describe_the_rows(finished: Path) -> None:
    for table in ("articles", "media", "comments"):
        schema = json.loads((finished / f"schema/{table}.schema.json").read_bytes())
        validator = jsonschema.Draft202012Validator(schema)
        rows = open_dataset(finished).table(table).to_table()
        for record in from_batch(table, rows):
            validator.validate(unstructure(record))


def test_other_tools_find_every_file_with_its_digest(finished: Path) -> None:
    listed = {file.path: file for file in open_dataset(finished).manifest.files}
    croissant = json.loads((finished / "croissant.json").read_bytes())
    objects = {entry["@id"]: entry for entry in croissant["distribution"] if entry["@type"] == "cr:FileObject"}
    assert {path: entry["sha256"] for path, entry in objects.items()} == {
        path: file.sha256 for path, file in listed.items()
    }
    package = json.loads((finished / "datapackage.json").read_bytes())
    paths = [path for resource in package["resources"] for path in resource["path"]]
    assert paths == list(listed)


def test_a_resource_of_one_file_has_its_digest(tmp_path: Path) -> None:
    convert(tmp_path / "news", shards=1)
    file = open_dataset(tmp_path / "news").manifest.files_of("rejects")[0]
    package = json.loads((tmp_path / "news" / "datapackage.json").read_bytes())
    resource = package["resources"][-1]
    assert (resource["path"], resource["bytes"], resource["hash"]) == (file.path, file.bytes, f"sha256:{file.sha256}")


# Checking


def cut(news: Path) -> None:
    path = news / "media/part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-1])


def flip(news: Path) -> None:
    path = news / "media/part-00001.parquet"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def forget(news: Path) -> None:
    (news / "media/part-00001.parquet").unlink()


def stray(news: Path) -> None:
    shutil.copy(news / "media/part-00001.parquet", news / "media/copy.parquet")


def undescribed(news: Path) -> None:
    (news / "croissant.json").unlink()


def garbage(news: Path) -> None:
    """A file that is as listed, and no Parquet."""
    path = news / "media/part-00001.parquet"
    path.write_bytes(b"PAR1 but no more of it")
    entry = {"bytes": 22, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    rewrite(news, lambda m: next(f for f in m["files"] if f["path"] == "media/part-00001.parquet").update(entry))


def count(*keys: str) -> Callable[[Path], None]:
    """Return what adds one to a number of the manifest."""

    def change(manifest: dict[str, Any]) -> None:
        *inner, last = keys
        for key in inner:
            manifest = manifest[key]
        manifest[last] += 1

    return lambda news: rewrite(news, change)


def one_row_more(news: Path) -> None:
    rewrite(news, lambda manifest: manifest["files"][0].update(rows=manifest["files"][0]["rows"] + 1))


def without_rejects(news: Path) -> None:
    rewrite(news, lambda m: m.update(files=[file for file in m["files"] if file["table"] != "rejects"]))


def another_table(news: Path) -> None:
    rewrite(news, lambda m: m["files"].append({**m["files"][0], "table": "letters"}))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "dataset.file.missing": forget,
    "dataset.file.bytes": cut,
    "dataset.file.sha256": flip,
    "dataset.file.unreadable": garbage,
    "dataset.file.rows": one_row_more,
    "dataset.file.unlisted": stray,
    "dataset.description.missing": undescribed,
    "dataset.table.missing": without_rejects,
    "dataset.table.unknown": another_table,
    "dataset.counts.documents": count("counts", "documents"),
    "dataset.counts.rows": count("counts", "rows", "comments"),
    "dataset.counts.layouts": count("counts", "layouts", "klarbacher-bote"),
    "dataset.counts.rejects": count("counts", "rejects", "article.empty"),
}


def test_every_rule_is_tried() -> None:
    assert DAMAGES.keys() == RULES.keys()


@pytest.mark.parametrize("rule", DAMAGES)
def test_a_damage_is_found(news: Path, rule: str) -> None:
    DAMAGES[rule](news)
    findings = validate(news)
    assert rule in {finding.rule for finding in findings}
    assert {finding.rule for finding in findings} <= RULES.keys()


def test_rows_are_checked_by_the_rules_of_the_schema(tmp_path: Path) -> None:
    tables = batches([page(1), page(2)])
    ids = pa.array([*tables["media"]["article_id"].to_pylist()[:1], "f" * 32])
    position = tables["media"].schema.get_field_index("article_id")
    tables["media"] = tables["media"].set_column(position, tables["media"].schema.field(position), ids)
    with staged(tmp_path / "news", run()) as staging:
        attempt = staging.attempt(0)
        with PartWriter(attempt, SCHEMAS) as writer:
            for table, batch in tables.items():
                writer.write(table, batch)
        counts, _ = convert_shard(staging.attempt(1), 1)
        staging.record(0, attempt, counts, writer.files)
        staging.commit(SCHEMAS, INPUTS, SMALL)
    found = {finding.rule for finding in validate(tmp_path / "news")}
    assert "media.article_id.orphan" in found
    assert "article.media_found.mismatch" in found
    assert "dataset.counts.documents" in found


def test_folders_that_cannot_be_read_are_found_and_not_raised() -> None:
    with public_folder() as folder:
        convert(folder / "news")
        (folder / "news/media").chmod(0)
        with without_privileges():
            findings = validate(folder / "news")
    assert {(finding.rule, finding.table) for finding in findings} == {("dataset.file.unreadable", "media")}


def test_validate_changes_nothing(news: Path) -> None:
    before = content(news)
    validate(news)
    assert content(news) == before


def test_a_file_without_a_column_is_found_and_not_raised(news: Path) -> None:
    path = news / "media/part-00000.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["kind"]), path)
    entry = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    rewrite(news, lambda m: next(f for f in m["files"] if f["path"] == "media/part-00000.parquet").update(entry))
    assert "media.kind.missing" in {finding.rule for finding in validate(news)}
