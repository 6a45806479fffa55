"""Views of a picture as a lens, a hand and a messenger would have changed it: the matte goes along."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

MIN_CROP = 0.55  # of the longer side
_KEPT = 0.6  # of the subject, or the crop is not taken
_TURN_DEGREES = 12.0


def random_view(picture: Image.Image, side_px: int, rng: Generator) -> Image.Image:
    """Crop, turn, mirror and squeeze an RGBA picture to a square that keeps most of its subject.

    Half of the views are of the whole picture, as the network will be given it.
    """
    whole = _with_matte(picture, lambda part: part.resize((side_px, side_px), Image.Resampling.BILINEAR))
    if rng.random() < 0.5:
        return _mirrored(whole, rng)
    view = _cropped(picture, side_px, rng)
    return _mirrored(view if _keeps_subject(picture, view) else whole, rng)


def re_exposed(image: Image.Image, rng: Generator) -> Image.Image:
    """Change light, colour and sharpness of an RGB image."""
    image = image.point(_tone_curves(rng))
    if rng.random() < 0.4:
        image = ImageEnhance.Color(image).enhance(rng.uniform(0.3, 1.6))
    elif rng.random() < 0.06:
        image = image.convert("L").convert("RGB")
    if rng.random() < 0.12:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.6)))
    if rng.random() < 0.1:
        noise = rng.normal(0, rng.uniform(3, 14), (image.height, image.width, 1))
        image = Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))
    return _as_jpeg(image, int(rng.integers(30, 90))) if rng.random() < 0.2 else image


def _cropped(picture: Image.Image, side_px: int, rng: Generator) -> Image.Image:
    """Map the square onto a turned rectangle inside the picture."""
    angle = np.deg2rad(rng.uniform(-_TURN_DEGREES, _TURN_DEGREES)) * (rng.random() < 0.4)
    size = np.array([picture.width, picture.height]) * rng.uniform(MIN_CROP, 1.0) * rng.uniform(0.85, 1.0, 2)
    cosine, sine = np.cos(angle), np.sin(angle)
    bound = np.array([[cosine, abs(sine)], [abs(sine), cosine]]) @ size
    size = size * min(1.0, *(np.array(picture.size) / bound))
    bound = np.array([[cosine, abs(sine)], [abs(sine), cosine]]) @ size
    centre = bound / 2 + rng.uniform(0, 1, 2) * np.maximum(np.array(picture.size) - bound, 0)
    matrix = np.array([[cosine, -sine], [sine, cosine]]) * size / side_px
    origin = centre - matrix @ np.full(2, side_px / 2)
    coefficients = (*matrix[0], origin[0], *matrix[1], origin[1])
    size_px, bilinear = (side_px, side_px), Image.Resampling.BILINEAR
    return _with_matte(picture, lambda part: part.transform(size_px, Image.Transform.AFFINE, coefficients, bilinear))


def _with_matte(picture: Image.Image, change: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Change colours and alpha apart: Pillow resamples RGBA with what is transparent made black."""
    changed = change(picture.convert("RGB"))
    changed.putalpha(change(picture.getchannel("A")))
    return changed


def _keeps_subject(picture: Image.Image, view: Image.Image) -> bool:
    before, after = np.asarray(picture.getchannel("A")).mean(), np.asarray(view.getchannel("A")).mean()
    if before == 0.0:
        return True
    enlarged = max((picture.width * picture.height) / (view.width * view.height), 1.0)
    return bool(after >= _KEPT * before and after * enlarged > 5.0 and after < 0.85 * 255)


def _mirrored(view: Image.Image, rng: Generator) -> Image.Image:
    return view.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else view


def _tone_curves(rng: Generator) -> list[float]:
    """Return the look-up tables of the three channels: gamma and contrast for all, a cast for each."""
    levels = np.linspace(0.0, 1.0, 256)
    curve = levels ** np.exp(rng.normal(0, 0.25))
    curve = 0.5 + (curve - 0.5) * rng.uniform(0.7, 1.25) + rng.normal(0, 0.05)
    casts = 1.0 + rng.normal(0, 0.05, 3)
    return [float(value) for cast in casts for value in np.rint((255.0 * curve * cast).clip(0, 255))]


def _as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "jpeg", quality=quality)
    return Image.open(buffer).convert("RGB")
