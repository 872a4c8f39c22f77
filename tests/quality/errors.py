"""Where the learned labeller errs: what pages lose, sorted into classes by comparing records and lines with the truth.

Loss is one minus a page's score; for captions it is the number of wrong and missed ones. That of text is laid on the
lines that were taken for text and are none, or the other way round, by their length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pyarrow.parquet as pq

from broadsheet.model.training.bench import read_jsonl
from tests.quality.scoring import Dataset, script

_TEXT = {"paragraph", "subheading", "lede"}
_ALIKE, _SECOND_WORDING = 0.9, 0.6
_FAR, _SHORT, _LEAST_LOSS, _ALL_MISSED = 12, 60, 0.01, 0.2
_SHORT_CAPTION = 40

_HEAD = "headline, byline or date, either way"
_READ_AS = {
    "caption": "missed: read as caption, credit", "credit": "missed: read as caption, credit",
    "comment": "missed: read as comments", "headline": _HEAD, "kicker": _HEAD, "byline": _HEAD, "date": _HEAD,
}  # fmt: skip

Truth = Mapping[str, Any]


class Loss(NamedTuple):
    """What one page loses in one rendering, in one class of a field's errors."""

    field: str
    error: str
    doc_id: str
    loss: float


@attrs.frozen(eq=False)
class Case:
    """A page in one rendering: what it should give, and what it gave.

    Attributes:
        truth: its row of the bench.
        gold: the bench's label of each printed line, by number from 0; of WCXB pages `paragraph` or `other`.
        own: the label that the line was given.
        text: the lines.
        article, media: the rows that came of it.
        score: the figures of the page, as `evaluate.py` gives them.
    """

    truth: Truth
    gold: Sequence[str]
    own: Sequence[str]
    text: Sequence[str]
    article: Mapping[str, Any]
    media: Sequence[Mapping[str, Any]]
    score: Mapping[str, Any]

    def lines(self, labels: Sequence[str], *names: str) -> list[int]:
        """Return the lines that have one of some labels."""
        return [line for line, label in enumerate(labels) if label in names]


def losses(bench: Path, dataset: Dataset) -> Iterator[Loss]:
    """Yield what each page of a dataset, which must hold the table of lines, loses in each field."""
    for case in _cases(bench, dataset):
        fields = (_text,) if dataset.which == "wcxb" else (_text, _headline, _lede, _authors, _date, _captions, _talk)
        name = "WCXB text" if dataset.which == "wcxb" else None
        for field in fields:
            for error, loss in field(bench, case):
                yield Loss(name or _NAMES[field], error, case.truth["doc_id"], loss)


def tables(found: Sequence[Loss]) -> str:
    """Return a table for each field: its classes, the pages that have such an error, and the share of the loss."""
    parts = []
    for field in dict.fromkeys(one.field for one in found):
        own = [one for one in found if one.field == field and one.loss > 0]
        total = sum(one.loss for one in own)
        by_class: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        by_page: dict[str, float] = defaultdict(float)
        for one in own:
            by_class[one.error][one.doc_id] += one.loss
            by_page[one.doc_id] += one.loss
        least = _LEAST_LOSS if "text" in field.lower() else 0.0
        rows = sorted(by_class.items(), key=lambda item: -sum(item[1].values()))
        worst = sum(sorted(by_page.values(), reverse=True)[:10])
        parts.append(f"\n{field}: {len(by_page)} pages lose; the 10 worst hold {worst / max(total, 1e-9):.0%}\n")
        parts += [
            f"| {name} | {sum(loss > least for loss in pages.values())} | {sum(pages.values()) / total:.1%} |"
            for name, pages in rows
        ]
    return "\n".join(parts)


