"""Logistic regression by Newton's method: a few weights, millions of rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_MOST_STEPS = 50
_SMALLEST_STEP = 1e-6
_PRIOR = 1e-3  # of weights that nothing is known of, so that a column of zeros has the weight 0


def fit_logistic(features: Doubles, truth: npt.NDArray[np.bool_], worth: Doubles) -> Doubles:
    """Fit weights (F,) to features (N, F), what was true (N,) and how much each row is worth (N,).

    Example:
        >>> rows = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
        >>> weights = fit_logistic(rows, np.array([True, False, True, True]), np.ones(4))
        >>> bool(weights[1] > 0)
        True
    """
    weights = np.zeros(features.shape[1])
    for _ in range(_MOST_STEPS):
        said = predict(features, weights)
        slope = features.T @ (worth * (truth - said)) - _PRIOR * weights
        curve = (features * (worth * said * (1.0 - said))[:, None]).T @ features + _PRIOR * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    return weights


def predict(features: Doubles, weights: Doubles) -> Doubles:
    """Give the probabilities, (N,)."""
    return 1.0 / (1.0 + np.exp(-np.clip(features @ weights, -30.0, 30.0)))
