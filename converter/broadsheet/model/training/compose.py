"""Pages composed for training: the article of one page, the comments of another, the foot of a third.

Few pages of the bench have comments, and telling comments from an article's text is where a reader of text fails worst.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from broadsheet.model.states import MAIN, STATE
from broadsheet.model.training.bench import Page

_HEAD, _BODY, _BEHIND = STATE["comment_head"], STATE["comment_body"], STATE["furniture_behind"]
_NEITHER = [STATE["furniture_before"], STATE["furniture_behind"]]
_FEW, _LONGEST, _MOST_BETWEEN = 4, 400, 25


@attrs.frozen
class _Piece:
    page: Page
    begin: int
    end: int


def composed(pages: Sequence[Page], count: int, random: np.random.Generator) -> Iterator[Page]:
    """Yield about `count` composed pages, each of pages in one rendering."""
    articles: dict[str, list[_Piece]] = defaultdict(list)
    threads: dict[str, list[_Piece]] = defaultdict(list)
    for page in pages:
        if page.article == 1 and not page.allowed.all():
            thread, text = _thread(page), _text(page)
            if thread:
                threads[page.rendering].append(thread)
            elif text:
                articles[page.rendering].append(text)
    for rendering in sorted(threads.keys() & articles.keys()):
        for number in range(count // len(threads)):
            article, foot = (articles[rendering][random.integers(len(articles[rendering]))] for _ in range(2))
            thread = threads[rendering][random.integers(len(threads[rendering]))]
            yield _composed(f"{rendering}-{number}", article, _part(thread, random), foot, random)


def _thread(page: Page) -> _Piece | None:
    sure = page.allowed.sum(axis=1) == 1
    rows = np.flatnonzero(sure & (page.allowed[:, _HEAD] | page.allowed[:, _BODY]))
    return _Piece(page, int(rows[0]), int(rows[-1]) + 1) if len(rows) > 2 else None  # noqa: PLR2004 - head, body, one more


def _text(page: Page) -> _Piece | None:
    rows = np.flatnonzero(page.allowed[:, MAIN].any(axis=1) & ~page.allowed[:, _NEITHER].any(axis=1))
    return _Piece(page, int(rows[0]), int(rows[-1]) + 1) if len(rows) else None


def _part(thread: _Piece, random: np.random.Generator) -> _Piece:
    """Return all of a thread or, more often, some of its comments."""
    allowed = thread.page.allowed[thread.begin : thread.end]
    heads = thread.begin + np.flatnonzero(allowed[:, _HEAD] & (allowed.sum(axis=1) == 1))
    begin, end = thread.begin, thread.end
    if len(heads) > _FEW + 2 and random.random() < 0.6:  # noqa: PLR2004
        first = int(heads[random.integers(0, len(heads) - _FEW)])
        begin = first if random.random() < 0.5 else begin  # noqa: PLR2004
        later = heads[heads > begin + _FEW + 2]
        end = int(later[random.integers(len(later))]) if len(later) else end
    return _Piece(thread.page, begin, min(end, begin + _LONGEST))


def _composed(name: str, article: _Piece, thread: _Piece, foot: _Piece, random: np.random.Generator) -> Page:
    above = _Piece(thread.page, max(0, _begin(thread) - int(random.integers(0, 5))), _begin(thread))
    between = _Piece(article.page, article.end, article.end + int(random.integers(0, _MOST_BETWEEN)))
    below = _Piece(foot.page, foot.end + int(random.integers(0, 10)), len(foot.page.lines))
    pieces = [_Piece(article.page, 0, article.end), between, above, thread, below]
    allowed = [piece.page.allowed[piece.begin : piece.end].copy() for piece in pieces]
    for place in (1, 2, 4):
        allowed[place][:] = False
        allowed[place][:, _BEHIND] = True
    lines = [line for piece in pieces for line in piece.page.lines[piece.begin : piece.end]]
    return Page(
        doc_id=f"composed-{name}",
        rendering=article.page.rendering,
        site=article.page.site,
        lines=lines,
        number=np.arange(1, len(lines) + 1, dtype=np.int32),
        listed=np.concatenate([piece.page.listed[piece.begin : piece.end] for piece in pieces]),
        allowed=np.concatenate(allowed),
        article=1,
        source="composed",
        url=article.page.url,
    )


def _begin(thread: _Piece) -> int:
    whole = _thread(thread.page)
    return whole.begin if whole else thread.begin
