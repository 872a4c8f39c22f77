"""Bytes of a file as chunks of decompressed bytes, with what was wrong said between them.

A damaged or cut file is no exception here: what could be read comes first, then the `Fault`. After a damaged gzip
member or zstd frame, reading goes on where the next one begins. A member of up to `HELD` bytes is handed on only when
its checksum was found right; a longer one is handed on as it comes, and its fault follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from broadsheet.readers.codecs import CODECS, Codec, Decoder
from broadsheet.readers.faults import Fault
from broadsheet.readers.options import MIB, Limits

CHUNK = MIB
HELD = 4 * MIB
"""Up to this many bytes, a member's checksum is looked at before anything of it is used."""

_READ = 4 * MIB
_LOOKBACK = MIB
"""How many compressed bytes before a fault are searched for the next member: inflate can run on that far over it."""
_FIRST_FEED, _SECOND_FEED = 16 * 1024, 64 * 1024
"""Compressed bytes in which most, and nearly all, records that are members of their own lie; more would be copied and
inflated in vain.
"""
_FEED = 256 * 1024
_TRIAL = 64 * 1024
_RATIO_FROM = 64 * MIB

Read = Callable[[int], bytes]
"""Returns up to n bytes, none at the end, like `io.RawIOBase.read`."""


class Chunk(NamedTuple):
    """Decompressed bytes, and what is wrong with them or with what should follow.

    Behind a chunk with a fault the bytes do not go on: the next chunk, if any, begins somewhere later.
    """

    data: bytes
    fault: Fault | None = None


def chunks(read: Read, compression: str, limits: Limits) -> Iterator[Chunk]:
    """Yield what a file holds, decompressed; `compression` is a key of `CODECS`, or empty."""
    if compression:
        yield from unpacked(read, CODECS[compression], limits)
        return
    while data := read(CHUNK):
        yield Chunk(data)


def unpacked(read: Read, codec: Codec, limits: Limits) -> Iterator[Chunk]:
    """Yield what the members of a compressed file hold."""
    yield from _Members(read, codec, limits).chunks()


def _joined(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Members:
    """The members of one compressed file, read one after the other."""

    def __init__(self, read: Read, codec: Codec, limits: Limits) -> None:
        self._read = read
        self._codec = codec
        self._limits = limits
        self._window = b""
        self._base = 0
        """The position in the file of the first byte of the window."""
        self._at = 0
        """The position in the file of the next byte to feed."""
        self._given = 0

    def chunks(self) -> Iterator[Chunk]:
        """Yield chunks of about `CHUNK` bytes; small members come together."""
        while self._skip_zeros():
            small = self._small_members()
            for chunk in (Chunk(_joined(small)),) if small else self._member():
                yield chunk
                if chunk.fault is not None and chunk.fault.rule != "damaged":
                    return
                if self._is_bomb():
                    yield Chunk(b"", self._bomb())
                    return

    def _small_members(self) -> list[bytes]:
        """Return the members that follow, as long as each is sound and whole in the bytes ahead.

        This is where the time goes in files that hold each record as a member of its own.
        """
        found: list[bytes] = []
        size, at = 0, self._at - self._base
        ahead = memoryview(self._window)
        whole, errors, end = self._codec.whole, self._codec.errors, len(ahead)
        while size < CHUNK and at < end and ahead[at]:
            piece = ahead[at : at + _FIRST_FEED]
            try:
                data, unused = whole(piece, HELD)
                if unused < 0 and len(piece) == _FIRST_FEED:
                    piece = ahead[at : at + _SECOND_FEED]
                    data, unused = whole(piece, HELD)
            except errors:
                break
            if unused < 0:
                break
            at += len(piece) - unused
            found.append(data)
            size += len(data)
        self._at = self._base + at
        self._given += size
        return found

    def _member(self) -> Iterator[Chunk]:
        """Yield one member: whole if it is small, else in pieces; where it is damaged, move on to the next."""
        start = self._at
        decoder = self._codec.decoder()
        held: list[bytes] = []
        size = 0
        try:
            while not decoder.eof:
                if decoder.needs_input and not self._more():
                    yield Chunk(_joined(held), self._truncated(start))
                    return
                out = self._decode(decoder)
                held.append(out)
                size += len(out)
                self._given += len(out)
                if size > HELD:
                    yield Chunk(_joined(held))
                    held = []
        except self._codec.errors as error:
            broken_at = self._at
            went_on = self._resynchronise(start)
            yield Chunk(_joined(held), self._damaged(start, broken_at, str(error), went_on=went_on))
            return
        yield Chunk(_joined(held))

    def _decode(self, decoder: Decoder) -> bytes:
        index = self._at - self._base
        feed = _FEED if decoder.needs_input else 0
        piece = memoryview(self._window)[index : index + feed]
        self._at += len(piece)
        out = decoder.decompress(piece, HELD)
        if decoder.eof:
            self._at -= len(decoder.unused_data)
        return out

    def _more(self) -> bool:
        """Make sure that there is a byte to feed; false at the end of the file."""
        if self._at < self._base + len(self._window):
            return True
        return self._extend()

    def _extend(self) -> bool:
        data = self._read(_READ)
        keep = max(0, self._at - self._base - _LOOKBACK)
        self._window = self._window[keep:] + data
        self._base += keep
        return bool(data)

    def _skip_zeros(self) -> bool:
        """Move to the next member; false at the end of the file. Tapes pad with zeros, and so do some disks."""
        while self._more():
            index = self._at - self._base
            if self._window[index]:
                return True
            rest = self._window[index:]
            zeros = len(rest) - len(rest.lstrip(b"\0"))
            self._at += zeros
            if zeros < len(rest):
                return True
        return False

    def _resynchronise(self, start: int) -> bool:
        """Move to the next place behind `start` where a member begins that can be read; false at the end."""
        self._at = max(start + 1, self._base)
        while self._codec.magic:
            found = self._window.find(self._codec.magic, self._at - self._base)
            if found < 0:
                self._at = max(self._at, self._base + len(self._window) - len(self._codec.magic) + 1)
                if not self._extend():
                    self._at = self._base + len(self._window)
                    return False
                continue
            self._at = self._base + found
            if self._reads():
                return True
            self._at += 1
        return False

    def _reads(self) -> bool:
        """Return whether a member seems to begin here: three or four bytes can be there by chance."""
        while self._base + len(self._window) - self._at < _TRIAL and self._extend():
            pass
        decoder = self._codec.decoder()
        index = self._at - self._base
        try:
            decoder.decompress(self._window[index : index + _TRIAL], _TRIAL)
        except self._codec.errors:
            return False
        return True

    def _is_bomb(self) -> bool:
        given, limits = self._given, self._limits
        return given > limits.decompressed_bytes or (given > _RATIO_FROM and given > limits.ratio * max(1, self._at))

    def _bomb(self) -> Fault:
        message = (
            f"{self._at:,} compressed bytes have given {self._given:,} bytes, more than the limits allow; "
            "the rest of the file was not read"
        )
        return Fault("bomb", message)

    def _truncated(self, start: int) -> Fault:
        message = f"the file ends at byte {self._at:,}, inside the {self._codec.name} that begins at byte {start:,}"
        return Fault("truncated", message)

    def _damaged(self, start: int, broken_at: int, reason: str, *, went_on: bool) -> Fault:
        after = f"reading goes on at byte {self._at:,}" if went_on else "nothing behind it can be read"
        message = (
            f"the {self._codec.name} that begins at byte {start:,} is damaged before byte {broken_at:,} "
            f"({reason}); {after}"
        )
        return Fault("damaged", message)
