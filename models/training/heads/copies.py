"""Copies of a photo as people and apps make them: smaller, cropped, re-encoded, recoloured, framed, flipped, turned.

One list serves training and measuring; only the photos differ. Each edit draws its own strength. The photos that there
are to measure on are small (176 px), so they are enlarged before: an edit's pixels and blocks are then as fine as in a
library. Copies to learn from are made of the small photos, which is harder.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

Edit = Callable[[Image.Image, np.random.Generator], Image.Image]
SEVERAL = "several"  # three edits, one after another

_TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
_MAX_TILT_DEG = 10.0
_LIBRARY_SIDE_PX = 448  # short side; previews in a library have 400 to 768


def make_copy(image: Image.Image, kind: str, rng: np.random.Generator) -> Image.Image:
    """Return an edited copy of a photo, enlarged to the size of photos in a library.

    Args:
        image: 8-bit RGB.
        kind: A key of `EDITS`, or `SEVERAL`.
        rng: Decides the strength; equal generators give equal copies.
    """
    image = ImageOps.scale(image, max(1.0, _LIBRARY_SIDE_PX / min(image.size)), Image.Resampling.BICUBIC)
    for name in _draw(3, rng) if kind == SEVERAL else [kind]:
        image = EDITS[name](image, rng)
    return image


def random_copy(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return a copy with one, two or three different edits."""
    for name in _draw(int(rng.integers(1, 4)), rng):
        image = EDITS[name](image, rng)
    return image


def _draw(count: int, rng: np.random.Generator) -> list[str]:
    return [str(name) for name in rng.choice(list(EDITS), count, replace=False)]


def _resize(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Shrink to between a quarter and three quarters: a thumbnail, or what a messenger sends."""
    scale = rng.uniform(0.25, 0.75)
    width, height = (max(16, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.BICUBIC)


def _crop(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Keep 70 to 95 % of each side, anywhere."""
    kept = [side * rng.uniform(0.7, 0.95) for side in image.size]
    left, top = (rng.uniform(0.0, side - span) for side, span in zip(image.size, kept, strict=True))
    return image.crop((round(left), round(top), round(left + kept[0]), round(top + kept[1])))


def _jpeg(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return _encode(image, "JPEG", int(rng.integers(15, 70)))


def _webp(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return _encode(image, "WEBP", int(rng.integers(5, 60)))


def _encode(image: Image.Image, file_format: str, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, file_format, quality=quality)
    return Image.open(buffer).convert("RGB")


def _brightness(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Darken or brighten by up to 40 %, and change the contrast by up to 30 %."""
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.6, 1.4))
    return ImageEnhance.Contrast(image).enhance(rng.uniform(0.7, 1.3))


def _colour(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Change the saturation (a fifth of the time down to grey) and the white balance."""
    saturation = 0.0 if rng.random() < 0.2 else rng.uniform(0.3, 1.8)
    pixels = np.asarray(ImageEnhance.Color(image).enhance(saturation), np.float32)
    return Image.fromarray(np.clip(pixels * rng.uniform(0.85, 1.15, 3), 0, 255).astype(np.uint8))


def _border(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Frame with 3 to 12 % of the short side, in black, white or a grey."""
    grey = int(rng.choice([0, 255, int(rng.integers(0, 256))]))
    return ImageOps.expand(image, round(min(image.size) * rng.uniform(0.03, 0.12)), (grey, grey, grey))


def _flip(image: Image.Image, _rng: np.random.Generator) -> Image.Image:
    return ImageOps.mirror(image)


def _turn(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turn by a quarter, a half or three quarters."""
    return image.transpose(_TURNS[int(rng.integers(3))])


def _tilt(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turn by 2 to 10 degrees: straightened (corners cut off), or with black corners."""
    angle_deg = float(rng.choice([-1, 1]) * rng.uniform(2.0, _MAX_TILT_DEG))
    tilted = image.rotate(angle_deg, Image.Resampling.BICUBIC)
    return tilted if rng.random() < 0.5 else _without_corners(tilted, angle_deg)


def _without_corners(image: Image.Image, angle_deg: float) -> Image.Image:
    """Cut the largest centred window of the same shape that a tilt filled with picture."""
    width, height = image.size
    angle = math.radians(abs(angle_deg))
    scale = 1.0 / (math.cos(angle) + max(width / height, height / width) * math.sin(angle))
    left, top = width * (1.0 - scale) / 2, height * (1.0 - scale) / 2
    return image.crop((round(left), round(top), round(width - left), round(height - top)))


EDITS: dict[str, Edit] = {
    "resize": _resize,
    "crop": _crop,
    "jpeg": _jpeg,
    "webp": _webp,
    "brightness": _brightness,
    "colour": _colour,
    "border": _border,
    "flip": _flip,
    "turn": _turn,
    "tilt": _tilt,
}
