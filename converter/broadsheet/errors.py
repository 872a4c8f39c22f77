"""What Broadsheet says when it cannot go on: one clear sentence or two, and the exit code that goes with it.

The command line prints the message of a `BroadsheetError` and nothing else. Any other exception is a defect of ours and
keeps its traceback.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class BroadsheetError(Exception):
    """Something that the user can mend; the message says what is wrong, where, and what to do about it."""

    exit_code: ClassVar[int] = 1

    @property
    def message(self) -> str:
        """The sentence that the user reads."""
        return str(self)


class UserError(BroadsheetError):
    """The command, its options or a configuration file ask for something that cannot be done."""

    exit_code: ClassVar[int] = 2


class InputOutputError(BroadsheetError):
    """An input could not be read, or an output could not be written."""

    exit_code: ClassVar[int] = 3


_ADVICE = {
    errno.ENOSPC: "Free some space there, or choose another folder.",
    errno.EDQUOT: "The quota is used up: free some space, or choose another folder.",
    errno.EFBIG: "A limit on the size of files is set for this process or file system.",
    errno.EACCES: "Check who may read and write there.",
    errno.EPERM: "Check who may read and write there.",
    errno.EROFS: "Choose a folder on a file system that can be written.",
}


@contextmanager
def reported(action: str, path: str | os.PathLike[str], *also: type[Exception]) -> Iterator[None]:
    """Turn an `OSError` of the block into an `InputOutputError`: "cannot <action> <path>: <the system's reason>.".

    So are errors of the classes `also`, such as Arrow's where a file may be damaged.
    """
    foreseen: tuple[type[Exception], ...] = (OSError, *also)
    try:
        yield
    except foreseen as error:
        # Arrow's own file errors carry an errno too, behind a long text of its own; the system's words are shorter.
        number = getattr(error, "errno", None) or 0
        reason = os.strerror(number) if number else " ".join(str(error).split()).rstrip(".")
        message = f"cannot {action} {os.fspath(path)}: {reason}. {_ADVICE.get(number, '')}".rstrip()
        raise InputOutputError(message) from error
