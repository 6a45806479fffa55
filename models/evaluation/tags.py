"""Average precision of each concept, and of groups of concepts, where the truth is known for some photos only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.scikit import average_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def concept_precisions(
    scores: NDArray[np.floating], truth: NDArray[np.bool_], known: NDArray[np.bool_], *, at_least: int = 1
) -> NDArray[np.float64]:
    """Return each concept's average precision over the photos where it is known whether they show it.

    Args:
        scores: (N, C) higher where a photo likelier shows a concept.
        truth: (N, C) whether it does.
        known: (N, C) whether that is known.
        at_least: How many photos must show a concept, so that its figure is no chance.

    Returns:
        (C,) in [0, 1]; NaN for a concept that too few photos are known to show, or none not to show.
    """
    result = np.full(scores.shape[1], np.nan)
    for concept in range(scores.shape[1]):
        rows = known[:, concept]
        there = truth[rows, concept]
        if there.sum() >= at_least and not there.all():
            result[concept] = average_precision(there, scores[rows, concept])
    return result


def group_means(precisions: NDArray[np.float64], groups: Sequence[str]) -> dict[str, tuple[float, int]]:
    """Return each group's mean over its measured concepts, and their number; groups without any are left out.

    Example:
        >>> group_means(np.array([1.0, 0.5, np.nan]), ["food", "food", "animals"])
        {'food': (0.75, 2)}
    """
    names = np.asarray(groups)
    measured = ~np.isnan(precisions)
    result = {}
    for name in dict.fromkeys(groups):
        rows = measured & (names == name)
        if rows.any():
            result[name] = (float(precisions[rows].mean()), int(rows.sum()))
    return result


def find_worst(precisions: NDArray[np.float64], *, count: int = 10) -> list[int]:
    """Return the columns of the measured concepts that are found worst, worst first."""
    order = np.argsort(precisions, kind="stable")  # NaN last
    return [int(concept) for concept in order[:count] if not np.isnan(precisions[concept])]
