"""Prints the records of a page again, whoever read them, in one plain style of the layout `spiegel-online`.

Printing what a parser found in a hostile page is the other half of a round trip: the print has none of the page's
furniture and none of its ambiguities of order, so reading it again should find the same records.
"""

from __future__ import annotations

from broadsheet_schema.records import Article, Comment, Page
from tests.strategies.printer import REMOVED


def reprint(page: Page, order: tuple[str, str]) -> str:
    """Print the records of a page, the parts of comments' heads in the given order.

    That order is no part of the records; where comments hold lines like heads, it is what told them from real ones.
    """
    article = page.article
    lines = ["SPIEGEL ONLINE", "Diesen Artikel...", article.published_printed]
    lines += [f"{article.kicker}: {article.headline}" if article.kicker else article.headline]
    lines += [*(article.lede or "").split("\n"), *article.body.split("\n")]
    lines += (article.byline or "").split("\n")
    lines += _thread(article, page.comments, order)
    lines += (article.rights_notice or "").split("\n")
    return "\n".join(line for line in lines if line) + "\n"


def _thread(article: Article, comments: tuple[Comment, ...], order: tuple[str, str]) -> list[str]:
    if not comments:
        return []
    lines = [f"insgesamt {article.comments_declared or len(comments)} Beiträge", "Alle Kommentare öffnen"]
    for before, comment in zip((None, *comments), comments, strict=False):
        # Numbers may jump only where a page of comments begins.
        turned = before is None or comment.page != before.page or comment.number != (before.number or 0) + 1
        lines += [f"Seite {comment.page or 1}"] if turned else []
        parts = {
            "meta": f"{comment.author or ''} {comment.posted_printed}",
            "heading": f"{comment.number_printed}. {comment.title or ''}",
        }
        lines += [parts[name] for name in order]
        for quote in comment.quotes:
            lines += [f"Zitat von {quote.author}", quote.text]
        lines += [REMOVED] if comment.body is None else comment.body.split("\n")
    return [line.strip() for line in lines]
