"""From documents to records: the one parser.

    documents -> decode -> lines -> labels -> assemble -> tables

Every step takes and gives columns for the whole batch. A single page is a batch of one. A page that bears a layout's
fingerprint is labelled by the layout, every other one, and one that its layout explains too little of, by the learned
labeller. What gives no article becomes a row of `rejects`, with its text and the rule that it broke, so that articles
and rejects together are the documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.assemble import Assembled, Source, assemble
from broadsheet.assemble.columns import build
from broadsheet.assemble.source import PROVENANCE
from broadsheet.decode import FLAG_BITS, decode
from broadsheet.formats import MESSAGES, formats
from broadsheet.kernels import Index, Mask, concat, scatter
from broadsheet.labels import Labels
from broadsheet.layouts import LOW_COVERAGE, Layout, choose_layouts
from broadsheet.layouts import label as label_by_layout
from broadsheet.lines import Lines
from broadsheet.model import Ensemble, Said
from broadsheet.model import label as label_by_model
from broadsheet.pieces import whole_lines
from broadsheet.printed import printed_lines

Tables = dict[str, pa.RecordBatch]

Strings = npt.NDArray[np.object_]

_UNKNOWN, _UNREAD = -1, -2
"""What stands for a layout's place where none knows a document, and where it is not to be read at all."""
_MESSAGES = {
    "duplicate": "The same text was read before under the same id.",
    "not-an-article": "The page does not look like an article, as far as can be told from its text.",
    "article.empty": "The page has neither text nor lede nor a picture.",
}


@attrs.frozen(eq=False)
class _Labelled:
    """What labellers made of n documents.

    Attributes:
        parts: labels and the documents, bool[n], whose they are; no document is in two.
        low: bool[n], those that a layout knew and read badly.
        doubted: float64[n], the confidence of those that look too little like an article to be read, NaN for others.
        formats: n names of `formats.FORMATS`, "" for those that are the text of a page.
    """

    parts: Sequence[tuple[Labels, Mask]]
    low: Mask
    doubted: npt.NDArray[np.float64]
    formats: Strings


@attrs.frozen(eq=False)
class Parser:
    """Reads batches of documents.

    Attributes:
        layouts: the layouts to try, those that win a tie first.
        keep_lines: whether to give the table `lines` too.
        min_confidence: documents that are read with less become rejects.
        ensemble: the networks of the learned labeller, if not those that come with Broadsheet.
    """

    layouts: Sequence[Layout]
    keep_lines: bool = False
    min_confidence: float = 0.0
    ensemble: Ensemble | None = None

    def read(self, documents: pa.RecordBatch, seen: set[bytes] | None = None) -> Tables:
        """Read documents into tables: articles, media, comments, rejects and, if asked for, lines.

        Args:
            documents: a batch with the columns of `DOCUMENTS`.
            seen: article_ids (16 bytes each) that are taken; those of this batch's articles are added to it.
        """
        return self._read(documents, set() if seen is None else seen)[0]

    def read_with_odds(self, document: pa.RecordBatch) -> tuple[Tables, dict[int, npt.NDArray[np.float64]]]:
        """Read a batch of one page; return line number -> float64[labels] too: how probable each label is there.

        It is empty where the page is read by a layout, which knows no probabilities.
        """
        tables, lines, labelled = self._read(document, set())
        odds = {
            int(number): row
            for labels, _ in labelled.parts
            if labels.odds
            for number, row in zip(lines.number, labels.odds(), strict=True)
        }
        return tables, odds

    def _read(self, documents: pa.RecordBatch, seen: set[bytes]) -> tuple[Tables, Lines, _Labelled]:
        source, lines, chosen = self._split(documents)
        rule = np.asarray(documents["rule"].fill_null("").to_numpy(zero_copy_only=False), object)
        labelled = self._labelled(lines, source, np.where(rule == "", chosen, _UNREAD))
        source = source.flagged(np.where(labelled.low, FLAG_BITS["layout-low-coverage"], 0))
        confidence = labelled.doubted.copy()
        rule[~np.isnan(confidence)] = "not-an-article"
        parts: list[tuple[Assembled, Index]] = []
        for labels, those in labelled.parts:
            rows = np.flatnonzero(those)
            some = lines.of_documents(those)
            result = assemble(source.take(those), some, labels, keep_lines=self.keep_lines)
            rule[rows[~result.read]] = "article.empty"
            sure = result.column("confidence") >= self.min_confidence
            rule[rows[result.read & ~sure]] = "not-an-article"
            confidence[rows] = result.column("confidence")
            parts.append((result, rows))
        identity = _identities(parts, len(source))
        rule[_repeats(identity, rule == "", seen)] = "duplicate"
        kept = [(result.only(rule[rows] == ""), rows) for result, rows in parts]
        names = ["articles", "media", "comments", *(["lines"] if self.keep_lines else [])]
        tables = {name: _gathered(name, kept) for name in names}
        rejects = _rejects(source, rule, labelled.formats, confidence, identity)
        return tables | {"rejects": rejects}, lines, labelled

    def _split(self, documents: pa.RecordBatch) -> tuple[Source, Lines, Index]:
        """Return documents, their lines, and the layout that knows each: its place, or `_UNKNOWN`.

        A layout knows its pages line by line, so pieces of lines are joined on the other pages only.
        """
        decoded = decode(documents)
        printed = printed_lines(decoded.clean)
        source = Source.of(documents, decoded.text, decoded.flags, printed.address)
        source = source.flagged(np.where(printed.wrapped, FLAG_BITS["hard-wrapped"], 0))
        chosen = choose_layouts(printed.lines, source.site, self.layouts)
        return source, whole_lines(printed.lines, chosen == _UNKNOWN), chosen

    def _labelled(self, lines: Lines, source: Source, chosen: Index) -> _Labelled:
        """Label documents: by layouts those that these read well, by the learned labeller the other unknown ones."""
        low, doubted = np.zeros(len(source), bool), np.full(len(source), np.nan)
        found: list[tuple[Labels, Mask]] = []
        for number, layout in enumerate(self.layouts):
            known = chosen == number
            if not known.any():
                continue
            labels = label_by_layout(lines.of_documents(known), layout)
            badly = np.flatnonzero(known)[labels.covered < LOW_COVERAGE]
            if len(badly):
                low[badly], known[badly], chosen[badly] = True, False, _UNKNOWN
                labels = label_by_layout(lines.of_documents(known), layout)
            found.append((labels, known))
        unknown = chosen == _UNKNOWN
        foreign = np.where(unknown, formats(source.text), "")
        if self.min_confidence > 0:
            doubted[foreign != ""] = 0.0
            unknown &= foreign == ""
        if unknown.any():
            said = Said.of(source.documents, source.site).take(unknown)
            read = label_by_model(lines.of_documents(unknown), said, self.ensemble, self.min_confidence)
            rows = np.flatnonzero(unknown)
            doubted[rows[~read.further]] = read.confidence[~read.further]
            unknown[doubted >= 0] = False
            found.append((read.labels, unknown))
        return _Labelled(found, low, doubted, foreign)


