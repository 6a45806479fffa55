"""Drive the installed command as a person would: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ALBUMEN = (sys.executable, "-m", "albumen")


@dataclass(frozen=True, slots=True)
class Cli:
    """The command, bound to one library."""

    library: Path

    def command(self, *arguments: str | Path) -> list[str]:
        return [*ALBUMEN, "--library", str(self.library), *(os.fspath(argument) for argument in arguments)]

    def run(self, *arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run to the end and check the exit code."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def json(self, *arguments: str | Path) -> Any:
        """Run with `--json` and parse the last line."""
        return json.loads(self.run(*arguments, "--json").stdout.splitlines()[-1])


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path / "library")
