"""What kind of file is this? The content decides where it is sure, the name where it is not."""

from __future__ import annotations

import io
import re

import attrs

from broadsheet.readers.codecs import CODECS
from broadsheet.readers.fields import Fields
from broadsheet.readers.names import without_compression
from broadsheet.readers.options import Limits
from broadsheet.readers.streams import chunks

BEGINNING = 512
"""How many bytes of a file are looked at first."""
HEAD = 64 * 1024
"""How many where that is not enough."""

_USUAL_RATIO = 4.0

_ENDINGS = {
    "txt": "text",
    "text": "text",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "json": "jsonl",
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "parquet": "parquet",
    "tar": "tar",
    "tgz": "tar",
    "txz": "tar",
    "tzst": "tar",
    "tbz2": "tar",
    "zip": "zip",
    "warc": "warc",
    "wet": "warc",
}
_BEGINNINGS = ((b"PAR1", "parquet"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"WARC/", "warc"))
_NOT_TEXT = (
    *(codec.magic for codec in CODECS.values()),
    *(beginning for beginning, _ in _BEGINNINGS),
    *(bytes([first]) + b"\x2a\x4d\x18" for first in range(0x50, 0x60)),
    *(mark + brace for mark in (b"", b"\xef\xbb\xbf") for brace in (b"{", b" ", b"\n", b"\t", b"\r")),
)
_TAR_MAGIC = slice(257, 262)
_ZSTD_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_JSON_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_JSON_FILE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{\s*\n)")


@attrs.frozen
class Kind:
    """What a file is: a key of `READERS`, a key of `CODECS` or empty, and the ratio of its head's decompression."""

    container: str
    compression: str
    ratio: float


def is_plain_text(name: str, beginning: bytes) -> bool:
    """Tell from the first `BEGINNING` bytes whether a file is text, as its name says; false where that is not sure."""
    return name.endswith(".txt") and not beginning.startswith(_NOT_TEXT) and beginning[_TAR_MAGIC] != b"ustar"


def kind(name: str, head: bytes, fields: Fields) -> Kind:
    """Tell what a file is from its name and its first bytes (up to `HEAD` of them; none: from the name alone)."""
    compression = _compression(name, head)
    inner = unpacked(head, compression) if compression else head
    ratio = len(inner) / len(head) if head else _USUAL_RATIO if compression else 1.0
    return Kind(_container(name, inner, fields), compression, ratio)


def is_known(name: str) -> bool:
    """Return whether the ending of a name tells what a file is."""
    return without_compression(name).lower().rpartition(".")[2] in _ENDINGS


def _compression(name: str, head: bytes) -> str:
    for key, codec in CODECS.items():
        if head.startswith(codec.magic):
            return key
    if _ZSTD_SKIPPABLE.match(head):
        return "zst"
    if head:
        return ""
    ending = name.lower().rpartition(".")[2]
    return {"tgz": "gz", "txz": "xz", "tzst": "zst", "tbz2": "bz2", "gzip": "gz", "zstd": "zst"}.get(
        ending, ending if ending in CODECS else ""
    )


def unpacked(head: bytes, compression: str) -> bytes:
    """Return what the first bytes of a compressed file give."""
    # The head ends inside a member: that is no fault here.
    return b"".join(chunk.data for chunk in chunks(io.BytesIO(head).read, compression, Limits()))


def _container(name: str, head: bytes, fields: Fields) -> str:
    by_name = _ENDINGS.get(without_compression(name).lower().rpartition(".")[2], "")
    for beginning, container in _BEGINNINGS:
        if head.startswith(beginning):
            return container
    if head[_TAR_MAGIC] == b"ustar":
        return "tar"
    if by_name == "jsonl" and name.lower().rpartition(".jsonl")[1] == "" and _JSON_FILE.match(head):
        return "json"
    if by_name in ("", "text") and _JSON_LINES.match(head) and _has_text(head, fields):
        return "jsonl"
    return by_name or "text"


def _has_text(head: bytes, fields: Fields) -> bool:
    names = "|".join(re.escape(name.rpartition(".")[2]) for name in fields.text)
    return re.search(rf'"(?:{names})"\s*:'.encode(), head) is not None
