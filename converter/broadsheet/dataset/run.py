"""One run of `convert`, as far as its result depends on it, and what one finished shard of it says.

Both are kept in the staging folder, so that an interrupted run can be resumed, or refused where another result would
come out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from attrs import field, frozen

from broadsheet.dataset.manifest import Counts, DataFile, Input, Manifest
from broadsheet.errors import UserError

WRITER = f"pyarrow {pa.__version__}"


def _as_json(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings as they will be read back, so that a tuple equals the list that it becomes."""
    settings: dict[str, Any] = json.loads(json.dumps(config))
    return settings


@frozen(kw_only=True)
class InputState:
    """What an INPUT looked like when the run began, without reading it.

    `stamp` is any text that changes when the input does, such as a digest over names, sizes and times of change. It is
    compared, never published: the manifest holds digests of content instead.
    """

    files: int
    bytes: int | None
    stamp: str


@frozen(kw_only=True)
class Run:
    """What decides the bytes that a run writes.

    `config` holds the settings that matter, as JSON values: no number of workers, no batch size, no absolute path.
    `inputs` maps the URI of each INPUT to its state, in the order of the URIs.
    """

    schema_version: str
    tool_version: str
    config: dict[str, Any] = field(converter=_as_json)
    inputs: dict[str, InputState]
    writer: str = WRITER

    def check_resumable(self, earlier: Run) -> None:
        """Raise `UserError`, saying what has changed, unless the earlier run would write what this one writes."""
        changes = list(self._changes(earlier))
        if changes:
            raise UserError(
                f"cannot resume: {'; '.join(changes)}. Undo that, or run without --resume to start from the beginning."
            )

    def _changes(self, earlier: Run) -> Iterator[str]:
        versions = {
            "Broadsheet": (earlier.tool_version, self.tool_version),
            "the schema": (earlier.schema_version, self.schema_version),
            "the Parquet library": (earlier.writer, self.writer),
        }
        for name, (then, now) in versions.items():
            if then != now:
                yield f"{name} was {then} and is {now}"
        for key, then, now in _differences(earlier.config, self.config):
            yield f"the setting {key} was {then!r} and is {now!r}"
        for uri, then, now in _differences(earlier.inputs, self.inputs):
            what = "is new" if then is None else "is gone" if now is None else "has changed"
            yield f"the input {uri} {what}"

    def manifest(self, inputs: Sequence[Input], counts: Counts, files: Iterable[DataFile]) -> Manifest:
        """Return the manifest of the finished run."""
        return Manifest(
            schema_version=self.schema_version,
            tool_version=self.tool_version,
            writer=self.writer,
            config=self.config,
            inputs=tuple(inputs),
            counts=counts,
            files=tuple(files),
        )

    def wrote(self, manifest: Manifest) -> bool:
        """Whether a dataset is what this run would write, as far as names and sizes of inputs can tell."""
        settings = (self.schema_version, self.tool_version, self.writer, self.config)
        inputs = [(uri, state.files, state.bytes) for uri, state in self.inputs.items()]
        return settings == (
            manifest.schema_version, manifest.tool_version, manifest.writer, manifest.config,
        ) and inputs == [(source.uri, source.files, source.bytes) for source in manifest.inputs]  # fmt: skip


@frozen(kw_only=True)
class ShardResult:
    """What converting one shard gave. `folder` is where its files lie, below the staging folder's `work`."""

    shard: int
    folder: str
    counts: Counts
    files: tuple[DataFile, ...]


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*then, *now}):
        if then.get(key) != now.get(key):
            yield key, then.get(key), now.get(key)
