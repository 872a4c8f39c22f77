"""A position in a stream of bytes: what the readers of WARC files and archives walk along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broadsheet.readers.faults import Fault
from broadsheet.readers.streams import CHUNK, Chunk

_FIRST_LOOK = 4096


class Walker:
    """A position in a stream of chunks; it only moves forward.

    A fault ends the walk for the time being: the bytes before it can still be taken, none behind it is seen until
    `pass_fault` is called.
    """

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._chunks = iter(chunks)
        self._data = b""
        self._at = 0
        self._suspect = b""
        self._ended = False
        self.offset = 0
        """Of the position, in the decompressed stream."""
        self.fault: Fault | None = None
        """What is wrong behind the bytes ahead; known once they have been looked at."""

    def ahead(self, count: int) -> int:
        """Return how many bytes lie ahead, up to `count`; reads as much as that takes."""
        if len(self._data) - self._at < count and self.fault is None and not self._ended:
            held = [self._data[self._at :]]
            size = len(held[0])
            while size < count and self.fault is None and (chunk := next(self._chunks, None)) is not None:
                self.fault = chunk.fault
                if chunk.fault is not None and chunk.fault.rule == "damaged":
                    self._suspect = chunk.data
                else:
                    held.append(chunk.data)
                    size += len(chunk.data)
            self._ended = size < count and self.fault is None
            self._data, self._at = b"".join(held), 0
        return min(count, len(self._data) - self._at)

    def peek(self, count: int) -> bytes:
        """Return up to `count` bytes ahead, without moving."""
        count = self.ahead(count)
        return self._data[self._at : self._at + count]

    def at(self, index: int, count: int) -> bytes:
        """Return up to `count` bytes that begin `index` bytes ahead, without moving."""
        self.ahead(index + count)
        return self._data[self._at + index : self._at + index + count]

    def window(self, count: int) -> tuple[bytes, int]:
        """Look at least `count` bytes ahead if there are so many; return a block that holds them, and where they begin.

        For those who read many records at once; they `skip` what they have read.
        """
        self.ahead(count)
        return self._data, self._at

    def take(self, count: int) -> bytes:
        """Return up to `count` bytes ahead and move behind them."""
        data = self.peek(count)
        self._at += len(data)
        self.offset += len(data)
        return data

    def skip(self, count: int) -> int:
        """Move up to `count` bytes on, holding none of them; return how many they were."""
        left = count
        while left and (step := self.ahead(min(left, CHUNK))):
            step = min(left, len(self._data) - self._at) if step == CHUNK else step
            self._at += step
            self.offset += step
            left -= step
        return count - left

    def find(self, mark: bytes, within: int, begin: int = 0) -> int:
        """Return how many bytes ahead a mark stands, at least `begin`, in no more than `within` bytes; else -1."""
        size = min(_FIRST_LOOK, within)
        while True:
            seen = self.ahead(size)
            found = self._data.find(mark, self._at + begin, self._at + seen)
            if found >= 0:
                return found - self._at
            if seen < size or size == within:
                return -1
            size = min(8 * size, within)

    def body(self, count: int) -> Iterator[Chunk]:
        """Yield the next `count` bytes as a stream of their own; it ends with the fault that cuts it, if one does."""
        left = count
        while left and (data := self.take(min(left, CHUNK))):
            left -= len(data)
            yield Chunk(data)
        if left and self.fault is not None:
            yield Chunk(b"", self.fault)
        elif left:
            yield Chunk(b"", Fault("truncated", f"the archive ends {left:,} bytes before the end of this member"))

    def pass_fault(self) -> tuple[bytes, Fault]:
        """Return the bytes at a fault (not sound ones), and the fault; and go on behind it."""
        if self.fault is None:
            raise ValueError
        data = self.take(len(self._data)) + self._suspect
        self.offset += len(self._suspect)
        fault, self.fault, self._suspect = self.fault, None, b""
        return data, fault
