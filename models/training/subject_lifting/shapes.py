"""Synthetic foregrounds in two and three dimensions: polygons, blobs and letters; shaded balls, cans and boxes.

Each is an RGBA square of `SHAPE_PX`. They have no class, are as sharp as can be, and their alpha is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

SHAPE_PX = 256
_FINE = 2 * SHAPE_PX  # masks are drawn at twice the side and averaged down
_LETTERS = "ABDEGHKMNQRSWXZ2345689&@#?"


def draw_shape(texture: Image.Image, rng: Generator) -> Image.Image:
    """Return one shape that wears a texture, or a colour.

    Args:
        texture: RGB picture of any size.
        rng: What decides about everything.
    """
    square = _surface(texture, rng)
    shape = _SHAPES[rng.integers(len(_SHAPES))]
    colours, alpha = shape(square, rng)
    drawn = Image.fromarray(colours.clip(0, 255).astype(np.uint8))
    drawn.putalpha(alpha)
    return drawn


def _surface(texture: Image.Image, rng: Generator) -> Floats:
    """Return (S, S, 3): the texture, a gradient of two colours, or both mixed."""
    picture = np.asarray(texture.resize((SHAPE_PX, SHAPE_PX)), dtype=np.float32)
    ramp = np.linspace(0.0, 1.0, SHAPE_PX, dtype=np.float32)[:, None, None]
    first, second = rng.uniform(0, 255, (2, 1, 1, 3)).astype(np.float32)
    gradient = first * (1.0 - ramp) + second * ramp
    share = rng.choice([0.0, 0.35, 1.0], p=[0.3, 0.3, 0.4])
    return share * picture + (1.0 - share) * np.broadcast_to(gradient, picture.shape)


def _polygon(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    count = int(rng.integers(3, 9))
    angles = np.sort(rng.uniform(0, 2 * np.pi, count)) if rng.random() < 0.5 else np.arange(count) * 2 * np.pi / count
    return square, _filled(angles, rng.uniform(0.3, 0.49, count))


def _blob(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    radii = np.full(120, 1.0)
    for wave in range(2, 7):
        radii += rng.normal(0, 0.35 / wave) * np.cos(wave * angles + rng.uniform(0, 2 * np.pi))
    radii = np.maximum(radii, 0.15)
    return square, _filled(angles, 0.49 * radii / radii.max())


def _letter(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    mask = Image.new("L", (_FINE, _FINE))
    text = "".join(rng.choice(list(_LETTERS), int(rng.integers(1, 4))))
    font = ImageFont.load_default(size=int(_FINE * 0.9 / len(text) ** 0.7))
    ImageDraw.Draw(mask).text((_FINE / 2, _FINE / 2), text, 255, font=font, anchor="mm", stroke_width=6)
    return square, _smaller(mask)


def _ball(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    x, y = _grid()
    depth = np.sqrt(np.maximum(1.0 - x * x - y * y, 0.0))
    turned = _looked_up(square, np.arcsin(x.clip(-1, 1)) / np.pi + 0.5, np.arcsin(y.clip(-1, 1)) / np.pi + 0.5)
    mask = Image.new("L", (_FINE, _FINE))
    ImageDraw.Draw(mask).ellipse((4, 4, _FINE - 4, _FINE - 4), 255)
    return _lit(turned, np.stack([x, y, depth], axis=-1), rng), _smaller(mask)


def _can(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    half, tilt = rng.uniform(0.4, 0.8), rng.uniform(0.08, 0.25)
    x, y = _grid()
    across = (x / half).clip(-1, 1)
    turned = _looked_up(square, np.arcsin(across) / np.pi + 0.5, y / 2 + 0.5)
    normals = np.stack([across, np.zeros_like(y), np.sqrt(1.0 - across * across)], axis=-1)
    lid = (x / half) ** 2 + ((y + 1.0 - tilt) / tilt) ** 2 <= 1.0
    normals[lid] = (0.0, -0.8, 0.6)
    mask = Image.new("L", (_FINE, _FINE))
    left, right, rim = _FINE * (1 - half) / 2, _FINE * (1 + half) / 2, _FINE * tilt
    draw = ImageDraw.Draw(mask)
    draw.ellipse((left, 0, right, rim), 255)
    draw.rectangle((left, rim / 2, right, _FINE - rim / 2), 255)
    draw.ellipse((left, _FINE - rim, right, _FINE - 1), 255)
    return _lit(turned, normals, rng), _smaller(mask)


def _box(square: Floats, rng: Generator) -> tuple[Floats, Image.Image]:
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    turn = turn * np.where(turn[:, 2:] < 0, -1.0, 1.0)  # the three faces towards the eye
    edges = turn * rng.uniform(0.5, 1.0, (3, 1))
    edges *= 0.97 / np.abs(edges[:, :2]).sum(0).max()
    light = _light(rng)
    mask, shade = Image.new("L", (_FINE, _FINE)), Image.new("F", (SHAPE_PX, SHAPE_PX))
    for axis in range(3):
        one, two = edges[(axis + 1) % 3], edges[(axis + 2) % 3]
        corners = [edges[axis] + a * one + b * two for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        brightness = 0.35 + 0.75 * max(float(turn[axis] @ light), 0.0)
        ImageDraw.Draw(mask).polygon([tuple(_FINE * (0.5 + 0.5 * corner[:2])) for corner in corners], 255)
        ImageDraw.Draw(shade).polygon([tuple(SHAPE_PX * (0.5 + 0.5 * corner[:2])) for corner in corners], brightness)
    shaded = np.asarray(shade)
    return square * np.where(shaded == 0.0, 0.5, shaded)[..., None], _smaller(mask)


def _filled(angles: Floats, radii: Floats) -> Image.Image:
    mask = Image.new("L", (_FINE, _FINE))
    points = [
        (_FINE * (0.5 + r * np.cos(a)), _FINE * (0.5 + r * np.sin(a))) for a, r in zip(angles, radii, strict=True)
    ]
    ImageDraw.Draw(mask).polygon(points, 255)
    return _smaller(mask)


def _grid() -> tuple[Floats, Floats]:
    line = (np.arange(SHAPE_PX, dtype=np.float32) + 0.5) / SHAPE_PX * 2.0 - 1.0
    return np.broadcast_to(line, (SHAPE_PX, SHAPE_PX)), np.broadcast_to(line[:, None], (SHAPE_PX, SHAPE_PX))


def _looked_up(square: Floats, across: Floats, down: Floats) -> Floats:
    """Return the surface at (S, S) places in [0, 1]."""
    last = SHAPE_PX - 1
    return square[(down * last).astype(int).clip(0, last), (across * last).astype(int).clip(0, last)]


def _lit(square: Floats, normals: Floats, rng: Generator) -> Floats:
    """Shade a surface by its normals (S, S, 3): Lambert's law and a highlight."""
    facing = np.maximum(normals @ _light(rng), 0.0)[..., None]
    return square * (0.3 + 0.8 * facing) + rng.uniform(0, 160) * facing**30


def _light(rng: Generator) -> Floats:
    direction = np.array([rng.uniform(-1, 1), rng.uniform(-1, 0.2), rng.uniform(0.3, 1)])
    return direction / np.linalg.norm(direction)


def _smaller(mask: Image.Image) -> Image.Image:
    return mask.resize((SHAPE_PX, SHAPE_PX), Image.Resampling.BOX)


_SHAPES: tuple[
    Callable[[Floats, Generator], tuple[Floats, Image.Image]], ...
] = (_polygon, _blob, _letter, _ball, _can, _box)  # fmt: skip
