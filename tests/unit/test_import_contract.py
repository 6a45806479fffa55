"""Imports flow one way, as `pyproject.toml` says, and no module escapes the contract."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

# Entry points and the version, which hold no logic.
UNLAYERED = {"albumen.__init__", "albumen.__main__"}


def _layered_modules() -> set[str]:
    layers = next(contract["layers"] for contract in CONTRACTS["contracts"] if contract["type"] == "layers")
    return {name.strip(" ()") for layer in layers for name in layer.split("|")}


def test_imports_keep_the_contract() -> None:
    # In a process of its own: import-linter switches off every logger that exists when it is called.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_covers_every_root_package() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert set(CONTRACTS["root_packages"]) == packages
    assert packages - {"albumen"} <= _layered_modules()


def test_every_part_of_the_kernel_has_its_layer() -> None:
    parts = {f"albumen.{path.stem}" for path in (ROOT / "albumen").glob("*.py")}
    parts |= {f"albumen.{path.parent.name}" for path in (ROOT / "albumen").glob("*/__init__.py")}
    assert parts - UNLAYERED <= _layered_modules()


def test_decoding_workers_carry_neither_database_nor_networks() -> None:
    """Each would hold some 25 MB of them for as long as the daemon runs."""
    heavy = {"sqlalchemy", "alembic", "onnxruntime", "faiss", "networkx", "pydantic"}
    code = "import sys, indexer.reading, indexer.reader_pool, indexer.tasks; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.split())
