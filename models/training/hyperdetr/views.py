"""Views of a lesson, as the article makes them: resize, crop, resize again, rotate with a valid crop, jitter colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.training.hyperdetr.lesson import Lesson

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MIN_SIDE_SHARE = 0.45  # of the photo, kept by a crop
_STRETCH = 1.25  # at most, in either direction
_ROTATED_SHARE, _MAX_ANGLE = 0.35, 20.0
_TURNED_SHARE = 0.08  # by 90, 180 or 270 degrees
_COARSE_SHARE, _MIN_COARSE = 0.2, 0.4  # made smaller before it is resized again


def draw_view(lesson: Lesson, size: tuple[int, int], rng: np.random.Generator) -> Lesson:
    """Return a random view of `size` (width, height)."""
    image, labels = Image.fromarray(lesson.pixels), Image.fromarray(lesson.labels)
    angle = 0.0
    if rng.random() < _ROTATED_SHARE:
        angle = rng.uniform(-_MAX_ANGLE, _MAX_ANGLE)
        image = image.rotate(angle, Image.Resampling.BILINEAR)
        labels = labels.rotate(angle, Image.Resampling.NEAREST)
    box = draw_box(valid_size(image.size, angle), image.size, size[0] / size[1], rng)
    if rng.random() < _COARSE_SHARE:
        share = rng.uniform(_MIN_COARSE, 1.0)
        coarse = (max(16, round(size[0] * share)), max(16, round(size[1] * share)))
        resized = image.resize(coarse, Image.Resampling.BILINEAR, box=box).resize(size, Image.Resampling.BILINEAR)
    else:
        resized = image.resize(size, Image.Resampling.BILINEAR, box=box)
    found = labels.resize(size, Image.Resampling.NEAREST, box=box)
    return Lesson(np.asarray(resized), np.asarray(found), lesson.is_complete)


def fit_view(lesson: Lesson, size: tuple[int, int]) -> Lesson:
    """Return the whole photo at `size` (width, height), as the product sees it."""
    image = Image.fromarray(lesson.pixels).resize(size, Image.Resampling.BILINEAR)
    labels = Image.fromarray(lesson.labels).resize(size, Image.Resampling.NEAREST)
    return Lesson(np.asarray(image), np.asarray(labels), lesson.is_complete)


def valid_size(size: tuple[int, int], angle: float) -> tuple[float, float]:
    """Return width and height of a box of the photo's shape that a rotation by `angle` degrees leaves filled.

    Example:
        >>> valid_size((400, 300), 0.0)
        (400.0, 300.0)
    """
    width, height = size
    turn = math.radians(abs(angle))
    wide = width * math.cos(turn) + height * math.sin(turn)
    high = width * math.sin(turn) + height * math.cos(turn)
    share = min(width / wide, height / high)
    return width * share, height * share


def draw_box(
    valid: tuple[float, float], size: tuple[int, int], shape: float, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return a random crop, xyxy, inside the centred valid part; its shape (width / height) is near `shape`."""
    stretched = shape * math.exp(rng.uniform(-1.0, 1.0) * math.log(_STRETCH))
    width = min(valid[0], valid[1] * stretched)
    height = width / stretched
    share = rng.uniform(_MIN_SIDE_SHARE, 1.0) ** 0.5 if rng.random() < 0.8 else 1.0
    width, height = width * share, height * share
    left = max(0.0, (size[0] - valid[0]) / 2 + rng.uniform(0.0, 1.0) * (valid[0] - width))
    top = max(0.0, (size[1] - valid[1]) / 2 + rng.uniform(0.0, 1.0) * (valid[1] - height))
    return left, top, min(size[0], left + width), min(size[1], top + height)


def flip_and_turn(lesson: Lesson, rng: np.random.Generator) -> Lesson:
    """Flip half of the views, and turn some upside down or, where they are square, on their side."""
    pixels, labels = lesson.pixels, lesson.labels
    if rng.random() < 0.5:
        pixels, labels = pixels[:, ::-1], labels[:, ::-1]
    if rng.random() < _TURNED_SHARE:
        turns = int(rng.integers(1, 4)) if pixels.shape[0] == pixels.shape[1] else 2
        pixels, labels = np.rot90(pixels, turns), np.rot90(labels, turns)
    return Lesson(pixels, labels, lesson.is_complete)


def jitter_colours(pixels: NDArray[np.uint8], rng: np.random.Generator, *, strength: float = 1.0) -> NDArray[np.uint8]:
    """Vary brightness, contrast, saturation and hue at random, in one matrix.

    Args:
        pixels: (H, W, 3).
        rng: Source of chance.
        strength: 1 for whole photos; less for what is pasted into one.
    """
    brightness, contrast, saturation = (math.exp(strength * rng.uniform(-0.4, 0.4)) for _ in range(3))
    grey = np.array([0.299, 0.587, 0.114], np.float32)
    mix = saturation * (np.eye(3, dtype=np.float32) - grey) + grey  # rows: output channels
    mix = mix @ _hue_rotation(strength * rng.uniform(-0.25, 0.25)) * np.float32(contrast)
    mean = pixels.reshape(-1, 3).mean(axis=0)
    shift = mean * brightness - mix @ mean
    varied = pixels.reshape(-1, 3).astype(np.float32) @ mix.T * np.float32(1.0) + shift.astype(np.float32)
    return np.clip(varied, 0.0, 255.0).astype(np.uint8).reshape(pixels.shape)


def _hue_rotation(angle: float) -> NDArray[np.float32]:
    """Rotate colours about the grey axis (Rodrigues' formula)."""
    axis = np.full(3, 1.0 / math.sqrt(3.0))
    cross = np.array([[0.0, -axis[2], axis[1]], [axis[2], 0.0, -axis[0]], [-axis[1], axis[0], 0.0]])
    turn = np.eye(3) * math.cos(angle) + math.sin(angle) * cross + (1.0 - math.cos(angle)) * np.outer(axis, axis)
    return turn.astype(np.float32)
