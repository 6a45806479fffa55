from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.image_input import centre_square, to_rgb


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"]
)
def test_every_pillow_mode_becomes_eight_bit_rgb(mode: str) -> None:
    image = Image.new(mode, (7, 5))
    assert to_rgb(image).mode == "RGB"
    assert to_rgb(image).size == (7, 5)


def test_transparent_pixels_turn_white() -> None:
    assert to_rgb(Image.new("RGBA", (2, 2), (255, 0, 0, 0))).getpixel((1, 1)) == (255, 255, 255)
    palette = Image.new("P", (2, 2), 0)
    palette.putpalette([10, 20, 30])
    palette.info["transparency"] = 0
    assert to_rgb(palette).getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bit_grey_keeps_its_brightness() -> None:
    ramp = np.array([[0, 0x8000, 0xFFFF]], dtype=np.uint16)
    assert [to_rgb(Image.fromarray(ramp)).getpixel((x, 0))[0] for x in range(3)] == [0, 127, 255]


def test_floats_in_zero_to_one_are_stretched_and_nan_is_black() -> None:
    values = np.array([[0.0, 0.5, 1.0, np.nan]], dtype=np.float32)
    assert [to_rgb(Image.fromarray(values)).getpixel((x, 0))[0] for x in range(4)] == [0, 127, 255, 0]


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (17, 4000), (224, 224), (5000, 3000)])
def test_any_size_becomes_the_square(size: tuple[int, int]) -> None:
    square = centre_square(Image.new("RGB", size, (9, 8, 7)), 224)
    assert square.shape == (224, 224, 3)
    assert square.dtype == np.uint8
    assert (square == (9, 8, 7)).all()


@pytest.mark.parametrize("turn", [False, True])
def test_only_the_centre_of_a_long_image_is_kept(turn: bool) -> None:
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, 100:200] = 255
    image = Image.fromarray(pixels.transpose(1, 0, 2) if turn else pixels)
    assert centre_square(image, 32).min() > 200  # the fast path mixes in a trace of the neighbours
