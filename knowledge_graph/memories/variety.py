"""Which photos are too alike to be shown in one memory, and which memories are too alike to be offered side by side."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Cosines from which two photos are taken for the same picture: at any two times, and within ten minutes of each other.
# Measured with ansa-s; docs/decisions/0018 says on what.
SAME_ANY_TIME, SAME_WITHIN_MINUTES = 0.90, 0.80
_MINUTES_S = 600.0
# Without vectors, shots so near in time are taken for one.
_SAME_BURST_S = 3.0
# Two memories that share more of the smaller one's photos than this are one memory told twice.
MOST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """What tells photos apart, a row each: N of them.

    `vectors` (N, D) float32 are unit rows, or zeros where a photo has none. `seconds` (N,) float64 is the wall clock, NaN where
    there is no date. `sets` (N,) int64 is the number of a photo's near-duplicate set, below 0 where it is in none.
    """

    vectors: npt.NDArray[np.float32]
    seconds: npt.NDArray[np.float64]
    sets: npt.NDArray[np.int64]

    def cosines(self, row: int) -> npt.NDArray[np.float32]:
        """Return how like a photo each is: (N,)."""
        return self.vectors @ self.vectors[row]

    def same_picture(self, row: int, cosines: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """Say which photos (N,) show the same picture as one, itself among them, given its `cosines`."""
        apart_s = np.abs(self.seconds - self.seconds[row])  # NaN where either has no date: no comparison holds
        same = (cosines >= SAME_ANY_TIME) | ((apart_s <= _MINUTES_S) & (cosines >= SAME_WITHIN_MINUTES))
        has_vectors = self.vectors.any(axis=1) & self.vectors[row].any()
        same |= ~has_vectors & (apart_s <= _SAME_BURST_S)
        if self.sets[row] >= 0:
            same |= self.sets == self.sets[row]
        same[row] = True
        return same


def shared(one: Set[int], other: Set[int]) -> float:
    """Return the part of the smaller set that both have: 0 where either is empty.

    Example:
        >>> shared({1, 2}, {2, 3, 4})
        0.5
    """
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def jaccard(one: Set[int], other: Set[int]) -> float:
    """Return the part of all members that both sets have: 0 where both are empty.

    Example:
        >>> jaccard({1, 2}, {2, 3, 4})
        0.25
    """
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one or other else 0.0
