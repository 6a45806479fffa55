"""Format, lint and types hold, in the one run that checks everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("bandit", "-q", "-ll", "-r", "albumen", "indexer", "knowledge_graph", "migrations", "models", "search"),
)


@pytest.mark.parametrize("check", CHECKS, ids=" ".join)
def test_the_code_passes(check: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", *check]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