def _identities(parts: Sequence[tuple[Assembled, Index]], size: int) -> pa.StringArray:
    """Return the article_id of each document that a labeller read, null for the others."""
    ids = concat([result.tables["articles"]["article_id"] for result, _ in parts], pa.string())
    return scatter(ids, np.concatenate([np.zeros(0, np.int64), *(rows for _, rows in parts)]), size)


def _repeats(identity: pa.StringArray, articles: Mask, seen: set[bytes]) -> Index:
    """Return the documents whose article_id was seen, and take note of the others."""
    repeats = []
    for row in np.flatnonzero(articles):
        key = bytes.fromhex(identity[int(row)].as_py())
        if key in seen:
            repeats.append(row)
        seen.add(key)
    return np.array(repeats, np.int64)


def _gathered(table: str, parts: Sequence[tuple[Assembled, Index]]) -> pa.RecordBatch:
    """Bring the rows of several labellers into the order of the documents."""
    if len(parts) == 1:
        return parts[0][0].tables[table]
    batches = [result.tables[table] for result, _ in parts]
    if not batches:
        return build(table, {}, 0)
    document = np.concatenate([rows[result.document[table]] for result, rows in parts])
    together = pa.Table.from_batches(batches).take(pa.array(np.argsort(document, kind="stable")))
    return next(_batches(together))


def _batches(table: pa.Table) -> Iterator[pa.RecordBatch]:
    combined = table.combine_chunks().to_batches()
    yield from combined
    yield pa.RecordBatch.from_pylist([], schema=table.schema)


def _rejects(
    source: Source,
    rule: Strings,
    forms: Strings,
    confidence: npt.NDArray[np.float64],
    identity: pa.StringArray,
) -> pa.RecordBatch:
    rows = rule != ""
    some = source.take(rows)
    if not rows.any():
        return build("rejects", {}, 0)
    rules = pa.array(rule[rows], pa.string())
    told = zip(rule[rows], np.where(rule[rows] == "duplicate", "", forms[rows]), strict=True)
    own = pa.array([MESSAGES.get(form) or _MESSAGES.get(one) for one, form in told], pa.string())
    held = some.documents["content"].is_valid()
    columns = {
        **{name: some.documents[name] for name in PROVENANCE},
        "rule": rules,
        "message": pc.coalesce(some.documents["message"], own),
        "confidence": pa.array(confidence[rows], from_pandas=True),
        "text": pc.if_else(held, some.text, None),
        "duplicate_of": pc.if_else(pc.equal(rules, "duplicate"), identity.filter(pa.array(rows)), None),
    }
    return build("rejects", columns, len(some))
