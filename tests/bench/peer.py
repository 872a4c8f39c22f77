"""Read HTML with trafilatura: `python -m tests.bench.peer FOLDER [MOST]`; what it finds is thrown away."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import trafilatura


def main() -> None:
    """Extract text, title, author and date of every page, comments included, as a user of trafilatura would."""
    most = int(sys.argv[2]) if len(sys.argv) > 2 else None
    for path in sorted(Path(sys.argv[1]).glob("*.html.gz"))[:most]:
        trafilatura.bare_extraction(gzip.decompress(path.read_bytes()), with_metadata=True, include_comments=True)


if __name__ == "__main__":
    main()
