"""Law: whatever kills workers while they parse, the documents that do so alone are found, and no others."""

from __future__ import annotations

from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import InputOutputError
from broadsheet.executors.trial import UNEXPLAINED, Death, Trial
from broadsheet.readers.shard import Shard, SourceFile
from broadsheet.tasks import Settings, Step, Task

SHARD = Shard(0, (SourceFile("/dumps", "pages.jsonl", 1),))
DEATH = Death("crashed", "was killed by SIGSEGV")


def first_death(task: Task, batches: list[int], poison: set[int]) -> Step | None:
    """Return where a worker dies that dies of some documents; None if it gets to the end."""
    ends = {sum(batches[: place + 1]) for place in range(len(batches))}
    places = sorted({0, *ends, *(cut for cut in task.cuts if cut < sum(batches))})
    for first, stop in pairwise(places):
        if poison & set(range(first, stop)) - set(task.rejects):
            return Step("parsing", first, stop)
    return None


@given(batches=st.lists(st.integers(1, 5_000), min_size=1, max_size=4), data=st.data())
def test_each_poisonous_document_is_found_in_few_attempts(batches: list[int], data: st.DataObject) -> None:
    poison = data.draw(st.sets(st.integers(0, sum(batches) - 1), max_size=6))
    trial = Trial(Task(SHARD, Settings()))
    deaths = 0
    while step := first_death(trial.task, batches, poison):
        trial.failed(step, DEATH)
        deaths += 1
    assert set(trial.task.rejects) == poison
    assert deaths <= 4 * len(poison)
    assert list(trial.task.cuts) == sorted(set(trial.task.cuts))


def test_a_document_that_is_a_batch_of_its_own_is_tried_twice() -> None:
    trial = Trial(Task(SHARD, Settings()))
    trial.failed(Step("parsing", 3, 4), DEATH)
    assert not trial.task.rejects
    trial.failed(Step("parsing", 3, 4), DEATH)
    assert set(trial.task.rejects) == {3}


def test_a_document_that_takes_too_long_is_tried_again_by_a_worker_that_has_loaded_all() -> None:
    """However narrow the search was by then: the first time it may have been the start of the worker."""
    trial = Trial(Task(SHARD, Settings()))
    trial.failed(Step("parsing", 0, 9), DEATH)
    assert trial.task == attrs.evolve(trial.task, timed=False)
    for rejects in (set(), {3}):
        trial.failed(Step("parsing", 3, 4), Death("timeout", "took longer than 1 seconds"))
        assert trial.task.timed
        assert set(trial.task.rejects) == rejects


@pytest.mark.parametrize("step", [None, Step("reading", 5, 5), Step("writing", 5, 9)])
def test_deaths_that_no_document_explains_end_the_run_with_a_sentence(step: Step | None) -> None:
    trial = Trial(Task(SHARD, Settings()))
    for _ in range(UNEXPLAINED - 1):
        trial.failed(step, DEATH)
        assert trial.task == attrs.evolve(trial.task, cuts=(), rejects={})
    with pytest.raises(
        InputOutputError, match=r"^a worker process was killed by SIGSEGV while .*pages\.jsonl, 3 times"
    ):
        trial.failed(step, DEATH)
