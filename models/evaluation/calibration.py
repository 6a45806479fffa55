"""Whether probabilities mean what they say, and what a threshold keeps.

Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 2; equally filled bins as in Nguyen
and O'Connor 2015, because most concepts' probabilities crowd near zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

BINS = 15


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions of about one probability: what was said on average, how often it was true, of how many."""

    said: float
    true: float
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies at or above a threshold; a share of nothing is NaN."""

    precision: float
    recall: float
    count: int


def reliability(probabilities: ArrayLike, truth: ArrayLike, *, bins: int = BINS) -> list[ReliabilityBin]:
    """Return bins of equal size, least probable first; fewer where there are fewer predictions.

    Args:
        probabilities: (N,) in [0, 1].
        truth: (N,) booleans.
        bins: How many to make.
    """
    said, true = np.asarray(probabilities, np.float64), np.asarray(truth, np.float64)
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [ReliabilityBin(float(said[part].mean()), float(true[part].mean()), len(part)) for part in parts]


def calibration_error(probabilities: ArrayLike, truth: ArrayLike, *, bins: int = BINS) -> float:
    """Return the expected calibration error in [0, 1]: the bins' gaps, weighted by their sizes.

    Example:
        >>> calibration_error([0.0, 0.0, 1.0, 1.0], [False, False, True, True], bins=2)
        0.0
    """
    parts = reliability(probabilities, truth, bins=bins)
    return sum(part.count * abs(part.said - part.true) for part in parts) / sum(part.count for part in parts)


def keep_above(probabilities: ArrayLike, truth: ArrayLike, threshold: float) -> Kept:
    """Return precision and recall of the predictions at or above a threshold."""
    true = np.asarray(truth, dtype=bool)
    kept = np.asarray(probabilities) >= threshold
    hits = int((kept & true).sum())
    return Kept(_share(hits, int(kept.sum())), _share(hits, int(true.sum())), int(kept.sum()))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
