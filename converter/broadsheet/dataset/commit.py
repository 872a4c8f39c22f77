"""How a finished dataset takes its final name: wholly or not at all, whenever the process is killed.

    .NAME.partial/dataset/      the finished dataset, `manifest.json` written last
    .NAME.partial/commit.json   the decision; from here on a kill is followed by completion, before it by nothing
    .NAME.partial/replaced/     the old dataset, moved aside, under `--overwrite`
    NAME                        one rename later: the new dataset; then the hidden folder is removed

Between the two renames of `--overwrite` there is no NAME for a moment. A process killed right there leaves both
versions in the hidden folder, and the next writer of the same dataset completes what was decided (`recover`).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from attrs import frozen

from broadsheet.dataset import card
from broadsheet.dataset.durable import sync_folder, write_file
from broadsheet.dataset.manifest import FORMAT, MANIFEST, Manifest
from broadsheet.dataset.strict import from_json, to_json
from broadsheet.errors import InputOutputError, UserError, reported

RUN = "run.json"
"""The file of the staging folder without which nothing in it can be resumed."""


@frozen
class Places:
    """Where a dataset and what belongs to its writing lie: siblings, so on one file system, so a rename is one step."""

    target: Path
    partial: Path
    lock: Path

    @classmethod
    def of(cls, target: Path) -> Places:
        """Return the places of a dataset; a link is followed to the folder that it means."""
        real = target.resolve()
        if not real.name:
            raise UserError(f"{target} cannot be a dataset: choose a folder inside it.")
        return cls(real, real.with_name(f".{real.name}.partial"), real.with_name(f".{real.name}.lock"))

    @property
    def dataset(self) -> Path:
        """The new dataset before it has its name."""
        return self.partial / "dataset"

    @property
    def replaced(self) -> Path:
        """The old dataset, moved aside."""
        return self.partial / "replaced"

    @property
    def decision(self) -> Path:
        """The file that says that the new dataset is whole and shall have its name."""
        return self.partial / "commit.json"


@frozen
class Decision:
    """The content of `commit.json`."""

    overwrite: bool


def existing(target: Path) -> Manifest | None:
    """Return the manifest of the dataset at `target`; None when there is none that this release can read."""
    try:
        return from_json(Manifest, (target / MANIFEST).read_bytes(), str(target / MANIFEST))
    except (OSError, InputOutputError):
        return None


def check_replaceable(target: Path, *, overwrite: bool) -> None:
    """Raise `UserError` unless nothing is lost by putting a dataset there, or what is lost is a dataset and may be."""
    with reported("read", target):
        if not _is_occupied(target):
            return
        if not _is_dataset(target):
            raise UserError(f"{target} is there and is no Broadsheet dataset. Choose another folder, or empty it.")
    if not overwrite:
        raise UserError(f"{target} is a dataset already. Replace it with --overwrite, or choose another folder.")


def _is_occupied(target: Path) -> bool:
    return target.exists() and not (target.is_dir() and not any(target.iterdir()))


def _is_dataset(target: Path) -> bool:
    """Whether a dataset, of any release, is there: other programs have a `manifest.json` too."""
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def publish(places: Places, manifest: Manifest, *, overwrite: bool) -> None:
    """Complete the folder `places.dataset`, whose parts are there, and give it its name.

    Raises `UserError` when something has appeared at the target meanwhile, `InputOutputError` when writing fails; what
    was at the target before is then still there.
    """
    with reported("write", places.dataset):
        for path, content in card.files(manifest).items():
            (places.dataset / path).parent.mkdir(exist_ok=True)
            write_file(places.dataset / path, content)
        write_file(places.dataset / MANIFEST, to_json(manifest))
        for folder in [*filter(Path.is_dir, places.dataset.iterdir()), places.dataset]:
            sync_folder(folder)
    check_replaceable(places.target, overwrite=overwrite)
    write_file(places.decision, to_json(Decision(overwrite)))
    with reported("write", places.partial):
        sync_folder(places.partial)
    _complete(places)


def recover(places: Places) -> None:
    """Complete a commit that was decided before its process was killed. Call it under the lock."""
    with reported("read", places.decision):
        if not places.decision.exists():
            return
        decision = from_json(Decision, places.decision.read_bytes(), str(places.decision))
        if places.dataset.exists() and _is_occupied(places.target) and not decision.overwrite:
            # Somebody has put something there since: nothing is decided any more, and the run can be resumed.
            places.decision.unlink()
            return
        _complete(places)
        remove(places.partial)


def _complete(places: Places) -> None:
    """Take the steps of a decided commit that are still to take; the folders show which."""
    if not places.dataset.exists():
        return
    with reported("rename the finished dataset to", places.target):
        if places.target.exists() and not places.replaced.exists():
            places.target.rename(places.replaced)
        places.dataset.rename(places.target)
        sync_folder(places.target.parent)


def remove(folder: Path) -> None:
    """Remove a staging folder, in an order that never leaves what looks like a run to resume. Raises `OSError`."""
    for name in (RUN, "commit.json"):
        (folder / name).unlink(missing_ok=True)
    for name in ("shards", "dataset", "replaced"):
        if (folder / name).exists():
            shutil.rmtree(folder / name)
    # A worker that outlived its killed driver may still write below `work`; nobody will read it.
    shutil.rmtree(folder, ignore_errors=True)
