"""What stands around an article and is still told: rights, how many comments the page declares."""

from __future__ import annotations

from broadsheet.model.reading import Reading


def label_foot(reading: Reading) -> None:
    """Label notes of rights and counts of comments, and put what they print."""
    del reading
