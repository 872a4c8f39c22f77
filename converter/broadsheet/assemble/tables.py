"""All tables of a batch of labelled documents."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import pyarrow as pa

from broadsheet.assemble.articles import articles, is_article
from broadsheet.assemble.comments import comments
from broadsheet.assemble.lines import line_rows
from broadsheet.assemble.media import documents_of, media
from broadsheet.assemble.source import Source
from broadsheet.kernels import Index, Mask
from broadsheet.labels import Labels
from broadsheet.lines import Lines


@attrs.frozen(eq=False)
class Assembled:
    """Tables of n labelled documents.

    Attributes:
        tables: table -> rows; one article for each document, also for those that have nothing to read.
        document: table -> the document of each row, ascending.
        read: bool[n], which documents have anything to read.
    """

    tables: Mapping[str, pa.RecordBatch]
    document: Mapping[str, Index]
    read: Mask

    def column(self, name: str) -> np.ndarray:
        """Return a column of the articles."""
        return np.asarray(self.tables["articles"][name].to_numpy(zero_copy_only=False))

    def only(self, chosen: Mask) -> Assembled:
        """Return the rows of the chosen documents only; documents keep their numbers."""
        if chosen.all():
            return self
        kept = {name: chosen[rows] for name, rows in self.document.items()}
        return Assembled(
            {name: rows.filter(pa.array(kept[name])) for name, rows in self.tables.items()},
            {name: rows[kept[name]] for name, rows in self.document.items()},
            self.read,
        )


def assemble(source: Source, lines: Lines, labels: Labels, *, keep_lines: bool = False) -> Assembled:
    """Build the records of labelled documents."""
    identity = source.digests()
    media_document, comment_document = documents_of(labels.media, lines), documents_of(labels.comment, lines)
    found = tuple(np.bincount(some, minlength=len(source)) for some in (media_document, comment_document))
    tables = {
        "articles": articles(source, lines, labels, identity, (found[0], found[1])),
        "media": media(identity[0], lines, labels),
        "comments": comments(source, identity[0], lines, labels),
    }
    document = {"articles": np.arange(len(source)), "media": media_document, "comments": comment_document}
    if keep_lines:
        tables["lines"], document["lines"] = line_rows(source, identity[0], lines, labels)
    return Assembled(tables, document, is_article(lines, labels, found[0]))
