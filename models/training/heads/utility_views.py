"""Views of flat pictures as cameras and people give them: laid on a table, tilted, cropped, badly lit, re-encoded.

Photos of the world pass through the same views, so that no trace of a view tells the kinds apart.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

SIDE_PX = 320  # of a scene; the backbone reads 224
Corners = list[tuple[float, float]]


def photograph(
    picture: Image.Image, random: Random, backgrounds: Sequence[Image.Image], *, cover: float
) -> Image.Image:
    """Lay a picture on a background, turned and in perspective.

    Args:
        picture: What lies there.
        random: Decides everything else.
        backgrounds: Photos to take tables and walls from; half the time a blurred piece, or a plain colour.
        cover: Share of the scene's side that the picture's longer side takes, about 0.3 to 1.2.
    """
    scene = _background(random, backgrounds)
    scale = cover * SIDE_PX / max(picture.size)
    half_width, half_height = picture.width * scale / 2, picture.height * scale / 2
    angle = random.gauss(0, 8) if random.random() < 0.8 else random.uniform(-180, 180)
    turn = np.exp(1j * np.radians(angle))
    room = max(0.0, 1 - cover) * SIDE_PX / 2
    centre = SIDE_PX / 2 + random.uniform(-room, room) + 1j * (SIDE_PX / 2 + random.uniform(-room, room))
    corners: Corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        slack = 1 + random.uniform(-0.12, 0.12)
        point = centre + (x * half_width + 1j * y * half_height) * turn * slack
        corners.append((point.real, point.imag))
    coefficients = perspective_coefficients(corners, picture.size)
    laid = picture.transform(scene.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR)
    mask = Image.new("L", picture.size, 255).transform(scene.size, Image.Transform.PERSPECTIVE, coefficients)
    return Image.composite(laid, scene, mask)


def vary(picture: Image.Image, random: Random) -> Image.Image:
    """Crop a little, change light and colour, blur and re-encode."""
    width, height = picture.size
    if random.random() < 0.5:
        left, top = random.uniform(0, 0.12) * width, random.uniform(0, 0.12) * height
        right, bottom = width * (1 - random.uniform(0, 0.12)), height * (1 - random.uniform(0, 0.12))
        picture = picture.crop((int(left), int(top), int(right), int(bottom)))
    for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        if random.random() < 0.5:
            picture = enhance(picture).enhance(random.uniform(0.65, 1.3))
    if random.random() < 0.25:
        picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.4, 1.6)))
    if random.random() < 0.5:
        picture = _reencode(picture, random.randint(25, 80))
    return picture


def photograph_screen(picture: Image.Image, random: Random, backgrounds: Sequence[Image.Image]) -> Image.Image:
    """Show a picture on a screen: a dark frame, the raster of its pixels, a scene around it."""
    frame = Image.new("RGB", (picture.width + 24, picture.height + 24), (18, 18, 20))
    raster = np.asarray(picture, dtype=np.float32)
    raster = raster * (1 - random.uniform(0.0, 0.2) * (np.arange(picture.height) % 3 == 0)[:, None, None])
    frame.paste(Image.fromarray(raster.astype(np.uint8)), (12, 12))
    return photograph(frame, random, backgrounds, cover=random.uniform(0.8, 1.2))


def perspective_coefficients(corners: Corners, size: tuple[int, int]) -> list[float]:
    """Return Pillow's 8 coefficients that bring a picture's corners, clockwise from the top left, to these points."""
    width, height = size
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved: NDArray[np.float64] = np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values, dtype=np.float64))
    return [float(value) for value in solved]


def _background(random: Random, backgrounds: Sequence[Image.Image]) -> Image.Image:
    if random.random() < 0.35:
        return Image.new("RGB", (SIDE_PX, SIDE_PX), tuple(random.randint(15, 240) for _ in range(3)))
    photo = random.choice(backgrounds)
    side = int(min(photo.size) * random.uniform(0.3, 1.0))
    left, top = random.randint(0, photo.width - side), random.randint(0, photo.height - side)
    piece = photo.crop((left, top, left + side, top + side)).resize((SIDE_PX, SIDE_PX))
    return piece.filter(ImageFilter.GaussianBlur(random.uniform(0, 6)))


def _reencode(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
