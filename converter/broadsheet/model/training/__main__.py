"""Train the learned labeller: `python -m broadsheet.model.training BENCH --out FOLDER`.

Writes FOLDER/fold-K.npz for each fold, networks trained on the other three, and FOLDER/weights.npz, networks trained on
all pages, with the weights of confidence that were fitted on what the folds' networks said of pages that they had not
seen.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import attrs
import numpy as np
import torch

from broadsheet.features.words import Hashes
from broadsheet.model.confidence import EVIDENCE
from broadsheet.model.ensemble import Ensemble
from broadsheet.model.training.bench import RENDERINGS, Page, news_pages, wcxb_pages
from broadsheet.model.training.calibrate import Held, fit, held_out
from broadsheet.model.training.export import Arrays, arrays, write
from broadsheet.model.training.folds import FOLDS, fold_of
from broadsheet.model.training.recipe import Recipe
from broadsheet.model.training.trainer import frequent_words, train

ALL = -1
"""The number of the fold that leaves no page out."""


def read_pages(bench: Path) -> list[Page]:
    """Read the pages of the bench in all renderings."""
    return [page for rendering in RENDERINGS for read in (news_pages, wcxb_pages) for page in read(bench, rendering)]


def train_member(bench: Path, fold: int, number: int, recipe: Recipe, seed: int) -> tuple[Arrays, Hashes]:
    """Train one of the networks that read a fold's pages, on all others; return its arrays and its vocabulary."""
    torch.set_num_threads(1)
    pages = [page for page in read_pages(bench) if fold_of(bench)[page.doc_id] != fold]
    vocabulary = frequent_words(pages, recipe, seed)
    trained = train(
        pages, vocabulary, recipe, seed + number,
        say=lambda message: print(f"{_name(fold)}, network {number}: {message}", file=sys.stderr, flush=True),  # noqa: T201
    )  # fmt: skip
    return arrays(trained.network, trained.chain), vocabulary


def read_fold(bench: Path, fold: int, folder: Path) -> Held:
    """Read a fold's pages with the networks that were trained without it."""
    with (folder / _name(fold)).open("rb") as file:
        ensemble = Ensemble.load(file)
    pages = [page for page in read_pages(bench) if fold_of(bench)[page.doc_id] == fold and len(page.lines)]
    return held_out(ensemble, pages)


def calibrate(folder: Path, parts: Sequence[Held]) -> None:
    """Put the weights of confidence into all files: for each fold those that its own pages had no part in."""
    for own in (*range(FOLDS), ALL):
        path = folder / _name(own)
        weights = fit([part for fold, part in enumerate(parts) if fold != own])
        with np.load(path) as stored:
            held = {name: stored[name] for name in stored.files}
        np.savez_compressed(path, **(held | {"calibration": weights}))


def _name(fold: int) -> str:
    return "weights.npz" if fold == ALL else f"fold-{fold}.npz"


def main() -> None:
    """Train all folds and the networks that are shipped."""
    parser = argparse.ArgumentParser(prog="python -m broadsheet.model.training", description=__doc__)
    parser.add_argument("bench", type=Path, help="the folder with pages/, labels/ and truth/")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="how many networks are trained at a time")
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--networks", type=int, default=Recipe().networks, help="how many networks read together")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    recipe = attrs.evolve(Recipe(), epochs=options.epochs, networks=options.networks)
    with ProcessPoolExecutor(options.jobs) as pool:
        runs = {
            fold: [
                pool.submit(train_member, options.bench, fold, number, recipe, options.seed)
                for number in range(recipe.networks)
            ]
            for fold in (*range(FOLDS), ALL)
        }
        for fold, members in runs.items():
            trained = [run.result() for run in members]
            write(options.out / _name(fold), [held for held, _ in trained], trained[0][1], np.zeros(len(EVIDENCE)))
        parts = list(pool.map(partial(read_fold, options.bench, folder=options.out), range(FOLDS)))
    calibrate(options.out, parts)


if __name__ == "__main__":
    main()
