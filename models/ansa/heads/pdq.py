"""PDQ: a classical perceptual hash, 256 bits, that needs no network.

Source: Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019 (ThreatExchange,
hashing/hashing.pdf), sections on PDQ: luminance, a tent filter down to 64 x 64, its lowest 16 x 16 cosine
frequencies without the constant one, each above or below their median. Here Pillow filters in fixed point, so that a
few bits differ from Meta's own program; docs/models/ansa-s-print.md says how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.image_input import to_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE = 64
_FREQUENCIES = 16
_SAMPLES = 4  # per side of each of the 64 x 64 cells, which the tent weighs
_QUALITY_DIVISOR = 90  # the paper's: gradients in percent, summed, that make quality 1
_TENT = np.array([1.0, 3.0, 3.0, 1.0], np.float32) / 8.0


@dataclass(frozen=True, slots=True)
class PdqHash:
    """32 bytes, the highest frequencies first as PDQ's hexadecimal form has them, and how much there was to hash.

    `quality` is in [0, 100]; below 50 the picture is nearly flat and its bits are chance (the paper's advice).
    """

    bits: bytes
    quality: int


def pdq_bits(image: Image.Image) -> bytes:
    """Return the 32 bytes alone."""
    return pdq_hash(image).bits


def pdq_hash(image: Image.Image) -> PdqHash:
    """Hash an image of any mode and size."""
    small = _luminance(image)
    frequencies = _COSINES @ small @ _COSINES.T  # (16, 16)
    bits = frequencies.ravel() > np.median(frequencies)
    return PdqHash(np.packbits(bits[::-1]).tobytes(), _quality(small))


def _luminance(image: Image.Image) -> NDArray[np.float32]:
    """Return (64, 64) in [0, 255]: two box filters of half a cell, one after another, are a tent over the cell."""
    side = _SIDE * _SAMPLES
    grey = to_rgb(image).convert("L").resize((side, side), Image.Resampling.BOX)
    samples = np.asarray(grey, np.float32).reshape(_SIDE, _SAMPLES, _SIDE, _SAMPLES)
    return np.einsum("iajb,a,b->ij", samples, _TENT, _TENT, optimize=True)


def _quality(small: NDArray[np.float32]) -> int:
    gradients = sum(np.abs(np.trunc(np.diff(small, axis=axis) * 100.0 / 255.0)).sum() for axis in (0, 1))
    return int(min(gradients // _QUALITY_DIVISOR, 100))


def _cosines() -> NDArray[np.float32]:
    """Return the rows 1 to 16 of the orthonormal cosine transform, (16, 64)."""
    frequency = np.arange(1, _FREQUENCIES + 1)[:, None]
    position = 2 * np.arange(_SIDE) + 1
    return (np.sqrt(2.0 / _SIDE) * np.cos(np.pi / (2 * _SIDE) * frequency * position)).astype(np.float32)


_COSINES = _cosines()
