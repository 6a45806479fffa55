"""How far a found mask and a true one cover each other: counts of pixels, and the shares that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.intervals import bootstrap_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Overlap:
    """Pixels of two masks: in both, in the found one alone, in the true one alone. A share of nothing is NaN."""

    both: int
    found_only: int
    true_only: int

    @property
    def iou(self) -> float:
        """Intersection over union."""
        return _share(self.both, self.both + self.found_only + self.true_only)

    @property
    def precision(self) -> float:
        """Share of the found pixels that are true."""
        return _share(self.both, self.both + self.found_only)

    @property
    def recall(self) -> float:
        """Share of the true pixels that are found."""
        return _share(self.both, self.both + self.true_only)

    @property
    def is_shown(self) -> bool:
        """Say whether there is a true pixel."""
        return self.both + self.true_only > 0

    def __add__(self, other: Overlap) -> Overlap:
        """Return the counts of both pairs of masks together."""
        return Overlap(self.both + other.both, self.found_only + other.found_only, self.true_only + other.true_only)


@dataclass(frozen=True, slots=True)
class OverlapScores:
    """Overlaps of a set of photos, each share in [0, 1].

    `mean_iou` is over the `photos` that show the category, with its 95 % interval; `pooled` counts the pixels of all
    photos together. `false_alarms` is the share of the photos without the category in which some was found.
    """

    photos: int
    mean_iou: float
    interval: tuple[float, float]
    pooled: Overlap
    false_alarms: float


def count_overlap(
    found: NDArray[np.bool_], true: NDArray[np.bool_], *, counted: NDArray[np.bool_] | None = None
) -> Overlap:
    """Count the pixels of two masks of one shape.

    Args:
        found: (H, W).
        true: (H, W).
        counted: (H, W) where the truth is known; everywhere by default.

    Example:
        >>> count_overlap(np.array([[True, True]]), np.array([[False, True]])).iou
        0.5
    """
    if counted is not None:
        found, true = found & counted, true & counted
    both = int(np.count_nonzero(found & true))
    return Overlap(both, int(np.count_nonzero(found)) - both, int(np.count_nonzero(true)) - both)


def score_overlaps(overlaps: Sequence[Overlap]) -> OverlapScores:
    """Put the overlaps of photos together.

    Raises:
        ValueError: No photo shows the category.
    """
    shown = [overlap for overlap in overlaps if overlap.is_shown]
    if not shown:
        raise ValueError(f"none of {len(overlaps)} photos shows the category: nothing to compare")
    ious = np.array([overlap.iou for overlap in shown])
    absent = [overlap.found_only > 0 for overlap in overlaps if not overlap.is_shown]
    return OverlapScores(
        len(shown),
        float(ious.mean()),
        bootstrap_mean(ious, np.arange(len(ious))),
        sum(overlaps, Overlap(0, 0, 0)),
        float(np.mean(absent)) if absent else float("nan"),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
