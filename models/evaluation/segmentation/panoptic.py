"""Panoptic quality: how many segments are found, times how well they are covered.

Source: Kirillov et al., "Panoptic Segmentation", CVPR 2019, section 4. Segments of one photo do not overlap; a pair
with an IoU above 0.5 is a match, and pixels without a known truth count in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MATCH_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Matches:
    """Matched pairs with the sum of their IoUs, found segments without a true one, true ones without a found one."""

    pairs: int
    iou_sum: float
    found_alone: int
    true_alone: int

    @property
    def segmentation_quality(self) -> float:
        """Mean IoU of the matched pairs; NaN without one."""
        return self.iou_sum / self.pairs if self.pairs else float("nan")

    @property
    def recognition_quality(self) -> float:
        """F1 of the segments; NaN where there are none."""
        whole = self.pairs + 0.5 * (self.found_alone + self.true_alone)
        return self.pairs / whole if whole else float("nan")

    @property
    def panoptic_quality(self) -> float:
        """Product of the two; 0 without a match, NaN where there are no segments."""
        whole = self.pairs + 0.5 * (self.found_alone + self.true_alone)
        return self.iou_sum / whole if whole else float("nan")

    def __add__(self, other: Matches) -> Matches:
        """Return the matches of both together."""
        return Matches(
            self.pairs + other.pairs,
            self.iou_sum + other.iou_sum,
            self.found_alone + other.found_alone,
            self.true_alone + other.true_alone,
        )


def match_segments(
    found: Sequence[NDArray[np.bool_]], true: Sequence[NDArray[np.bool_]], *, unknown: NDArray[np.bool_]
) -> Matches:
    """Match the segments of one category in one photo.

    Args:
        found: Masks (H, W), none overlapping another.
        true: Masks (H, W), none overlapping another.
        unknown: (H, W) where the truth is not known: unlabelled, or a crowd of this category.
    """
    known = [mask & ~unknown for mask in found]
    ious = [[_iou(mine, theirs) for theirs in true] for mine in known]
    matched = [(row, max(line)) for row, line in enumerate(ious) if line and max(line) > _MATCH_IOU]
    hits = {row for row, _ in matched}
    alone = [row for row, mask in enumerate(found) if row not in hits and not _is_mostly(mask, unknown)]
    return Matches(len(matched), sum(iou for _, iou in matched), len(alone), len(true) - len(matched))


def part_overlaps(masks: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    """Give each pixel to the first mask that has it, so that no two overlap; the surest comes first."""
    parted: list[NDArray[np.bool_]] = []
    for mask in masks:
        free = ~np.any(parted, axis=0) if parted else np.ones_like(mask)
        parted.append(mask & free)
    return parted


def _iou(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    union = int((found | true).sum())
    return float((found & true).sum() / union) if union else 0.0


def _is_mostly(mask: NDArray[np.bool_], part: NDArray[np.bool_]) -> bool:
    return bool((mask & part).sum() > 0.5 * mask.sum()) if mask.any() else True
