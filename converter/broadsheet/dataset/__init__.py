"""The dataset folder: how it is written (`parts`, `staging`, `commit`), described (`manifest`, `card`), opened."""
