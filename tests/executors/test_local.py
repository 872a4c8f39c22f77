"""The local engine: a document that ends its worker becomes a reject, and all else is as if it had been one before."""

from __future__ import annotations

import itertools
from pathlib import Path

import attrs
import pytest

from broadsheet.convert_shard import convert_shard
from broadsheet.executors.engine import Advance
from broadsheet.executors.local import Local
from broadsheet.tasks import Outcome, Task, Verdict
from tests.cli.command import column, files
from tests.faults.poison import dump, task

DOCUMENTS = 12
CRASHED = "The process that parsed this document {}, each time it was tried."


def run(one: Task, folder: Path, documents: int = DOCUMENTS) -> tuple[Outcome, Path, list[Advance]]:
    """Convert a task in a worker. Returns what came out, where it lies, and what was told of progress."""
    numbers = itertools.count()

    def attempt(_: int) -> Path:
        place = folder / f"attempt-{next(numbers)}"
        place.mkdir(parents=True)
        return place

    told: list[Advance] = []
    engine = Local(1)
    try:
        ((_, place, outcome),) = engine.run([one], attempt, told.append)
    finally:
        engine.close()
    assert sum(outcome.counts.rows[table] for table in ("articles", "rejects")) == outcome.counts.documents == documents
    assert sum(advance.documents for advance in told) == documents
    assert [path.name for path in folder.iterdir()] == [place.name], "what dead attempts wrote is gone"
    return outcome, place, told


@pytest.mark.parametrize(
    ("poison", "verdicts"),
    [
        ({7: "segfault"}, {7: Verdict("crashed", CRASHED.format("was killed by SIGSEGV"))}),
        ({0: "raise", 11: "kill"}, {
            0: Verdict("crashed", CRASHED.format("failed with IndexError")),
            11: Verdict("crashed", CRASHED.format("was killed by SIGKILL")),
        }),
        ({5: "memory"}, {5: Verdict("crashed", CRASHED.format("ran out of memory"))}),
    ],
    ids=["segfault", "two", "memory"],
)  # fmt: skip
def test_a_document_that_ends_its_worker(tmp_path: Path, poison: dict[int, str], verdicts: dict[int, Verdict]) -> None:
    one = task(dump(tmp_path / "pages.jsonl", DOCUMENTS, poison))
    outcome, place, _ = run(one, tmp_path / "work")
    (tmp_path / "expected").mkdir()
    expected = convert_shard(attrs.evolve(one, rejects=verdicts), tmp_path / "expected")
    assert outcome == expected
    assert files(place) == files(tmp_path / "expected")
    assert column(place, "rejects", "doc_id") == [f"page-{number}" for number in sorted(poison)]
    assert all(text.startswith("POISON ") for text in column(place, "rejects", "text"))


def test_a_document_that_hangs(tmp_path: Path) -> None:
    one = task(dump(tmp_path / "pages.jsonl", DOCUMENTS, {8: "hang"}), document_seconds=2)
    outcome, place, _ = run(one, tmp_path / "work")
    assert outcome.counts.rejects == {"timeout": 1}
    assert column(place, "rejects", "doc_id") == ["page-8"]
    assert column(place, "rejects", "message") == ["Parsing the document took longer than 2 seconds."]


def test_what_a_worker_takes_to_begin_is_no_document_s_fault(tmp_path: Path) -> None:
    one = task(dump(tmp_path / "pages.jsonl", 2, {}), document_seconds=2, start_seconds=3)
    outcome, _, _ = run(one, tmp_path / "work", documents=2)
    assert outcome.counts.rejects == {}


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    one = task(dump(tmp_path / "pages.jsonl", DOCUMENTS, {8: f"once {tmp_path}/died"}))
    outcome, place, _ = run(one, tmp_path / "work")
    assert (tmp_path / "died").exists()
    (tmp_path / "expected").mkdir()
    assert convert_shard(one, tmp_path / "expected") == outcome
    assert files(place) == files(tmp_path / "expected")
