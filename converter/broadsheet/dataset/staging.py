"""The hidden folder beside a dataset in which the dataset grows, shard by shard.

    .NAME.partial/run.json          what the run is, to refuse a resume that would give something else
    .NAME.partial/shards/00012.json a finished shard: its counts and files; written last, so it is the shard's end
    .NAME.partial/work/00012-x7/    the parts of one attempt at a shard; without a marker that names it, waste
    .NAME.partial/dataset/          the dataset while it is put together (see `commit`)

One process holds the dataset's lock while it uses the folder. Workers only fill the folder of an attempt.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
from attrs import define, field, frozen

from broadsheet.dataset import commit
from broadsheet.dataset.durable import write_file
from broadsheet.dataset.lock import locked
from broadsheet.dataset.manifest import Counts, DataFile, Input, Manifest
from broadsheet.dataset.parts import PartOptions, part_path, write_empty_part
from broadsheet.dataset.run import Run, ShardResult
from broadsheet.dataset.strict import from_json, to_json
from broadsheet.errors import reported


@contextmanager
def staged(target: Path, run: Run, *, resume: bool = False, overwrite: bool = False) -> Iterator[Staging]:
    """Prepare to write a dataset to `target`, and lock it during the block.

    Whatever a killed run left is dealt with first: a decided commit is completed; unfinished shards are taken up again
    with `resume` and thrown away without. After the block the shards that were finished stay for a later resume, unless
    the dataset was committed; where there are none, nothing stays.

    Raises `UserError` when `target` may not be replaced, or when the interrupted run was another one;
    `InputOutputError` when another process writes the same dataset, or the folder cannot be made.
    """
    places = commit.Places.of(target)
    with reported("create", places.target.parent):
        places.target.parent.mkdir(parents=True, exist_ok=True)
    with locked(places.lock, places.target):
        commit.recover(places)
        staging = Staging(places, run, overwrite=overwrite)
        if resume:
            staging.take_up()
        if staging.complete is None:
            commit.check_replaceable(places.target, overwrite=overwrite)
            with reported("create", places.partial):
                staging.begin()
        try:
            yield staging
        finally:
            staging.leave()


@define
class Staging:
    """A run that is being written. Made by `staged`.

    `complete`: the manifest, once the dataset has its name. With `resume` it may be there from the beginning, when a
    killed run had got that far; then there is nothing to do.
    `finished`: the results of finished shards, by number.
    """

    places: commit.Places
    run: Run
    overwrite: bool
    complete: Manifest | None = field(default=None, init=False)
    finished: dict[int, ShardResult] = field(factory=dict, init=False)

    @property
    def attempts(self) -> Attempts:
        """Where attempts find their folders, for those who make them in other processes, on other machines."""
        return Attempts(self._work)

    def attempt(self, shard: int) -> Path:
        """Return a new empty folder for one attempt at converting a shard: the place for a `PartWriter`."""
        return self.attempts(shard)

    def folder(self, shard: int) -> Path:
        """Return the folder in which a finished shard lies, with whatever its attempt left there besides the parts."""
        return self._work / self.finished[shard].folder

    def record(self, shard: int, attempt: Path, counts: Counts, files: Sequence[DataFile]) -> None:
        """Declare a shard finished, once its parts are closed; of several attempts the last one recorded counts."""
        result = ShardResult(shard=shard, folder=attempt.name, counts=counts, files=tuple(files))
        write_file(self._marker(shard), to_json(result))
        self.finished[shard] = result

    def discard(self, shard: int) -> None:
        """Forget a finished shard, so that it can be converted again."""
        result = self.finished.pop(shard)
        with reported("remove", self._marker(shard)):
            self._marker(shard).unlink()
        shutil.rmtree(self._work / result.folder, ignore_errors=True)

    def commit(self, schemas: Mapping[str, pa.Schema], inputs: Sequence[Input], options: PartOptions) -> Manifest:
        """Put the finished shards together, in the order of their numbers, and give the dataset its final name.

        `schemas` holds every table that the dataset has, also those without a row. Returns the manifest.
        """
        with reported("write", self._dataset):
            if self._dataset.exists():
                shutil.rmtree(self._dataset)
            files = tuple(self._assemble(schemas, options))
        counts = Counts.total(result.counts for result in self.finished.values())
        manifest = self.run.manifest(inputs, counts, files)
        commit.publish(self.places, manifest, overwrite=self.overwrite)
        self.complete = manifest
        return manifest

    def _assemble(self, schemas: Mapping[str, pa.Schema], options: PartOptions) -> Iterator[DataFile]:
        results = [self.finished[shard] for shard in sorted(self.finished)]
        for table, schema in schemas.items():
            parts = [(result.folder, file) for result in results for file in result.files if file.table == table]
            if not parts:
                yield write_empty_part(self._dataset, table, schema, options)
                continue
            (self._dataset / table).mkdir(parents=True)
            for number, (folder, file) in enumerate(parts):
                path = part_path(table, number)
                _link(self._work / folder / file.path, self._dataset / path)
                yield DataFile(table=table, path=path, rows=file.rows, bytes=file.bytes, sha256=file.sha256)

    def take_up(self) -> None:
        """Find what an interrupted run has finished. Raises `UserError` when that was another run."""
        record = self.places.partial / commit.RUN
        if not record.exists():
            manifest = commit.existing(self.places.target)
            self.complete = manifest if manifest is not None and self.run.wrote(manifest) else None
            return
        with reported("read", record):
            self.run.check_resumable(from_json(Run, record.read_bytes(), str(record)))
        with reported("read", self._shards):
            markers = [(str(marker), marker.read_bytes()) for marker in self._shards.glob("*.json")]
            results = [from_json(ShardResult, content, marker) for marker, content in markers]
            self.finished = {result.shard: result for result in results if self._has_files(result)}

    def begin(self) -> None:
        """Make the folder ready for attempts: nothing in it but the shards that were taken up."""
        if not self.finished:
            commit.remove(self.places.partial)
        self._shards.mkdir(parents=True, exist_ok=True)
        self._work.mkdir(exist_ok=True)
        kept = {result.folder for result in self.finished.values()}
        for waste in {entry.name for entry in self._work.iterdir()} - kept:
            # A worker that outlived its killed driver may still write there; nobody will read it.
            shutil.rmtree(self._work / waste, ignore_errors=True)
        write_file(self.places.partial / commit.RUN, to_json(self.run))

    def leave(self) -> None:
        """Remove the folder unless there is something to resume; what cannot be removed is left to the next run."""
        if self.complete is not None or not self.finished:
            with suppress(OSError):
                commit.remove(self.places.partial)

    def _has_files(self, result: ShardResult) -> bool:
        """Whether the parts of a shard are there in full: a crash of the machine can leave a marker without them."""
        paths = [(self._work / result.folder / file.path, file.bytes) for file in result.files]
        return all(path.is_file() and path.stat().st_size == size for path, size in paths)

    def _marker(self, shard: int) -> Path:
        return self._shards / f"{shard:05d}.json"

    @property
    def _shards(self) -> Path:
        return self.places.partial / "shards"

    @property
    def _work(self) -> Path:
        return self.places.partial / "work"

    @property
    def _dataset(self) -> Path:
        return self.places.dataset


@frozen
class Attempts:
    """Makes folders for attempts below `work`; a value that can be sent to where the attempts are made."""

    work: Path

    def __call__(self, shard: int) -> Path:
        """Return a new empty folder for one attempt at converting a shard."""
        with reported("create", self.work):
            return Path(tempfile.mkdtemp(prefix=f"{shard:05d}-", dir=self.work))


def _link(source: Path, target: Path) -> None:
    """Give a finished part its final name and keep the old one, so that a kill in the middle costs nothing."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        source.replace(target)
