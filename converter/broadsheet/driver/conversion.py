"""One run from its inputs to a committed dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import Event
from typing import Any

import attrs
import cattrs.preconf.json
import numpy as np

from broadsheet import __version__
from broadsheet.convert_shard import Outcome, Settings, Task, identities
from broadsheet.dataset.commit import existing
from broadsheet.dataset.manifest import Counts, Input, Manifest
from broadsheet.dataset.run import Run
from broadsheet.dataset.staging import Staging, staged
from broadsheet.driver.inputs import Inputs, first_look
from broadsheet.errors import InputOutputError, UserError
from broadsheet.executors import local
from broadsheet.readers.files import is_standard_input
from broadsheet.readers.shard import Shard
from broadsheet_schema.records import SCHEMA_VERSION

Progress = Callable[[Counts], None]


def convert(  # noqa: PLR0913 - one argument for each thing that a run can be told
    inputs: Sequence[str | Path],
    out: str | Path,
    settings: Settings | None = None,
    *,
    jobs: int = 1,
    limit: int | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Convert dumps into a dataset.

    Args:
        inputs: files, folders, globs, or `-` for standard input.
        out: the folder that becomes the dataset; it appears whole, when everything is written.
        settings: what decides the data besides the input.
        jobs: worker processes; they change nothing in the data.
        limit: stop after so many documents.
        overwrite: replace a dataset that is there, once the new one is finished.
        resume: go on with a run of the same settings and inputs that was interrupted.
        progress: called with the counts of each shard that was finished.

    Returns:
        The manifest of the dataset.

    Raises:
        UserError: the settings, the inputs or the output folder cannot be used.
        InputOutputError: an input could not be read, or the output not be written.
    """
    settings = settings or Settings()
    named = Inputs(tuple(str(name) for name in inputs), settings)
    if resume and named.once:
        message = "standard input cannot be read a second time: run without --resume, or save it to a file first"
        raise UserError(message)
    settings.parser()  # a mistake in a layout is told before anything is read
    run = _run(named, Path(out), limit)
    with staged(Path(out), run, resume=resume, overwrite=overwrite) as staging:
        if not staging.complete:
            conversion = _Conversion(staging, named, jobs, progress or (lambda _: None))
            if limit is None:
                with _in_background(named.digests) as digests:
                    conversion.convert_all()
                    conversion.settle_repeats()
                    staging.commit(settings.schemas(), digests.result(), settings.parts)
            else:
                conversion.convert_first(limit)
                conversion.settle_repeats()
                staging.commit(settings.schemas(), first_look(run.inputs), settings.parts)
    manifest = existing(Path(out))
    assert manifest is not None  # noqa: S101 - it was committed just now, or before
    return manifest


def _run(inputs: Inputs, out: Path, limit: int | None) -> Run:
    return Run(
        schema_version=SCHEMA_VERSION,
        tool_version=__version__,
        config=_config(inputs.settings, limit),
        inputs=inputs.states(out),
    )


def _config(settings: Settings, limit: int | None) -> dict[str, Any]:
    """Return the settings as JSON values; of a layout file its name and digest, since its text may be long."""
    config: dict[str, Any] = cattrs.preconf.json.make_converter().unstructure(settings)
    config["layouts"] = [
        {"name": layout.name, "sha256": hashlib.sha256(layout.text.encode()).hexdigest()} for layout in settings.layouts
    ]
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
    jobs: int
    progress: Progress
    limits: dict[int, int] = attrs.field(factory=dict, init=False)
    """Of a first look: how many documents were read of each shard."""

    def convert_all(self) -> None:
        """Convert every shard that is not finished."""
        for result in self.staging.finished.values():
            self.progress(result.counts)
        tasks = (self._task(shard) for shard in self.inputs.shards() if shard.index not in self.staging.finished)
        self._convert(tasks, self.progress)

    def convert_first(self, limit: int) -> None:
        """Convert the first documents, one shard after another: only reading tells how many a shard has."""
        left = limit
        for shard in self.inputs.shards():
            if left <= 0:
                return
            self.limits[shard.index] = left
            if shard.index not in self.staging.finished:
                self._convert([self._task(shard)], self.progress)
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
        self._convert(again, lambda _: None)

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

    def _convert(self, tasks: Iterable[Task], progress: Progress) -> None:
        with closing(self._outcomes(iter(tasks))) as outcomes:
            for task, folder, outcome in outcomes:
                self.staging.record(task.shard.index, folder, outcome.counts, outcome.files)
                progress(outcome.counts)

    def _outcomes(self, tasks: Iterator[Task]) -> Generator[tuple[Task, Path, Outcome]]:
        """Convert in workers, but for what only this process can read; a single task is not worth starting one."""
        own: list[Task] = []

        def others() -> Iterator[Task]:
            for task in tasks:
                if _reads_standard_input(task):
                    own.append(task)
                else:
                    yield task

        rest = others()
        first = list(islice(rest, 2))
        yield from local.run(chain(first, rest), self.staging.attempt, self.jobs if len(first) > 1 else 1)
        yield from local.run(own, self.staging.attempt, 1)

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
