"""The largest and smallest value in square windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def window_max(plane: NDArray[np.float32], radius_px: int) -> NDArray[np.float32]:
    """Take the largest value within `radius_px` of each pixel, down and across; (H, W).

    Example:
        >>> window_max(np.array([[5, 0, 0, 1]], np.float32), 1).tolist()
        [[5.0, 5.0, 1.0, 1.0]]
    """
    for axis in (0, 1):
        padded = np.pad(plane, [(radius_px * (axis == at),) * 2 for at in (0, 1)], mode="edge")
        plane = np.lib.stride_tricks.sliding_window_view(padded, 2 * radius_px + 1, axis=axis).max(-1)
    return plane


def window_min(plane: NDArray[np.float32], radius_px: int) -> NDArray[np.float32]:
    """Take the smallest value within `radius_px` of each pixel, down and across; (H, W)."""
    return -window_max(-plane, radius_px)
