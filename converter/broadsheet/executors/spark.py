"""Run tasks on a Spark cluster whose machines all see the inputs and the output folder under the same paths.

Spark gets the list of tasks and nothing else: it moves no documents and writes no files. Each Spark task starts a
worker process, as the local engine does, so a document that ends its process is found in the same way. Attempts write
into folders of their own, so retries and speculative copies do not meet; the driver takes the first that Spark reports.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from threading import Thread
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from broadsheet.errors import BroadsheetError, InputOutputError, UserError
from broadsheet.executors.engine import Advance, Folder, Result, Watch, unwatched
from broadsheet.executors.local import Local
from broadsheet.tasks import Task

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_POLL_SECONDS = 0.2


class Spark:
    """A Spark cluster.

    Args:
        master: its address, such as `spark://host:7077` or `local[4]`; None takes that of `spark-submit`.
        options: settings of Spark, such as `{"spark.speculation": "true"}`.
    """

    def __init__(self, master: str | None = None, options: Mapping[str, str] = MappingProxyType({})) -> None:
        self.master = master
        self.options = options
        self.session: SparkSession | None = None

    def run(self, tasks: Iterable[Task], folder: Folder, watch: Watch = unwatched) -> Iterator[Result]:
        """Convert shards; see `Engine.run`. All tasks are listed before the first is started.

        Raises:
            UserError: there is no Spark, no Java, or no such cluster.
            InputOutputError: an input could not be read, a part not be written, or Spark gave a task up.
        """
        if self.session is None:
            self.session = _session(self.master, self.options)
        listed = list(tasks)
        seen: set[int] = set()
        if not listed:
            return
        for result in _results(self.session.sparkContext, listed, folder):
            if isinstance(result, BroadsheetError):
                raise result
            task, _, outcome = result
            if task.shard.index not in seen:
                seen.add(task.shard.index)
                rejects = sum(outcome.counts.rejects.values())
                watch(Advance(outcome.counts.documents, rejects, task.shard.estimated_bytes))
                yield result

    def close(self) -> None:
        """Cancel what is running and let the cluster go."""
        if self.session is not None:
            self.session.sparkContext.cancelAllJobs()
            self.session.stop()
            self.session = None


def _results(context: Any, tasks: list[Task], folder: Folder) -> Iterator[Result | BroadsheetError]:  # noqa: ANN401
    """Start one Spark job, a task for each shard, and yield results as they come.

    They come through an accumulator, which Spark adds to when a task has succeeded: a run that is killed keeps the
    shards that were finished, which with the job's own result it would not.
    """
    from pyspark.accumulators import AddingAccumulatorParam

    gathered = context.accumulator([], AddingAccumulatorParam([]))
    failures: list[Exception] = []

    def job() -> None:
        try:
            context.parallelize(tasks, len(tasks)).foreach(partial(_convert, folder, gathered))
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    thread = Thread(target=job, daemon=True)
    thread.start()
    taken, running = 0, True
    while running:
        thread.join(_POLL_SECONDS)
        running = thread.is_alive()
        arrived = gathered.value[taken:]
        taken += len(arrived)
        yield from arrived
    if failures:
        raise InputOutputError(
            f"Spark gave the conversion up: {_first_line(failures[0])}. What was finished is kept: run the same "
            "command again with --resume."
        ) from failures[0]


def _convert(folder: Folder, gathered: Any, task: Task) -> None:  # noqa: ANN401 - an accumulator
    """Convert one shard on an executor; what the user can mend is a result, since trying it again would not help."""
    with closing(Local(1)) as engine:
        try:
            gathered.add(list(engine.run([task], folder)))
        except BroadsheetError as error:
            gathered.add([error])


def _session(master: str | None, options: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise UserError("--engine spark needs pyspark: pip install 'broadsheet[spark]'.") from error
    java = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{java}/bin" if java else None) is None:
        where = f"in JAVA_HOME={java}" if java else "on the PATH"
        raise UserError(f"--engine spark needs Java 17 or newer, and there is none {where}.")
    if master is not None and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # What takes long is the work of other processes; lines of Java's on the terminal would hide ours.
    quiet = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}
    builder = SparkSession.builder.appName("broadsheet")
    for key, value in (quiet | dict(options)).items():
        builder = builder.config(key, value)
    try:
        return (builder if master is None else builder.master(master)).getOrCreate()
    except Exception as error:
        where = "" if master is None else f" with --master {master}"
        raise UserError(f"Spark did not start{where}: {_first_line(error)}.") from error


def _first_line(error: Exception) -> str:
    """Return the line that says what happened; Java's stack traces follow it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("Caused by:", "org.apache.spark", "java."))]
    return (told or lines or [type(error).__name__])[0].rstrip(".")
