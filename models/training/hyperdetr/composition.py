"""Photos composed on the fly: one to four people, cut out of their photos, in front of a scene.

Most of what the network learns of several people comes of this; hair, skin and glasses keep their labels at many sizes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from models.training.hyperdetr.label_maps import SKY
from models.training.hyperdetr.lesson import ALL_BITS, UNCOUNTED, Lesson
from models.training.hyperdetr.views import jitter_colours

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PEOPLE_SHARES = (0.25, 0.3, 0.25, 0.2)  # of one, two, three and four people
_MIN_HEIGHT, _MAX_HEIGHT = 0.22, 1.25  # of the frame
_MIN_VISIBLE, _MIN_SHARE = 0.2, 0.004  # of a person, and of the frame: less is not counted
_MIN_PIXELS = 600  # of a cut-out in its photo
_EDGE_PX = 0.7


class CutOut:
    """A person out of a lesson: pixels, labels and where they are, cropped."""

    def __init__(self, lesson: Lesson, instance: int) -> None:
        """Cut one person out."""
        inside = lesson.instances == instance
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        self.pixels = lesson.pixels[window]
        self.labels = lesson.labels[window]
        self.inside = inside[window]
        self.touches_bottom = rows[-1] >= inside.shape[0] - 3


def cut_people(lessons: Sequence[Lesson]) -> list[CutOut]:
    """Return everybody who is told apart and large enough."""
    return [
        CutOut(lesson, instance)
        for lesson in lessons
        for instance, area in enumerate(np.bincount(lesson.instances.ravel(), minlength=2))
        if 0 < instance < UNCOUNTED and area >= _MIN_PIXELS
    ]


def compose(background: Lesson, people: Sequence[CutOut], rng: np.random.Generator) -> Lesson:
    """Put one to four people into a scene, the further ones first; those who are hidden are not counted."""
    pixels, labels = background.pixels.copy(), background.labels.copy()
    labels[..., 2][labels[..., 2] > 0] = UNCOUNTED
    count = 1 + int(rng.choice(len(_PEOPLE_SHARES), p=_PEOPLE_SHARES))
    heights = np.sort(np.exp(rng.uniform(math.log(_MIN_HEIGHT), math.log(_MAX_HEIGHT), count)))
    areas = [0]
    for instance, height in enumerate(heights, start=1):
        person = people[int(rng.integers(len(people)))]
        areas.append(_paste(pixels, labels, person, instance=instance, height=height, rng=rng))
    is_complete = background.is_complete and _forget_the_hidden(labels[..., 2], areas)
    return Lesson(pixels, labels, is_complete)


def repaint_sky(lesson: Lesson, sky: NDArray[np.uint8]) -> Lesson:
    """Put another sky, (h, w, 3) pixels, where a photo's own is: streets are seen in one weather only."""
    size = (lesson.pixels.shape[1], lesson.pixels.shape[0])
    is_sky = Image.fromarray(((lesson.present & SKY) > 0).astype(np.uint8) * 255)
    share = np.asarray(is_sky.filter(ImageFilter.GaussianBlur(_EDGE_PX)), dtype=np.float32)[..., None] / 255.0
    painted = np.asarray(Image.fromarray(sky).resize(size, Image.Resampling.BILINEAR))
    pixels = (share * painted + (1.0 - share) * lesson.pixels).astype(np.uint8)
    return Lesson(pixels, lesson.labels, lesson.is_complete)


def _paste(
    pixels: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    person: CutOut,
    *,
    instance: int,
    height: float,
    rng: np.random.Generator,
) -> int:
    """Paste a person in place; return how many pixels of the frame they took, hidden ones included."""
    frame_height, frame_width = labels.shape[:2]
    scale = height * frame_height / person.inside.shape[0]
    scale = min(scale, 1.3 * frame_width / person.inside.shape[1], 2.5)
    size = (max(4, round(person.inside.shape[1] * scale)), max(4, round(person.inside.shape[0] * scale)))
    alpha, look, marks = _render(person, size, rng)
    left = round(rng.uniform(-0.25 * size[0], frame_width - 0.75 * size[0]))
    top = _choose_top(person, size[1], frame_height, rng)
    window = np.s_[max(0, top) : min(frame_height, top + size[1]), max(0, left) : min(frame_width, left + size[0])]
    source = np.s_[window[0].start - top : window[0].stop - top, window[1].start - left : window[1].stop - left]
    share = alpha[source][..., None]
    mixed = share * look[source] + (1.0 - share) * pixels[window]
    pixels[window] = mixed.astype(np.uint8)
    inside = alpha[source] > 0.5
    labels[window][inside] = marks[source][inside] * np.array([1, 1, 0], np.uint8) + np.array(
        [0, 0, instance], np.uint8
    )
    return int(inside.sum())


def _render(
    person: CutOut, size: tuple[int, int], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return alpha (h, w), pixels and labels (h, w, 3) of a cut-out at a size, flipped half the time."""
    look = np.asarray(Image.fromarray(person.pixels).resize(size, Image.Resampling.BILINEAR))
    look = jitter_colours(look, rng, strength=0.6)
    alpha = Image.fromarray(person.inside.astype(np.uint8) * 255).resize(size, Image.Resampling.BILINEAR)
    soft = np.asarray(alpha.filter(ImageFilter.GaussianBlur(_EDGE_PX)), dtype=np.float32) / 255.0
    marks = np.asarray(Image.fromarray(person.labels).resize(size, Image.Resampling.NEAREST))
    marks = np.where(marks[..., 2:] > 0, marks, np.array([0, ALL_BITS, 0], np.uint8))  # a soft edge's outside
    if rng.random() < 0.5:
        return soft[:, ::-1], look[:, ::-1], marks[:, ::-1]
    return soft, look, marks


def _choose_top(person: CutOut, height: int, frame_height: int, rng: np.random.Generator) -> int:
    """Stand whole people somewhere on the lower half; whoever was cut at the bottom is cut there again, mostly."""
    if person.touches_bottom and rng.random() < 0.8:
        return frame_height - height + round(rng.uniform(0.0, 0.25) * height)
    return round(rng.uniform(0.55, 1.1) * frame_height) - height


def _forget_the_hidden(instances: NDArray[np.uint8], areas: Sequence[int]) -> bool:
    """Leave uncounted whoever is mostly hidden; return whether all are counted."""
    seen = np.bincount(instances.ravel(), minlength=len(areas))[: len(areas)]
    hidden = [
        index
        for index in range(1, len(areas))
        if 0 < seen[index] < max(_MIN_VISIBLE * areas[index], _MIN_SHARE * instances.size)
    ]
    instances[np.isin(instances, hidden)] = UNCOUNTED
    return not hidden
