"""Decoders of compressed members, all with the interface of `bz2.BZ2Decompressor`.

A member is what one decoder reads: a gzip member, a zstd frame, an xz or bzip2 stream. A file is one member or several
behind each other. No call gives more than about `max_length` bytes, whatever the input, so a bomb cannot fill memory.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Protocol

import attrs
import zstandard

inflate: ModuleType = zlib
with suppress(ImportError):  # there are processors that it is not made for
    # Intel's ISA-L takes half the time of zlib, on ARM too; the bytes are the same.
    inflate = import_module("isal.isal_zlib")

XZ_MEMORY = 512 * 1024 * 1024
"""The largest dictionary of an xz stream, in bytes; a hostile header could ask for 4 GiB."""

_ZSTD_BLOCK = 128 * 1024
_ZSTD_RLE = 1
_ZSTD_BLOCK_HEADER = 3
_ZSTD_FRAME_HEADER = 8
"""Enough to tell how long the header is; no frame is shorter."""
_ZSTD_SKIPPABLE = range(0x50, 0x60)
_ZSTD_SKIPPABLE_MAGIC = b"\x2a\x4d\x18"


class Decoder(Protocol):
    """Decompresses one member, piece by piece."""

    @property
    def eof(self) -> bool:
        """Whether the end mark of the member was read, and its checksum found right."""

    @property
    def needs_input(self) -> bool:
        """Whether the next call needs more input to give more output."""

    @property
    def unused_data(self) -> bytes:
        """What came in behind the end mark."""

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        """Take input and return output; raises one of the codec's `errors` where the member is damaged."""


class DeflateDecoder:
    """One gzip member, checksum and length included; or one bare deflate stream, as zip archives have it."""

    def __init__(self, window_bits: int = 31) -> None:
        self._inflate = inflate.decompressobj(window_bits)
        self._full = False

    @property
    def eof(self) -> bool:
        """See `Decoder`."""
        return bool(self._inflate.eof)

    @property
    def needs_input(self) -> bool:
        """See `Decoder`."""
        return not (self._full or self._inflate.unconsumed_tail)

    @property
    def unused_data(self) -> bytes:
        """See `Decoder`."""
        return bytes(self._inflate.unused_data)

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        """See `Decoder`."""
        if self._inflate.unconsumed_tail:
            data = self._inflate.unconsumed_tail + data
        out: bytes = self._inflate.decompress(data, max_length)
        # Output can wait inside although all input was taken.
        self._full = len(out) == max_length
        return out


class ZstdDecoder:
    """One zstd frame.

    The binding has no limit on what one call gives, and 4 bytes of input can give 128 KiB. So the frame's block headers
    are read here (RFC 8878, 3.1.1), and each call hands over only as many blocks as `max_length` allows.
    """

    def __init__(self) -> None:
        # Frames made with `--long=31` ask for a window of 2 GiB.
        self._decoder = zstandard.ZstdDecompressor(max_window_size=1 << 31).decompressobj()
        self._waiting = b""
        self._segment = 0
        """Bytes that are left of what was announced last: a frame header, a block with its header, a checksum."""
        self._next: Callable[[bytes], int] = self._frame_header
        self._starved = True
        self._checksum = 0
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        """See `Decoder`."""
        return bool(self._decoder.eof)

    @property
    def needs_input(self) -> bool:
        """See `Decoder`."""
        return self._starved

    def decompress(self, data: bytes | memoryview, max_length: int) -> bytes:
        """See `Decoder`."""
        waiting = self._waiting + data if self._waiting else bytes(data)
        cut = self._cut(waiting, max(1, max_length // _ZSTD_BLOCK))
        out: bytes = self._decoder.decompress(waiting[:cut])
        self._waiting = waiting[cut:]
        if self.eof:
            self.unused_data = self._decoder.unused_data + self._waiting
        return out

    def _cut(self, data: bytes, segments: int) -> int:
        """Return how many bytes of input to hand over, and remember whether more are needed after that."""
        cut = 0
        while segments and cut + self._segment <= len(data):
            cut += self._segment
            announced = self._next(data[cut : cut + 18])
            self._segment = announced
            if not announced:
                break
            segments -= 1
        else:
            part = min(self._segment, len(data) - cut) if segments else 0
            self._segment -= part
            cut += part
        self._starved = segments > 0
        return cut

    def _frame_header(self, head: bytes) -> int:
        if len(head) < _ZSTD_FRAME_HEADER:
            return 0
        if head[1:4] == _ZSTD_SKIPPABLE_MAGIC and head[0] in _ZSTD_SKIPPABLE:
            self._next = self._end
            return 8 + int.from_bytes(head[4:8], "little")
        self._next = self._block_header
        descriptor = head[4]
        self._checksum = 4 if descriptor & 4 else 0
        single = descriptor >> 5 & 1
        content_size = (single, 2, 4, 8)[descriptor >> 6]
        return 5 + (1 - single) + (0, 1, 2, 4)[descriptor & 3] + content_size

    def _block_header(self, head: bytes) -> int:
        if len(head) < _ZSTD_BLOCK_HEADER:
            return 0
        bits = int.from_bytes(head[:3], "little")
        if bits & 1:
            self._next = self._end
        return _ZSTD_BLOCK_HEADER + (1 if bits >> 1 & 3 == _ZSTD_RLE else bits >> 3)

    def _end(self, _: bytes) -> int:
        size, self._checksum = self._checksum, 0
        return size


def _inflated(data: memoryview, max_length: int) -> tuple[bytes, int]:
    """Be `Codec.whole` without a `DeflateDecoder`, which costs as much as inflating a short page."""
    decoder = inflate.decompressobj(31)
    out: bytes = decoder.decompress(data, max_length)
    return out, len(decoder.unused_data) if decoder.eof else -1


def _xz() -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


Whole = Callable[[memoryview, int], tuple[bytes, int]]


@attrs.frozen
class Codec:
    """How one compression is recognised and undone."""

    name: str
    magic: bytes
    """What a member begins with; empty where that cannot be told."""
    decoder: Callable[[], Decoder]
    errors: tuple[type[Exception], ...]
    short: Whole | None = None

    @property
    def whole(self) -> Whole:
        """Decompress a member that is wholly in `data`; return it, and how many bytes stand behind it.

        These are -1 where the member goes on behind `data`, or has more than `max_length` bytes. Raises `errors`.
        """
        return self.short or self._whole

    def _whole(self, data: memoryview, max_length: int) -> tuple[bytes, int]:
        decoder = self.decoder()
        out = decoder.decompress(data, max_length)
        return out, len(decoder.unused_data) if decoder.eof else -1


CODECS = {
    "gz": Codec("gzip member", b"\x1f\x8b\x08", DeflateDecoder, (zlib.error, inflate.error), _inflated),
    "zst": Codec("zstd frame", b"\x28\xb5\x2f\xfd", ZstdDecoder, (zstandard.ZstdError,)),
    "xz": Codec("xz stream", b"\xfd7zXZ\x00", _xz, (lzma.LZMAError,)),
    "bz2": Codec("bzip2 stream", b"BZh", bz2.BZ2Decompressor, (OSError, ValueError)),
}
"""Compressions by the ending that their files have."""

DEFLATE = Codec("deflate stream", b"", partial(DeflateDecoder, -15), CODECS["gz"].errors)
"""Bare deflate, which no file has as its own ending."""
