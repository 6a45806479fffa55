"""Stated transformations of photos: those that make slices of a test set, and those that make a photo worse by steps.

Each takes an RGB image and returns one of the same size (a tall crop is narrower), the same every time.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image, ImageFilter

Transformation = Callable[[Image.Image], Image.Image]

_NOISE_SEED = 20


def darken(image: Image.Image, *, stops: float) -> Image.Image:
    """Take light away in linear light, as a shorter exposure does; negative stops add light and clip."""
    linear = _to_linear(np.asarray(image, np.float32) / 255.0) * 2.0**-stops
    return _from_unit(_to_srgb(np.clip(linear, 0.0, 1.0)))


def blur(image: Image.Image, *, percent: float) -> Image.Image:
    """Blur by a Gaussian whose sigma is a share of the short side."""
    return image.filter(ImageFilter.GaussianBlur(min(image.size) * percent / 100.0))


def shrink(image: Image.Image, *, short_side_px: int) -> Image.Image:
    """Lose detail: down to a short side, and back up."""
    factor = short_side_px / min(image.size)
    small = image.resize((max(1, round(image.width * factor)), max(1, round(image.height * factor))))
    return small.resize(image.size, Image.Resampling.BICUBIC)


def remove_colour(image: Image.Image) -> Image.Image:
    """Keep luma alone."""
    return image.convert("L").convert("RGB")


def crop_tall(image: Image.Image) -> Image.Image:
    """Keep the middle three quarters of a square's width: 3:4, as a phone is held."""
    side = min(image.size)
    width, height = round(side * 0.75), side
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def add_noise(image: Image.Image, *, sigma: float) -> Image.Image:
    """Add Gaussian noise to each channel, sigma in 8-bit steps."""
    pixels = np.asarray(image, np.float32) / 255.0
    noise = np.random.default_rng(_NOISE_SEED).normal(0.0, sigma / 255.0, pixels.shape)
    return _from_unit(pixels + noise)


def compress(image: Image.Image, *, quality: int) -> Image.Image:
    """Write as JPEG and read again."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def age_camera(image: Image.Image) -> Image.Image:
    """Look as from a phone of twenty years ago: 120 px of detail, noise, a warm cast, JPEG at quality 40."""
    noisy = np.asarray(add_noise(shrink(image, short_side_px=120), sigma=10.0), np.float32)
    cast = noisy / 255.0 * np.array([1.10, 1.0, 0.82], np.float32)
    return compress(_from_unit(cast), quality=40)


# What the slices of a test set are made by; the name says how much.
SLICES: dict[str, Transformation] = {
    "dark (3 stops less light)": partial(darken, stops=3.0),
    "blurred (sigma 1.5 % of the short side)": partial(blur, percent=1.5),
    "low resolution (64 px of detail)": partial(shrink, short_side_px=64),
    "greyscale": remove_colour,
    "portrait orientation (middle 3:4)": crop_tall,
    "older camera (120 px, noise, cast, JPEG 40)": age_camera,
}

# Defects by steps, mildest first.
STEPS: dict[str, tuple[Transformation, ...]] = {
    "blur": tuple(partial(blur, percent=percent) for percent in (0.8, 1.6, 3.2)),
    "exposure": tuple(partial(darken, stops=stops) for stops in (1.5, 3.0, 4.5)),
    "overexposure": tuple(partial(darken, stops=stops) for stops in (-1.0, -2.0, -3.0)),
    "noise": tuple(partial(add_noise, sigma=sigma) for sigma in (10.0, 20.0, 40.0)),
}


def _to_linear(values: np.ndarray) -> np.ndarray:
    """sRGB to linear light, both in [0, 1]: IEC 61966-2-1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _to_srgb(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


def _from_unit(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(values, 0.0, 1.0) * 255.0).astype(np.uint8))
