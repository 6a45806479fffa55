"""Random views of a training photo: the same picture as another camera might have framed and exposed it.

A view keeps the teacher's vector of the whole photo as its target. The teacher was not run on the views: on these small
files its own vectors are only 0.83 (cosine) from those of the originals, farther than a mild crop moves them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

_WIDENED = 1.15  # the centre square reaches this much further along the long side
_AREA = (0.5, 1.0)
_LOG_ASPECT = 0.2


def random_view(image: Image.Image, side_px: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Crop, flip, re-expose and sharpen at random.

    Args:
        image: 8-bit RGB.
        side_px: Side of the square that is returned.
        rng: Decides everything; equal generators give equal views.

    Returns:
        (side_px, side_px, 3) uint8.
    """
    box = _random_box(image.size, rng)
    view = image.resize((side_px, side_px), Image.Resampling.BICUBIC, box=box)
    if rng.random() < 0.5:
        view = view.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.7:
        view = ImageEnhance.Brightness(view).enhance(rng.uniform(0.7, 1.3))
        view = ImageEnhance.Contrast(view).enhance(rng.uniform(0.75, 1.25))
        view = ImageEnhance.Color(view).enhance(rng.uniform(0.5, 1.4))
    if rng.random() < 0.3:
        view = view.filter(ImageFilter.UnsharpMask(2, int(rng.uniform(60, 160)), 0))
    return np.asarray(view)


def _random_box(size: tuple[int, int], rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Return a window within the widened centre square: half to all of its area, aspect within 22 %."""
    reach = [min(length, min(size) * _WIDENED) for length in size]
    area = rng.uniform(*_AREA)
    aspect = math.exp(rng.uniform(-_LOG_ASPECT, _LOG_ASPECT))
    extent = [
        min(limit, min(size) * math.sqrt(area * factor))
        for limit, factor in zip(reach, (aspect, 1.0 / aspect), strict=True)
    ]
    left, top = (
        (length - limit) / 2 + rng.uniform(0.0, max(limit - span, 0.0))
        for length, limit, span in zip(size, reach, extent, strict=True)
    )
    return left, top, left + extent[0], top + extent[1]
