"""`manifest.json`: what a dataset is made of.

Two runs over the same input with the same settings write the same manifest, byte for byte: it holds no time, no host,
no absolute path and no number of workers. A file that it does not list is not part of the dataset. `strict` reads and
writes the JSON.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from typing import Any

from attrs import Attribute, field, frozen, validators

MANIFEST = "manifest.json"
FORMAT = "broadsheet-dataset"

_not_negative = validators.ge(0)
_hex_digest = validators.matches_re(r"[0-9a-f]{64}")


def _inside(_: object, attribute: Attribute[str], value: str) -> None:
    """Refuse a path that leads out of the dataset: a manifest from elsewhere cannot make us read other files."""
    if not value or posixpath.isabs(value) or "\\" in value or ".." in value.split("/"):
        raise ValueError(f"{attribute.name} must be a relative path inside the dataset, not {value!r}")


@frozen(kw_only=True)
class DataFile:
    """One Parquet part. `path` is relative to the dataset with `/` between its steps; `bytes` is its size on disk."""

    table: str
    path: str = field(validator=_inside)
    rows: int = field(validator=_not_negative)
    bytes: int = field(validator=_not_negative)
    sha256: str = field(validator=_hex_digest)


@frozen(kw_only=True)
class Input:
    """One INPUT as it was named: `uri` is relative to its parent folder, `bytes` the size of all its files.

    `sha256` of a file is that of its content. Of a folder it is that of the lines that `sha256sum` prints for its files
    in the order of their URIs, so that a reader can check it with a shell. Null where nobody could say, as for a pipe.
    """

    uri: str
    files: int = field(validator=_not_negative)
    bytes: int | None = field(validator=validators.optional(_not_negative))
    sha256: str | None = field(validator=validators.optional(_hex_digest))


@frozen(kw_only=True)
class Counts:
    """What a run, or one shard of it, saw: documents in, rows out by table, rejects by rule, articles by layout."""

    documents: int = field(default=0, validator=_not_negative)
    rows: dict[str, int] = field(factory=dict)
    rejects: dict[str, int] = field(factory=dict)
    layouts: dict[str, int] = field(factory=dict)

    @classmethod
    def total(cls, parts: Iterable[Counts]) -> Counts:
        """Add up the counts of all shards; names in alphabetical order."""
        documents = 0
        sums: dict[str, Counter[str]] = {"rows": Counter(), "rejects": Counter(), "layouts": Counter()}
        for part in parts:
            documents += part.documents
            for name, counter in sums.items():
                counter.update(getattr(part, name))
        return cls(documents=documents, **{name: dict(sorted(counter.items())) for name, counter in sums.items()})


@frozen(kw_only=True)
class Manifest:
    """The whole of `manifest.json`.

    `writer` is the library that wrote the parts: another release of it may write other bytes for the same rows.
    """

    format: str = field(default=FORMAT, validator=validators.in_([FORMAT]))
    schema_version: str
    tool_version: str
    writer: str
    config: dict[str, Any]
    inputs: tuple[Input, ...]
    counts: Counts
    files: tuple[DataFile, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables, in the order of the files."""
        return tuple(dict.fromkeys(file.table for file in self.files))

    def files_of(self, table: str) -> tuple[DataFile, ...]:
        """Return the parts of one table, in the order of its rows."""
        return tuple(file for file in self.files if file.table == table)
