from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.subject_lifting.box_mean import box_mean
from models.subject_lifting.guided_filter import write_alpha

SIDE = 64


def _upsample(photo: np.ndarray, alpha: np.ndarray, tile_px: int = 256) -> np.ndarray:
    pixels = np.dstack((photo, np.full(photo.shape[:2], 77, np.uint8)))
    guide = np.asarray(Image.fromarray(photo).resize(alpha.shape[::-1], Image.Resampling.BOX))
    write_alpha(pixels, alpha.astype(np.float32), guide, tile_px=tile_px)
    assert (pixels[..., :3] == photo).all()
    return pixels[..., 3]


def _noise(seed: int, height: int, width: int) -> np.ndarray:
    blocks = np.random.default_rng(seed).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(blocks).resize((width, height), Image.Resampling.BICUBIC))


def _soft_disc(side: int = SIDE) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side] - side / 2
    return np.clip((side / 4 - np.hypot(rows, columns)) / 6 + 0.5, 0, 1)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 9))
def test_box_means_are_means_of_what_lies_in_the_window(height: int, width: int, radius: int) -> None:
    values = np.random.default_rng(height * width).random((2, height, width)).astype(np.float32)
    means = box_mean(values, radius)
    row, column = height // 2, width // 3
    window = values[:, max(0, row - radius) : row + radius + 1, max(0, column - radius) : column + radius + 1]
    assert means[:, row, column] == pytest.approx(window.mean((1, 2)), abs=1e-5)


@settings(max_examples=20)
@given(st.integers(1, 200), st.integers(1, 200), st.integers(7, 90))
def test_tiles_of_any_size_give_the_same_alpha(height: int, width: int, tile_px: int) -> None:
    photo = _noise(3, height, width)
    whole, tiled = (_upsample(photo, _soft_disc(), side).astype(int) for side in (1_000, tile_px))
    assert np.abs(whole - tiled).max() <= 1  # the last digit of a float may round the other way


@settings(max_examples=20)
@given(st.floats(0, 1), st.integers(0, 99))
def test_a_constant_alpha_stays_constant(value: float, seed: int) -> None:
    alpha = _upsample(_noise(seed, 90, 130), np.full((SIDE, SIDE), value))
    assert np.ptp(alpha) <= 1


def test_what_is_surely_inside_or_outside_has_no_veil() -> None:
    assert (_upsample(_noise(1, 80, 80), np.full((SIDE, SIDE), 0.97)) == 255).all()
    assert (_upsample(_noise(1, 80, 80), np.full((SIDE, SIDE), 0.03)) == 0).all()


def test_alpha_follows_the_edge_of_the_photo_and_not_of_the_matte() -> None:
    photo = np.zeros((480, 640, 3), np.uint8)
    photo[:, 333:] = (200, 160, 40)
    alpha = np.zeros((SIDE, SIDE))
    alpha[:, 32:] = 1  # at 320, thirteen pixels before the photo's edge
    alpha[:, 31:34] = (0.25, 0.5, 0.75)
    found = _upsample(photo, alpha)
    assert found[:, :333].max() < 80
    assert found[:, 333:].min() > 175
    assert (found[:, 420:] == 255).all()
    assert (found[:, :240] == 0).all()


def test_hair_thinner_than_a_pixel_of_the_matte_is_found() -> None:
    photo = np.full((640, 640, 3), 230, np.uint8)
    photo[:, :320] = (60, 40, 20)
    for row in range(100, 600, 40):
        photo[row : row + 4, 320:345] = (60, 40, 20)  # strands off a head's side, 0.4 pixels of the matte thick
    truth = (photo[..., 0] < 100).astype(float)
    alpha = np.asarray(Image.fromarray(truth.astype(np.float32)).resize((SIDE, SIDE), Image.Resampling.BOX))
    found = _upsample(photo, alpha)
    strands, gaps = found[100:104, 325:340], found[115:130, 325:340]
    assert strands.min() > 150
    assert gaps.max() < 60


def test_a_photo_smaller_than_the_matte_works_too() -> None:
    alpha = _upsample(_noise(2, 20, 30), _soft_disc())
    assert alpha[10, 15] == 255
    assert alpha[0, 0] == 0
