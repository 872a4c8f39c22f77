"""How hypothesis runs here: `HYPOTHESIS_PROFILE=fast` between two edits, `thorough` for a night, else `default`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does, so neither deadline nor `too_slow` may fail a law.
settings.register_profile(
    "default",
    max_examples=32,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    # The verdict on a commit must not change from one run to the next; `thorough` looks for new examples.
    derandomize=True,
)
settings.register_profile("fast", settings.get_profile("default"), max_examples=15)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=3_000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
