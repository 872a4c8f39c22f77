"""What can be wrong with an input, said where it is found and kept as a reject."""

from __future__ import annotations

import attrs

RULES: dict[str, str] = {
    "not-json": "A line or file that should hold a JSON object does not.",
    "no-text": "The record has no text: the field is missing, null, or no text.",
    "not-csv": "A row has other columns than the header, or cannot be told from its neighbours.",
    "not-warc": "Bytes between two records of a WARC file that are no record.",
    "truncated": "The file or archive ends in the middle of a record, or without its end mark.",
    "damaged": "The bytes do not decompress, do not match their checksum, or break the container's format.",
    "too-large": "The document has more bytes than the limit for one document.",
    "bomb": "The compressed data gives more bytes, or more for each compressed byte, than the limits allow.",
    "unreadable": "The file or archive member cannot be opened or is none that holds text: no permission, "
    "a link, a device, an encrypted member, an archive inside an archive.",
}
"""Rules of rejects that readers give, and what each means."""


@attrs.frozen
class Fault:
    """A break in what can be read. Its `message` says where, in bytes, and what became of the rest."""

    rule: str
    message: str

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that is not in the catalogue."""
        if self.rule not in RULES:
            raise ValueError(self.rule)
