"""Read the bench's pages with networks that have not seen them, and score what came out with the bench's own script."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.documents import documents
from broadsheet.layouts import shipped
from broadsheet.model import Ensemble
from broadsheet.model.training.bench import read_jsonl
from broadsheet.model.training.folds import fold_of
from broadsheet.parser import Parser

SETS = ("news", "wcxb")
_TABLES = ("articles", "media", "comments", "lines")
_BATCH = 64

Figures = dict[str, float | int | None]


def bench_folder() -> Path | None:
    """Return the folder of real pages, None where there is none."""
    folder = Path(os.environ.get("BROADSHEET_BENCH", Path(__file__).parents[3] / "shared" / "bench"))
    return folder if (folder / "evaluate.py").is_file() else None


def digest(bench: Path) -> str:
    """Return a digest of all pages and truths, so that figures say what they were measured on."""
    whole = hashlib.sha256()
    for folder in ("pages", "truth"):
        for path in sorted((bench / folder).iterdir()):
            whole.update(f"{folder}/{path.name}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


@cache
def script(bench: Path) -> ModuleType:
    """Return the bench's `evaluate.py` as a module."""
    spec = importlib.util.spec_from_file_location("bench_evaluate", bench / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@attrs.frozen
class Dataset:
    """Where the pages of one set in one rendering were written to."""

    folder: Path
    which: str
    rendering: str
    doc_ids: frozenset[str]


def read_held_out(bench: Path, which: str, rendering: str, ensembles: Mapping[int, Ensemble], folder: Path) -> Dataset:
    """Read the pages of some folds, each by the networks of its own fold, and write them as a dataset.

    Args:
        bench: the folder of real pages.
        which: `news` or `wcxb`.
        rendering: one of `RENDERINGS`.
        ensembles: fold -> the networks that were trained without it.
        folder: where the dataset goes.
    """
    prefix = "wcxb-" if which == "wcxb" else ""
    pages = read_jsonl(bench / "pages" / f"{prefix}{rendering}.jsonl.zst")
    place = fold_of(bench)
    parts: dict[str, list[pa.RecordBatch]] = {name: [] for name in _TABLES}
    for fold, ensemble in ensembles.items():
        parser = Parser(shipped(), ensemble=ensemble, keep_lines=True)
        own = [page for page in pages if place[page["id"]] == fold]
        for first in range(0, len(own), _BATCH):
            tables = parser.read(_documents(own[first : first + _BATCH]))
            for name in _TABLES:
                parts[name].append(tables[name])
    for name, batches in parts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_batches(batches), folder / name / "part-00000.parquet")
    return Dataset(folder, which, rendering, frozenset(page["id"] for page in pages if place[page["id"]] in ensembles))


def _documents(pages: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    return documents(
        [
            {
                "doc_id": page["id"],
                "source_uri": "bench",
                "content": page["text"].encode("utf-8", "surrogatepass"),
                "decoded": True,
                "url": page["url"],
            }
            for page in pages
        ]
    )


def score(bench: Path, dataset: Dataset, chosen: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> Figures:
    """Score a dataset on the truths that are chosen; figures are those of `evaluate.py`."""
    evaluate = script(bench)
    read = evaluate.Dataset(dataset.folder)
    if dataset.which == "news":
        truths = read_jsonl(bench / "truth" / f"{dataset.rendering}.jsonl.gz")
        figures, _ = evaluate.score_news(
            read, [row for row in truths if row["doc_id"] in dataset.doc_ids and chosen(row)]
        )
    else:
        printed = {row["doc_id"]: row for row in read_jsonl(bench / "truth" / f"wcxb-{dataset.rendering}.jsonl.gz")}
        truths = [row | printed[row["doc_id"]] for row in read_jsonl(bench / "truth" / "wcxb.jsonl.gz")]
        figures, _ = evaluate.score_wcxb(
            read, [row for row in truths if row["doc_id"] in dataset.doc_ids and chosen(row)]
        )
    return dict(figures)


def load_ensembles(folder: Path, chosen: Sequence[int]) -> dict[int, Ensemble]:
    """Load the networks of some folds."""
    ensembles = {}
    for fold in chosen:
        with (folder / f"fold-{fold}.npz").open("rb") as file:
            ensembles[fold] = Ensemble.load(file)
    return ensembles
