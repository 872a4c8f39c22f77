"""How records make tables: their names, keys, and which table points to which."""

from __future__ import annotations

import attrs

from broadsheet_schema.fields import Column, Record, columns
from broadsheet_schema.rules import record_name


@attrs.frozen
class ForeignKey:
    """A column whose values, where not null, are ids of rows in at least one of the target tables."""

    column: str
    targets: tuple[str, ...]


@attrs.frozen
class Table:
    """A table of the dataset.

    `primary_key`: the columns that together tell one row from all others; none where nothing does.
    `counted_in`: the column of articles that holds how many rows an article has here.
    `sequence`: the column that counts an article's rows here from 1, without gaps.
    `optional`: the table is written only on request.
    """

    name: str
    record: type[Record]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    counted_in: str | None = None
    sequence: str | None = None
    optional: bool = False

    @property
    def prefix(self) -> str:
        """What the table's rule codes start with, such as `comment`."""
        return record_name(self.record)

    @property
    def columns(self) -> dict[str, Column]:
        """The declared columns by name, in the order of the files."""
        return columns(self.record)

    @property
    def description(self) -> str:
        """What one row is: the docstring of the record."""
        return (self.record.__doc__ or "").strip()

    @property
    def shown_by(self) -> tuple[str, ...]:
        """The columns that name a row in a message."""
        return self.primary_key or ("doc_id",)
