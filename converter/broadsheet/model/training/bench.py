"""The bench's pages with what is known of their lines.

A line's target is a set of states: one where the truth is exact, several where a source says less (WCXB marks only the
main text; some pages have no list of captions). Sets are kept small: what is left open a network uses as it likes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import zstandard

from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.kernels import Index
from broadsheet.lines import Lines
from broadsheet.model.states import STATE, STATES
from broadsheet.pieces import whole_lines
from broadsheet.printed import printed_lines

RENDERINGS = ("innertext", "wet", "inscriptis", "resiliparse")

Allowed = npt.NDArray[np.bool_]

_ZONES = ("furniture_before", "furniture_inside", "furniture_behind")
_COMMENTS = ("comment_head", "comment_body", "comment_tail")
_EXACT = {
    "headline": ("headline",), "lede": ("lede",), "paragraph": ("paragraph",), "subheading": ("subheading",),
    "caption": ("caption",), "credit": ("credit",), "byline": ("byline",), "date": ("date",),
    "byline_date": ("byline", "date"), "comment_author": ("comment_head",), "comment_date": ("comment_head",),
    "comment_author_date": ("comment_head",), "comment_body": ("comment_body",),
}  # fmt: skip
_LONGEST_HEADLINE, _LONGEST_DATE, _LONGEST_BYLINE = 220, 90, 120
_ALIKE = 0.9
_FOOT = 0.9
"""Share of a page's lines behind which a byline is a copy of the masthead."""
_SECOND_LEVEL = {"co", "com", "org", "net", "ac", "gov", "edu", "or"}
_NEAR, _FAR = 12, 30
"""Lines in front of the text among which byline and date, and a headline that is known, are looked for."""
_LONGEST_HEAD, _BRIEF = 40, 12
"""Characters beside a name in a line that is surely a byline, and of one that is surely a date; fewer beside a name of
one word, which may be a word."""


