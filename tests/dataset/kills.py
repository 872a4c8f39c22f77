"""Kill a run before each thing that it does to the file system, look at what is left, and resume it.

    python -m tests.dataset.kills FOLDER KILLS

The process imports everything once and forks for each run, so that a kill costs milliseconds. The child counts Python's
audit events about files and sends itself SIGKILL before the one whose turn it is. Prints how often each state was seen;
exits with a traceback when a promise is broken.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.dataset.newsroom import around, content, convert

CHANGES = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.truncate"}
OLD = {"min_confidence": 0.1}


def forked(action: Callable[[], object], kill_at: int = 0) -> tuple[int, list[str]]:
    """Run an action in a child. Returns its exit status, negative for a signal, and the changes it made, in order."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            changes: list[str] = []

            def count(event: str, arguments: tuple[object, ...]) -> None:
                if event in CHANGES and not (event == "open" and arguments[1] in ("r", "rb")):
                    changes.append(f"{event} {arguments}")
                    if len(changes) == kill_at:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            action()
            os.write(writer, json.dumps(changes).encode())
            status = 0
        except Exception:  # noqa: BLE001 - the parent sees the status; people want the reason
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        changes = json.loads(pipe.read() or "[]")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), changes


def state(target: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """Name what a reader finds after a kill; anything but the whole old or the whole new dataset is an error."""
    if target.exists():
        found = content(target)
        assert found in (old, new), "a dataset that is neither the old nor the new one"
        return "new" if found == new else "old"
    if old:
        aside = target.with_name(f".{target.name}.partial")
        assert content(aside / "replaced") == old, "the old dataset is lost"
        assert content(aside / "dataset") == new, "the new dataset is lost"
        return "between"
    return "none"


def torture(folder: Path, kills: int, *, overwrite: bool) -> Counter[str]:
    """Kill a run in `kills` places spread over its whole length, and around its renames of datasets.

    With `overwrite`, the run replaces a dataset.
    """
    seen: Counter[str] = Counter()
    folder.mkdir()
    reference, old, target = folder / "reference", folder / "old", folder / "run" / "news"
    assert forked(lambda: convert(reference))[0] == 0
    assert forked(lambda: convert(old, shards=1, config=OLD))[0] == 0
    new_content, old_content = content(reference), content(old) if overwrite else {}

    def start(kill_at: int) -> tuple[int, list[str]]:
        shutil.rmtree(target.parent, ignore_errors=True)
        target.parent.mkdir()
        if overwrite:
            shutil.copytree(old, target)
        return forked(lambda: convert(target, overwrite=overwrite), kill_at)

    status, changes = start(kill_at=0)
    assert status == 0
    places = {1 + kill * len(changes) // kills for kill in range(kills)}
    for place, change in enumerate(changes, 1):
        if change.startswith("os.rename") and f"'{target}'" in change:
            places |= {place, place + 1}
    for place in sorted(places):
        assert start(kill_at=place)[0] == -signal.SIGKILL
        seen[state(target, old_content, new_content)] += 1
        assert forked(lambda: convert(target, overwrite=overwrite, resume=True))[0] == 0
        assert content(target) == new_content
        assert around(target) == {target.name}
    return seen


if __name__ == "__main__":
    root, count = Path(sys.argv[1]), int(sys.argv[2])
    results = {name: torture(root / name, count, overwrite=name == "overwrite") for name in ("fresh", "overwrite")}
    print(json.dumps(results))  # noqa: T201
