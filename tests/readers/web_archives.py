"""WARC and WET files written by hand, as the standard says."""

from __future__ import annotations

from collections.abc import Sequence

INFO = (
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2015-09-16T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:info>\r\n"
    b"Content-Type: application/warc-fields\r\nContent-Length: 14\r\n\r\nsoftware: pen\n\r\n\r\n"
)


def record(number: int, text: bytes, *, kind: bytes = b"conversion", extra: bytes = b"") -> bytes:
    """Return one record with its two newlines."""
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://www.paper.example/%d\r\n"
        b"WARC-Date: 2015-09-16T10:00:%02dZ\r\nWARC-Record-ID: <urn:uuid:%d>\r\n%s"
        b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, number, number % 60, number, extra, len(text), text)
    )


def texts(count: int) -> list[bytes]:
    """Return texts of different lengths; some look like the end of a record."""
    return [f"Seite {n}\r\n\r\nMöwen {'und Boote ' * (n % 40)}\r\n\r\nWARC?".encode() for n in range(count)]


def records(pages: Sequence[bytes]) -> list[bytes]:
    """Return a WET file's records, the first one about the file."""
    return [INFO, *(record(number, page, extra=EXTRA[number % 3]) for number, page in enumerate(pages))]


EXTRA = (b"", b"WARC-Identified-Content-Language: deu,eng\r\n", b"WARC-Block-Digest: sha1:X\r\n")
