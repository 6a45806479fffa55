"""Connected components of a mask, 8-connected, in numpy: runs of each row, joined where runs of two rows touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def label_components(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the connected parts of a mask, the largest first; among equals, the one that begins further up or left.

    Args:
        mask: (H, W).

    Returns:
        (H, W): 0 outside, 1 in the largest part, and so on.

    Example:
        >>> label_components(np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], bool)).tolist()
        [[2, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    """
    rows, starts, stops = _find_runs(mask)
    upper, lower = _find_touching(rows, starts, stops, mask.shape[1])
    _, parts = np.unique(_join(len(rows), upper, lower), return_inverse=True)
    sizes = np.bincount(parts, weights=stops - starts)
    rank = np.empty(len(sizes), np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
    labels = np.zeros(mask.shape, np.int32)
    labels[mask] = np.repeat(rank[parts], stops - starts)
    return labels


def _find_runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return row, first column and column after the last of each run, in reading order."""
    padded = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    rows, starts = np.nonzero(np.diff(padded) == 1)
    return rows, starts, np.nonzero(np.diff(padded) == -1)[1]


def _find_touching(
    rows: NDArray[np.int64], starts: NDArray[np.int64], stops: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair each run with those of the row above that it touches, corners included."""
    above = (rows - 1) * (width + 1)
    first = np.searchsorted(rows * (width + 1) + stops, above + starts, side="left")
    last = np.searchsorted(rows * (width + 1) + starts, above + stops, side="right")
    counts = np.maximum(last - first, 0)
    lower = np.repeat(np.arange(len(rows)), counts)
    offsets = np.arange(len(lower)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(first, counts) + offsets, lower


def _join(count: int, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give all that is connected by the pairs the number of its first member (union-find, all pairs at a time)."""
    parent = np.arange(count)
    while (parent[one] != parent[other]).any():
        lowest = np.minimum(parent[one], parent[other])
        np.minimum.at(parent, parent[one], lowest)
        np.minimum.at(parent, parent[other], lowest)
        while (parent != parent[parent]).any():
            parent = parent[parent]
    return parent
