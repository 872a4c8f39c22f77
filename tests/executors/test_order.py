"""A worker goes on with its file, and no two share one while another is free; every task is given once, to whomever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.executors.order import AHEAD, Order
from broadsheet.readers.shard import Shard, SourceFile
from broadsheet.tasks import Settings, Task


def file(name: str) -> SourceFile:
    return SourceFile("/in", name, 1000)


def tasks(names: str) -> list[Task]:
    """Return a task for each letter, which names its file."""
    return [Task(Shard(index, (file(name),), index), Settings()) for index, name in enumerate(names)]


def taken(order: Order, workers: Sequence[str]) -> str:
    """Let workers that have stopped in some files, and all read at once, take a task one after another."""
    files = [file(name) for name in workers]
    found = [order.next(files[at], files[:at] + files[at + 1 :]) for at in range(len(files))]
    return "".join("-" if task is None else task.shard.files[0].name for task in found)


def test_each_worker_stays_with_its_file() -> None:
    order = Order(iter(tasks("aaabbbcc")))
    assert [taken(order, "ab") for _ in range(3)] == ["ab", "ab", "ab"]
    assert taken(order, "ab") == "cc", "both are done with theirs"
    assert taken(order, "cc") == "--"


def test_a_second_worker_begins_with_another_file() -> None:
    order = Order(iter(tasks("aaab")))
    first = order.next(None, [])
    second = order.next(None, [file("a")])
    assert first is not None
    assert second is not None
    assert (first.shard.index, second.shard.index) == (0, 3)


def test_shares_a_file_when_there_is_no_other() -> None:
    order = Order(iter(tasks("aaa")))
    assert [taken(order, "x"), taken(order, "ya")] == ["a", "aa"]


def test_looks_no_further_ahead_than_it_must() -> None:
    asked: list[int] = []

    def source() -> Iterator[Task]:
        for task in tasks("ab" + "a" * 2 * AHEAD):
            asked.append(task.shard.index)
            yield task

    order = Order(source())
    order.next(None, [])
    assert asked == [0]
    order.next(None, [file("a")])
    assert asked == [0, 1]
    order.next(None, [file("a")])
    assert len(asked) == 2 + AHEAD


@given(st.text("abc", max_size=12), st.lists(st.sampled_from([("a", "b"), ("b", "c"), ("x", "abc")]), min_size=12))
def test_gives_every_task_once(names: str, asks: list[tuple[str, str]]) -> None:
    order = Order(iter(tasks(names)))
    given_ = [order.next(file(own), [file(name) for name in others]) for own, others in asks]
    assert sorted(task.shard.index for task in given_ if task is not None) == list(range(len(names)))
