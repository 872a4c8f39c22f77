"""Whether confidence keeps its word: a reliability table, and what the default limit rejects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

from broadsheet.model.training.bench import read_jsonl
from broadsheet.tasks import MIN_CONFIDENCE
from tests.quality.scoring import Dataset, script

RIGHT = 0.9
"""Word F1 of a page's text, from which on an article counts as read rightly."""

_STEPS = 10


class Judged(NamedTuple):
    """A page with its confidence: whether it is an article, and one that was read rightly."""

    confidence: float
    article: bool
    right: bool


def judged(bench: Path, dataset: Dataset) -> list[Judged]:
    """Judge the WCXB pages of a dataset by their truth."""
    evaluate = script(bench)
    read = {row["doc_id"]: row for row in pq.read_table(dataset.folder / "articles").to_pylist()}
    found = []
    for truth in read_jsonl(bench / "truth" / "wcxb.jsonl.gz"):
        if truth["doc_id"] in dataset.doc_ids:
            page = read.get(truth["doc_id"], {})
            article = truth["page_type"] == "article"
            text = evaluate.words(f"{page.get('lede') or ''}\n{page.get('body') or ''}")
            right = article and evaluate.bag_f1(text, evaluate.words(truth["main_content"])) >= RIGHT
            found.append(Judged(page.get("confidence") or 0.0, article, right))
    return found


def reliability(pages: Iterable[Judged]) -> list[list[str]]:
    """Return a row for each tenth of confidence: its pages, their mean confidence, the share that was read rightly."""
    bins: Mapping[int, list[Judged]] = {step: [] for step in range(_STEPS)}
    for page in pages:
        bins[min(int(page.confidence * _STEPS), _STEPS - 1)].append(page)
    table = [["confidence", "pages", "mean", "articles", "read rightly"]]
    for step, some in bins.items():
        if some:
            shares = [sum(values) / len(some) for values in zip(*some, strict=True)]
            table.append([f"{step / 10:.1f}", str(len(some)), *(f"{share:.3f}" for share in shares)])
    return table


def effect_of_the_default(pages: Iterable[Judged]) -> str:
    """Say what `--min-confidence` rejects by default, rightly and wrongly."""
    known = list(pages)
    low = [page for page in known if page.confidence < MIN_CONFIDENCE]
    articles = sum(page.article for page in known)
    right = sum(page.right for page in known)
    return (
        f"--min-confidence {MIN_CONFIDENCE}, the default, rejects {sum(not page.article for page in low)} of "
        f"{len(known) - articles} pages that are no article, {sum(page.article for page in low)} of {articles} "
        f"articles, and of the {right} that were read rightly {sum(page.right for page in low)}."
    )
