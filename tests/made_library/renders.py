"""What becomes of a picture: the frame that a camera took, the frames beside it, and what programs made of them."""

from __future__ import annotations

from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageEnhance

from tests.made_library.copies import Make

# Every camera frame is a window of the picture, so that a neighbouring frame can look a little to the side.
_WINDOW = 0.94
_RETAKE_WINDOW = 0.70
_QUALITY = {Make.MESSENGER: 55, Make.REENCODED: 70, Make.RESIZED: 85, Make.BRIGHTER: 88, Make.TRIMMED: 88}
_SHRUNK_TO = {Make.MESSENGER: 0.6, Make.RESIZED: 0.5}
_SENSOR_NOISE = 3.0
# A subject moves between two frames of a burst: a grid's knots are pushed by up to this share of the picture.
_MOTION, _KNOTS = 0.018, 5


def render(picture: Image.Image, make: Make, seed: str) -> Image.Image:
    """Return the pixels of a file; the same ones for the same picture, make and seed."""
    random = Random(seed)
    if make is Make.BURST:
        return _next_frame(picture, random)
    if make is Make.RETAKE:
        return _retake(picture, random)
    frame = _window(picture, _WINDOW, 0.5, 0.5)
    if make is Make.BRIGHTER:
        brighter = ImageEnhance.Brightness(frame).enhance(random.uniform(1.08, 1.18))
        return ImageEnhance.Color(brighter).enhance(random.uniform(1.05, 1.25))
    if make is Make.TRIMMED:
        share = random.uniform(0.95, 0.97)
        return _cut(frame, share, random.random(), random.random())
    if make in _SHRUNK_TO:
        return frame.resize(tuple(round(side * _SHRUNK_TO[make]) for side in frame.size), Image.Resampling.LANCZOS)
    return frame


def encode(image: Image.Image, make: Make, exif: bytes, *, is_png: bool = False) -> bytes:
    """Return a file's bytes: PNG, or JPEG as strongly compressed as its maker does."""
    buffer = BytesIO()
    if is_png:
        image.save(buffer, "PNG")
    else:
        image.save(buffer, "JPEG", quality=_QUALITY.get(make, 92), exif=exif)
    return buffer.getvalue()


def _next_frame(picture: Image.Image, random: Random) -> Image.Image:
    moved = _warp(picture, random)
    frame = _window(moved, _WINDOW * random.uniform(0.99, 1.0), 0.5 + _few(random, 0.3), 0.5 + _few(random, 0.3))
    return _with_noise(ImageEnhance.Brightness(frame).enhance(1 + _few(random, 0.04)), random)


def _retake(picture: Image.Image, random: Random) -> Image.Image:
    side = random.choice((0.0, 1.0))
    frame = _window(_warp(picture, random), _RETAKE_WINDOW, side, random.random())
    return _with_noise(ImageEnhance.Brightness(frame).enhance(1 + _few(random, 0.12)), random)


def _window(image: Image.Image, share: float, x: float, y: float) -> Image.Image:
    """Return a window at (x, y) in [0, 1] of the space around it, in the size of the picture's full frame."""
    size = tuple(round(side * _WINDOW / 2) * 2 for side in image.size)
    return _cut(image, share, x, y).resize(size, Image.Resampling.LANCZOS)


def _cut(image: Image.Image, share: float, x: float, y: float) -> Image.Image:
    width, height = (round(side * share) for side in image.size)
    left, top = round((image.width - width) * x), round((image.height - height) * y)
    return image.crop((left, top, left + width, top + height))


def _warp(image: Image.Image, random: Random) -> Image.Image:
    """Move what is in the picture a little: a grid whose inner knots are pushed."""
    xs, ys = np.linspace(0, image.width, _KNOTS), np.linspace(0, image.height, _KNOTS)
    knots = {
        (column, row): (x + _push(random, column) * image.width, y + _push(random, row) * image.height)
        for column, x in enumerate(xs)
        for row, y in enumerate(ys)
    }
    mesh = []
    for column in range(_KNOTS - 1):
        for row in range(_KNOTS - 1):
            box = tuple(round(float(edge)) for edge in (xs[column], ys[row], xs[column + 1], ys[row + 1]))
            corners = [(column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row)]
            mesh.append((box, tuple(value for corner in corners for value in knots[corner])))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)


def _push(random: Random, knot: int) -> float:
    return random.uniform(-_MOTION, _MOTION) if 0 < knot < _KNOTS - 1 else 0.0


def _few(random: Random, most: float) -> float:
    return random.uniform(-most, most)


def _with_noise(image: Image.Image, random: Random) -> Image.Image:
    noise = np.random.default_rng(random.randrange(2**32)).normal(0.0, _SENSOR_NOISE, (image.height, image.width, 3))
    return Image.fromarray((np.asarray(image, np.float32) + noise).clip(0, 255).astype(np.uint8))
