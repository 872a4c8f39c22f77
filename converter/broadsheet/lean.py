"""Keep the processes that are wholly ours lean."""

from __future__ import annotations

import os
import sys


class _Refusal:
    """An import finder that says of pandas that it is not there."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError("pandas is kept out of this process", name=name)


def without_pandas() -> None:
    """Keep pyarrow from importing pandas in this process.

    Where pandas is installed, pyarrow imports it to see whether a list that it is handed is one of pandas' own. The
    command line and its workers hand over none, and the import costs as much as all others together.
    """
    if "pandas" not in sys.modules:
        sys.meta_path.insert(0, _Refusal())


def one_thread() -> None:
    """Keep numpy's matrix products to one thread: a run has a worker for each processor already.

    To be called before numpy is imported; who sets the variables himself is obeyed.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")
