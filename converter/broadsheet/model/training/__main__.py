"""Train the learned labeller: `python -m broadsheet.model.training BENCH --out FOLDER`.

Writes FOLDER/fold-K.npz for each fold, trained on the other three, and FOLDER/weights.npz, trained on all pages, with
the weights of confidence that were fitted on what the folds' networks said of pages that they had not seen.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs
import numpy as np
import torch

from broadsheet.model.network import Network
from broadsheet.model.training.bench import RENDERINGS, Page, news_pages, wcxb_pages
from broadsheet.model.training.calibrate import Held, fit, held_out
from broadsheet.model.training.export import write
from broadsheet.model.training.folds import FOLDS, folds
from broadsheet.model.training.recipe import Recipe
from broadsheet.model.training.trainer import train

ALL = -1
"""The number of the fold that leaves no page out."""


def read_pages(bench: Path) -> list[Page]:
    """Read the pages of the bench in all renderings."""
    return [page for rendering in RENDERINGS for read in (news_pages, wcxb_pages) for page in read(bench, rendering)]


def train_fold(bench: Path, fold: int, recipe: Recipe, seed: int, folder: Path) -> Held | None:
    """Train on all pages but those of a fold, write the network, and read the fold's pages with it."""
    torch.set_num_threads(1)
    pages = read_pages(bench)
    place = folds([page for page in pages if page.rendering == RENDERINGS[0]])
    name = "weights" if fold == ALL else f"fold-{fold}"
    trained = train(
        [page for page in pages if place[page.doc_id] != fold], recipe, seed,
        say=lambda message: print(f"{name}: {message}", file=sys.stderr, flush=True),  # noqa: T201
    )  # fmt: skip
    path = folder / f"{name}.npz"
    write(path, trained.network, trained.chain, trained.vocabulary, np.zeros(0))
    if fold == ALL:
        return None
    with path.open("rb") as file:
        network = Network.load(file)
    return held_out(network, [page for page in pages if place[page.doc_id] == fold and len(page.lines)])


def calibrate(folder: Path, parts: list[Held]) -> None:
    """Put the weights of confidence into all networks: for each fold those that its own pages had no part in."""
    for path in sorted(folder.glob("*.npz")):
        own = int(path.stem.removeprefix("fold-")) if path.stem.startswith("fold-") else ALL
        weights = fit([part for fold, part in enumerate(parts) if fold != own])
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        np.savez_compressed(path, **(arrays | {"calibration": weights}))


def main() -> None:
    """Train all folds and the network that is shipped."""
    parser = argparse.ArgumentParser(prog="python -m broadsheet.model.training", description=__doc__)
    parser.add_argument("bench", type=Path, help="the folder with pages/, labels/ and truth/")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="how many networks are trained at a time")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    recipe = attrs.evolve(Recipe(), epochs=options.epochs)
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = [
            pool.submit(train_fold, options.bench, fold, recipe, options.seed, options.out)
            for fold in (*range(FOLDS), ALL)
        ]
        held = [run.result() for run in runs]
    calibrate(options.out, [part for part in held if part is not None])


if __name__ == "__main__":
    main()
