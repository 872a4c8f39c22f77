"""What is tried after a worker died: the same shard again, ever more finely, until one document stands alone.

The first attempt reads whole batches. When its worker dies while it parses some documents, the next attempt cuts those
into `PIECES` pieces, the one after that the piece in which its worker died, and so on. Where to cut changes nothing in
the data, so an attempt that survives is the result; a death that had nothing to do with the documents, or a batch that
was too much for the memory, costs one attempt. A document that ends a worker when it stands alone, having been in a
piece that ended another before, gets a verdict, and the next attempt does not parse it.

A thousand short pages need three deaths to find the one. There is no limit to how many documents of a shard may be
found, but one to the deaths that no document explains: those while reading or writing.
"""

from __future__ import annotations

from typing import Literal

import attrs

from broadsheet.errors import BroadsheetError, InputOutputError
from broadsheet.tasks import Step, Task, Verdict

PIECES = 32
UNEXPLAINED = 3
"""So many deaths outside of parsing, and the shard is given up."""


@attrs.frozen
class Failure:
    """An exception that ended an attempt.

    Attributes:
        error: what the user is told, if that was foreseen.
        reason: half a sentence about one that was not: "ran out of memory".
        trace: where it was raised.
    """

    error: BroadsheetError | None
    reason: str
    trace: str


@attrs.frozen
class Death:
    """How an attempt ended.

    Attributes:
        rule: the rule of the reject, if it is one document's fault.
        reason: half a sentence: "was killed by SIGSEGV".
    """

    rule: Literal["crashed", "timeout"]
    reason: str

    def verdict(self) -> Verdict:
        """Return what is said of a document that causes this."""
        if self.rule == "timeout":
            return Verdict("timeout", f"Parsing the document {self.reason}.")
        return Verdict("crashed", f"The process that parsed this document {self.reason}, each time it was tried.")


@attrs.define(eq=False)
class Trial:
    """A task, and what its attempts have taught so far."""

    task: Task
    unexplained: int = 0
    spans: list[tuple[int, int]] = attrs.field(factory=list)
    """Documents that were being parsed when a worker died."""

    def failed(self, step: Step | None, death: Death) -> None:
        """Take note of a death, so that `task` is what to try next.

        Args:
            step: what the worker was doing.
            death: how it died.

        Raises:
            InputOutputError: there is nothing more to try.
        """
        if step is None or step.action != "parsing":
            self.unexplained += 1
            if self.unexplained >= UNEXPLAINED:
                raise InputOutputError(self._given_up(step, death))
            return
        seen_before = any(first <= step.first and step.stop <= stop for first, stop in self.spans)
        self.spans.append((step.first, step.stop))
        # What took too long may have been the worker's start, unless that was not counted.
        counts = self.task.timed or death.rule != "timeout"
        if step.stop - step.first == 1 and seen_before and counts:
            self.task = attrs.evolve(self.task, rejects={**self.task.rejects, step.first: death.verdict()})
            return
        size = -(-(step.stop - step.first) // PIECES)
        cuts = {*self.task.cuts, *range(step.first, step.stop, size), step.stop}
        timed = self.task.timed or death.rule == "timeout"
        self.task = attrs.evolve(self.task, cuts=tuple(sorted(cuts)), timed=timed)

    def _given_up(self, step: Step | None, death: Death) -> str:
        files = self.task.shard.files
        name = files[0].path if len(files) == 1 else f"{files[0].path} ... {files[-1].path}"
        # Numbers of documents count from the start of the shard, which the user does not know.
        doing = "starting on" if step is None else "reading" if step.action == "reading" else "writing what it made of"
        return (
            f"a worker process {death.reason} while {doing} {name}, {self.unexplained} times over, perhaps for want of "
            "memory. What was finished is kept: run the same command again with --resume, and with fewer --jobs."
        )
