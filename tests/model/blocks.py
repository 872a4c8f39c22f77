"""Read the comments of texts, with a network of our own making."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from broadsheet.decode import decode
from broadsheet.documents import documents
from broadsheet.draft import Draft
from broadsheet.labels import CODE
from broadsheet.lines import Lines, split_lines
from broadsheet.model.comments import label_comments
from broadsheet.model.reading import Reading
from broadsheet.model.states import STATE, STATES

ARTICLE = ("The old pier", "The pier in the harbour is a hundred years old, and nobody wants to pay for its repair.")
BODY = CODE["comment_body"]


def lines_of(*pages: str) -> Lines:
    """Return the lines of pages."""
    items: list[dict[str, object]] = [
        {"doc_id": str(n), "source_uri": "m", "content": page.encode()} for n, page in enumerate(pages)
    ]
    return split_lines(decode(documents(items)).clean)


def page_of(block: str) -> str:
    """Return a page with an article and a block behind it."""
    return "\n".join([*ARTICLE, block.strip()])


def read(lines: Lines, states: Sequence[str], sure: float = 2.0) -> Draft:
    """Read lines with a network that gives each of them a state, and is not too sure of it unless told to be."""
    state = np.array([STATE[name] for name in states], np.uint8)
    score = np.full((len(lines), len(STATES)), -sure, np.float32)
    score[np.arange(len(lines)), state] = 0.0
    draft = Draft.blank(len(lines))
    label_comments(Reading(lines, state, score, pa.nulls(lines.documents, pa.string()), draft))
    return draft


def furniture(lines: Lines) -> list[str]:
    """Return the states of a network that knows the article and takes all else for furniture."""
    names = {ARTICLE[0]: "headline", ARTICLE[1]: "paragraph"}
    return [names.get(text, "furniture_behind") for text in lines.text.to_pylist()]


def records(lines: Lines, draft: Draft, *fields: str) -> list[tuple[str | None, ...]]:
    """Return author, date, text and further fields of each comment."""
    parts = draft.parts()

    def values(field: str) -> dict[int, str]:
        part = parts.get(f"comment.{field}")
        found: dict[int, str] = {}
        for line, value in zip(part.line, part.value.to_pylist(), strict=True) if part else ():
            found.setdefault(int(draft.comment[line]), value)
        return found

    columns = [values(field) for field in ("author", "date", *fields)]
    text = lines.text.to_pylist()
    body = [
        "|".join(text[line] for line in np.flatnonzero((draft.comment == number) & (draft.code == BODY)))
        for number in range(int(draft.comment.max(initial=-1)) + 1)
    ]
    return [
        (columns[0].get(n), columns[1].get(n), said, *(c.get(n) for c in columns[2:])) for n, said in enumerate(body)
    ]
