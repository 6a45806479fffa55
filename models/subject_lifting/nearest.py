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


_NEIGHBOURS = [shift for shift in product((-1, 0, 1), repeat=2) if shift != (0, 0)]
_FAR = np.iinfo(np.int32).max


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
    if len(found := np.unique(labels[labels > 0])) < 2:  # the usual photo
        return np.full_like(labels, found.max(initial=0))
    height, width = labels.shape
    rows, columns = np.arange(height, dtype=np.int32)[:, None], np.arange(width, dtype=np.int32)
    spread, distance = labels.copy(), np.where(labels > 0, 0, _FAR).astype(np.int32)
    source = np.broadcast_to(rows, labels.shape).copy(), np.broadcast_to(columns, labels.shape).copy()
    for step in _steps(max(labels.shape)):
        for down, across in _NEIGHBOURS:
            here, there = zip(_overlap(step * down, height), _overlap(step * across, width), strict=True)
            away = (source[0][there] - rows[here[0]]) ** 2 + (source[1][there] - columns[here[1]]) ** 2
            is_nearer = (spread[there] > 0) & (away < distance[here])
            for plane in (spread, *source):
                np.copyto(plane[here], plane[there].copy(), where=is_nearer)
            np.copyto(distance[here], away, where=is_nearer)
    return spread


def _steps(side: int) -> list[int]:
    return [1, *(2**power for power in reversed(range(max(1, (side - 1).bit_length()))))]


def _overlap(shift: int, size: int) -> tuple[slice, slice]:
    """Return the places that have a neighbour `shift` further on, and those neighbours."""
    return slice(max(0, -shift), max(0, min(size, size - shift))), slice(max(0, shift), max(0, min(size, size + shift)))
