"""ThumbHash: some 25 bytes that show where a photo is bright, dark and coloured until its thumbnail has come.

The few lowest terms of a cosine transform of luminance and two colour differences, four bits each, with the shape of the
photo. Source: Evan Wallace, "ThumbHash", https://evanw.github.io/thumbhash (MIT); the tests hold hashes that its
reference implementation has made. Photos are opaque here, so its alpha channel is left out.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from indexer.geometry import shrink

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

# What the hash is made from. The reference takes up to 100 px; its highest term has 3.5 waves across the photo.
LOOK_PX = 100

_LUMINANCE_TERMS = 7  # along the longer side
_COLOUR_TERMS = 3  # along either side

# A term that is nothing but the order of a sum becomes 0, so that the same photo has the same hash on every machine.
_DIGITS = 12


def encode_thumbhash(image: Image.Image) -> bytes:
    """Encode a photo of any size as the hash that is shown in its place.

    Args:
        image: RGB, upright, sRGB.

    Returns:
        17 to 25 bytes, by the photo's shape.
    """
    return encode_pixels(np.asarray(shrink(image, LOOK_PX)))


def encode_pixels(pixels: NDArray[np.uint8]) -> bytes:
    """Encode the pixels of a small photo, (H, W, 3), sides of 1 to 100."""
    height, width = pixels.shape[:2]
    longer = max(width, height)
    across = max(1, _round(_LUMINANCE_TERMS * width / longer))
    down = max(1, _round(_LUMINANCE_TERMS * height / longer))
    red, green, blue = np.moveaxis(pixels / 255, -1, 0)
    light, light_ac, light_scale = _transform((red + green + blue) / 3, max(3, across), max(3, down))
    yellow, yellow_ac, yellow_scale = _transform((red + green) / 2 - blue, _COLOUR_TERMS, _COLOUR_TERMS)
    redness, redness_ac, redness_scale = _transform(red - green, _COLOUR_TERMS, _COLOUR_TERMS)
    is_landscape = width > height
    means = _round(63 * light) | _round(31.5 + 31.5 * yellow) << 6 | _round(31.5 + 31.5 * redness) << 12
    header = means | _round(31 * light_scale) << 18 | (down if is_landscape else across) << 24
    header |= _round(63 * yellow_scale) << 27 | _round(63 * redness_scale) << 33 | is_landscape << 39
    return header.to_bytes(5, "little") + _pack(np.concatenate([light_ac, yellow_ac, redness_ac]))


def _transform(channel: NDArray[np.float64], across: int, down: int) -> tuple[float, NDArray[np.float64], float]:
    """Return a channel's mean, its low terms in [0, 1], row by row, and the largest size that a term had."""
    height, width = channel.shape
    terms = _cosines(down, height) @ channel @ _cosines(across, width).T / (height * width)  # (down, across)
    terms = terms[_low_terms(across, down)].round(_DIGITS)
    varying = terms[1:]
    scale = float(np.abs(varying).max())
    return float(terms[0]), 0.5 + 0.5 * varying / scale if scale else varying, scale


@functools.cache
def _cosines(terms: int, size: int) -> NDArray[np.float64]:
    """Make the waves along one side, (terms, size)."""
    return np.cos(np.pi / size * np.outer(np.arange(terms), np.arange(size) + 0.5))


@functools.cache
def _low_terms(across: int, down: int) -> NDArray[np.bool_]:
    """Choose the triangle of terms that are kept, (down, across)."""
    row, column = np.mgrid[:down, :across]
    return column * down < across * (down - row)


def _pack(shares: NDArray[np.float64]) -> bytes:
    """Write shares of 1 in four bits each, the lower half of a byte first."""
    nibbles = np.floor(15 * shares + 0.5).astype(np.uint8)
    nibbles = np.append(nibbles, np.zeros(len(nibbles) % 2, np.uint8))
    return bytes(nibbles[::2] | nibbles[1::2] << 4)


def _round(value: float) -> int:
    """Round halves up, as the reference does."""
    return int(value + 0.5)
