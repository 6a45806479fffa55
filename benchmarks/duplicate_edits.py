"""Copies of a photo, and further frames of it, as `benchmarks.duplicate_likeness` measures them."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

Edit = Callable[[Image.Image, np.random.Generator], Image.Image]
LIBRARY_SIDE_PX = 448  # short side: photos of the sets are small, and are enlarged to be as fine as previews
_THUMBNAIL_PX = 176


def enlarge(image: Image.Image) -> Image.Image:
    """Bring a photo to the size of previews in a library."""
    return ImageOps.scale(image, max(1.0, LIBRARY_SIDE_PX / min(image.size)), Image.Resampling.BICUBIC)


def _encode(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def _reencode(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _encode(image, int(random.integers(40, 95)))


def _resize(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _encode(ImageOps.scale(image, random.uniform(0.3, 0.8)), 85)


def _thumbnail(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _encode(ImageOps.scale(image, _THUMBNAIL_PX / min(image.size)), 75)


def _crop(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Keep 90 to 97 % of each side."""
    spans = [side * random.uniform(0.9, 0.97) for side in image.size]
    left, top = (random.uniform(0, side - span) for side, span in zip(image.size, spans, strict=True))
    return _encode(image.crop((round(left), round(top), round(left + spans[0]), round(top + spans[1]))), 85)


def _mark(image: Image.Image, random: np.random.Generator) -> Image.Image:
    image, (width, height) = image.copy(), image.size
    at = (width * random.uniform(0.05, 0.5), height * random.uniform(0.6, 0.9))
    ImageDraw.Draw(image).text(at, "(c) Studio 2023", fill="white", font_size=height * random.uniform(0.06, 0.1))
    return _encode(image, 85)


def _brighten(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _encode(ImageEnhance.Brightness(image).enhance(random.uniform(0.75, 1.3)), 85)


def _turn(image: Image.Image, random: np.random.Generator) -> Image.Image:
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)
    return _encode(image.transpose(turns[int(random.integers(2))]), 85)


def _mirror(image: Image.Image, random: np.random.Generator) -> Image.Image:
    return _encode(ImageOps.mirror(image), 85)


def _take_again(least: float, most: float, noise: float) -> Edit:
    """Make a further frame: a window of so much of each side, tilted by up to a degree, lit otherwise, with other noise."""

    def take(image: Image.Image, random: np.random.Generator) -> Image.Image:
        width, height = image.size
        share = random.uniform(least, most)
        left, top = random.uniform(0, width * (1 - share)), random.uniform(0, height * (1 - share))
        tilted = image.rotate(random.uniform(-1, 1), Image.Resampling.BICUBIC)
        box = (left, top, left + width * share, top + height * share)
        window = np.asarray(tilted.resize(image.size, Image.Resampling.BICUBIC, box=box), np.float32)
        lit = window * random.uniform(0.92, 1.08) + random.normal(0, noise, (height, width, 1))
        return _encode(Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)), 90)

    return take


COPIES: dict[str, Edit] = {
    "re-encoded, quality 40 to 95": _reencode,
    "resized to 30 to 80 %": _resize,
    "a thumbnail of 176 px": _thumbnail,
    "cropped by 3 to 10 % a side": _crop,
    "marked with words": _mark,
    "darker or brighter by 30 %": _brighten,
    "turned by a quarter": _turn,
    "mirrored": _mirror,
}
FRAMES: dict[str, Edit] = {
    "next frame, 90 to 97 % of each side": _take_again(0.9, 0.97, 5.0),
    "next frame, 75 to 90 % of each side": _take_again(0.75, 0.9, 8.0),
}
