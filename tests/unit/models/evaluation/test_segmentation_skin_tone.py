"""The typology angle of skin in a picture, and the group that it falls into."""

from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.segmentation.skin_tone import srgb_to_lab, tone_at, tone_of, typology_angle


def test_lab_equals_scikit_image_s() -> None:
    color = pytest.importorskip("skimage.color")
    pixels = np.random.default_rng(0).integers(0, 256, (200, 3), dtype=np.uint8)
    assert np.allclose(srgb_to_lab(pixels), color.rgb2lab(pixels[None] / 255.0)[0], atol=0.02)


def test_white_black_and_grey_lie_on_the_axis() -> None:
    lab = srgb_to_lab(np.array([[255, 255, 255], [0, 0, 0], [119, 119, 119]], np.uint8))
    assert lab[:, 0] == pytest.approx([100.0, 0.0, 50.0], abs=0.1)
    assert np.abs(lab[:, 1:]).max() < 0.01


def test_the_angle_falls_as_skin_gets_darker() -> None:
    tones = np.array([[245, 220, 205], [224, 172, 140], [170, 115, 85], [90, 55, 40]], np.uint8)
    angles = [typology_angle(tone[None]) for tone in tones]
    assert angles == sorted(angles, reverse=True)
    assert [tone_at(angle) for angle in angles] == ["very light", "light", "brown", "dark"]


def test_a_highlight_does_not_move_the_median() -> None:
    skin = np.tile(np.array([[170, 115, 85]], np.uint8), (10, 1))
    shiny = np.concatenate([skin, np.full((4, 3), 255, np.uint8)])
    assert typology_angle(shiny) == typology_angle(skin)


def test_the_groups_meet_at_the_published_angles() -> None:
    angles = {55.1: "very light", 55.0: "light", 41.0: "intermediate", 28.0: "tan", 10.0: "brown", -30.0: "dark"}
    assert {angle: tone_at(angle) for angle in angles} == angles


def test_a_few_skin_pixels_have_no_tone() -> None:
    image = np.full((20, 20, 3), (170, 115, 85), np.uint8)
    skin = np.zeros((20, 20), bool)
    skin[:2, :3] = True
    assert tone_of(image, skin) is None
    assert tone_of(image, np.ones((20, 20), bool)) == "brown"
