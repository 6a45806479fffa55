"""Stated transformations do what they say, and natural slices are found by the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.evaluation.degradations import (
    SLICES,
    STEPS,
    add_noise,
    blur,
    crop_tall,
    darken,
    remove_colour,
    shrink,
)
from models.evaluation.natural_slices import find_natural_slices, measure_pixels


def _photo(seed: int = 0, size: tuple[int, int] = (96, 96)) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST)


def _mean(image: Image.Image) -> float:
    return float(np.asarray(image, np.float32).mean())


@pytest.mark.parametrize("name", SLICES)
def test_a_slice_is_the_same_every_time_and_changes_the_photo(name: str) -> None:
    photo = _photo()
    first, second = SLICES[name](photo), SLICES[name](photo)
    assert first.tobytes() == second.tobytes() != photo.tobytes()
    assert first.mode == "RGB"


def test_three_stops_take_seven_eighths_of_the_light() -> None:
    grey = Image.new("RGB", (4, 4), (188, 188, 188))  # half of the light, in sRGB
    dark = np.asarray(darken(grey, stops=3.0))[0, 0, 0] / 255.0
    assert ((dark + 0.055) / 1.055) ** 2.4 == pytest.approx(0.5 / 8, rel=0.05)


def test_light_that_is_taken_and_given_back_leaves_the_photo() -> None:
    grey = Image.new("RGB", (4, 4), (128, 90, 60))
    assert _mean(darken(darken(grey, stops=1.0), stops=-1.0)) == pytest.approx(_mean(grey), abs=1.0)


def test_blur_and_small_sizes_take_detail() -> None:
    sharpness = [measure_pixels(image).sharpness for image in (_photo(), blur(_photo(), percent=1.5))]
    assert sharpness[1] < sharpness[0] / 2
    assert shrink(_photo(), short_side_px=12).size == (96, 96)
    assert measure_pixels(shrink(_photo(), short_side_px=12)).sharpness < sharpness[0] / 2


def test_a_tall_crop_is_three_to_four_of_the_middle() -> None:
    photo = Image.new("RGB", (100, 80), "red")
    photo.paste("blue", (20, 0, 80, 80))
    crop = crop_tall(photo)
    assert crop.size == (60, 80)
    assert np.asarray(crop)[:, :, 2].min() == 255


def test_a_greyscale_photo_has_no_chroma() -> None:
    assert measure_pixels(remove_colour(_photo())).chroma == 0.0


def test_noise_has_the_strength_that_is_asked_for() -> None:
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    assert float(np.asarray(add_noise(grey, sigma=20.0), np.float32).std()) == pytest.approx(20.0, rel=0.05)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_lies_further_from_the_photo(name: str) -> None:
    photo = np.asarray(_photo(), np.float32)
    distances = [float(np.abs(np.asarray(step(_photo()), np.float32) - photo).mean()) for step in STEPS[name]]
    assert distances == sorted(distances)
    assert distances[0] > 0.5


def test_natural_slices_hold_the_photos_that_are_so_by_themselves() -> None:
    photos = [_photo(seed) for seed in range(20)]
    photos[3] = darken(photos[3], stops=4.0)
    photos[5] = blur(photos[5], percent=4.0)
    photos[7] = remove_colour(photos[7])
    photos[9] = photos[9].crop((0, 0, 60, 96))
    slices = find_natural_slices([measure_pixels(photo) for photo in photos])
    assert slices["darkest tenth"][3]
    assert slices["softest tenth"][5]
    assert np.flatnonzero(slices["colourless"]).tolist() == [7]
    assert np.flatnonzero(slices["taller than wide"]).tolist() == [9]


def test_a_slice_that_no_photo_belongs_to_is_left_out() -> None:
    assert "taller than wide" not in find_natural_slices([measure_pixels(_photo(seed)) for seed in range(3)])
