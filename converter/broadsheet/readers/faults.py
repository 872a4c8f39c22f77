"""What can be wrong with an input, said where it is found and kept as a reject."""

from __future__ import annotations

import attrs

RULES = ("not-json", "not-warc", "no-text", "truncated", "damaged", "unreadable", "too-large", "bomb")
"""The rules of rejects that readers give; `broadsheet_schema.records.REJECT_RULES` says what each means."""


@attrs.frozen
class Fault:
    """A break in what can be read. Its `message` says where, in bytes, and what became of the rest."""

    rule: str = attrs.field(validator=attrs.validators.in_(RULES))
    message: str


class NoTable(Exception):  # noqa: N818 - what a file is, and no error: it becomes a reject
    """A file holds no table of documents at all; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
