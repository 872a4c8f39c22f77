"""Lines in blocks: the part that all line-based containers share.

A frame is a block of whole lines, of some megabytes, that knows where it stands in the decompressed file and which
line is its first. So a reader handles lines by the thousand, and passing over the lines of another shard costs little
more than decompressing them. A line that is too long, or the line in which a file breaks off, is a frame of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from broadsheet.documents import BATCH_BYTES
from broadsheet.readers.faults import Fault
from broadsheet.readers.options import Limits
from broadsheet.readers.streams import Chunk

NEWLINE = b"\n"


@attrs.frozen
class Frame:
    """Whole lines, one behind the other. With a fault they are no sound ones: each is a reject."""

    data: bytes
    offset: int
    """Of the first byte of `data`, in the decompressed file."""
    record: int
    """The number of the first line, from 0."""
    fault: Fault | None = None
    length: int = -1
    """Bytes that the frame stands for; more than `data` where a line was too long to hold."""

    @property
    def stop(self) -> int:
        """The offset behind the frame."""
        return self.offset + (len(self.data) if self.length < 0 else self.length)


def frames(chunks: Iterable[Chunk], limits: Limits, frame_bytes: int = BATCH_BYTES) -> Iterator[Frame]:
    """Cut chunks into frames of about `frame_bytes`, at the ends of lines."""
    lines = _Lines(limits, frame_bytes)
    for chunk in chunks:
        sound = chunk.fault is None or chunk.fault.rule != "damaged"
        if sound:
            yield from lines.take(chunk.data)
        if chunk.fault is not None:
            yield from lines.broken(b"" if sound else chunk.data, chunk.fault)
    yield from lines.finish()


def _lines_in(data: bytes) -> int:
    return data.count(NEWLINE) + (bool(data) and not data.endswith(NEWLINE))


class _Lines:
    """What is held between two chunks: whole lines that make no full frame yet, and the beginning of a line."""

    def __init__(self, limits: Limits, frame_bytes: int) -> None:
        self._limits = limits
        self._frame_bytes = frame_bytes
        self._whole: list[bytes] = []
        self._whole_size = 0
        self._part: list[bytes] = []
        self._part_size = 0
        self._offset = 0
        self._record = 0

    def take(self, data: bytes) -> Iterator[Frame]:
        """Add bytes that go on where the last ones ended; yield the frames that they fill."""
        cut = data.rfind(NEWLINE) + 1
        if not cut:
            self._add_part(data)
            return
        if self._part_size + data.find(NEWLINE) > self._limits.document_bytes:
            end = data.find(NEWLINE)
            self._add_part(data[:end])
            yield from self.finish()
            self._offset += len(NEWLINE)
            yield from self.take(data[end + len(NEWLINE) :])
            return
        self._whole += [*self._part, data[:cut]]
        self._whole_size += self._part_size + cut
        self._part, self._part_size = [], 0
        self._add_part(data[cut:])
        if self._whole_size >= self._frame_bytes:
            yield self._frame()

    def finish(self) -> Iterator[Frame]:
        """Yield what is held: whole lines, then the last one although it has no newline."""
        if self._whole:
            yield self._frame()
        if self._part_size > self._limits.document_bytes:
            yield self._too_large()
        elif self._part_size:
            self._whole, self._part, self._part_size = self._part, [], 0
            yield self._frame()

    def broken(self, data: bytes, fault: Fault) -> Iterator[Frame]:
        """Yield what is held, then the line in which the file breaks off, with `data` that is known to be damaged."""
        part = b"".join(self._part)
        if part:
            self._part, self._part_size = [], 0
        yield from self.finish()
        data = part + data
        yield Frame(data, self._offset, self._record, fault)
        self._offset += len(data)
        self._record += max(1, _lines_in(data))

    def _add_part(self, data: bytes) -> None:
        self._part_size += len(data)
        if self._part_size <= self._limits.document_bytes:
            self._part.append(data)
        else:
            self._part = []

    def _frame(self) -> Frame:
        data = b"".join(self._whole)
        frame = Frame(data, self._offset, self._record)
        self._offset += len(data)
        self._record += _lines_in(data)
        self._whole, self._whole_size = [], 0
        return frame

    def _too_large(self) -> Frame:
        message = (
            f"the document at byte {self._offset:,} has {self._part_size:,} bytes; "
            f"the limit is {self._limits.document_bytes:,}"
        )
        frame = Frame(b"", self._offset, self._record, Fault("too-large", message), self._part_size)
        self._offset += self._part_size
        self._record += 1
        self._part, self._part_size = [], 0
        return frame
