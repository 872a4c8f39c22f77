"""Make pages of any number: `python -m tests.bench.pages --pages 1000 pages.jsonl.zst`.

The pages have the forms of the `spiegel-online` layout and the statistics of German news text, but say nothing. What
was made is printed as one JSON object, and kept beside the container by `make bench`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import zstandard

from tests.bench.containers import write
from tests.bench.newspaper import Newspaper, Page

_BLOCK = 1 << 20
"""Parquet compresses pages of about this many bytes; so does the measure of how well the text compresses."""

_ONE_IN = 8
"""Of so many blocks one is compressed for that measure."""


class Census:
    """Counts pages as they pass by; figures of text are in bytes of UTF-8."""

    def __init__(self) -> None:
        """Begin with no page."""
        self._sizes: list[int] = []
        self._lines = self._comments = self._pictures = self._blocks = self._packed = self._unpacked = 0
        self._block: list[bytes] = []
        self._in_block = 0
        self._compressor = zstandard.ZstdCompressor(level=3)

    def count(self, pages: Iterator[Page]) -> Iterator[Page]:
        """Pass the pages on, and count them."""
        for page in pages:
            text = page.text.encode()
            self._sizes.append(len(text))
            self._lines += text.count(b"\n")
            self._comments += page.comments
            self._pictures += page.pictures
            self._compress(text)
            yield page

    def _compress(self, text: bytes) -> None:
        self._block.append(text)
        self._in_block += len(text)
        if self._in_block < _BLOCK:
            return
        if self._blocks % _ONE_IN == 0:
            self._packed += len(self._compressor.compress(b"".join(self._block)))
            self._unpacked += self._in_block
        self._blocks += 1
        self._block, self._in_block = [], 0

    def figures(self) -> dict[str, int | float | None]:
        """Return the counts; `zstd_ratio` is null below 1 MiB of text, since less of it compresses otherwise."""
        sizes = sorted(self._sizes)

        def quantile(share: float) -> int:
            return sizes[int(share * (len(sizes) - 1))]

        return {
            "pages": len(sizes),
            "text_bytes": sum(sizes),
            "mean_bytes": round(sum(sizes) / len(sizes)),
            "median_bytes": quantile(0.5),
            "p90_bytes": quantile(0.9),
            "p99_bytes": quantile(0.99),
            "longest_bytes": sizes[-1],
            "lines": self._lines,
            "comments": self._comments,
            "pictures": self._pictures,
            "zstd_ratio": round(self._unpacked / self._packed, 3) if self._packed else None,
        }


def pages(count: int, seed: int) -> Iterator[Page]:
    """Yield that many pages; those of a smaller count are the first ones of a larger count with the same seed."""
    paper = Newspaper(seed)
    return (paper.page() for _ in repeat(None, count))


def main() -> None:
    """Make the pages that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description="Make pages for the bench.")
    parser.add_argument("container", type=Path, help="*.jsonl.zst, *.jsonl.gz, *.warc.wet.gz, or a folder of .txt")
    parser.add_argument("--pages", type=int, default=1_000, help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other pages (default: 1)")
    options = parser.parse_args()
    census = Census()
    write(census.count(pages(options.pages, options.seed)), options.container)
    sys.stdout.write(json.dumps(census.figures()) + "\n")


if __name__ == "__main__":
    main()
