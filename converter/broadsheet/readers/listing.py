"""Inputs as the user names them (files, folders, globs, URIs, `-`) to one sorted stream of files.

The order is that of `source_uri`, so it does not depend on the order in which inputs were named or a folder lists them.
A folder is listed when its turn comes, so only the names of one folder are held at a time.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence

import attrs

from broadsheet.errors import InputOutputError, UserError, reported
from broadsheet.readers.names import path_to_uri
from broadsheet.readers.remote import remote_files
from broadsheet.readers.shard import STANDARD_INPUT, SourceFile
from broadsheet.stores import is_remote


@attrs.frozen
class _Input:
    """A local file or folder: `root` is an absolute folder, `name` the path below it."""

    root: str
    name: str

    @property
    def path(self) -> str:
        return os.path.join(self.root, self.name)  # noqa: PTH118 - a million of them

    @property
    def key(self) -> str:
        return path_to_uri(self.name)


@attrs.define
class PassedOver:
    """What lies in the folders of inputs and is no input.

    Attributes:
        hidden: how many files and folders there are whose names begin with a dot.
        datasets: the folders that hold a dataset, by their paths.
    """

    hidden: int = 0
    datasets: list[str] = attrs.field(factory=list)


def listed(inputs: Sequence[str], passed: PassedOver | None = None) -> Iterator[SourceFile]:
    """Yield every file that the inputs name, once each, sorted by URI; containers are not looked at yet.

    Hidden files and folders (their name begins with a dot) inside a folder are passed over, as shells do, and so are
    the datasets that Broadsheet wrote there; what they are is noted in `passed`.

    Raises:
        UserError: An input is no path, pattern or URI that could be read.
        InputOutputError: An input does not exist, or a folder cannot be listed.
    """
    passed = PassedOver() if passed is None else passed
    remote = sorted({name for name in inputs if is_remote(name)})
    local = _local([name for name in inputs if not is_remote(name) and name != STANDARD_INPUT])
    # With its slash, a folder sorts as the paths of its files do.
    streams = [(item.key + "/" * os.path.isdir(item.path), _files(item, passed)) for item in local]  # noqa: PTH112
    streams += [(uri, remote_files(uri)) for uri in remote]
    if STANDARD_INPUT in inputs:
        streams.append((STANDARD_INPUT, iter([SourceFile("", STANDARD_INPUT, -1)])))
    for _, files in sorted(streams, key=lambda stream: stream[0]):
        yield from files


def _local(names: Sequence[str]) -> list[_Input]:
    """Return local inputs, none inside another, with names that tell them apart."""
    paths = sorted({os.path.abspath(path): None for name in names for path in _expanded(name)})  # noqa: PTH100
    seen: dict[str, str] = {}
    for path in paths:
        seen.setdefault(os.path.realpath(path), path)
    kept = [path for real, path in seen.items() if not any(above in seen for above in _above(real))]
    inputs = [_Input(*os.path.split(path)) for path in kept]
    names_taken = [item.name for item in inputs]
    if len(set(names_taken)) == len(names_taken):
        return inputs
    # Two inputs of one name: their paths below the folder that holds them all tell them apart.
    root = os.path.commonpath([item.root for item in inputs])
    return [_Input(root, os.path.relpath(path, root)) for path in kept]


def _above(path: str) -> Iterator[str]:
    while (parent := os.path.dirname(path)) != path:  # noqa: PTH120
        yield parent
        path = parent


def _expanded(name: str) -> list[str]:
    if os.path.lexists(name):
        return [name]
    found = glob.glob(name, recursive=True)  # noqa: PTH207 - patterns are the user's, absolute ones too
    if not found:
        what = "matches no file" if glob.has_magic(name) else "does not exist"
        message = f"the input {name} {what}"
        raise InputOutputError(message)
    return found


def _files(item: _Input, passed: PassedOver) -> Iterator[SourceFile]:
    with reported("read", item.path):
        status = os.stat(item.path)  # noqa: PTH116
    if stat.S_ISDIR(status.st_mode):
        if is_dataset(item.path):
            what = f"the input {item.path} is a dataset that Broadsheet wrote"
            message = f"{what}; name {item.path}/rejects to read its rejects again"
            raise UserError(message)
        yield from _folder(item, [(status.st_dev, status.st_ino)], passed)
    elif stat.S_ISREG(status.st_mode):
        with reported("read", item.path):
            # What is named must be there to be read; among the files of a folder it would be one reject of many.
            os.close(os.open(item.path, os.O_RDONLY | os.O_NONBLOCK))
        yield SourceFile(item.root, item.name, status.st_size, status.st_mtime_ns)
    else:
        message = f"the input {item.path} is {_special(status.st_mode)}; pipe it into `-` to read it as a stream"
        raise UserError(message)


def is_dataset(path: str) -> bool:
    """Return whether a folder looks like a dataset that Broadsheet wrote."""
    return os.path.isfile(f"{path}/manifest.json") and os.path.isdir(f"{path}/rejects")  # noqa: PTH112, PTH113


def _folder(folder: _Input, above: list[tuple[int, int]], passed: PassedOver) -> Iterator[SourceFile]:
    with reported("list the folder", folder.path), os.scandir(folder.path) as entries:
        found = list(entries)
    shown = [entry for entry in found if not entry.name.startswith(".")]
    passed.hidden += len(found) - len(shown)
    names = sorted(path_to_uri(entry.name) + ("/" if _is_folder(entry) else "") + "\0" + entry.name for entry in shown)
    for key in names:
        yield from _entry(attrs.evolve(folder, name=f"{folder.name}/{key.partition(chr(0))[2]}"), above, passed)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads to itself; the stat of its turn tells.
        return False


def _entry(item: _Input, above: list[tuple[int, int]], passed: PassedOver) -> Iterator[SourceFile]:
    try:
        status = os.stat(item.path)  # noqa: PTH116
    except OSError as error:
        yield SourceFile(item.root, item.name, 0, problem=f"{item.key}: {os.strerror(error.errno or 0)}")
        return
    if stat.S_ISREG(status.st_mode):
        yield SourceFile(item.root, item.name, status.st_size, status.st_mtime_ns)
        return
    if not stat.S_ISDIR(status.st_mode):
        yield SourceFile(
            item.root, item.name, 0, problem=f"{item.key} is {_special(status.st_mode)}; it was not opened"
        )
        return
    folder = (status.st_dev, status.st_ino)
    if folder in above:
        yield SourceFile(item.root, item.name, 0, problem=f"{item.key} is a link to a folder that holds it")
        return
    if is_dataset(item.path):
        passed.datasets.append(item.path)
        return
    yield from _folder(item, [*above, folder], passed)


def _special(mode: int) -> str:
    kinds = {
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
        stat.S_IFBLK: "a block device",
        stat.S_IFCHR: "a character device",
    }
    return kinds.get(stat.S_IFMT(mode), "no regular file")
