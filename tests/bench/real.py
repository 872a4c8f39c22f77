"""Real pages, which no layout knows: made into a container, and given to a peer that reads their HTML.

They are looked for in the folder that BROADSHEET_BENCH names; where it is missing, this part of the bench says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import zstandard

from tests.bench.measure import alternate, run
from tests.bench.trial import Bench, Dump, Speed

RENDERINGS = ("innertext", "wet", "inscriptis", "resiliparse")
HTML = "f_"
"""How the ids of pages begin whose HTML is there too."""


class Peer(NamedTuple):
    """How many pages of HTML a peer reads in a CPU-second, and how many of the same pages Broadsheet reads as text."""

    name: str
    pages: int
    peer: float
    ours: float


def bench_folder() -> Path | None:
    """Return the folder of real pages, None where there is none."""
    folder = Path(os.environ.get("BROADSHEET_BENCH", Path(__file__).parents[3] / "shared" / "bench"))
    return folder if (folder / "pages").is_dir() else None


def learned_speed(bench: Bench, source: Path, repeats: int) -> Speed:
    """Measure the copy ratio on all real pages in all renderings."""
    return bench.compare(container(bench, source, "one", 1), container(bench, source, "all"), repeats)


def beside_trafilatura(bench: Bench, source: Path, repeats: int) -> Peer:
    """Measure trafilatura on the HTML of pages, and `convert` on the text of the same pages in all renderings."""
    one, some = container(bench, source, "one", 1), container(bench, source, "html")
    names = sorted(path.name for path in (source / "html").glob("*.html.gz"))
    peer = [sys.executable, "-m", "tests.bench.peer", str(source / "html")]
    runs = (lambda: run([*peer, "1"]), lambda: run(peer), lambda: bench.convert(one), lambda: bench.convert(some))
    bench.say(f"measuring trafilatura on {len(names):,} pages of HTML {repeats} times")
    first, peers, start, ours = (min(usage.cpu for usage in usages) for usages in alternate(runs, repeats))
    return Peer("trafilatura", len(names), (len(names) - 1) / (peers - first), (some.pages - 1) / (ours - start))


def container(bench: Bench, source: Path, which: str, most: int | None = None) -> Dump:
    """Return the container of the pages that are asked for (`all`, `html`, `one`), made now or by an earlier run."""
    digest = hashlib.sha256(
        "".join(f"{path.name}{path.stat().st_size}" for path in _files(source)).encode()
    ).hexdigest()
    path = bench.folder / f"real-{digest[:8]}-{which}.jsonl.zst"
    census = path.with_name(path.name + ".json")
    if not census.exists():
        bench.folder.mkdir(parents=True, exist_ok=True)
        pages = [page for page in _pages(source) if which != "html" or page["key"].startswith(HTML)][:most]
        lines = "".join(json.dumps({"id": page["id"], "text": page["text"]}) + "\n" for page in pages).encode()
        packed = zstandard.ZstdCompressor(3).compress(lines)
        path.write_bytes(packed)
        size = sum(len(page["text"].encode()) for page in pages)
        census.write_text(json.dumps({"pages": len(pages), "text_bytes": size, "zstd_ratio": len(lines) / len(packed)}))
    figures = json.loads(census.read_text())
    return Dump(path, figures["pages"], figures["text_bytes"], 0, 0, figures["zstd_ratio"])


def _files(source: Path) -> list[Path]:
    return [source / "pages" / f"{kind}{rendering}.jsonl.zst" for rendering in RENDERINGS for kind in ("", "wcxb-")]


def _pages(source: Path) -> Iterator[dict[str, Any]]:
    for path in _files(source):
        with path.open("rb") as file:
            for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8"):
                page = json.loads(line)
                yield {"key": page["id"], "id": f"{path.name.split('.')[0]}-{page['id']}", "text": page["text"]}
