"""Arithmetic of vectors: a picture with something added, words with something taken away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.scoring.scorer import Scorer

Vector = npt.NDArray[np.float32]

# What is taken away counts half as much as what is added: with the whole of it, "beach" less "people" is far from beaches.
MINUS_WEIGHT = 0.5


def compose(plus: Sequence[Vector], minus: Sequence[Vector], scorer: Scorer | None) -> Vector:
    """Add and take away vectors: normalise(sum of p / s(p) - MINUS_WEIGHT * sum of m / s(m)).

    s is the spread of a vector's cosines over the scorer's background, so that each part moves photos by as much: cosines of
    pictures with pictures spread more widely than those of words with pictures, and would drown them. 1 without a scorer.

    Args:
        plus: (D,) each, unit; at least one.
        minus: likewise, or none.
        scorer: that of the vectors' space.

    Returns:
        (D,), unit; one vector alone comes back as it is.
    """
    if len(plus) == 1 and not minus:
        return plus[0]
    total = np.sum([one / _spread(one, scorer) for one in plus], axis=0)
    for one in minus:
        total = total - MINUS_WEIGHT * one / _spread(one, scorer)
    length = float(np.linalg.norm(total))
    return (total / length if length else plus[0]).astype(np.float32)


def _spread(vector: Vector, scorer: Scorer | None) -> float:
    if scorer is None:
        return 1.0
    at_zero, at_one = scorer.background.standardise(vector, np.array([0.0, 1.0], np.float32))
    return 1.0 / float(at_one - at_zero)