def _cases(bench: Path, dataset: Dataset) -> Iterator[Case]:
    prefix = "wcxb-" if dataset.which == "wcxb" else ""
    evaluate = script(bench)
    read = evaluate.Dataset(dataset.folder)
    name = {article["article_id"]: doc_id for doc_id, article in read.articles.items()}
    own: dict[str, list[str]] = defaultdict(list)
    text: dict[str, list[str]] = defaultdict(list)
    for row in pq.read_table(dataset.folder / "lines", columns=["article_id", "label", "text"]).to_pylist():
        own[name[row["article_id"]]].append(row["label"])
        text[name[row["article_id"]]].append(row["text"])
    labels = {
        row["id"]: row["labels"] for row in read_jsonl(bench / "labels" / f"{prefix}{dataset.rendering}.jsonl.gz")
    }
    truths = [row for row in _truths(bench, dataset) if row["doc_id"] in dataset.doc_ids and row["doc_id"] in labels]
    scored = evaluate.score_wcxb if dataset.which == "wcxb" else evaluate.score_news
    scores = {row["doc_id"]: row for row in scored(read, truths)[1]}
    for truth in truths:
        doc_id = truth["doc_id"]
        if doc_id in scores and doc_id in own:
            gold = labels[doc_id]
            gold = ["paragraph" if one == "1" else "other" for one in gold] if isinstance(gold, str) else gold
            yield Case(
                truth, gold, own[doc_id], text[doc_id], read.articles[doc_id], read.media[doc_id], scores[doc_id]
            )


def _truths(bench: Path, dataset: Dataset) -> list[Truth]:
    if dataset.which == "news":
        return list(read_jsonl(bench / "truth" / f"{dataset.rendering}.jsonl.gz"))
    printed = {row["doc_id"]: row for row in read_jsonl(bench / "truth" / f"wcxb-{dataset.rendering}.jsonl.gz")}
    return [row | printed[row["doc_id"]] for row in read_jsonl(bench / "truth" / "wcxb.jsonl.gz")]


def _text(_: Path, case: Case) -> Iterator[tuple[str, float]]:
    loss = 1 - case.score.get("text", case.score.get("word", 1.0))
    if loss <= 0:
        return
    main, taken = case.lines(case.gold, *_TEXT), case.lines(case.own, *_TEXT, "dateline")
    wrong = [line for line in range(min(len(case.gold), len(case.own))) if (line in set(main)) != (line in set(taken))]
    size = {line: len(case.text[line]) for line in {*wrong, *main}}
    whole = sum(size[line] for line in wrong)
    if not main or not whole:
        yield ("page prints no line of the text" if not main else "lines right, truth cut otherwise"), loss
        return
    found = sum(size[line] for line in main if line in set(taken)) / max(sum(size[line] for line in main), 1)
    for line in wrong:
        error = _taken(case, line, main) if line in set(taken) else _missed(case, line, taken, found)
        yield error, loss * size[line] / whole


def _taken(case: Case, line: int, main: Sequence[int]) -> str:
    gold = case.gold[line]
    if gold.startswith(("caption", "credit")):
        return "taken: captions, credits"
    if gold.startswith("comment"):
        return "taken: comments"
    if gold.startswith(("headline", "byline", "date")):
        return _HEAD
    where = "in front of" if line < main[0] else "behind" if line > main[-1] else "inside"
    return f"taken: boxes {where} the text"


def _missed(case: Case, line: int, taken: Sequence[int], found: float) -> str:
    own = case.own[line]
    if found < _ALL_MISSED:
        return "missed: nearly all of the page"
    if _kind(own) in _READ_AS:
        return _READ_AS[_kind(own)]
    if not taken or not taken[0] < line < taken[-1]:
        return "missed: the end" if taken and line > taken[-1] else "missed: the opening"
    return f"missed: {'short' if len(case.text[line]) < _SHORT else 'long'} lines inside"


def _headline(_: Path, case: Case) -> Iterator[tuple[str, float]]:
    if case.score.get("headline", True):
        return
    chosen, true = str(case.article.get("headline") or ""), str(case.truth["headline"])
    mine, gold = case.lines(case.own, "headline"), case.lines(case.gold, "headline", "headline_dup")
    one, other = chosen.casefold(), true.casefold()
    if not chosen:
        error = "none chosen"
    elif one in other or other in one:
        error = "chosen line holds less" if len(one) < len(other) else "chosen line holds more"
    elif SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SECOND_WORDING or not gold:
        error = "another wording of it, or the truth is printed in no line of its own"
    elif mine and _kind(case.gold[mine[0]]) in {"caption", "lede", "paragraph", "subheading", "comment"}:
        error = f"{_kind(case.gold[mine[0]])} chosen"
    elif mine and min(abs(mine[0] - line) for line in gold) <= _FAR:
        error = "another line near it chosen"
    else:
        error = "far line chosen"
    yield error, 1.0


