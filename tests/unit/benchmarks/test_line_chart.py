from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks.line_chart import Line, Panel, draw_chart, nice_step


@given(st.floats(1e-6, 1e9), st.integers(2, 12))
def test_a_few_nice_steps_reach_the_highest_value(highest: float, count: int) -> None:
    step = nice_step(highest, count)
    assert step * count >= highest * (1 - 1e-9)
    assert step * count <= 5.0 * highest * (1 + 1e-9)
    digit = step / 10.0 ** np.floor(np.log10(step) + 1e-9)
    assert min(abs(digit - nice) for nice in (1.0, 2.0, 5.0, 10.0)) < 1e-6


@pytest.mark.parametrize("panels", [1, 2])
def test_a_line_is_drawn_where_its_points_are(tmp_path: Path, panels: int) -> None:
    flat, steep = Line("flat", [(1, 10), (100, 10)]), Line("steep", [(1, 10), (100, 100)])
    draw_chart(tmp_path / "chart.png", [Panel("Latency", "N", [flat, steep])] * panels)
    pixels = np.asarray(Image.open(tmp_path / "chart.png").convert("RGB")).astype(int)
    field = pixels[46:400, 70:600]
    green = (np.abs(field - (0x0B, 0x6E, 0x4F)).sum(-1) < 40).nonzero()
    assert np.ptp(green[0]) <= 12, "the flat line stays level"
    assert np.ptp(green[1]) > 500
    assert pixels.shape[1] == 620 * panels


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        draw_chart(tmp_path / name, [Panel("Memory", "N", [Line("a", [(0, 0), (5, 7)])])])
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
