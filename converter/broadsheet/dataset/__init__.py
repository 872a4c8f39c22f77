"""The dataset folder: how it is written (`parts`, `staging`, `commit`), described (`manifest`, `card`) and read."""

from broadsheet.dataset.opened import Dataset, open_dataset

__all__ = ["Dataset", "open_dataset"]
