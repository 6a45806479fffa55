"""Thresholds, chosen on the held-out photos: those of the masks by IoU, that of people by panoptic quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
_MASK_GRID = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
_PERSON_GRID = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_MIN_PRESENT = 1_000  # pixels of a kind in an archive, before its IoU counts

Seen = Sequence[tuple[str, "Lesson", "Outputs"]]  # archive, view, and what the network says of it


def calibrate(seen: Seen) -> Thresholds:
    """Return the thresholds that suit best what a network said of the held-out views."""
    pixels = {kind: _best_pixel_threshold(index, seen) for index, kind in enumerate(SCENE_KINDS)}
    thresholds = Thresholds(pixels, person=0.5, min_share=MIN_SHARE)
    return max(
        (replace(thresholds, person=person) for person in _PERSON_GRID), key=lambda each: _people_quality(each, seen)
    )


def _best_pixel_threshold(index: int, seen: Seen) -> float:
    shared: Mapping[str, np.ndarray] = defaultdict(lambda: np.zeros(len(_MASK_GRID)))
    joined: Mapping[str, np.ndarray] = defaultdict(lambda: np.zeros(len(_MASK_GRID)))
    present: dict[str, int] = defaultdict(int)
    for archive, view, outputs in seen:
        known = (view.unknown >> index) & 1 == 0
        wanted = (view.present >> index) & 1 == 1
        present[archive] += int(wanted.sum())
        for row, threshold in enumerate(_MASK_GRID):
            found = outputs.scene[index] > logit(threshold)
            shared[archive][row] += (found & wanted & known).sum()
            joined[archive][row] += ((found | wanted) & known).sum()
    counted = [name for name, pixels in present.items() if pixels >= _MIN_PRESENT]
    if not counted:
        return 0.5
    return _MASK_GRID[int(np.mean([shared[name] / joined[name] for name in counted], axis=0).argmax())]


def _people_quality(thresholds: Thresholds, seen: Seen) -> float:
    """Return the mean panoptic quality over archives that tell people apart."""
    counts: dict[str, PeopleCount] = defaultdict(PeopleCount)
    for archive, view, outputs in seen:
        masks = [mask for mask, _ in decode_people(outputs.people, outputs.masks, thresholds)]
        count_people(counts[archive], masks, view)
    return float(np.mean(list(_qualities(counts.values()))))


def _qualities(counts: Iterable[PeopleCount]) -> Iterable[float]:
    return (count.quality()["panoptic"] for count in counts if count.found + count.missed)
