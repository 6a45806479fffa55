"""`docs/licences.md` names everything that is installed, and credits every photo of the demo."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from albumen.demo.shots import SHOTS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LICENCES = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def _names(requirements: list[str]) -> set[str]:
    names = {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}
    return {name.lower() for name in names} - {PROJECT["name"]}


def _rows_of(heading: str) -> set[str]:
    section = LICENCES.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return {match.lower() for match in re.findall(r"^\| (\w[\w.-]*) \|", section, flags=re.MULTILINE)} - {"package"}


def test_every_dependency_has_a_row_and_every_row_a_dependency() -> None:
    assert _rows_of("Installed by `pip install albumen`") == _names(PROJECT["dependencies"])


def test_every_package_of_an_extra_has_a_row_and_every_row_a_package() -> None:
    extras = [name for requirements in PROJECT["optional-dependencies"].values() for name in requirements]
    assert _rows_of("Installed by the extras") == _names(extras)


@pytest.mark.parametrize("name", sorted(shot.source.rpartition("/")[2] for shot in SHOTS))
def test_every_demo_photo_is_credited(name: str) -> None:
    assert f"`{name}`" in LICENCES


@pytest.mark.parametrize("name", ["hubble_deep_field.jpg", "page.png"])
def test_the_demo_s_files_without_a_date_are_credited_too(name: str) -> None:
    assert f"`{name}`" in LICENCES


def test_the_notice_credits_the_gazetteer() -> None:
    assert "GeoNames" in (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert set(PROJECT["license-files"]) == {"LICENSE", "NOTICE"}
