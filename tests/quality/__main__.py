"""`make quality`: train on all folds but one, read that one's pages, score them, and print one table.

With --folds FOLDER the networks that lie there are read in place of being trained: tests/quality/folds holds those that
belong to the shipped weights. Nothing is trained or fitted on a page that it is scored on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from broadsheet.model.ensemble import Ensemble
from broadsheet.model.training.bench import RENDERINGS
from tests.quality.confidence import effect_of_the_default, judged, reliability
from tests.quality.errors import losses, tables
from tests.quality.scoring import SETS, Dataset, bench_folder, digest, load_ensembles, read_held_out, score
from tests.quality.table import Scores, references, rows, to_text


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument("--folds", type=Path, metavar="FOLDER", help="read networks from there, train none")
    parser.add_argument("--only", type=int, nargs="*", default=[0, 1, 2, 3], metavar="K", help="folds to score")
    parser.add_argument("--renderings", nargs="*", default=RENDERINGS, choices=RENDERINGS)
    parser.add_argument("--seed", type=int, default=1, help="of training")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("build/quality"),
        help="where networks are put, and datasets while they are read",
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--errors", action="store_true", help="sort what pages lose into classes, too")
    return parser.parse_args()


def _of_language(bench: Path, datasets: Sequence[Dataset], language: str) -> Scores:
    news = [one for one in datasets if one.which == "news"]
    return {(one.which, one.rendering): score(bench, one, lambda row: bool(row["lang"] == language)) for one in news}


def main() -> int:
    """Print the table. Returns 0 where the bench is missing, too: there is nothing to measure then."""
    options = _options()
    bench = bench_folder()
    if bench is None:
        print("The bench's pages are missing: set BROADSHEET_BENCH to their folder. Nothing was measured.")
        return 0
    folds = options.folds
    if folds is None:
        folds = options.folder / "networks"
        command = [sys.executable, "-m", "broadsheet.model.training", str(bench), "--out", str(folds)]
        subprocess.run([*command, "--seed", str(options.seed)], check=True)
    options.folder.mkdir(parents=True, exist_ok=True)
    # A folder of its own: two runs side by side would read what the other one wrote.
    with TemporaryDirectory(prefix="read-", dir=options.folder) as held:
        _measure(options, bench, load_ensembles(folds, options.only), Path(held))
    return 0


def _measure(options: argparse.Namespace, bench: Path, ensembles: Mapping[int, Ensemble], folder: Path) -> None:
    datasets = [
        read_held_out(bench, which, rendering, ensembles, folder / f"{which}-{rendering}")
        for which in SETS
        for rendering in options.renderings
    ]
    scores = {(one.which, one.rendering): score(bench, one) for one in datasets}
    slices = {language: _of_language(bench, datasets, language) for language in ("de", "en")}
    print(
        f"bench {digest(bench)}, folds {options.only}: every page read by networks that were trained without its site\n"
    )
    print(to_text(rows(scores, slices)))
    print("\n" + references())
    pages = [page for one in datasets if one.which == "wcxb" for page in judged(bench, one)]
    print("\nConfidence on WCXB pages, all renderings\n" + to_text(reliability(pages)))
    print(effect_of_the_default(pages))
    if options.errors:
        print("\nErrors by class: pages with one in some rendering (of texts, that lose 0.01 by it), share of the loss")
        print(tables([loss for one in datasets for loss in losses(bench, one)]))
    if options.json:
        named = {f"{which}-{rendering}": figures for (which, rendering), figures in scores.items()}
        options.json.write_text(
            json.dumps({"bench": digest(bench), "figures": named}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    sys.exit(main())
