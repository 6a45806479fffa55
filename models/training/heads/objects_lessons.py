"""The lessons of the objects head: which views it is shown, how often, and with which boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.training.heads.objects_views import MAPS, ViewMaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from models.training.heads.boxes import Boxes

COMMON = 0.02  # a class on fewer photos than this is shown more often, by the root of what it lacks
_SURE = 0.3  # confidence from which on a box counts as an object of its photo
_EMPTY = 0.3  # how often a photo without objects is shown, beside one with common ones


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch: the backbone's maps in the order of `MAPS`, and the objects of each view."""

    maps: list[Tensor]
    boxes: list[Boxes]


@dataclass(frozen=True, slots=True)
class LessonPool:
    """Views of one kind; `weights` (V,) say how often each is drawn, 0 for never."""

    views: ViewMaps
    weights: NDArray[np.float64]

    def draw(self, count: int, rng: np.random.Generator) -> Lesson:
        """Return `count` views drawn by weight."""
        rows = np.sort(rng.choice(len(self.weights), count, p=self.weights / self.weights.sum()))
        return self.read(rows)

    def read(self, rows: NDArray[np.int64]) -> Lesson:
        """Return these views."""
        maps = [torch.from_numpy(self.views.maps[name][rows].astype(np.float32)) for name in MAPS]
        return Lesson(maps, [self.views.boxes[row] for row in rows])


def join_lessons(parts: Sequence[Lesson]) -> Lesson:
    """Return one batch out of several."""
    maps = [torch.cat(column) for column in zip(*(part.maps for part in parts), strict=True)]
    return Lesson(maps, [boxes for part in parts for boxes in part.boxes])


def repeat_factors(photos: Sequence[Boxes], classes: int) -> NDArray[np.float64]:
    """Return how often each photo is worth showing, (P,), by its rarest class.

    Repeat factor sampling of LVIS (Gupta et al., 2019, arXiv:1908.03195, section 5).
    """
    shown = np.zeros((len(photos), classes), dtype=bool)
    for row, boxes in enumerate(photos):
        shown[row, boxes.classes[boxes.confidence >= _SURE]] = True
    shares = np.maximum(shown.mean(axis=0), 1e-9)
    factors = np.maximum(1.0, np.sqrt(COMMON / shares))
    return np.where(shown, factors, _EMPTY).max(axis=1)
