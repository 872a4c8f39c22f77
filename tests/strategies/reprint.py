"""Prints the records of a page again, whoever read them, in one plain style of the layout `spiegel-online`.

Printing what a parser found in a hostile page is the other half of a round trip: the print has none of the page's
furniture and none of its ambiguities of order, so reading it again should find the same records.
"""

from __future__ import annotations

from broadsheet_schema.records import Article, Comment, Page
from tests.strategies.printer import REMOVED


def reprint(page: Page) -> str:
    """Print the records of a page."""
    article = page.article
    lines = ["SPIEGEL ONLINE", "Diesen Artikel...", article.published_printed]
    lines += [f"{article.kicker}: {article.headline}" if article.kicker else article.headline]
    lines += [*(article.lede or "").split("\n"), *article.body.split("\n")]
    lines += (article.byline or "").split("\n")
    lines += _thread(article, page.comments)
    lines += (article.rights_notice or "").split("\n")
    return "\n".join(line for line in lines if line) + "\n"


def _thread(article: Article, comments: tuple[Comment, ...]) -> list[str]:
    if not comments:
        return []
    lines = [f"insgesamt {article.comments_declared or len(comments)} Beiträge", "Alle Kommentare öffnen"]
    for before, comment in zip((None, *comments), comments, strict=False):
        # Numbers may jump only where a page of comments begins.
        turned = before is None or comment.page != before.page or comment.number != (before.number or 0) + 1
        lines += [f"Seite {comment.page}"] if comment.page and turned else []
        lines += [
            f"{comment.author or ''} {comment.posted_printed}",
            f"{comment.number_printed}. {comment.title or ''}",
        ]
        for quote in comment.quotes:
            lines += [f"Zitat von {quote.author}", quote.text]
        lines += [REMOVED] if comment.body is None else comment.body.split("\n")
    return [line.strip() for line in lines]
