from __future__ import annotations

import numpy as np
import pytest

from models.subject_lifting.foreground import restore_foreground

SUBJECT, SKY = np.array([150, 70, 30]), np.array([90, 160, 250])


def _composite(height: int = 300, width: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """A shaded disc with a soft rim and strands before a graded sky: (H, W, 4), and the disc's true colours."""
    rows, columns = np.mgrid[:height, :width].astype(float)
    distance = np.hypot(rows - height / 2, columns - width / 2)
    alpha = np.clip((100 - distance) / 20, 0, 1)
    alpha[rows % 12 < 2] = np.maximum(alpha, np.clip((125 - distance) / 60, 0, 0.8))[rows % 12 < 2]
    truth = SUBJECT + (columns / width * 60)[..., None]
    sky = SKY - (rows / height * 60)[..., None]
    mixed = alpha[..., None] * truth + (1 - alpha[..., None]) * sky
    return np.dstack((mixed, alpha * 255)).round().astype(np.uint8), truth


def _error(pixels: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> float:
    """How wrong the visible colour is on average, in levels, where the subject is half transparent."""
    off = np.abs(pixels[..., :3].astype(float) - truth).mean(-1)
    return float((off * weight).sum() / weight.sum())


def test_the_subject_s_own_colours_come_back() -> None:
    mixed, truth = _composite()
    alpha = mixed[..., 3] / 255.0
    weight = np.where((alpha > 0) & (alpha < 1), alpha, 0)
    restored = mixed.copy()
    restore_foreground(restored)
    naive = _error(mixed, truth, weight)
    assert naive > 25
    assert _error(restored, truth, weight) < 0.05 * naive
    assert (restored[..., 3] == mixed[..., 3]).all()


def test_opaque_pixels_are_untouched_and_transparent_ones_keep_nothing_of_the_background() -> None:
    mixed, _ = _composite()
    restored = mixed.copy()
    restore_foreground(restored)
    is_opaque = mixed[..., 3] == 255
    assert (restored[is_opaque] == mixed[is_opaque]).all()
    assert (restored[mixed[..., 3] == 0] == 0).all()


@pytest.mark.parametrize("alpha", [0, 128, 255])
def test_a_photo_of_one_alpha_has_colours_still(alpha: int) -> None:
    pixels = np.full((9, 13, 4), (10, 20, 30, alpha), np.uint8)
    restore_foreground(pixels)
    assert np.abs(pixels.astype(int) - ((10, 20, 30, alpha) if alpha else 0)).max() <= 1


def test_a_photo_larger_than_the_estimate_gives_nearly_the_same() -> None:
    small, _ = _composite()
    large = small.repeat(4, 0).repeat(4, 1)
    restore_foreground(small)
    restore_foreground(large)
    visible = small[..., 3] > 64
    off = np.abs(large[2::4, 2::4, :3].astype(int) - small[..., :3]).mean(-1)
    assert off[visible].mean() < 4