def _lede(_: Path, case: Case) -> Iterator[tuple[str, float]]:
    loss = 1 - case.score.get("lede", 1.0)
    if loss <= 0:
        return
    gold, mine = case.lines(case.gold, "lede"), case.lines(case.own, "lede")
    heads = case.lines(case.gold, "headline"), case.lines(case.own, "headline")
    if set(gold) & set(mine):
        error = "in part: a line missed or one too many"
    elif not case.score.get("headline", True) and set(heads[0]).isdisjoint(heads[1]):
        error = "headline chosen elsewhere"
    elif mine:
        error = f"{_kind(case.gold[mine[0]])} chosen"
    else:
        read_as = case.own[gold[0]] if gold else "no line of its own"
        error = f"none chosen: read as {_kind(read_as)}"
    yield error, loss


def _kind(label: str) -> str:
    return {"other": "furniture"}.get(label, label.split("_", maxsplit=1)[0])


def _authors(bench: Path, case: Case) -> Iterator[tuple[str, float]]:
    loss = 1 - case.score.get("authors", 1.0)
    if loss <= 0:
        return
    words = script(bench).tokens
    true, mine = ({" ".join(words(name)) for name in names or []} for names in (
        case.truth["authors"], case.article.get("authors")
    ))  # fmt: skip
    printed = case.lines(case.gold, "byline", "byline_date")
    if not mine:
        error = "none chosen, a byline is printed" if printed else "none chosen, no line is a byline: the house itself"
    elif true < mine:
        error = "one name too many"
    elif mine < true:
        error = "some names of several missed"
    elif any(name in other or other in name for name in true for other in mine):
        error = "names cut otherwise"
    else:
        error = "another name, a byline is printed" if printed else "another name, no line is a byline"
    yield error, loss


def _date(_: Path, case: Case) -> Iterator[tuple[str, float]]:
    if not case.score.get("date", True):
        updated = case.article.get("published_at") is None and case.article.get("updated_at") is not None
        found = case.article.get("published_at") is not None
        yield ("another date chosen" if found else "only an update found" if updated else "none found"), 1.0


def _captions(bench: Path, case: Case) -> Iterator[tuple[str, float]]:
    if "captions" not in case.score:
        return
    evaluate = script(bench)
    true = [row for row in case.truth["media"] if row["caption"]]
    mine = [row for row in case.media if row.get("caption")]
    pairs = evaluate.match([row["caption"] for row in true], [row["caption"] for row in mine])
    for place in set(range(len(true))) - {place for place, _ in pairs}:
        yield _missed_caption(case, str(true[place]["caption"])), 1.0
    extra = case.truth.get("figcaptions_extra") or []
    for place in set(range(len(mine))) - {place for _, place in pairs}:
        if not any(evaluate.is_neutral(mine[place]["caption"], one) for one in extra):
            line = case.gold[min(mine[place]["line_start"] - 1, len(case.gold) - 1)]
            yield f"wrong: the line is {_kind(line)}", 1.0


def _missed_caption(case: Case, caption: str) -> str:
    size = "short, " if len(caption) < _SHORT_CAPTION else ""
    for line in case.lines(case.gold, "caption", "caption_dup"):
        likeness = SequenceMatcher(None, case.text[line][:300], caption[:300], autojunk=False).ratio()
        if likeness > _SECOND_WORDING or caption in case.text[line]:
            return f"missed: {size}read as {_kind(case.own[line])}"
    return f"missed: {size}no line is labelled as it"


def _talk(_: Path, case: Case) -> Iterator[tuple[str, float]]:
    if "comments" not in case.score:
        return
    hits, mine, true = case.score["comments"]
    loss = 1 - 2 * hits / (mine + true) if mine + true else 0.0
    size = "of one comment" if true == 1 else "of several"
    yield (f"block {size}: nothing found" if not mine else f"block {size}: records missed, split or added"), loss


_NAMES = {
    _text: "Text",
    _headline: "Headline",
    _lede: "Lede",
    _authors: "Authors",
    _date: "Date",
    _captions: "Captions",
    _talk: "Comments",
}
