"""Means over square windows, at a cost that does not depend on their size (summed-area tables)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def box_mean(planes: NDArray[np.float32], radius_px: int) -> NDArray[np.float32]:
    """Average each plane over windows of (2 radius + 1) pixels a side; at the border over the part that is inside.

    Args:
        planes: (..., H, W).
        radius_px: 0 or more.

    Returns:
        (..., H, W) float32.

    Example:
        >>> box_mean(np.array([[0.0, 3.0, 6.0]], np.float32), 1).tolist()
        [[1.5, 3.0, 4.5]]
    """
    counts = np.outer(*(_window_sum(np.ones(side), radius_px) for side in planes.shape[-2:]))
    means = np.empty(planes.shape, np.float32)
    for at in np.ndindex(planes.shape[:-2]):  # one at a time: the tables are twice as wide as the planes
        rows = _window_sum(planes[at].astype(np.float64), radius_px)
        means[at] = _window_sum(rows.T, radius_px).T / counts
    return means


def _window_sum(values: NDArray[np.float64], radius_px: int) -> NDArray[np.float64]:
    """Sum along the last axis over windows that are cut off at its ends."""
    size = values.shape[-1]
    table = np.zeros((*values.shape[:-1], size + 1))
    np.cumsum(values, axis=-1, out=table[..., 1:])
    at = np.arange(size)
    return table[..., np.minimum(at + radius_px + 1, size)] - table[..., np.maximum(at - radius_px, 0)]
