"""How well alpha mattes cover what people marked as the subject, and how far two networks are apart.

Max F is that of the one threshold that suits all photos best, with beta^2 = 0.3 (see `models.evaluation.saliency`).
IoU, precision, recall and the boundary are those of the matte cut at one half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.intervals import COVERAGE, ROUNDS
from models.evaluation.saliency import f_beta_curve, resize_heat
from models.evaluation.segmentation.boundary import boundary_f
from models.evaluation.segmentation.overlap import Overlap, count_overlap

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF = 128  # of 255


@dataclass(frozen=True, slots=True)
class MatteScore:
    """One photo: F-beta at each of 256 thresholds, mean absolute error, and what the cut at one half covers."""

    curve: NDArray[np.float64]
    error: float
    overlap: Overlap
    boundary: float


@dataclass(frozen=True, slots=True)
class MatteScores:
    """Means over photos, each in [0, 1]."""

    best_f: float
    iou: float
    precision: float
    recall: float
    error: float
    boundary: float


def score_matte(alpha: NDArray[np.uint8], mask: NDArray[np.bool_]) -> MatteScore:
    """Compare a matte with a mask, at the mask's size.

    Args:
        alpha: 0 to 255, of the whole photo, of any size and shape.
        mask: (H, W), one pixel inside at least.
    """
    heat = resize_heat(alpha, mask.shape)
    cut = heat >= HALF
    return MatteScore(
        f_beta_curve(heat, mask),
        float(np.abs(heat / 255.0 - mask).mean()),
        count_overlap(cut, mask),
        boundary_f(cut, mask),
    )


def mean_scores(scores: Iterable[MatteScore]) -> MatteScores:
    """Return the means over photos; a matte that keeps nothing has a precision of 0."""
    rows = list(scores)
    overlaps = [row.overlap for row in rows]
    return MatteScores(
        best_f(_curves(rows)),
        float(np.mean([overlap.iou for overlap in overlaps])),
        float(np.mean([np.nan_to_num(overlap.precision) for overlap in overlaps])),
        float(np.mean([overlap.recall for overlap in overlaps])),
        float(np.mean([row.error for row in rows])),
        float(np.mean([row.boundary for row in rows])),
    )


def best_f_interval(scores: Iterable[MatteScore], rivals: Iterable[MatteScore] | None = None) -> tuple[float, float]:
    """Return the 95 % interval of max F, or of how far it lies above that of a rival on the same photos.

    Photos are drawn with replacement, the same ones for both networks, and each draw has a best threshold of its own.
    """
    curves = _curves(scores)
    others = np.zeros_like(curves) if rivals is None else _curves(rivals)
    draws = np.random.default_rng(0).integers(0, len(curves), (ROUNDS, len(curves)))
    values = [best_f(curves[rows]) - best_f(others[rows]) for rows in draws]
    tail = (1.0 - COVERAGE) / 2.0
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return float(low), float(high)


def best_f(curves: NDArray[np.float64]) -> float:
    """Return the largest value of the mean of curves, (N, 256)."""
    return float(curves.mean(axis=0).max())


def _curves(scores: Iterable[MatteScore]) -> NDArray[np.float64]:
    return np.stack([score.curve for score in scores])
