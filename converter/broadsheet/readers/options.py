"""What a user can say about how dumps are read.

The values are plain, so that they can be written into a manifest and sent to another process; equal options and equal
inputs give equal documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs
from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter

from broadsheet.errors import UserError

MIB = 1024 * 1024


@attrs.frozen
class Limits:
    """How much one input may ask for before it is refused. All are bytes, but for the ratio."""

    document_bytes: int = attrs.field(default=256 * MIB)
    """The largest document that is held in memory; a larger one is a reject (`too-large`)."""
    decompressed_bytes: int = 1 << 40
    """What one compressed file or archive member may give; past it the rest is refused (`bomb`)."""
    ratio: int = 200
    """How many bytes one compressed byte may give, looked at once a file has given 64 MiB."""

    @document_bytes.validator
    def _fits_arrow(self, _: object, value: int) -> None:
        if not 0 < value <= 1 << 30:
            message = f"the limit of bytes for one document is {value:,}; it must lie between 1 and {1 << 30:,}"
            raise UserError(message)


@attrs.frozen
class ReadOptions:
    """The part of the command line that the readers see."""

    split_on: str | None = None
    """RE2; a line of a text file that matches begins the next document."""
    preset: str | None = None
    """A name out of `broadsheet.readers.fields.PRESETS`."""
    id_field: str | None = None
    """Names of fields (JSON, CSV, Parquet); a dot steps into an object: `meta.warc_headers`."""
    text_field: str | None = None
    url_field: str | None = None
    language_field: str | None = None
    date_field: str | None = None
    """When the page was published."""
    captured_field: str | None = None
    """When the page was fetched."""
    captured_at: datetime | None = None
    """When all pages were fetched (UTC), for those whose container does not say it."""
    limits: Limits = attrs.field(factory=Limits)


def read_options(config: Mapping[str, Any]) -> ReadOptions:
    """Return the options that a manifest keeps, as JSON values.

    Raises:
        UserError: They are those of another release.
    """
    try:
        return make_converter(forbid_extra_keys=True).structure(dict(config), ReadOptions)
    except (BaseValidationError, ValueError, TypeError) as error:
        message = "the dataset was read with options that this release does not know; use the release that wrote it"
        raise UserError(message) from error
