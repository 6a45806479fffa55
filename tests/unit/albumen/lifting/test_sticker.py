from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.lifting.outline import grow, measure_distance
from albumen.lifting.sticker import StickerStyle, make_sticker


def _disc(side: int, radius: float, alpha: int = 255) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side] + 0.5 - side / 2
    coverage = np.clip(radius - np.hypot(rows, columns) + 0.5, 0, 1)
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[..., :3] = (200, 30, 30)
    pixels[..., 3] = coverage * alpha
    return pixels


@settings(max_examples=30)
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 6), st.integers(0, 10_000))
def test_distances_are_euclidean_up_to_the_limit(height: int, width: int, limit: int, seed: int) -> None:
    shape = np.random.default_rng(seed).random((height, width)) < 0.1
    points = np.argwhere(shape)
    grid = np.indices(shape.shape).transpose(1, 2, 0)[:, :, None]
    truth = np.hypot(*np.moveaxis(grid - points, -1, 0)).min(-1) if len(points) else np.full(shape.shape, np.inf)
    found = measure_distance(shape, limit)
    near = truth <= limit
    assert found[near] == pytest.approx(truth[near], abs=1e-4)
    assert (found[~near] > limit).all()


def test_a_disc_s_border_is_a_ring_of_its_width_with_soft_edges() -> None:
    grown = grow(_disc(120, 30)[..., 3], 10)
    assert float(np.sqrt(grown.sum() / np.pi)) == pytest.approx(40, abs=0.3)
    is_edge = (grown > 0.02) & (grown < 0.98)
    assert len(np.unique(grown[is_edge].round(2))) > 10


def test_gaps_narrower_than_the_border_are_bridged() -> None:
    alpha = np.zeros((100, 100), np.uint8)
    alpha[30:70, 20:46] = alpha[30:70, 54:80] = 255
    grown = grow(alpha, 8)
    assert (grown[28:72, 46:54] > 0.9).all()  # a plain dilation would leave notches at both ends


def test_a_sticker_has_its_size_and_its_border_lies_under_the_subject() -> None:
    sticker = make_sticker(_disc(300, 150), StickerStyle(size_px=128, outline_px=10))
    assert sticker.shape == (128, 128, 4)
    assert sticker[64, 64].tolist() == pytest.approx([200, 30, 30, 255], abs=2)
    assert sticker[64, 5].tolist() == [255, 255, 255, 255]
    assert sticker[2, 2, 3] == 0


def test_a_long_subject_gives_a_long_sticker() -> None:
    sticker = make_sticker(_disc(300, 150)[:, 100:200], StickerStyle(size_px=200, outline_px=5, colour=(0, 0, 0)))
    assert sticker.shape[0] == 200
    assert sticker.shape[1] == pytest.approx(73, abs=1)


def test_without_a_border_a_sticker_is_the_scaled_cut_out() -> None:
    sticker = make_sticker(_disc(100, 50), StickerStyle(size_px=100, outline_px=0))
    assert (sticker[_disc(100, 50)[..., 3] == 0][:, 3] == 0).all()


def test_a_border_too_wide_leaves_half_the_size_to_the_subject() -> None:
    assert make_sticker(_disc(50, 25), StickerStyle(size_px=64, outline_px=1_000)).shape == (64, 64, 4)


def test_faint_wisps_beyond_the_border_are_not_seen() -> None:
    pixels = _disc(200, 60)
    pixels[0:10, 95:105, 3] = 40
    assert make_sticker(pixels, StickerStyle(size_px=200, outline_px=10))[:, :, 3][:25].max() == 0
