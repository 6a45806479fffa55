"""Scores that decide the order, and the order itself. Pure: arrays in, arrays out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows, StoredEmbeddings


def score_exactly(vectors: StoredEmbeddings, query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Score rows in float64, rounded to float32 at the end.

    Each row is summed on its own, in one order, so equal rows have equal scores wherever they lie; a matrix product
    does not promise that.

    Args:
        vectors: (K, D) float16.
        query: (D,) float32.

    Returns:
        (K,) cosine scores when rows and query are unit; float16 rounding may put one above 1 by 0.001.

    Example:
        >>> score_exactly(np.array([[1, 0], [0.5, 0.5]], np.float16), np.array([0, 1], np.float32))
        array([0. , 0.5], dtype=float32)
    """
    return np.sum(vectors.astype(np.float64) * query.astype(np.float64), axis=1).astype(np.float32)


def order_best(scores: npt.NDArray[np.float32], ids: Rows, top_k: int) -> npt.NDArray[np.intp]:
    """Give the positions of the best scores, best first; ties: lower id first.

    Example:
        >>> order_best(np.array([0.2, 0.9, 0.9], np.float32), np.array([1, 8, 4]), 2)
        array([2, 1])
    """
    return np.lexsort((ids, -scores))[:top_k]
