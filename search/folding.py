"""Near-duplicates shown as one: the best of each set stays, and counts those that stand behind it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def fold(rows: Rows, leaders: npt.NDArray[np.int32]) -> tuple[Rows, npt.NDArray[np.int64]]:
    """Keep the first photo of each set.

    Args:
        rows: (M,) photos, best first.
        leaders: (N,) what names each photo's set.

    Returns:
        The rows that stay (K,), in their order, and how many more of M are of the set of each (K,).

    Example:
        >>> fold(np.array([3, 0, 2, 1]), np.array([0, 1, 0, 1], np.int32))
        (array([3, 0]), array([1, 1]))
    """
    _, firsts, counts = np.unique(leaders[rows], return_index=True, return_counts=True)
    order = np.argsort(firsts)
    return rows[firsts[order]], counts[order] - 1
