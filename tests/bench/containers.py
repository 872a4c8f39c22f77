"""Writers of the containers that pages are delivered in: JSONL (`.zst`, `.gz`), WET, a folder of text files."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import zstandard

from tests.bench.newspaper import Page

_GZIP_LEVEL = 6
_FILES_IN_A_FOLDER = 1_000


def write(pages: Iterable[Page], path: Path) -> None:
    """Write pages into the container that the name of `path` asks for.

    `.jsonl.zst` and `.jsonl.gz` hold one object a line with id, url and text; `.warc.wet.gz` holds one gzip member a
    record, as Common Crawl does; a name without suffix is a folder of `.txt` files, 1,000 in each folder of it.
    The bytes depend on the pages alone.
    """
    if path.name.endswith(".warc.wet.gz"):
        _write_wet(pages, path)
    elif path.name.endswith((".jsonl.zst", ".jsonl.gz")):
        _write_jsonl(pages, path)
    elif not path.suffix:
        _write_folder(pages, path)
    else:
        message = f"{path}: no container has that suffix; use .jsonl.zst, .jsonl.gz, .warc.wet.gz or none for a folder"
        raise ValueError(message)


@contextmanager
def _compressed(path: Path) -> Iterator[Callable[[bytes], int]]:
    """Open a file that compresses what is written, and yield how to write."""
    with path.open("wb") as file:
        if path.suffix == ".zst":
            with zstandard.ZstdCompressor(level=3).stream_writer(file) as stream:
                yield stream.write
        else:
            # Without name and time of day, so that two runs give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=_GZIP_LEVEL, mtime=0) as stream:
                yield stream.write


def _write_jsonl(pages: Iterable[Page], path: Path) -> None:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with _compressed(path) as put:
        for page in pages:
            put(f"{encode({'id': page.id, 'url': page.url, 'text': page.text})}\n".encode())


def _write_folder(pages: Iterable[Page], path: Path) -> None:
    for number, page in enumerate(pages):
        folder = path / f"{number // _FILES_IN_A_FOLDER:05d}"
        if number % _FILES_IN_A_FOLDER == 0:
            folder.mkdir(parents=True)
        (folder / f"{page.id}.txt").write_bytes(page.text.encode())


def _write_wet(pages: Iterable[Page], path: Path) -> None:
    with path.open("wb") as file:
        info = b"Software-Info: made pages\r\nFormat: WARC File Format 1.0\r\n"
        kind = {"WARC-Type": "warcinfo", "WARC-Date": "2020-01-01T00:00:00Z", "Content-Type": "application/warc-fields"}
        file.write(_record(kind, info))
        for page in pages:
            # WET begins with the page's title, and has neither blank lines nor indentation.
            lines = (page.title, *(line.strip() for line in page.text.splitlines() if line))
            kind = {
                "WARC-Type": "conversion",
                "WARC-Target-URI": page.url,
                "WARC-Date": page.captured,
                "Content-Type": "text/plain",
            }
            file.write(_record(kind, "\n".join(lines).encode() + b"\n"))


def _record(headers: dict[str, str], content: bytes) -> bytes:
    name = uuid.UUID(bytes=hashlib.sha256(f"{headers}".encode() + content).digest()[:16])
    headers = {**headers, "WARC-Record-ID": f"<urn:uuid:{name}>", "Content-Length": f"{len(content)}"}
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    record = b"WARC/1.0\r\n" + head.encode() + b"\r\n" + content + b"\r\n\r\n"
    return gzip.compress(record, compresslevel=_GZIP_LEVEL, mtime=0)
