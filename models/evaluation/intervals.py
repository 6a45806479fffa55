"""How far a figure would move with other test photos: percentile bootstrap intervals.

Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. Whole photos are drawn, each with
all of its captions, because captions of one photo succeed and fail together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ROUNDS = 1_000
COVERAGE = 0.95


def bootstrap_mean(
    values: ArrayLike, groups: NDArray[np.int64], *, rounds: int = ROUNDS, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of a mean over values that come in groups.

    Args:
        values: (Q,) what is averaged, for instance whether a query was answered.
        groups: (Q,) which photo each value belongs to, any ids.
        rounds: How many samples of groups are drawn, with replacement.
        seed: Of the draws.

    Example:
        >>> bootstrap_mean([1.0, 1.0, 1.0], np.array([0, 1, 2]))
        (1.0, 1.0)
    """
    _, members = np.unique(groups, return_inverse=True)
    sums = np.bincount(members, np.asarray(values, dtype=np.float64))  # (G,)
    sizes = np.bincount(members)  # (G,)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (rounds, len(sums)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)  # (rounds,)
    tail = (1.0 - COVERAGE) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return float(low), float(high)
