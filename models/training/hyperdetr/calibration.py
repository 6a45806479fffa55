"""Thresholds, chosen on the held-out photos: those of the masks by IoU, then that of people by panoptic quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.hyperdetr.config import SCENE_KINDS
from models.hyperdetr.decode import Thresholds, decode_people, logit
from models.training.hyperdetr.validation import PeopleCount, count_people

if TYPE_CHECKING:
    from models.training.hyperdetr.lesson import Lesson
    from models.training.hyperdetr.validation import Outputs

MIN_SHARE = 0.0005  # of the frame, 98 pixels: less is noise
_MASK_GRID = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
_PERSON_GRID = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_MIN_PRESENT = 1_000  # pixels of a kind in an archive, before its IoU counts

# Archive, view, and what the network says of it. Read twice, one at a time: together they would fill gigabytes.
Seen = Iterable[tuple[str, "Lesson", "Outputs"]]


def choose_mask_thresholds(seen: Seen) -> Thresholds:
    """Return each kind's threshold of the highest IoU, averaged over the archives that show the kind."""
    grid = np.array([logit(threshold) for threshold in _MASK_GRID])
    shared: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((len(SCENE_KINDS), len(grid))))
    joined: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((len(SCENE_KINDS), len(grid))))
    present: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(SCENE_KINDS)))
    for archive, view, outputs in seen:
        for index in range(len(SCENE_KINDS)):
            known = (view.unknown >> index) & 1 == 0
            wanted = (view.present >> index) & 1 == 1
            reached = np.searchsorted(grid, outputs.scene[index], side="left")  # thresholds that lie below
            inside = _at_least(reached[known & wanted], len(grid))
            shared[archive][index] += inside
            joined[archive][index] += (known & wanted).sum() + _at_least(reached[known & ~wanted], len(grid))
            present[archive][index] += wanted.sum()
    pixels = {}
    for index, kind in enumerate(SCENE_KINDS):
        counted = [name for name in present if present[name][index] >= _MIN_PRESENT]
        ratios = [shared[name][index] / joined[name][index] for name in counted]
        pixels[kind] = _MASK_GRID[int(np.mean(ratios, axis=0).argmax())] if counted else 0.5
    return Thresholds(pixels, person=0.5, min_share=MIN_SHARE)


def choose_person_threshold(thresholds: Thresholds, seen: Seen) -> Thresholds:
    """Return the thresholds with that of people of the highest panoptic quality, averaged over archives."""
    options = [replace(thresholds, person=person) for person in _PERSON_GRID]
    counts: list[dict[str, PeopleCount]] = [defaultdict(PeopleCount) for _ in options]
    for archive, view, outputs in seen:
        for option, count in zip(options, counts, strict=True):
            masks = [mask for mask, _ in decode_people(outputs.people, outputs.masks, option)]
            count_people(count[archive], masks, view)
    return options[int(np.argmax([_mean_quality(count.values()) for count in counts]))]


def _at_least(reached: np.ndarray, thresholds: int) -> np.ndarray:
    """Return how many pixels lie above each threshold, (T,), from how many thresholds lie below each pixel."""
    return np.bincount(reached, minlength=thresholds + 1)[::-1].cumsum()[::-1][1:]


def _mean_quality(counts: Iterable[PeopleCount]) -> float:
    """Return the mean over archives that tell people apart."""
    return float(np.mean([count.quality()["panoptic"] for count in counts if count.found + count.missed] or [0.0]))
