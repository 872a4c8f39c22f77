"""The table that `make quality` prints: figures beside the marks to reach and beside what other tools reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean

from broadsheet.model.training.bench import RENDERINGS
from tests.quality.scoring import Figures

MARKS: Mapping[str, Mapping[str, float | None]] = {
    "news": {
        "text_F1": 0.95, "headline~": 0.85, "lede_F1": 0.80, "authors_F1": 0.85, "date": 0.95, "caption_F1": 0.80,
        "credit": 0.85, "comment_F1": 0.90, "comment_page_F1": 0.90, "comment_author": 0.97, "comment_day": 0.95,
        "no_false_comments": 0.97,
    },
    "wcxb": {"word_F1": 0.938, "article_AUC": 0.92, "headline~": None, "authors": None, "date": None},
}  # fmt: skip
"""What was set out to be reached, in cross-validation, by set and figure of `evaluate.py`; None: it is only shown."""

REFERENCES = (
    ("trafilatura 2.3, reading HTML", {"text_F1": 0.945, "word_F1": 0.938}),
    ("resiliparse, reading HTML", {"text_F1": 0.912}),
    ("newspaper4k, reading HTML", {"text_F1": 0.888}),
    ("a C4-style filter of text", {"text_F1": 0.856, "word_F1": 0.852}),
)
"""What other tools reach on the same pages; all but the last read the HTML, of which text holds less."""

Scores = Mapping[tuple[str, str], Figures]
"""(set, rendering) -> figures."""


def average(scores: Scores, which: str, name: str) -> float | None:
    """Return the mean of a figure over the renderings that have it."""
    values = [figures[name] for (one, _), figures in scores.items() if one == which]
    known = [float(value) for value in values if value is not None]
    return mean(known) if known else None


def rows(scores: Scores, slices: Mapping[str, Scores]) -> list[list[str]]:
    """Return the table: a figure a row; mark, mean, renderings, then the mean of each slice."""
    renderings = [rendering for rendering in RENDERINGS if any(other == rendering for _, other in scores)]
    table = [["figure", "mark", "mean", *renderings, *slices]]
    for which, marks in MARKS.items():
        if not any(one == which for one, _ in scores):
            continue
        for name, mark in marks.items():
            single = [scores[which, rendering][name] for rendering in renderings]
            means = [average(scores, which, name), *single, *(average(part, which, name) for part in slices.values())]
            shown = name if mark is not None else f"{which.upper()} {name}"
            table.append([shown, *("-" if value is None else f"{value:.3f}" for value in (mark, *means))])
    return table


def to_text(table: Sequence[Sequence[str]]) -> str:
    """Return a table with its columns below each other."""
    width = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [cell.rjust(size) for cell, size in zip(row, width, strict=True)]
        lines.append("  ".join([row[0].ljust(width[0]), *cells[1:]]).rstrip())
    return "\n".join(lines)


def references() -> str:
    """Return what other tools reach, a line each."""
    lines = [
        f"  {name}: {', '.join(f'{key} {value:.3f}' for key, value in known.items())}" for name, known in REFERENCES
    ]
    return "\n".join(["Others on the same pages:", *lines])
