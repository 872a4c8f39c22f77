"""Write trained networks as the whole numbers that `broadsheet.model.ensemble` reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from broadsheet.features.words import Hashes
from broadsheet.model.training.network import Chain, Network

Arrays = dict[str, npt.NDArray[Any]]


def whole(values: Tensor, scale: float, most: int) -> npt.NDArray[np.int64]:
    """Return values as whole parts of `scale`, cut as `network.rounded` cuts them."""
    held = values.detach().double().clamp(-most / scale, most / scale)
    numbers: npt.NDArray[np.int64] = torch.floor(held * scale + 0.5).numpy().astype(np.int64)
    return numbers


def arrays(network: Network, chain: Chain) -> Arrays:
    """Return the arrays of one network, and of the chain of its states."""
    held: Arrays = {
        "single": whole(network.single.weight, 16, 127).astype(np.int8),
        "bag": whole(network.bag.weight, 16, 127).astype(np.int8),
        "dilations": np.array(network.dilations, np.int16),
        "pooled": np.array(network.pooled, np.int16),
        "steps": whole(chain.steps, 1024, 2**20).astype(np.int32),
        "start": whole(chain.start, 1024, 2**20).astype(np.int32),
    }
    for name, parameter in network.named_parameters():
        if name.endswith("weight") and name not in {"single.weight", "bag.weight"}:
            held[name] = whole(parameter, 64, 127).astype(np.int8)
        elif name.endswith("bias"):
            held[name] = whole(parameter, 1024, 2**20).astype(np.int32)
    return held


def write(path: Path, members: Sequence[Arrays], vocabulary: Hashes, calibration: npt.NDArray[np.float64]) -> None:
    """Write `weights.npz`: the networks side by side, and the mean of their chains.

    Args:
        path: the file.
        members: what `arrays` gave of each network.
        vocabulary: the words that all of them tell apart.
        calibration: the weights of confidence.
    """
    held: Arrays = {
        "vocabulary": vocabulary,
        "networks": np.array(len(members), np.int16),
        "calibration": calibration,
    }
    for chain in ("steps", "start"):
        held[chain] = np.floor(np.mean([member[chain] for member in members], axis=0) + 0.5).astype(np.int32)
    for number, member in enumerate(members):
        held |= {f"{number}/{name}": array for name, array in member.items() if name not in {"steps", "start"}}
    np.savez_compressed(path, **held)  # type: ignore[arg-type]  # its stub takes `allow_pickle` for one of these
