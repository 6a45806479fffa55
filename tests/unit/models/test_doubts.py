from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.subject_lifting.doubts import settle_doubts
from models.subject_lifting.extremes import window_max, window_min

SIDE = 128  # whose edges are up to 4 pixels wide


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 5), st.integers(0, 10_000))
def test_extremes_are_those_of_the_window(height: int, width: int, radius: int, seed: int) -> None:
    plane = np.random.default_rng(seed).random((height, width)).astype(np.float32)
    row, column = height // 2, width // 3
    window = plane[max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1]
    assert window_max(plane, radius)[row, column] == window.max()
    assert window_min(plane, radius)[row, column] == window.min()


def test_a_soft_edge_stays_soft() -> None:
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[:, 65:] = 1
    alpha[:, 63:65] = (0.3, 0.7)
    assert settle_doubts(alpha)[:, 60:68] == pytest.approx(alpha[:, 60:68], abs=0.08)


@pytest.mark.parametrize(("doubt", "settled"), [(0.35, 0.0), (0.5, 0.5), (0.65, 1.0)])
def test_a_wide_stretch_of_grey_is_decided(doubt: float, settled: float) -> None:
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[:, 40:90], alpha[:, 90:] = doubt, 1
    assert settle_doubts(alpha)[:, 50:80] == pytest.approx(settled, abs=0.01)


@given(st.floats(0, 1), st.integers(0, 10_000))
def test_no_pixel_changes_its_side(share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    alpha = np.clip(rng.random((48, 48)) * 2 * share, 0, 1).astype(np.float32)
    settled = settle_doubts(alpha)
    assert (settled >= 0).all()
    assert (settled <= 1).all()
    assert ((settled - 0.5) * (alpha - 0.5) >= 0).all()