@attrs.frozen(eq=False)
class Page:
    """One page in one rendering.

    Attributes:
        doc_id, rendering, site: where it comes from; `site` is its registered domain.
        lines: the texts of its lines, none blank; `number` their places in the dump.
        allowed: bool[m, states], the states that each line may be; all true where nothing is known.
        article: 1 an article, 0 none, -1 unknown.
        source: news or wcxb.
        url: its address, None where none is known.
    """

    doc_id: str
    rendering: str
    site: str
    lines: Sequence[str]
    number: npt.NDArray[np.int32]
    listed: npt.NDArray[np.bool_]
    allowed: Allowed
    article: int
    source: str
    url: str | None = None


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines, compressed with gzip or zstd."""
    unpacked = gzip.open if path.suffix == ".gz" else zstandard.open
    with unpacked(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def site_of(page: Mapping[str, Any]) -> str:
    """Return the registered domain of a page's url, as far as its last labels tell; without a url the page's id."""
    if not page["url"]:
        return str(page["id"])
    host = page["url"].split("://")[-1].split("/")[0].split(":")[0].lower()
    labels = host.split(".")
    *_, second, top = ["", *labels] if len(labels) < len("..") else labels
    country = len(top) == len("uk") and second in _SECOND_LEVEL and len(labels) > len("..")
    return ".".join(labels[-3:] if country else labels[-2:])


def read_lines(pages: Sequence[Mapping[str, Any]]) -> Lines:
    """Return the lines of pages as the converter reads them, a document a page."""
    rows = [
        {
            "doc_id": page["id"],
            "source_uri": "",
            "content": page["text"].encode("utf-8", "surrogatepass"),
            "decoded": True,
        }
        for page in pages
    ]
    lines = printed_lines(decode(documents(rows)).clean).lines
    return whole_lines(lines, np.ones(lines.documents, bool))


def news_pages(bench: Path, rendering: str) -> Iterator[Page]:
    """Yield the news pages of a rendering."""
    pages = read_jsonl(bench / "pages" / f"{rendering}.jsonl.zst")
    labels = {row["id"]: row["labels"] for row in read_jsonl(bench / "labels" / f"{rendering}.jsonl.gz")}
    truths = {row["doc_id"]: row for row in read_jsonl(bench / "truth" / f"{rendering}.jsonl.gz")}
    lines = read_lines(pages)
    for place, page in enumerate(pages):
        rows = slice(lines.starts[place], lines.starts[place + 1])
        texts, number = lines.text[rows].to_pylist(), lines.number[rows]
        gold = [labels[page["id"]][one - 1] for one in number]
        allowed = _news_targets(texts, gold, truths[page["id"]])
        yield Page(
            page["id"], rendering, site_of(page), texts, number, lines.listed[rows], allowed, 1, "news", page["url"]
        )


def wcxb_pages(bench: Path, rendering: str) -> Iterator[Page]:
    """Yield the WCXB pages of a rendering, those that are no articles too."""
    pages = read_jsonl(bench / "pages" / f"wcxb-{rendering}.jsonl.zst")
    labels = {row["id"]: row["labels"] for row in read_jsonl(bench / "labels" / f"wcxb-{rendering}.jsonl.gz")}
    kinds = {row["doc_id"]: row["page_type"] for row in read_jsonl(bench / "truth" / "wcxb.jsonl.gz")}
    printed = {row["doc_id"]: row for row in read_jsonl(bench / "truth" / f"wcxb-{rendering}.jsonl.gz")}
    lines = read_lines(pages)
    for place, page in enumerate(pages):
        rows = slice(lines.starts[place], lines.starts[place + 1])
        texts, number = lines.text[rows].to_pylist(), lines.number[rows]
        allowed = np.ones((len(texts), len(STATES)), bool)
        if kinds[page["id"]] == "article" and page["id"] in labels:
            main = np.array([labels[page["id"]][one - 1] == "1" for one in number], bool)
            allowed = wcxb_targets(texts, main, printed.get(page["id"], {}))
        article = int(kinds[page["id"]] == "article")
        yield Page(
            page["id"],
            rendering,
            site_of(page),
            texts,
            number,
            lines.listed[rows],
            allowed,
            article,
            "wcxb",
            page["url"],
        )


def _zones(main: npt.NDArray[np.bool_]) -> list[str]:
    """Return, for each line, the furniture state of its place before, inside or behind the main text."""
    rows = np.flatnonzero(main)
    if not len(rows):
        return ["furniture_before"] * len(main)
    place = np.arange(len(main))
    return [_ZONES[zone] for zone in (place >= rows[0]).astype(int) + (place > rows[-1])]


def _targets(sets: Sequence[set[str]]) -> Allowed:
    allowed = np.zeros((len(sets), len(STATES)), bool)
    for row, names in enumerate(sets):
        allowed[row, [STATE[name] for name in names]] = True
    return allowed


def _news_targets(texts: Sequence[str], gold: Sequence[str], truth: Mapping[str, Any]) -> Allowed:
    main = np.isin(gold, ["paragraph", "lede", "subheading"])
    talk = np.flatnonzero([label.startswith("comment") for label in gold])
    first, last = (talk[0], talk[-1]) if len(talk) else (len(gold), -1)
    begin = int(np.flatnonzero(main)[:1].sum())
    sets = []
    for row, (text, label, zone) in enumerate(zip(texts, gold, _zones(main), strict=True)):
        if label in _EXACT or label.partition("_")[2] in {"dup", "unlisted", "pingback"}:
            copies = row > len(texts) * _FOOT or (label == "byline" and texts.count(text) > 1)
            sets.append(_marked_states(label, zone, truth["source"], copies=copies))
            continue
        states = {"comment_tail"} if first <= row <= last and zone != "furniture_inside" else {zone}
        states |= _open_states(text, zone, truth, near=row >= begin - _NEAR)
        if _prints_day(text, str(truth.get("published") or "")):
            states.add("date")
        sets.append(states)
    if truth["annotated"]["body"] is False:
        for row, label in enumerate(gold):
            if not label.startswith("comment") and not first <= row <= last:
                sets[row] = set(STATES) - set(_COMMENTS)
    return _targets(sets)


def _marked_states(label: str, zone: str, source: str, *, copies: bool) -> set[str]:
    """Return what a line may be that the bench has a label for."""
    if label == "comment_pingback":
        return {*_COMMENTS, zone}
    if label not in _EXACT:
        return {label.split("_", maxsplit=1)[0], zone}
    states = set(_EXACT[label])
    if label == "paragraph" and source != "fundus":
        states |= {"lede", "subheading"}
    elif label == "byline" and copies:  # a masthead, or an author's box
        states.add(zone)
    return states


def _prints_day(text: str, published: str) -> bool:
    day = published[8:10].lstrip("0")
    return bool(day) and day in text and published[:4] in text and len(text) <= _LONGEST_DATE


def _open_states(text: str, zone: str, truth: Mapping[str, Any], *, near: bool) -> set[str]:
    """Return what else a line may be on a page of which not everything was marked."""
    known, source = truth["annotated"], truth["source"]
    states: set[str] = set()
    if source != "fundus":
        if zone == "furniture_inside" or (near and zone == "furniture_before"):
            states |= _by_shape(text)
        if (
            near
            and zone == "furniture_before"
            and known["headline"] is False
            and len(text) <= _LONGEST_HEADLINE
            and " " in text
        ):
            states.add("headline")
    if known["media"] is not True and zone == "furniture_inside":
        states |= {"caption", "credit"}
    if zone == "furniture_behind" and known["comments"] == "none_in_markup" and source != "fundus":
        states |= set(_COMMENTS)
    return states


def _by_shape(text: str) -> set[str]:
    states = set()
    if len(text) <= _LONGEST_DATE and any(sign.isdigit() for sign in text):
        states.add("date")
    if len(text) <= _LONGEST_BYLINE and text[:1].isalpha() and not text.endswith((".", "!", "?")):
        states.add("byline")
    return states


def wcxb_targets(texts: Sequence[str], main: npt.NDArray[np.bool_], printed: Mapping[str, Any]) -> Allowed:
    """Return what each line may be of a page whose main text, and perhaps title, author and day, are known.

    Title, author and day right above the text are the head of the article. Elsewhere they may be anything: links to
    the page, boxes about the author.

    Args:
        texts: m lines.
        main: bool[m], which of them belong to the main text.
        printed: `title_printed`, `author_printed` and `published`, as far as they are known.
    """
    title, author = (str(printed.get(name) or "") for name in ("title_printed", "author_printed"))
    published = str(printed.get("published") or "")
    sets: list[set[str]] = []
    first_main = np.flatnonzero(main)[:3]
    begin = int(first_main[:1].sum())
    titles = [row for row, text in enumerate(texts) if title and _alike(text, title)]
    # The copy that stands next above the text is the headline; others are titles of the page, or links to it.
    headline = max((row for row in titles if begin - _FAR <= row < begin), default=-1)
    for row, (text, zone) in enumerate(zip(texts, _zones(main), strict=True)):
        if main[row]:
            states = {"paragraph", "subheading"} | ({"lede"} if row in first_main else set())
            sets.append(states | ({"headline"} if row in titles else set()))
            continue
        if row == headline:
            sets.append({"headline"})
            continue
        named = author and len(text) <= _LONGEST_BYLINE and author.casefold() in text.casefold()
        dated = _prints_day(text, published)
        head = {name for name, known in (("byline", named), ("date", dated)) if known}
        beside = len(text) - len(author) * bool(named)
        if head and begin - _NEAR <= row < begin and beside <= (_LONGEST_HEAD if " " in author or dated else _BRIEF):
            sets.append(head)
            continue
        states = {zone} | head
        if row in titles or (
            not title and zone == "furniture_before" and row >= begin - _NEAR and len(text) <= _LONGEST_HEADLINE
        ):
            states.add("headline")
        if zone == "furniture_inside":
            states |= {"caption", "credit"}
        elif zone == "furniture_behind":
            states |= set(_COMMENTS)
        sets.append(states)
    return _targets(sets)


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 0.3 * len(other):
        return False
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= _ALIKE


def lines_of(pages: Sequence[Page]) -> Lines:
    """Return the lines of pages as one batch."""
    sizes = np.array([len(page.lines) for page in pages], np.int64)
    starts: Index = np.concatenate([[0], np.cumsum(sizes)])
    number = np.concatenate([page.number for page in pages])
    return Lines(
        text=pa.array([line for page in pages for line in page.lines], pa.string()),
        document=np.repeat(np.arange(len(pages)), sizes),
        number=number,
        last=number,
        starts=starts,
        listed=np.concatenate([page.listed for page in pages]),
    )


def addresses_of(pages: Sequence[Page]) -> pa.StringArray:
    """Return the addresses of pages, null where none is known."""
    return pa.array([page.url or None for page in pages], pa.string())
