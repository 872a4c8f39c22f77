"""Which field of a record is its text, its id, its URL: names that corpora use, presets for known ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from broadsheet.errors import UserError
from broadsheet.readers.faults import Fault
from broadsheet.readers.languages import bcp47
from broadsheet.readers.options import ReadOptions
from broadsheet.readers.rows import valid

_NAMES_SHOWN = 12
_MILLISECONDS_FROM = 1e11
"""Numbers of seconds from here on are milliseconds: as seconds they would lie after the year 5000."""

Names = tuple[str, ...]


@attrs.frozen
class Fields:
    """For each column, the names that are tried in order; a dot steps into an object."""

    text: Names = (
        "text", "content", "raw_content", "maintext", "plain_text", "body", "article_text", "raw_text", "markdown",
    )  # fmt: skip
    title: Names = ()
    """A headline that the corpus keeps apart from the text: it is put above it, with a blank line."""
    id: Names = ("id", "doc_id", "document_id", "article_id", "_id", "uuid", "docid")
    url: Names = ("url", "uri", "source_url", "target_uri", "link")
    language: Names = ("language", "lang")
    published: Names = ("published_at", "date_publish", "published_date", "publish_date", "date_published")
    captured: Names = ("captured_at", "crawl_date", "date_download", "warc_date", "fetch_time")


_HF_META = "meta.warc_headers"
PRESETS: Mapping[str, Fields] = {
    "oscar": Fields(
        text=("content",),
        id=("warc_headers.warc-record-id",),
        url=("warc_headers.warc-target-uri",),
        language=("metadata.identification.label",),
        captured=("warc_headers.warc-date",),
    ),
    "oscar-hf": Fields(
        text=("text",),
        id=(f"{_HF_META}.warc-record-id", "id"),
        url=(f"{_HF_META}.warc-target-uri",),
        language=("meta.identification.label",),
        captured=(f"{_HF_META}.warc-date",),
    ),
    "culturax": Fields(text=("text",), captured=("timestamp",)),
    # FineWeb's `date` is when Common Crawl fetched the page.
    "fineweb": Fields(text=("text",), captured=("date",)),
    "hplt": Fields(text=("text",), url=("u", "url"), language=("lang", "document_lang", "langs"), captured=("ts",)),
    "cc-news": Fields(
        text=("text", "plain_text"),
        title=("title",),
        url=("url", "requested_url", "responded_url"),
        published=("date", "published_date"),
        captured=("crawl_date",),
    ),
    "news-please": Fields(
        text=("maintext", "text"),
        title=("title",),
        id=("id", "_id", "filename"),
        published=("date_publish",),
        captured=("date_download",),
    ),
    # WET says all this in its headers; fields only matter for what else lies in the same folder.
    "wet": Fields(),
}
"""Known corpora, by the name that `--preset` takes."""


def fields_of(options: ReadOptions) -> Fields:
    """Return the names to try: a preset's or the usual ones, each replaced by the one that the user gave.

    Raises:
        UserError: There is no such preset.
    """
    if options.preset is not None and options.preset not in PRESETS:
        message = f"there is no preset {options.preset!r}; there are {', '.join(PRESETS)}"
        raise UserError(message)
    fields = PRESETS[options.preset] if options.preset is not None else Fields()
    given = {
        "id": options.id_field,
        "url": options.url_field,
        "language": options.language_field,
        "published": options.date_field,
        "captured": options.captured_field,
    }
    changes: dict[str, Names] = {column: (name,) for column, name in given.items() if name is not None}
    if options.text_field is not None:
        # A text of the user's choice stands alone.
        changes |= {"text": (options.text_field,), "title": ()}
    return attrs.evolve(fields, **changes)


@attrs.frozen
class Values:
    """What a record says of its document. Where it has no text, `fault` says why."""

    text: str
    id: str | None
    url: str | None
    language: str | None
    published: datetime | None
    captured: datetime | None
    fault: Fault | None


def values(record: Mapping[str, Any], fields: Fields) -> Values:
    """Pick a document's values out of a record (a JSON object, a row of a table)."""
    text = first(record, fields.text)
    title = first(record, fields.title)
    if isinstance(text, str) and isinstance(title, str) and title.strip():
        text = f"{title}\n\n{text}"
    return Values(
        text=text if isinstance(text, str) else "",
        id=name_of(first(record, fields.id)),
        url=name_of(first(record, fields.url)),
        language=bcp47(first(record, fields.language)),
        published=timestamp(first(record, fields.published), utc=False),
        captured=timestamp(first(record, fields.captured), utc=True),
        fault=None if isinstance(text, str) else no_text(text, fields.text, list(record)),
    )


def first(record: Mapping[str, Any], names: Names) -> object:
    """Return the value of the first of some names that has one."""
    for name in names:
        value: object = record.get(name)
        if value is None and "." in name:
            value = record
            for step in name.split("."):
                value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None:
            return value
    return None


def name_of(value: object) -> str | None:
    """Return an id or a URL as text; numbers count, an empty text does not."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return valid(str(value)) or None


def no_text(value: object, names: Names, found: Sequence[str]) -> Fault:
    """Return the fault of a record whose text is missing, or is no text."""
    if value is not None:
        message = f"the field {' or '.join(names)} holds no text but {type(value).__name__}"
    else:
        shown = ", ".join(valid(name[:40]) for name in found[:_NAMES_SHOWN]) or "none"
        more = f" and {len(found) - _NAMES_SHOWN} more" if len(found) > _NAMES_SHOWN else ""
        message = (
            f"no text under {', '.join(names)}; the fields are {shown}{more}; "
            "name the one that holds the text with --text-field"
        )
    return Fault("no-text", message)


def no_column(names: Names, found: Sequence[str]) -> Fault:
    """Return the fault of a table that has no column of text."""
    message = (
        f"the table has no column {' or '.join(names)}; its columns are {', '.join(map(valid, found))}; "
        "name the one that holds the text with --text-field"
    )
    return Fault("no-text", message)


def timestamp(value: object, *, utc: bool) -> datetime | None:
    """Return a point in time without zone: in UTC, or the wall clock that the value names.

    Takes ISO 8601 (with `/` too), seconds or milliseconds since 1970, and `datetime`; anything else is None.

    >>> timestamp("2015-09-16T12:30:00+02:00", utc=True), timestamp("2015/09/16 12:30:00+02:00", utc=False)
    (datetime.datetime(2015, 9, 16, 10, 30), datetime.datetime(2015, 9, 16, 12, 30))
    """
    try:
        if isinstance(value, str):
            # Without its Z a time in UTC is naive at once, which is what is asked for in either case.
            value = datetime.fromisoformat(value.strip().removesuffix("Z").replace("/", "-"))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
            value = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if not isinstance(value, datetime):
        return None
    if value.tzinfo is not None and utc:
        value = value.astimezone(UTC)
    if value.tzinfo is None and not value.microsecond:
        return value
    return value.replace(tzinfo=None, microsecond=value.microsecond // 1000 * 1000)
