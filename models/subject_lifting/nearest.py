"""For each pixel, the label that lies nearest: jump flooding.

Source: Rong, Tan, "Jump Flooding in GPU with Applications to Voronoi Diagram and Distance Transform", I3D 2006, in its
variant that begins with a step of one pixel, after which its rare errors are of less than a pixel.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def spread_labels(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give every pixel the label of the nearest labelled one.

    Args:
        labels: (H, W), 0 where there is none yet.

    Returns:
        (H, W); all 0 where there is no label at all.

    Example:
        >>> spread_labels(np.array([[3, 0, 0, 0, 7]], np.int32)).tolist()[0][1::2]
        [3, 7]
    """
    height, width = labels.shape
    rows, columns = np.arange(height)[:, None], np.arange(width)
    nearest = np.where(labels > 0, np.arange(labels.size).reshape(labels.shape), -1)
    distance = np.where(labels > 0, 0, np.iinfo(np.int64).max)
    for step in _steps(max(labels.shape)):
        for down, across in product((-step, 0, step), repeat=2):
            here, there = zip(_overlap(down, height), _overlap(across, width), strict=True)
            found = nearest[there].copy()
            away = (found // width - rows[here[0]]) ** 2 + (found % width - columns[here[1]]) ** 2
            is_nearer = (found >= 0) & (away < distance[here])
            np.copyto(nearest[here], found, where=is_nearer)
            np.copyto(distance[here], away, where=is_nearer)
    return np.where(nearest >= 0, labels.ravel()[nearest], 0)


def _steps(side: int) -> list[int]:
    return [1, *(2**power for power in reversed(range(max(1, (side - 1).bit_length()))))]


def _overlap(shift: int, size: int) -> tuple[slice, slice]:
    """Return the places that have a neighbour `shift` further on, and those neighbours."""
    return slice(max(0, -shift), max(0, min(size, size - shift))), slice(max(0, shift), max(0, min(size, size + shift)))
