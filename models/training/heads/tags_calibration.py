"""From scores to honest probabilities, and the threshold at which a tag keeps its stated precision.

Platt scaling (Platt, 1999) for each concept, with a Gaussian prior around its group's curve: many labels decide for
themselves, few lean on their group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.evaluation.tag_truth import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

TARGET_PRECISIONS = (0.8, 0.6)  # the second where the first cannot be reached
ENOUGH_POSITIVES = 20  # for a threshold of one's own
SILENT = 1.01  # the threshold of a concept that is never said: above every probability
_LEAST_FIRED = 5  # held-out photos that a threshold is judged on
_LOWEST = 0.4  # below, a tag is a guess even where the likelier ones are precise
_UNJUDGED = 0.95  # the threshold where nothing can be measured
_GROUP_POSITIVES = 10  # of a concept that shapes its group's curve
_STEPS = 30


class Curve(NamedTuple):
    """The logistic curve 1 / (1 + exp(-(slope * score + offset)))."""

    slope: float
    offset: float


class Threshold(NamedTuple):
    """Where a tag is said; `precision` as measured on `fired` held-out photos, `basis` whose photos they are."""

    value: float
    precision: float
    fired: int
    basis: str


def probability(scores: NDArray[np.float32], curves: Sequence[Curve]) -> NDArray[np.float32]:
    """Return (N, T) probabilities of (N, T) scores, a curve for each column."""
    slopes, offsets = np.array(curves, dtype=np.float32).T
    return np.asarray(1.0 / (1.0 + np.exp(-(scores * slopes + offsets))), dtype=np.float32)


def fit_curve(
    scores: NDArray[np.float32], truth: NDArray[np.int8], *, prior: Curve, weights: tuple[float, float]
) -> Curve:
    """Fit a curve to truth (N,) of 1 and 0 by Newton steps.

    Args:
        scores: (N,); empty gives the prior back.
        truth: (N,).
        prior: Where slope and offset come from.
        weights: How strongly the prior holds slope and offset: the inverse of their variances.
    """
    inputs = np.stack([scores, np.ones_like(scores)], axis=1).astype(np.float64)  # (N, 2)
    centre, precision = np.array(prior), np.diag(weights)
    value = centre.copy()
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-inputs @ value))
        slope = inputs.T @ (chance - truth) + precision @ (value - centre)
        curvature = (inputs * (chance * (1.0 - chance))[:, None]).T @ inputs + precision
        value -= np.clip(np.linalg.solve(curvature, slope), -1.0, 1.0)
    return Curve(float(value[0]), float(value[1]))


def fit_group_curves(scores: NDArray[np.float32], truth: NDArray[np.int8], groups: Sequence[str]) -> dict[str, Curve]:
    """Return a curve for each group, fitted to its concepts that have labels, all together."""
    curves = {}
    for group in dict.fromkeys(groups):
        pairs = [
            (scores[truth[:, column] != UNKNOWN, column], truth[truth[:, column] != UNKNOWN, column])
            for column in range(len(groups))
            if groups[column] == group and (truth[:, column] == 1).sum() >= _GROUP_POSITIVES
        ]
        pairs = pairs or [(np.zeros(0, np.float32), np.zeros(0, np.int8))]
        curves[group] = fit_curve(
            np.concatenate([pair[0] for pair in pairs]),
            np.concatenate([pair[1] for pair in pairs]),
            prior=Curve(1.0, 0.0),
            weights=(1e-2, 1e-2),
        )
    return curves


def find_thresholds(chances: NDArray[np.float32], truth: NDArray[np.int8], groups: Sequence[str]) -> list[Threshold]:
    """Return each concept's threshold on held-out probabilities (N, T).

    A concept with `ENOUGH_POSITIVES` is judged on its own photos; the others of a group share one threshold, judged
    on all of them together.
    """
    thresholds: list[Threshold] = []
    positives = (truth == 1).sum(axis=0)
    shared = {
        group: _shared_threshold(
            chances, truth, [c for c, g in enumerate(groups) if g == group and positives[c] < ENOUGH_POSITIVES]
        )
        for group in dict.fromkeys(groups)
    }
    for column, group in enumerate(groups):
        known = truth[:, column] != UNKNOWN
        if positives[column] >= ENOUGH_POSITIVES:
            thresholds.append(lowest_threshold(chances[known, column], truth[known, column], "labels"))
        else:
            thresholds.append(shared[group])
    return thresholds


def lowest_threshold(chances: NDArray[np.float32], truth: NDArray[np.int8], basis: str) -> Threshold:
    """Return the lowest threshold whose precision reaches the first target, or the next; `SILENT` where none does.

    Args:
        chances: (N,) probabilities.
        truth: (N,) of 1 and 0.
        basis: Whose photos these are.
    """
    order = np.argsort(-chances, kind="stable")
    chances, right = chances[order], truth[order] == 1
    fired = np.arange(1, len(order) + 1)
    precision = np.cumsum(right) / fired
    last_of_ties = np.append(chances[:-1] > chances[1:], True)[: len(order)]
    possible = (fired >= _LEAST_FIRED) & (chances >= _LOWEST) & last_of_ties
    reached = [np.flatnonzero(possible & (precision >= target)) for target in TARGET_PRECISIONS]
    good = next((places for places in reached if len(places)), None)
    if good is None:
        return Threshold(SILENT, 0.0, 0, basis)
    lowest = int(good[-1])
    value = np.floor(float(chances[lowest]) * 1e6) / 1e6
    return Threshold(float(value), round(float(precision[lowest]), 3), lowest + 1, basis)


def _shared_threshold(chances: NDArray[np.float32], truth: NDArray[np.int8], columns: list[int]) -> Threshold:
    known = truth[:, columns] != UNKNOWN
    found = lowest_threshold(chances[:, columns][known], truth[:, columns][known], "group")
    return found if found.value < SILENT else Threshold(_UNJUDGED, 0.0, 0, "teacher")
