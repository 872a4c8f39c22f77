"""Rows of `articles`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.assemble.columns import (
    build,
    distinct_lists,
    first_lines,
    first_values,
    lists,
    numbers,
    scatter_dates,
    texts,
)
from broadsheet.assemble.source import PROVENANCE, Source
from broadsheet.decode import FLAG_BITS
from broadsheet.kernels import Index, counts, one_of
from broadsheet.labels import CODE, Labels, Part
from broadsheet.lines import Lines
from broadsheet_schema.records import FLAGS

_DAY = 86_400_000
_MINUTE = 60_000


def articles(
    source: Source, lines: Lines, labels: Labels, identity: tuple[pa.Array, pa.Array], found: tuple[Index, Index]
) -> pa.RecordBatch:
    """Return one row a document.

    Args:
        source: n documents.
        lines: their lines.
        labels: the labels of these lines.
        identity: article_id and text_sha256.
        found: int64[n] each, how many media and comments were found.
    """
    size, owner = len(source), lines.document

    def first(field: str) -> pa.StringArray:
        return first_values(labels.part(f"article.{field}"), owner, size)

    declared = numbers(first("comments_declared"), pa.int32())
    media_found, comments_found = found
    holder = first("rights_holder")
    paragraph = (labels.code == CODE["paragraph"]) | (labels.code == CODE["subheading"])
    subheading = np.flatnonzero(labels.code == CODE["subheading"])
    byline = labels.part("article.byline")
    notice = labels.part("article.rights_notice")
    columns = {
        **{name: source.documents[name] for name in (*PROVENANCE, "captured_at", "url")},
        "article_id": identity[0],
        "text_sha256": identity[1],
        "site": pc.coalesce(source.site, holder),
        "language": pc.coalesce(labels.language, source.documents["language"]),
        **{name: first(name) for name in ("kicker", "headline", "place")},
        "lede": texts(labels.part("article.lede").value, owner[labels.part("article.lede").line], size, "\n\n"),
        "body": pc.fill_null(texts(lines.text.filter(pa.array(paragraph)), owner[paragraph], size, "\n\n"), ""),
        "subheadings": lists(Part(subheading, lines.text.take(pa.array(subheading))), owner, size),
        "byline": texts(byline.value, owner[byline.line], size, "\n"),
        "authors": distinct_lists(labels.part("article.authors"), owner, size),
        "agencies": distinct_lists(labels.part("article.agencies"), owner, size),
        **_times("published", source, lines, labels),
        **_times("updated", source, lines, labels),
        "rights_holder": holder,
        "rights_notice": texts(notice.value, owner[notice.line], size, "\n"),
        "rights_year": _years(first("rights_year")),
        "comments_declared": declared,
        "comments_found": pa.array(comments_found, pa.int32()),
        "media_found": pa.array(media_found, pa.int32()),
        "layout": labels.layout,
        "layout_version": labels.version,
        "confidence": pa.array(np.round(labels.confidence, 3)),
        "flags": _flags(source.flags | labels.flags | _truncated(declared, comments_found)),
    }
    return build("articles", columns, size)


def is_article(lines: Lines, labels: Labels, media_found: Index) -> npt.NDArray[np.bool_]:
    """Return which documents have anything to read: a body, a lede or a picture."""
    text = one_of(labels.code, [CODE["paragraph"], CODE["subheading"], CODE["lede"]])
    return (counts(text, lines.starts) > 0) | (media_found > 0)


def _years(printed: pa.StringArray) -> pa.Array:
    years = numbers(printed, pa.int16())
    return pc.if_else(pc.greater_equal(years, 1000), years, None)


def _times(name: str, source: Source, lines: Lines, labels: Labels) -> dict[str, pa.Array]:
    """Return the four columns of a printed time; the container's own time of publication fills what is not printed."""
    size = len(source)
    part = first_lines(labels.part(f"article.{name}"), lines.document)
    rows = lines.document[part.line]
    at, precision, offset = scatter_dates(labels.read_dates(part, source.captured()[rows]), rows, size)
    printed = first_values(part, lines.document, size)
    if name == "published":
        given = pc.if_else(printed.is_null(), source.documents["published_at"], None)
        since = pc.cast(given, pa.int64())
        finer = pc.if_else(pc.equal(_modulo(since, _MINUTE), 0), "minute", "second")
        level = pc.if_else(pc.equal(_modulo(since, _DAY), 0), "day", finer)
        at, precision = pc.coalesce(at, _whole_seconds(given)), pc.coalesce(precision, level)
    return {
        f"{name}_at": at,
        f"{name}_precision": precision,
        f"{name}_offset_minutes": offset,
        f"{name}_printed": printed,
    }


def _modulo(values: pa.Array, by: int) -> pa.Array:
    return pc.subtract(values, pc.multiply(pc.divide(values, by), by))


def _whole_seconds(times: pa.Array) -> pa.Array:
    return pc.floor_temporal(times, unit="second")


def _truncated(declared: pa.Array, found: Index) -> npt.NDArray[np.uint32]:
    """Flag pages that print fewer comments than they declare."""
    says = pc.fill_null(declared, 0).to_numpy()
    return np.where(says > found, FLAG_BITS["comments-truncated"], 0).astype(np.uint32)


def _flags(masks: npt.NDArray[np.uint32]) -> pa.Array:
    distinct, place = np.unique(masks, return_inverse=True)
    names = [[flag for flag in FLAGS if int(mask) & FLAG_BITS[flag]] for mask in distinct]
    return pa.array(names, pa.list_(pa.string())).take(pa.array(place))
