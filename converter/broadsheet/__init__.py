"""Broadsheet: raw text dumps of news pages in, a strict Parquet dataset out.

page = broadsheet.parse(text)                         # one page: attrs records
broadsheet.convert(["dumps/"], "news")                # any number of pages: a dataset folder
news = broadsheet.open("news")                        # the dataset, as its manifest lists it

What the options of the command line decide about the data, `Settings` and its `ReadOptions` decide here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["ReadOptions", "Settings", "__version__", "convert", "open", "parse", "read_layout"]

if TYPE_CHECKING:
    from broadsheet.dataset.opened import open_dataset as open  # noqa: A004 - `broadsheet.open` reads as what it does
    from broadsheet.driver import convert
    from broadsheet.readers import ReadOptions
    from broadsheet.single import parse
    from broadsheet.tasks import Settings, read_layout

_HOMES = {
    "parse": ("single", "parse"),
    "convert": ("driver", "convert"),
    "open": ("dataset.opened", "open_dataset"),
    "Settings": ("tasks", "Settings"),
    "ReadOptions": ("readers", "ReadOptions"),
    "read_layout": ("tasks", "read_layout"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attributes have any type
    """Import the public names when they are asked for: Arrow alone takes longer than `broadsheet --help` may."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, own = _HOMES[name]
    return getattr(import_module(f"{__name__}.{module}"), own)
