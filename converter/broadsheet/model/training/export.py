"""Write a trained network as the whole numbers that `broadsheet.model.network` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from broadsheet.features.words import Hashes
from broadsheet.model.training.network import Chain, Network


def whole(values: Tensor, scale: float, most: int) -> npt.NDArray[np.int64]:
    """Return values as whole parts of `scale`, cut as `network.rounded` cuts them."""
    held = values.detach().double().clamp(-most / scale, most / scale)
    numbers: npt.NDArray[np.int64] = torch.floor(held * scale + 0.5).numpy().astype(np.int64)
    return numbers


def arrays(
    network: Network, chain: Chain, vocabulary: Hashes, calibration: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of `weights.npz`."""
    held: dict[str, npt.NDArray[Any]] = {
        "vocabulary": vocabulary,
        "single": whole(network.single.weight, 16, 127).astype(np.int8),
        "bag": whole(network.bag.weight, 16, 127).astype(np.int8),
        "dilations": np.array(network.dilations, np.int16),
        "pooled": np.array(network.pooled, np.int16),
        "steps": whole(chain.steps, 1024, 2**20).astype(np.int32),
        "start": whole(chain.start, 1024, 2**20).astype(np.int32),
        "calibration": calibration,
    }
    for name, parameter in network.named_parameters():
        if name.endswith("weight") and name not in {"single.weight", "bag.weight"}:
            held[name] = whole(parameter, 64, 127).astype(np.int8)
        elif name.endswith("bias"):
            held[name] = whole(parameter, 1024, 2**20).astype(np.int32)
    return held


def write(path: Path, network: Network, chain: Chain, vocabulary: Hashes, calibration: npt.NDArray[np.float64]) -> None:
    """Write `weights.npz`."""
    held: dict[str, Any] = arrays(network, chain, vocabulary, calibration)
    np.savez_compressed(path, **held)
