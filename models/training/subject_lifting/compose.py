"""Composition on the fly: one or two foregrounds over a background, with light, rim and shadow that more or less fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

MIN_SIZE, MAX_SIZE = 0.3, 0.95  # of the foreground's longer side, of the canvas's
_FEATHER = 0.3  # share of foregrounds whose rim is softened as by a shallow focus


def compose(background: Image.Image, foregrounds: Sequence[Image.Image], side_px: int, rng: Generator) -> Image.Image:
    """Lay RGBA foregrounds over an RGB background; returns an RGBA square whose alpha is their union."""
    canvas = _stretched(background, side_px, rng)
    matte = Image.new("L", canvas.size)
    for foreground in foregrounds:
        layer = _placed(foreground, side_px, rng)
        if rng.random() < 0.4:
            layer = _matched(layer, canvas, rng.uniform(0.2, 0.6))
        if rng.random() < 0.3:
            _cast_shadow(canvas, layer, rng)
        alpha = layer.getchannel("A")
        canvas.paste(layer.convert("RGB"), mask=alpha)
        matte.paste(255, mask=alpha)
    canvas.putalpha(matte)
    return canvas


def _stretched(background: Image.Image, side_px: int, rng: Generator) -> Image.Image:
    """Return a random part of the background as a square, sometimes out of focus."""
    width, height = background.size
    share = rng.uniform(0.6, 1.0)
    left, top = rng.uniform(0, width * (1 - share)), rng.uniform(0, height * (1 - share))
    box = (left, top, left + share * width, top + share * height)
    square = background.convert("RGB").resize((side_px, side_px), Image.Resampling.BILINEAR, box=box)
    if rng.random() < 0.25:
        square = square.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 4.0) * side_px / 256))
    return square


def _placed(foreground: Image.Image, side_px: int, rng: Generator) -> Image.Image:
    """Return the foreground on a transparent square: turned, mirrored, at its size and place."""
    if rng.random() < 0.5:
        foreground = foreground.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if rng.random() < 0.4:
        foreground = foreground.rotate(rng.uniform(-25, 25), Image.Resampling.BILINEAR, expand=True)
    scale = side_px * rng.uniform(MIN_SIZE, MAX_SIZE) / max(foreground.size)
    squeeze = np.exp(rng.normal(0, 0.12, 2))
    width, height = (
        max(8, min(side_px, round(side * scale * by))) for side, by in zip(foreground.size, squeeze, strict=True)
    )
    foreground = foreground.resize((width, height), Image.Resampling.BILINEAR)
    if rng.random() < _FEATHER:
        softened = foreground.getchannel("A").filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 1.5) * side_px / 256))
        foreground.putalpha(softened)
    spot = (rng.integers(0, side_px - width + 1), rng.integers(0, side_px - height + 1))
    layer = Image.new("RGBA", (side_px, side_px))
    layer.paste(foreground, (int(spot[0]), int(spot[1])))
    return layer


def _matched(layer: Image.Image, canvas: Image.Image, share: float) -> Image.Image:
    """Pull the layer's mean colour towards the canvas's."""
    pixels = np.asarray(layer, dtype=np.float32)
    weights = pixels[..., 3:] / 255.0
    mean = (pixels[..., :3] * weights).sum((0, 1)) / max(float(weights.sum()), 1.0)
    wanted = np.asarray(canvas, dtype=np.float32).mean((0, 1))
    colours = (pixels[..., :3] + share * (wanted - mean)).clip(0, 255).astype(np.uint8)
    matched = Image.fromarray(colours)
    matched.putalpha(layer.getchannel("A"))
    return matched


def _cast_shadow(canvas: Image.Image, layer: Image.Image, rng: Generator) -> None:
    """Darken the canvas beside the layer, in place."""
    side_px = canvas.width
    shifted = Image.new("L", canvas.size)
    offset = rng.integers(-side_px // 10, side_px // 10 + 1, 2)
    shifted.paste(layer.getchannel("A"), (int(offset[0]), int(offset[1])))
    strength = rng.uniform(0.2, 0.6)
    blurred = shifted.filter(ImageFilter.GaussianBlur(rng.uniform(2, 8) * side_px / 256))
    canvas.paste((0, 0, 0), mask=blurred.point(lambda value: round(value * strength)))
