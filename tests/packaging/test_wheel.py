"""What a wheel holds, and what it does in an environment that has only its declared dependencies."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.packaging.environments import Environment, install, make_environment

ROOT = Path(__file__).parents[2]
PACKAGES = {"broadsheet": ROOT / "converter", "broadsheet_schema": ROOT / "schema"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def user(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Install the wheel and its declared dependencies, and nothing else."""
    environment = make_environment(tmp_path_factory.mktemp("user"), *PROJECT["dependencies"])
    install(environment, wheel)
    return environment


def test_a_wheel_holds_every_file_of_both_packages(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(root).as_posix()
        for package, root in PACKAGES.items()
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == files
    assert {"broadsheet/py.typed", "broadsheet_schema/py.typed", "broadsheet/layouts/spiegel-online.toml"} <= held


def test_a_wheel_states_its_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_command_works_with_the_declared_dependencies(user: Environment) -> None:
    shown = user.run("broadsheet", "--help")
    assert shown.returncode == 0, shown.stderr
    assert "convert" in shown.stdout


def test_an_installed_converter_has_its_layouts(user: Environment, tmp_path: Path) -> None:
    page = min((ROOT / "datasets/sample/raw/klarbacher-bote").glob("*.txt"))
    converted = user.run("broadsheet", "convert", str(page), "--out", str(tmp_path / "out"))
    assert converted.returncode == 0, converted.stderr
    described = user.run("broadsheet", "info", str(tmp_path / "out"), "--json")
    assert "spiegel-online" in described.stdout, described.stderr


@pytest.mark.parametrize("name", ["schema", "converter", "tests"])
def test_names_of_source_folders_are_no_import_packages(user: Environment, name: str) -> None:
    found = user.python(f"import importlib.util; print(importlib.util.find_spec({name!r}))")
    assert found.stdout.strip() == "None", found.stderr


def test_the_schema_needs_only_attrs_cattrs_and_pyarrow(wheel: Path, tmp_path: Path) -> None:
    environment = make_environment(tmp_path / "schema-only", "attrs", "cattrs", "pyarrow")
    install(environment, wheel)
    imported = environment.python(
        "import importlib, importlib.util, pkgutil, broadsheet_schema as package\n"
        "assert importlib.util.find_spec('numpy') is None\n"
        "for module in pkgutil.walk_packages(package.__path__, 'broadsheet_schema.'):\n"
        "    importlib.import_module(module.name)\n"
        "from broadsheet_schema.records import SCHEMA_VERSION; print(SCHEMA_VERSION)\n"
    )
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.strip()
