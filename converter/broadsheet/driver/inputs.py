"""The inputs of a run: which files they are, what state they are in, what is in them by digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from threading import Event

import attrs

from broadsheet.dataset.manifest import Input
from broadsheet.dataset.run import InputState
from broadsheet.errors import InputOutputError, UserError
from broadsheet.readers.files import is_standard_input, opened
from broadsheet.readers.listing import PassedOver, listed
from broadsheet.readers.named_fields import FILES, missing_fields, refuse_textless
from broadsheet.readers.shard import STANDARD_INPUT, Shard, SourceFile
from broadsheet.shards import plan
from broadsheet.stores import is_remote
from broadsheet.tasks import Settings

_BLOCK = 1 << 20


Notice = Callable[[str], None]
"""Is told, in a sentence, what the user should know of the inputs."""


def unheard(_: str) -> None:
    """Tell nobody."""


@attrs.frozen
class Inputs:
    """What the user named.

    A file that serves as a layout of the run is no dump, even if a folder of dumps holds it.

    Attributes:
        names: files, folders, globs, URIs, or `-` for standard input.
        settings: how they are read.
    """

    names: tuple[str, ...]
    settings: Settings

    @property
    def once(self) -> bool:
        """Whether something of it can be read only once, as standard input can."""
        return STANDARD_INPUT in self.names

    def shards(self) -> Iterator[Shard]:
        """Yield the shards; see `plan`."""
        for shard in plan(self.names, self.settings.read):
            yield attrs.evolve(shard, files=tuple(self._dumps(shard.files)))

    def check_fields(self, notice: Notice) -> None:
        """Give notice of fields that the settings name and no record has.

        Raises:
            UserError: there are only tables, and none of them has a column of text.
        """
        files = list(islice((file for shard in self.shards() for file in shard.files), FILES + 1))
        refuse_textless(files, self.settings.read)
        for sentence in missing_fields(files, self.settings.read):
            notice(sentence)

    def states(self, out: str, notice: Notice = unheard) -> dict[str, InputState]:
        """Return the state of each input, by its URI; give notice of what is passed over in folders.

        Raises:
            UserError: a file of them lies where the run would write.
            InputOutputError: an input does not exist, or a folder cannot be listed.
        """
        passed = PassedOver()
        files = self._dumps(listed(self.names, passed))
        states = {uri: _state(some) for uri, some in _by_input(_outside(out, files))}
        for folder in passed.datasets:
            notice(f"passed over {folder}, a dataset that Broadsheet wrote; name {folder}/rejects to read its rejects")
        if passed.hidden:
            notice(f"passed over what is hidden, files and folders whose names begin with a dot: {passed.hidden:,}")
        return states

    def digests(self, stop: Event) -> list[Input]:
        """Return the inputs with the digests of their content; reads them all, unless it is told to stop."""
        return [_described(uri, files, stop) for uri, files in _by_input(self._files())]

    def _files(self) -> Iterator[SourceFile]:
        return self._dumps(listed(self.names))

    def _dumps(self, files: Iterable[SourceFile]) -> Iterator[SourceFile]:
        layouts = {layout.path for layout in self.settings.layouts}
        names = {os.path.basename(path) for path in layouts}  # noqa: PTH119 - compared with a million names
        for file in files:
            # Following links costs a look at the disk, so only files of the right name are followed.
            if file.name.rpartition("/")[2] not in names or os.path.realpath(file.path) not in layouts:
                yield file


def _outside(out: str, files: Iterator[SourceFile]) -> Iterator[SourceFile]:
    """Pass files on; refuse one inside `out`: a run must not read what it writes, nor replace what it reads."""
    inside = f"{out}/" if is_remote(out) else os.path.realpath(out) + os.sep
    root, real = "", ""
    for file in files:
        if file.root and file.root != root:
            root, real = file.root, os.path.realpath(file.root)
        if (f"{real.rstrip(os.sep)}/{file.name}" if file.root else file.name).startswith(inside):
            message = (
                f"the input {file.path} lies inside {out}, where the dataset would be written. Choose another --out."
            )
            raise UserError(message)
        yield file


def _by_input(files: Iterable[SourceFile]) -> Iterator[tuple[str, Iterator[SourceFile]]]:
    """Group files, which come in the order of their URIs, by the input that they belong to."""
    return groupby(files, lambda file: file.uri.partition("/")[0] if file.root else file.uri)


def _state(files: Iterator[SourceFile]) -> InputState:
    stamp = hashlib.sha256()
    count, size = 0, 0
    for file in files:
        count += 1
        size = -1 if file.size < 0 else size + file.size
        stamp.update(f"{file.uri}\0{file.size}\0{file.modified}\n".encode())
    return InputState(files=count, bytes=None if size < 0 else size, stamp=stamp.hexdigest())


def _described(uri: str, files: Iterator[SourceFile], stop: Event) -> Input:
    lines, sizes = hashlib.sha256(), []
    alone: str | None = None
    known = True
    for file in files:
        alone = None if is_standard_input(file) else _digest(file, stop)
        known = known and alone is not None
        sizes.append(max(file.size, 0))
        lines.update(f"{alone}  {file.uri}\n".encode())
    single = len(sizes) == 1 and file.uri == uri
    return Input(
        uri=uri,
        files=len(sizes),
        bytes=sum(sizes) if known else None,
        sha256=None if not known else alone if single else lines.hexdigest(),
    )


def _digest(file: SourceFile, stop: Event) -> str:
    digest = hashlib.sha256()
    if file.problem:
        return digest.hexdigest()
    try:
        with opened(file) as stream:
            while not stop.is_set() and (block := stream.read(_BLOCK)):
                digest.update(block)
    except InputOutputError:
        return hashlib.sha256().hexdigest()  # the shard that reads the file says what is wrong with it
    return digest.hexdigest()


def first_look(states: dict[str, InputState]) -> Sequence[Input]:
    """Return the inputs without digests: a run that stops after N documents does not read the rest of them."""
    return [Input(uri=uri, files=state.files, bytes=state.bytes, sha256=None) for uri, state in states.items()]
