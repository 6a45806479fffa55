"""`python -m models.evaluation.segmentation`, and the size that all shipped weights may have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.evaluation.segmentation import __main__ as command
from models.evaluation.segmentation.sections.speed import MOST_MB, folder_bytes
from models.registry import WEIGHTS_DIR
from tests.unit.models.evaluation.segmentation_scenes import (
    ColourLifter,
    ColourSegmenter,
    write_clothed,
)


@pytest.fixture(autouse=True)
def _colours_for_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "create_segmenter", lambda **_: ColourSegmenter())
    monkeypatch.setattr(command, "create_lifter", lambda **_: ColourLifter())


def test_the_table_is_printed_and_kept_as_markdown_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_clothed(tmp_path)
    markdown, figures = tmp_path / "figures.md", tmp_path / "figures.json"
    arguments = ["--data", str(tmp_path), "--only", "garments", "--markdown", str(markdown), "--json", str(figures)]
    assert command.main(arguments) == 0
    assert "CCP, trousers (2)" in capsys.readouterr().out
    text = markdown.read_text(encoding="utf-8")
    assert text.startswith("# fake-segmenter/1@1 and fake-lifter/1@1, measured")
    assert "| **slices by garment** | CCP, dress or skirt | 2 |" in text
    document = json.loads(figures.read_text(encoding="utf-8"))
    assert document["photos"] == "test split"
    assert document["lines"][0]["photos"] == 2


def test_figures_of_another_split_say_so(tmp_path: Path) -> None:
    write_clothed(tmp_path)
    figures = tmp_path / "figures.json"
    options = ["--data", str(tmp_path), "--only", "garments", "--json", str(figures), "--split", "train", "--most", "1"]
    assert command.main(options) == 0
    assert json.loads(figures.read_text(encoding="utf-8"))["photos"] == "train split, at most 1 of a set"


def test_a_section_that_is_not_there_is_one_line_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--data", str(tmp_path), "--only", "clouds"]) == 2
    assert "No section called clouds" in capsys.readouterr().err


def test_all_shipped_weights_together_stay_within_what_is_asked() -> None:
    assert 0 < folder_bytes(WEIGHTS_DIR) / 1e6 <= MOST_MB == 64.0
