from __future__ import annotations

import gzip
import json
import re
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard

from tests.bench.containers import write
from tests.bench.copy import copy
from tests.bench.newspaper import Page
from tests.bench.pages import Census, pages

MADE = 1_000


@pytest.fixture(scope="module")
def made() -> list[Page]:
    return list(pages(MADE, seed=7))


def test_a_smaller_run_is_the_start_of_a_larger_one(made: list[Page]) -> None:
    assert list(pages(20, seed=7)) == made[:20]


def test_pages_have_the_statistics_of_real_ones(made: list[Page]) -> None:
    census = Census()
    assert len(list(census.count(iter(made)))) == MADE
    figures = {name: value or 0 for name, value in census.figures().items()}
    assert figures["pages"] == MADE
    assert 4_500 < figures["mean_bytes"] < 7_000
    assert figures["p99_bytes"] > 4 * figures["median_bytes"]
    assert 2.7 < figures["zstd_ratio"] < 3.3


@pytest.mark.parametrize(
    "form",
    [
        r"^\w+-\w+: \w",
        r"^\w+tag, \d\d\.\d\d\.\d{4}   \d\d:\d\d Uhr$",
        r"^\w+tag, \d\d\.\d\d\.\d{4} – \d\d:\d\d Uhr$",
        r"^\d\d\.\d\d\.\d{4}, \d\d\.\d\d Uhr$",
        r"^Von \w+ \w+ und \w+ \w+$",
        r"^Eine Kolumne von ",
        r"^Ein Interview von .+ und ",
        r"^Aus \w+ berichtet ",
        r"^\w+-(?:Krise|Streit|Wahl) \w",
        r"^Zur Großansicht\w",
        r"\w Zur Großansicht$",
        r"^[\w ]+/ Reuters$",
        r"^picture alliance/dpa \| ",
        r"^1 / \d+$",
        r"^Bild 1 von \d+$",
        r"^\w+ - \"?\w",
        r"^\w{3}/\w+/\w+$",
        r"^Mit Material von ",
        r"^insgesamt \d+ Beiträge\nAlle Kommentare öffnen\nSeite 1\n",
        r"^\S+ \d\d\.\d\d\.\d{4}\n1\. ",
        r"^1\. .*\n.+ heute, \d\d:\d\d Uhr$",
        r"^\d+\.$",
        r" \[\.\.\.\]$",
        r"^Zitat von \S+$",
        r"^Zitat von \S+ \S+ .+\.$",
        r"^Seite 2$",
        r"^© SPIEGEL ONLINE 20\d\d\nAlle Rechte vorbehalten\nVervielfältigung nur mit Genehmigung\n",
        r"^Vervielfältigung nur mit Genehmigung der SPIEGELnet GmbH$",
        r"^Startseite\nSchlagzeilen\n",
        r"^  \* Startseite$",
    ],
)
def test_every_form_of_the_layout_is_printed(made: list[Page], form: str) -> None:
    assert any(re.search(form, page.text, re.MULTILINE) for page in made)


def test_the_counts_are_those_of_the_print(made: list[Page]) -> None:
    for page in made:
        assert len(re.findall(r"^ *\d+\.(?: .*)?$", page.text, re.MULTILINE)) == page.comments
    assert {page.comments for page in made} >= {0, 1, 5}
    assert max(page.comments for page in made) > 100


def _texts(container: Path) -> list[str]:
    open_text = zstandard.open if container.suffix == ".zst" else gzip.open
    with open_text(container, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file.read().splitlines()]


@pytest.mark.parametrize("name", ["pages.jsonl.zst", "pages.jsonl.gz"])
def test_jsonl_and_its_copy_hold_the_texts(made: list[Page], tmp_path: Path, name: str) -> None:
    write(made, tmp_path / name)
    assert _texts(tmp_path / name) == [page.text for page in made]
    copy(tmp_path / name, tmp_path / "copy.parquet")
    assert pq.read_table(tmp_path / "copy.parquet")["text"].to_pylist() == [page.text for page in made]


def test_a_folder_holds_one_file_a_page(made: list[Page], tmp_path: Path) -> None:
    write(made, tmp_path / "pages")
    written = {path.stem: path.read_bytes().decode() for path in (tmp_path / "pages").rglob("*.txt")}
    assert written == {page.id: page.text for page in made}


def test_wet_holds_a_record_a_page(made: list[Page], tmp_path: Path) -> None:
    write(islice(made, 50), tmp_path / "pages.warc.wet.gz")
    rest = gzip.decompress((tmp_path / "pages.warc.wet.gz").read_bytes())
    contents = []
    while rest:
        head, rest = rest.split(b"\r\n\r\n", 1)
        length = int(head.rpartition(b"Content-Length: ")[2])
        contents.append(rest[:length].decode())
        assert rest[length : length + 4] == b"\r\n\r\n"
        rest = rest[length + 4 :]
    pages_of_it = contents[1:]
    assert len(pages_of_it) == 50
    for page, content in zip(made, pages_of_it, strict=False):
        assert content.split("\n", 1)[0] == page.title
        assert content.split()[len(page.title.split()) :] == page.text.split()


def test_a_container_of_no_known_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no container has that suffix"):
        write([], tmp_path / "pages.xml")
