"""One run from its inputs to a committed dataset."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

import attrs
import cattrs.preconf.json
import numpy as np

from broadsheet import __version__
from broadsheet.dataset.commit import existing
from broadsheet.dataset.manifest import Input, Manifest
from broadsheet.dataset.run import Run
from broadsheet.dataset.staging import Staging, staged
from broadsheet.dataset.store import Store
from broadsheet.driver.inputs import Inputs, Notice, first_look, unheard
from broadsheet.errors import BroadsheetError, InputOutputError, UserError
from broadsheet.executors.engine import Advance, Engine, Result, Watch, unwatched
from broadsheet.executors.local import Here, Local
from broadsheet.readers.files import is_standard_input
from broadsheet.readers.shard import Shard
from broadsheet.stores import is_remote
from broadsheet.tasks import Settings, Task, identities
from broadsheet_schema.records import SCHEMA_VERSION


class Progress(Protocol):
    """Shows how far a run is. Called from several threads."""

    def advance(self, more: Advance) -> None:
        """Take note of documents that were written, or whose writing was lost with a worker."""

    def expect(self, content_bytes: int) -> None:
        """Take note of about how many bytes of content there are, once all inputs are listed."""


def convert(  # noqa: PLR0913 - one argument for each thing that a run can be told
    inputs: str | Path | Sequence[str | Path],
    out: str | Path,
    settings: Settings | None = None,
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    limit: int | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
    notice: Notice = unheard,
) -> Manifest:
    """Convert dumps into a dataset.

    Args:
        inputs: files, folders, globs, or `-` for standard input; or one of them.
        out: the folder that becomes the dataset; it appears whole, when everything is written. Or the URI of a place in
            an object store; the dataset is made in a local folder below `TMPDIR` and put there at the end.
        settings: what decides the data besides the input.
        jobs: worker processes; they change nothing in the data.
        engine: what runs the shards, in place of that many processes on this machine.
        limit: stop after so many documents.
        overwrite: replace a dataset that is there, once the new one is finished.
        resume: go on with a run of the same settings and inputs that was interrupted.
        progress: is told how far the run is.
        notice: is told in sentences what the user should know of the inputs, such as what is passed over in folders.

    Returns:
        The manifest of the dataset.

    Raises:
        UserError: the settings, the inputs or the output folder cannot be used.
        InputOutputError: an input could not be read, or the output not be written.
    """
    for name, value in (("jobs", jobs), ("limit", limit)):
        if value is not None and value < 1:
            raise UserError(f"{name} is {value}; it must be 1 or more")
    settings = settings or Settings()
    names = (str(inputs),) if isinstance(inputs, str | Path) else tuple(map(str, inputs))
    if not names or not all(names):
        raise UserError("no input is named: name files, folders or globs")
    if not str(out):
        raise UserError("no folder is named for the dataset: --out is empty")
    named = Inputs(names, settings)
    if resume and named.once:
        message = "standard input cannot be read a second time: run without --resume, or save it to a file first"
        raise UserError(message)
    for layout in settings.layouts:
        layout.layout()  # a mistake is told before anything is read
    run = _run(named, str(out).rstrip("/"), limit, notice)

    def write(staging: Staging) -> Manifest:
        if staging.complete is None:
            named.check_fields(notice)
            with closing(engine or Local(jobs)) as running:
                conversion = _Conversion(staging, named, running, progress.advance if progress else unwatched)
                digests = conversion.convert(limit, progress)
            staging.commit(settings.schemas(), digests, settings.parts)
        manifest = existing(staging.places.target)
        assert manifest is not None  # noqa: S101 - it was committed just now, or before
        return manifest

    if is_remote(str(out)):
        return _put(Store.at(str(out)), run, write, resume=resume, overwrite=overwrite)
    with staged(Path(out), run, resume=resume, overwrite=overwrite) as staging:
        return write(staging)


def _put(store: Store, run: Run, write: Callable[[Staging], Manifest], *, resume: bool, overwrite: bool) -> Manifest:
    """Write a dataset below a local folder and put it into a store. What was finished stays there until it is put."""
    before = store.manifest()
    if resume and (there := store.read(before)) and run.wrote(there):
        return there  # an earlier attempt got that far
    store.check_replaceable(before, overwrite=overwrite)
    folder = store.make_scratch() / "dataset"
    with staged(folder, run, resume=resume, overwrite=True) as staging:
        manifest = store.put(folder, write(staging), before)
        shutil.rmtree(folder)
    with suppress(OSError):
        folder.parent.rmdir()
    return manifest


def _expect(inputs: Inputs, progress: Progress) -> None:
    with suppress(BroadsheetError):  # who converts the inputs says what is wrong with them
        progress.expect(sum(shard.estimated_bytes for shard in inputs.shards()))


def _run(inputs: Inputs, out: str, limit: int | None, notice: Notice) -> Run:
    return Run(
        schema_version=SCHEMA_VERSION,
        tool_version=__version__,
        config=_config(inputs.settings, limit),
        inputs=inputs.states(out, notice),
    )


def _config(settings: Settings, limit: int | None) -> dict[str, Any]:
    """Return the settings as JSON values; of a layout file its name and digest, since its text may be long."""
    config: dict[str, Any] = cattrs.preconf.json.make_converter().unstructure(settings)
    config["layouts"] = [{"name": layout.name, "sha256": layout.sha256} for layout in settings.layouts]
    return config | {"limit": limit}


@contextmanager
def _in_background(work: Callable[[Event], list[Input]]) -> Iterator[Future[list[Input]]]:
    """Let a thread work beside the block; if the block fails, the thread is told to stop."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(work, stop)
        except BaseException:
            stop.set()
            raise


