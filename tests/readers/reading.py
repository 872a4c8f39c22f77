"""Reading inputs from planning to documents, as a conversion does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from broadsheet.documents import DOCUMENTS
from broadsheet.readers import ReadOptions, Shard, read
from broadsheet.readers.shard import SHARD_BYTES
from broadsheet.shards import plan


def shards(inputs: Sequence[Path | str], options: ReadOptions | None = None, size: int = SHARD_BYTES) -> list[Shard]:
    """Return the plan of some inputs."""
    return list(plan([str(name) for name in inputs], options or ReadOptions(), size))


def table(inputs: Sequence[Path | str], options: ReadOptions | None = None, size: int = SHARD_BYTES) -> pa.Table:
    """Return all documents of some inputs, every batch checked."""
    options = options or ReadOptions()
    batches = [batch for shard in shards(inputs, options, size) for batch in read(shard, options)]
    for batch in batches:
        batch.validate(full=True)
    return pa.Table.from_batches(batches, DOCUMENTS)


def rows(
    inputs: Sequence[Path | str], options: ReadOptions | None = None, size: int = SHARD_BYTES
) -> list[dict[str, Any]]:
    """Return all documents of some inputs as dictionaries."""
    found: list[dict[str, Any]] = table(inputs, options, size).to_pylist()
    return found


def rules(found: Sequence[dict[str, Any]]) -> list[str | None]:
    """Return the rule of each document, None for a sound one."""
    return [row["rule"] for row in found]
