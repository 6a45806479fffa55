"""The border of a sticker: everything within a distance of the subject, with its crevices rounded, softly edged.

Growing a shape by more than the border is wide and taking the excess back (a closing) bridges the gaps between fingers or
locks of hair that a plain dilation would trace. Distances are exact Euclidean ones, by columns and then by rows, at twice the
sticker's resolution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SUPERSAMPLING = 2

# Where a row holds nothing of the shape.
_FAR_PX = 2**30


def add_outline(pixels: NDArray[np.uint8], width_px: int, colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Lay a cut-out on its border.

    Args:
        pixels: (H, W, 4) RGBA, with a transparent margin of `width_px` or more.
        width_px: How far the border reaches; 0 for none.
        colour: RGB of the border.

    Returns:
        (H, W, 4) RGBA.
    """
    if not width_px:
        return pixels
    border = grow(pixels[..., 3], width_px)[..., None]
    alpha = border * pixels[..., 3:] / np.float32(255)  # faint wisps that lie beyond the border go
    below = (1 - alpha) * border
    whole = alpha + below
    colours = (alpha * pixels[..., :3] + below * np.array(colour, np.float32)) / np.maximum(whole, 1e-6)
    return (np.concatenate((colours, 255 * whole), axis=-1) + 0.5).astype(np.uint8)


def grow(alpha: NDArray[np.uint8], width_px: int) -> NDArray[np.float32]:
    """Return how much of each pixel lies within `width_px` of a shape, crevices closed; (H, W) in [0, 1]."""
    height, width = alpha.shape
    size = width * _SUPERSAMPLING, height * _SUPERSAMPLING
    shape = np.asarray(Image.fromarray(alpha).resize(size, Image.Resampling.BILINEAR)) >= 128
    reach = width_px * _SUPERSAMPLING
    shape = np.pad(shape, reach)  # the excess must not end at the picture's edge
    grown = measure_distance(shape, 2 * reach) <= 2 * reach
    depth = measure_distance(~grown, reach + 1)[reach:-reach, reach:-reach]
    soft = np.clip(depth - reach, 0, 1).astype(np.float32)
    return np.asarray(Image.fromarray(soft).reduce(_SUPERSAMPLING))


def measure_distance(shape: NDArray[np.bool_], limit_px: int) -> NDArray[np.float32]:
    """Return each pixel's distance to the nearest one of a shape, exact up to a limit, larger than it beyond.

    Example:
        >>> (measure_distance(np.array([[1, 0, 0], [0, 0, 0]], bool), 5) ** 2).round().tolist()
        [[0.0, 1.0, 4.0], [1.0, 2.0, 5.0]]
    """
    beyond = limit_px + 1
    across = np.minimum(_distance_along_rows(shape), beyond).astype(np.int32) ** 2
    padded = np.pad(across, ((limit_px, limit_px), (0, 0)), constant_values=beyond**2)
    nearest = across.copy()
    for down in range(-limit_px, limit_px + 1):
        rows = padded[limit_px + down : limit_px + down + len(shape)]
        np.minimum(nearest, rows + down**2, out=nearest)
    return np.sqrt(nearest, dtype=np.float32)


def _distance_along_rows(shape: NDArray[np.bool_]) -> NDArray[np.int64]:
    columns = np.arange(shape.shape[1])
    left = np.maximum.accumulate(np.where(shape, columns, -_FAR_PX), axis=1)
    right = np.minimum.accumulate(np.where(shape, columns, _FAR_PX)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(columns - left, right - columns)