@attrs.define
class _Conversion:
    """The shards of one run on their way into its staging folder."""

    staging: Staging
    inputs: Inputs
    engine: Engine
    watch: Watch
    limits: dict[int, int] = attrs.field(factory=dict, init=False)
    """Of a first look: how many documents were read of each shard."""

    def convert(self, limit: int | None, progress: Progress | None) -> Sequence[Input]:
        """Convert the shards that are not finished, and settle repeats. Returns the inputs for the manifest."""
        if limit is not None:
            self.convert_first(limit)
            self.settle_repeats()
            return first_look(self.staging.run.inputs)
        if progress and not self.inputs.once:
            Thread(target=_expect, args=(self.inputs, progress), daemon=True).start()
        with _in_background(self.inputs.digests) as digests:
            self._convert(self._unfinished(), self.watch)
            self.settle_repeats()
            return digests.result()

    def _unfinished(self) -> Iterator[Task]:
        for shard in self.inputs.shards():
            if shard.index in self.staging.finished:
                counts = self.staging.finished[shard.index].counts
                self.watch(Advance(counts.documents, sum(counts.rejects.values()), shard.estimated_bytes))
            else:
                yield self._task(shard)

    def convert_first(self, limit: int) -> None:
        """Convert the first documents, one shard after another: only reading tells how many a shard has."""
        left = limit
        for shard in self.inputs.shards():
            if left <= 0:
                return
            self.limits[shard.index] = left
            if shard.index not in self.staging.finished:
                self._convert([self._task(shard)], self.watch)
            left -= self.staging.finished[shard.index].counts.documents

    def settle_repeats(self) -> None:
        """Convert the shards again that hold articles of earlier shards, told which ones; usually there are none.

        Takes 16 bytes for each article, and as much again for sorting: about 50 MB for a million articles.
        """
        repeats = self._repeats()
        if not repeats:
            return
        again = [self._task(shard, frozenset(repeats[shard.index])) for shard in self._planned(repeats)]
        if any(map(_reads_standard_input, again)):
            message = "standard input repeats a document of another input: save it to a file, which can be read twice"
            raise InputOutputError(message)
        for task in again:
            self.staging.discard(task.shard.index)
        self._convert(again, unwatched)

    def _planned(self, wanted: dict[int, list[bytes]]) -> Iterator[Shard]:
        left = len(wanted)
        for shard in self.inputs.shards():
            if not left:
                return
            if shard.index in wanted:
                left -= 1
                yield shard

    def _task(self, shard: Shard, repeats: frozenset[bytes] = frozenset()) -> Task:
        some = shard.only(0, self.limits[shard.index]) if shard.index in self.limits else shard
        return Task(some, self.inputs.settings, repeats)

    def _convert(self, tasks: Iterable[Task], watch: Watch) -> None:
        with closing(self._results(tasks, watch)) as results:
            for task, folder, outcome in results:
                self.staging.record(task.shard.index, folder, outcome.counts, outcome.files)

    def _results(self, tasks: Iterable[Task], watch: Watch) -> Generator[Result]:
        """Let the engine convert, but for what only this process can read."""
        own: list[Task] = []

        def others() -> Iterator[Task]:
            for task in tasks:
                if _reads_standard_input(task):
                    own.append(task)
                else:
                    yield task

        yield from self.engine.run(others(), self.staging.attempts, watch)
        if own:
            yield from Here().run(own, self.staging.attempts, watch)

    def _repeats(self) -> dict[int, list[bytes]]:
        """Return, for each shard that has some, the article_ids that an earlier shard has too."""
        shards = sorted(self.staging.finished)
        lists = [identities(self.staging.folder(shard)) for shard in shards]
        if not lists:
            return {}
        everything = np.concatenate(lists)
        owner = np.repeat(np.array(shards), [len(some) for some in lists])
        order = np.argsort(everything, kind="stable")
        same = everything[order][1:] == everything[order][:-1]
        found: dict[int, list[bytes]] = {}
        for place in order[1:][same].tolist():
            found.setdefault(int(owner[place]), []).append(everything[place].tobytes())
        return found


def _reads_standard_input(task: Task) -> bool:
    return any(map(is_standard_input, task.shard.files))
