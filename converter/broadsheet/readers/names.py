"""File names as URIs and as document ids."""

from __future__ import annotations

import re
from posixpath import basename

# A control character, a byte that was no UTF-8 (PEP 383 keeps it as a lone surrogate), or a `%` that would be taken
# for the beginning of an escape: only these are escaped, so that `urllib.parse.unquote_to_bytes` gives the name back
# and a name without them stays as it is.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|%(?=[0-9A-Fa-f]{2})")

_COMPRESSIONS = (".gz", ".zst", ".xz", ".bz2", ".gzip", ".zstd")


def path_to_uri(path: str) -> str:
    r"""Return a path as a relative URI reference, readable where it can be.

    >>> path_to_uri("dumps/über 100%.txt"), path_to_uri("dumps/two\nlines\udcff.txt")
    ('dumps/über 100%.txt', 'dumps/two%0Alines%FF.txt')
    """
    return _ODD.sub(_escape, path)


def _escape(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape"))


def without_compression(name: str) -> str:
    """Return a name without the ending that tells how the file is compressed."""
    ending = next((ending for ending in _COMPRESSIONS if name.lower().endswith(ending)), "")
    return name.removesuffix(name[len(name) - len(ending) :]) if ending and name != ending else name


def stem(name: str) -> str:
    """Return the last part of a path without its endings: what a document is called that has no id of its own.

    >>> stem("dumps/2015/page.17.txt.gz"), stem("dumps/.txt"), stem("CC-MAIN-1.warc.wet.gz")
    ('page.17', '.txt', 'CC-MAIN-1')
    """
    name = without_compression(basename(name))
    for ending in (".warc.wet", ".warc"):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending)
    head, dot, tail = name.rpartition(".")
    return head if dot and head and tail else name
