"""The README's two commands exist, and CI runs the second one and nothing else."""

from __future__ import annotations

import os
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _make_commands() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(make \w+)\n```$", readme, flags=re.MULTILINE)


def _script_lines() -> list[str]:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]


def test_the_readme_has_one_command_to_try_and_one_to_test() -> None:
    assert _make_commands() == ["make demo", "make test"]


def test_the_readme_s_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {command.removeprefix("make ") for command in _make_commands()} <= targets


def test_ci_runs_the_second_command_and_nothing_beside_it() -> None:
    assert _script_lines() == _make_commands()[1:]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
