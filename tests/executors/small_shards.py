"""Shards of few bytes, so that a test's input makes several."""

from __future__ import annotations

import functools

import pytest

from broadsheet import shards
from broadsheet.driver import inputs


def small_shards(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let conversions of this process plan shards of about so many bytes."""
    monkeypatch.setattr(inputs, "plan", functools.partial(shards.plan, shard_bytes=size))
