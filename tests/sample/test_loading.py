"""The sample dataset opens in the tools that people read Parquet with, and its card says so to Hugging Face."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

import broadsheet
from tests.sample.places import PARQUET

COUNTS = json.loads((PARQUET / "manifest.json").read_text("utf-8"))["counts"]["rows"]
TABLES = sorted(COUNTS)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_a_glob(table: str) -> None:
    found = duckdb.execute("SELECT count(*) FROM read_parquet($files)", {"files": f"{PARQUET}/{table}/*.parquet"})
    assert found.fetchone() == (COUNTS[table],)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_reads_a_folder(table: str) -> None:
    assert len(pd.read_parquet(PARQUET / table)) == COUNTS[table]


@pytest.mark.parametrize("table", TABLES)
def test_polars_scans_a_glob(table: str) -> None:
    assert pl.scan_parquet(PARQUET / table / "*.parquet").select(pl.len()).collect().item() == COUNTS[table]


@pytest.mark.parametrize("table", TABLES)
def test_broadsheet_opens_what_the_manifest_lists(table: str) -> None:
    assert broadsheet.open(PARQUET).table(table).count_rows() == COUNTS[table]


def test_comments_join_their_articles() -> None:
    tables = {name: str(PARQUET / name / "*.parquet") for name in ("articles", "comments")}
    query = "SELECT count(*) FROM read_parquet($comments) JOIN read_parquet($articles) USING (article_id)"
    assert duckdb.execute(query, tables).fetchone() == (COUNTS["comments"],)


def test_the_card_has_a_configuration_for_each_table_with_rows() -> None:
    configs = front_matter_configs((PARQUET / "README.md").read_text("utf-8"))
    assert {config["config_name"] for config in configs} == {table for table in TABLES if COUNTS[table]}
    assert [config["config_name"] for config in configs if config.get("default") == "true"] == ["articles"]
    for config in configs:
        assert list(PARQUET.glob(config["data_files"])), config


def front_matter_configs(card: str) -> list[dict[str, str]]:
    """Read `configs` of a card's YAML: a list of flat maps, which is all the YAML that the card uses there."""
    _, front, _ = card.split("---\n", 2)
    configs: list[dict[str, str]] = []
    inside = False
    for line in front.splitlines():
        if not line.startswith((" ", "-")):
            inside = line == "configs:"
        elif inside:
            if line.startswith("- "):
                configs.append({})
            key, _, value = line.lstrip("- ").partition(": ")
            configs[-1][key] = value
    return configs


def test_it_holds_no_path_of_the_machine_that_wrote_it(converted: Path) -> None:
    for path in PARQUET.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(
                str(place).encode() in content for place in (PARQUET.parents[2], Path.home(), converted.parent)
            )
