"""A palette for a weight: 256 values, and for each element the number of the nearest one.

One-dimensional k-means (Lloyd, "Least squares quantization in PCM", 1982) over the sorted values, which needs neither
scikit-learn nor minutes: on a line each cluster is a run, so its mean is a difference of two running sums. It starts
where the best palette of many colours lies, at the cube root of the values' density (Panter and Dite, 1951).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLOURS = 256
_ROUNDS = 20  # more take the error of normal weights down by less than a hundredth
_BINS = 1024  # of the histogram that stands for the density


def find_palette(weight: NDArray[np.floating[Any]]) -> tuple[NDArray[np.floating[Any]], NDArray[np.uint8]]:
    """Return a palette (256,) in ascending order, of the weight's dtype, and indices (N,) of its N elements.

    Example:
        >>> palette, indices = find_palette(np.array([[0.5, -1.0], [0.5, 2.0]], np.float32))
        >>> palette[indices].tolist()
        [0.5, -1.0, 0.5, 2.0]
    """
    values, places, counts = np.unique(weight.astype(np.float64), return_inverse=True, return_counts=True)
    centres = values if len(values) <= COLOURS else _cluster(values, counts)
    nearest = np.searchsorted(_borders(centres), values).astype(np.uint8)
    palette = np.concatenate([centres, np.full(COLOURS - len(centres), centres[-1])])
    return palette.astype(weight.dtype), nearest[places.reshape(-1)]


def _cluster(values: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return at most 256 centres of ascending, distinct values."""
    sums = np.concatenate([[0.0], np.cumsum(values * counts)])
    numbers = np.concatenate([[0], np.cumsum(counts)])
    centres = _start(values, counts)
    for _ in range(_ROUNDS):
        ends = np.concatenate([[0], np.searchsorted(values, _borders(centres), side="right"), [len(values)]])
        size = np.diff(numbers[ends])
        centres = np.diff(sums[ends])[size > 0] / size[size > 0]
    return centres


def _start(values: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ascending centres that are as dense as the cube root of the values is."""
    density, edges = np.histogram(values, bins=_BINS, weights=counts)
    filled = np.concatenate([[0.0], np.cumsum(np.cbrt(density))])
    return np.interp((np.arange(COLOURS) + 0.5) / COLOURS * filled[-1], filled, edges)


def _borders(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    return (centres[1:] + centres[:-1]) / 2.0
