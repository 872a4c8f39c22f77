"""The lock files agree with pyproject.toml and name no index, so that each machine uses its own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["remote"]
SPARK = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["spark"]
DEVELOPMENT = RUNTIME + PROJECT["dependency-groups"]["dev"]


def locked(path: Path) -> dict[str, set[str]]:
    """Return the locked releases of each distribution; Python versions can differ in theirs."""
    releases: dict[str, set[str]] = {}
    for name, release in re.findall(r"^([a-z0-9-]+)==([^\s;]+)", path.read_text("utf-8"), re.MULTILINE):
        releases.setdefault(name, set()).add(release)
    return releases


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [("requirements.lock", RUNTIME), ("requirements-dev.lock", DEVELOPMENT), ("requirements-spark.lock", SPARK)],
)
def test_a_lock_satisfies_what_is_declared(lock: str, requirements: list[str]) -> None:
    releases = locked(ROOT / lock)
    for requirement in map(Requirement, requirements):
        found = releases.get(requirement.name, set())
        assert found, f"{requirement.name} is not in {lock}: run `make lock`"
        assert all(requirement.specifier.contains(release) for release in found), f"run `make lock`: {requirement}"


def test_all_locks_hold_the_same_releases() -> None:
    development = locked(ROOT / "requirements-dev.lock")
    for name, releases in (locked(ROOT / "requirements.lock") | locked(ROOT / "requirements-spark.lock")).items():
        assert name in {"pyspark", "py4j"} or development[name] == releases, "run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-spark.lock"])
def test_a_lock_names_no_index(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text("utf-8")
