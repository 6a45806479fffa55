"""The page on HyperDETR's compression, from made-up figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from albumen.errors import UsageError
from models.compression import segmentation_steps
from models.compression.segmentation_steps import ARTICLE_MB, main, measure_sizes, read_steps, render_page
from models.hyperdetr.config import HyperDetrConfig

STEPS = [
    {
        "step": name,
        "bytes": size,
        "validation": {
            "streets/sky": sky,
            "faces/sky": 0.5,
            "faces/hair": 0.75,
            "rooms/hair": 0.0,
            "groups/people/panoptic": 0.6,
            "groups/people/recall": 0.7,
            "groups/people/precision": 0.8,
            "groups/people/best_iou": 0.9,
        },
    }
    for name, size, sky in (("fp32", 20_000_000, 0.9), ("int8", 5_000_000, 0.8), ("int8, 2 layers", 4_000_000, 0.7))
]


def _row(page: str, start: str) -> list[str]:
    line = next(line for line in page.splitlines() if line.startswith(f"| {start} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_sizes_stand_beside_the_articles_with_their_shares() -> None:
    page = render_page(STEPS, [80.0, 21.6, 16.0])
    assert _row(page, "int8") == ["int8", "5.0", "0.25", "21.6", "0.27", f"{ARTICLE_MB[1]:.1f}", "0.25"]
    assert _row(page, "int8, 2 layers")[1:3] == ["4.0", "0.20"]


def test_quality_is_the_mean_over_the_archives_that_show_a_thing() -> None:
    page = render_page(STEPS, ARTICLE_MB)
    table = page[page.index("Mean over") :]
    assert _row(table, "fp32") == ["fp32", "70.0", "-", "75.0", "-", "-", "-", "60.0", "70.0", "80.0", "90.0"]


def test_each_archives_figures_are_listed_step_by_step() -> None:
    assert _row(render_page(STEPS, ARTICLE_MB), "streets/sky") == ["streets/sky", "90.0", "80.0", "70.0"]


def test_an_archive_that_shows_none_of_a_thing_is_left_out() -> None:
    assert "rooms/hair" not in render_page(STEPS, ARTICLE_MB)


@pytest.mark.parametrize("text", ["", "[]", '{"steps": 3}', '{"steps": [{}]}', "{}"])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "steps.json").write_text(text)
    assert main([str(tmp_path / "steps.json"), str(tmp_path / "page.md")]) == UsageError.exit_code
    assert "steps.json" in capsys.readouterr().err
    assert not (tmp_path / "page.md").exists()


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmentation_steps, "measure_sizes", lambda _: list(ARTICLE_MB))
    (tmp_path / "steps.json").write_text(json.dumps({"steps": STEPS}))
    assert main([str(tmp_path / "steps.json"), str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text() == render_page(read_steps(tmp_path / "steps.json"), ARTICLE_MB)


def test_sizes_are_those_of_graphs_that_are_written() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("timm")
    config = HyperDetrConfig(
        "tiny", width=0.25, model_dim=64, heads=2, encoder_layers=1, decoder_channels=(16, 16, 16, 16), decoder_layers=3
    )
    floats, int8, fewer_layers = measure_sizes(config)
    assert int8 < 0.5 * floats
    assert 0.05 < int8 - fewer_layers < 0.5, "a decoder layer of 64 channels has 132,000 weights"
