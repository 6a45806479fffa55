"""Whether the edge of a found mask lies where the true edge is: the F-measure of boundaries.

Source: Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation", CVPR 2016,
section 4: an edge pixel is right where the other mask has an edge within 0.8 % of the image's diagonal. Pixels are
compared with a disc of that radius in place of a matching of edge pixels one to one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

TOLERANCE = 0.008  # of the diagonal


def boundary_f(found: NDArray[np.bool_], true: NDArray[np.bool_], *, tolerance: float = TOLERANCE) -> float:
    """Return the harmonic mean of the boundaries' precision and recall, in [0, 1].

    Args:
        found: (H, W).
        true: (H, W).
        tolerance: Share of the diagonal that an edge may be off; rounded up to whole pixels.

    Returns:
        1 where neither mask has an edge, 0 where one of them has.
    """
    radius = math.ceil(tolerance * math.hypot(*true.shape))
    found_edge, true_edge = mask_edge(found), mask_edge(true)
    if not found_edge.any() or not true_edge.any():
        return float(found_edge.any() == true_edge.any())
    precision = float(dilate(true_edge, radius)[found_edge].mean())
    recall = float(dilate(found_edge, radius)[true_edge].mean())
    return 2.0 * precision * recall / (precision + recall) if precision + recall else 0.0


def mask_edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels of a mask that have one of their four neighbours outside; the frame is no edge, (H, W)."""
    padded = np.pad(mask, 1, mode="edge")
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~inner


def dilate(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Return the pixels within `radius` (Euclidean, in pixels) of a mask, (H, W)."""
    height, width = mask.shape
    padded = np.pad(mask, radius)
    grown = np.zeros_like(mask)
    for down, right in _disc(radius):
        grown |= padded[down : down + height, right : right + width]
    return grown


def _disc(radius: int) -> Iterator[tuple[int, int]]:
    span = range(-radius, radius + 1)
    return ((radius + y, radius + x) for y in span for x in span if y * y + x * x <= radius * radius)
