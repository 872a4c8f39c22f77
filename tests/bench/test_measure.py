from __future__ import annotations

import subprocess
import sys

import pytest

from tests.bench.measure import RunFailedError, Usage, alternate, run

MEGABYTE = 1_000_000


def test_a_child_is_measured_with_its_own_children() -> None:
    inner = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'bytearray(300_000_000)'])"
    # In a small process, as the bench is: the kernel counts what a parent held into its child's peak.
    measured = f"import sys; from tests.bench.measure import run; print(*run([sys.executable, '-c', {inner!r}]))"
    cpu, wall, peak = map(float, subprocess.check_output([sys.executable, "-c", measured]).split())
    assert 300 * MEGABYTE < peak < 400 * MEGABYTE
    assert 0 < cpu < 10 * wall


def test_arrow_computes_and_reads_on_one_thread() -> None:
    run([sys.executable, "-c", "import pyarrow as pa; assert (pa.cpu_count(), pa.io_thread_count()) == (1, 1)"])


def test_a_failing_command_says_what_it_said() -> None:
    with pytest.raises(RunFailedError, match=r"exit code 3 of: .*(?s:.)*no such layout"):
        run([sys.executable, "-c", "import sys; print('no such layout'); sys.exit(3)"])


def test_runs_alternate() -> None:
    order: list[str] = []

    def noted(name: str) -> Usage:
        order.append(name)
        return Usage(len(order), 0, 0)

    first, second = alternate([lambda: noted("a"), lambda: noted("b")], 3)
    assert order == ["a", "b"] * 3
    assert [usage.cpu for usage in first] == [1, 3, 5]
    assert [usage.cpu for usage in second] == [2, 4, 6]
