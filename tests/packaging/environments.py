"""Virtual environments that hold chosen distributions and nothing else, made without an index.

The distributions are links to those that the tests themselves run with, so an environment takes a second and no
network, and what is not declared as a dependency is truly absent from it.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import attrs
from packaging.requirements import Requirement


@attrs.frozen
class Environment:
    """A virtual environment.

    Attributes:
        folder: where it lies.
        site: its `site-packages`.
    """

    folder: Path
    site: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of its commands, away from the source tree."""
        program = str(self.folder / "bin" / command[0])
        return subprocess.run(
            [program, *command[1:]], cwd=self.folder, env={}, capture_output=True, text=True, check=False, timeout=60
        )

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run Python code in it, isolated from the user's own settings."""
        return self.run("python", "-I", "-c", code)


def make_environment(folder: Path, *requirements: str) -> Environment:
    """Make a virtual environment with what these requirements name, and what that requires in turn."""
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    for name in closure(requirements):
        link(name, site)
    return Environment(folder, site)


def install(environment: Environment, wheel: Path) -> None:
    """Install a wheel as pip does, scripts included; its dependencies must be there already."""
    pip = [sys.executable, "-m", "pip", "--python", str(environment.folder / "bin" / "python")]
    options = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True, timeout=120)


def closure(requirements: tuple[str, ...]) -> set[str]:
    """Return the names of the installed distributions that requirements need, without extras."""
    names: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        if requirement.name in names or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        names.add(requirement.name)
        try:
            waiting += [Requirement(text) for text in distribution(requirement.name).requires or ()]
        except PackageNotFoundError as error:
            message = f"{requirement.name} is declared as a dependency and not installed here"
            raise AssertionError(message) from error
    return names


def link(name: str, site: Path) -> None:
    """Link the files and folders of an installed distribution into a `site-packages`."""
    installed = distribution(name)
    for top in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
        (site / top).symlink_to(str(installed.locate_file(top)))
