"""What is installed is what lies here: the root packages are ours alone, and the wheel holds all that they need."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOT_PACKAGES = ("albumen", "indexer", "knowledge_graph", "migrations", "models", "search")
NOT_SHIPPED = {"__pycache__", ".pytest_cache"}
BUILD = "import setuptools.build_meta as backend, sys; backend.build_wheel(sys.argv[1])"

# The wheel goes to PyPI, whose limit on a file is 100 MB; the weights may take 64 of them.
WHEEL_LIMIT_BYTES = 100_000_000


def _package_files() -> Iterator[Path]:
    for package in ROOT_PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and not NOT_SHIPPED & {part.name for part in path.parents}:
                yield path.relative_to(ROOT)


def _distributions(requirements: Iterable[str]) -> set[str]:
    """Take the names out of requirements, spelt as PyPI normalises them."""
    return {re.split(r"[^\w.-]", line)[0].lower().replace("_", "-") for line in requirements}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of this tree, so that the build leaves nothing here."""
    copy, built = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", *PROJECT["project"]["license-files"]):
        shutil.copy(ROOT / name, copy / name)
    for path in _package_files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, copy / path)
    command = [sys.executable, "-W", "ignore", "-c", BUILD, str(built)]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> set[str]:
    """The files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("package", ROOT_PACKAGES)
def test_no_other_distribution_ships_a_package_of_this_name(package: str) -> None:
    assert set(packages_distributions().get(package, [])) <= {"albumen"}


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in _package_files() if path.suffix == ".py"}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def test_the_wheel_holds_every_file_of_every_package(wheel_names: set[str]) -> None:
    assert {path.as_posix() for path in _package_files()} - wheel_names == set()


def test_the_wheel_holds_nothing_beside_the_packages(wheel_names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOT_PACKAGES)


def test_the_wheel_holds_migrations_weights_and_the_gazetteer(wheel_names: set[str]) -> None:
    wanted = [
        r"migrations/script\.py\.mako",
        r"migrations/env\.py",
        r"migrations/versions/0001_first_store\.py",
        r"models/weights/.+\.onnx\.gz",
        r"models/weights/.+\.md",
        r"albumen/gazetteer/places\.npz",
        r"albumen-.+\.dist-info/licenses/LICENSE",
    ]
    assert [pattern for pattern in wanted if not any(re.fullmatch(pattern, name) for name in wheel_names)] == []


def test_the_wheel_is_small_enough_to_publish(wheel: Path) -> None:
    assert wheel.stat().st_size < WHEEL_LIMIT_BYTES


def _imported_modules() -> Iterator[str]:
    for path in _package_files():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    yield node.module


def test_every_package_that_is_imported_is_asked_for() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    used = [*extras["demo"], *extras["music"], *extras["ocr"], *extras["torch"], *extras["video"]]
    asked = _distributions([*PROJECT["project"]["dependencies"], *used])
    modules = {name.partition(".")[0] for name in _imported_modules()} - set(ROOT_PACKAGES) - sys.stdlib_module_names
    providers = packages_distributions()
    assert {name for name in modules if not _distributions(providers.get(name, [])) & asked} == set()


def test_the_plain_install_asks_for_no_torch() -> None:
    plain = _distributions(PROJECT["project"]["dependencies"])
    assert not plain & {
        "torch",
        "torchvision",
        "open-clip-torch",
        "timm",
        "coremltools",
        "opencv-python-headless",
        "rapidocr",
        "scikit-image",
        "scikit-learn",
    }


def test_the_version_is_stated_alike_everywhere() -> None:
    import albumen

    assert PROJECT["project"]["version"] == albumen.__version__
