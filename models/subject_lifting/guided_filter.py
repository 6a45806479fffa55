"""From the matte's 512 x 512 to the photo's own resolution, along the photo's edges.

Around each pixel of the matte, alpha is fitted as a linear function of colour; the function, not alpha, is what is
upsampled, and the photo's own colours are put into it. Sources: He, Sun, Tang, "Guided Image Filtering", PAMI 2013
(equations 11 to 16 for the colour guide); He, Sun, "Fast Guided Filter", arXiv:1505.00996 (coefficients at low resolution).

Alpha is written into the photo's own RGBA array, tile by tile. Beside that array it takes 41 MB while the lines are fitted
and less afterwards, at 12 megapixels and at 48 (measured with tracemalloc; a matte of 512 x 512).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.subject_lifting.box_mean import box_mean
from models.subject_lifting.extremes import window_max, window_min

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Window of the fit, in pixels of the matte: an edge that the network misplaces by less is put where the photo has it, and
# what is wider blurs sharp mattes (chosen on masks reduced and blurred; docs/decisions/0014-after-the-matte.md).
RADIUS_PX = 2

# Variance of colours in [0, 1] below which a window counts as flat: a noise of 2.5 of 255 levels.
FLAT_VARIANCE = 1e-4

# Alpha beyond these, all over a window, is exactly 0 or 1: networks seldom say either, and 2 % of grey is a veil.
SURE_OUTSIDE, SURE_INSIDE = 0.05, 0.95

TILE_PX = 256


def write_alpha(
    pixels: NDArray[np.uint8], alpha: NDArray[np.float32], guide: NDArray[np.uint8], *, tile_px: int = TILE_PX
) -> None:
    """Upsample a matte into the alpha channel of a photo, in place.

    Args:
        pixels: The photo, (H, W, 4) RGBA; the fourth channel is overwritten.
        alpha: (S, S) in [0, 1], the whole photo squeezed to a square.
        guide: (S, S, 3) RGB, the photo squeezed likewise.
        tile_px: Side of the tiles that are worked on; the result is the same for all.
    """
    lines, is_unsure = fit_lines(alpha, guide)
    planes = [Image.fromarray(plane) for plane in lines]
    for rows, columns in iter_tiles(pixels.shape[:2], tile_px):
        box = _matte_box(rows, columns, pixels.shape[:2], alpha.shape)
        window = tuple(slice(max(0, int(low) - 1), int(high) + 2) for low, high in ((box[1], box[3]), (box[0], box[2])))
        tile = pixels[rows, columns]
        if is_unsure[window].any():
            tile[..., 3] = _apply_lines(planes, tile[..., :3], box)
        else:
            tile[..., 3] = 255 * (lines[3][window].flat[0] > 0.5)


def fit_lines(alpha: NDArray[np.float32], guide: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Fit alpha as a line of colour around each pixel: alpha = red, green and blue slope times colour, plus an offset.

    Returns:
        The slopes and the offset, (4, S, S), for colours in [0, 1]; and where the line is more than the constant 0 or 1
        of what lies far outside or inside, (S, S).
    """
    colours: NDArray[np.float32] = np.divide(guide.transpose(2, 0, 1), 255, dtype=np.float32)  # (3, S, S)
    slopes = _solve_slopes(colours, alpha)
    offset = box_mean(alpha, RADIUS_PX) - (slopes * box_mean(colours, RADIUS_PX)).sum(0)
    lines = box_mean(np.concatenate((slopes, offset[None])), RADIUS_PX)
    reach = 2 * RADIUS_PX  # of the fit, and of the mean of fits
    is_inside = window_min(alpha, reach) >= SURE_INSIDE
    is_outside = window_max(alpha, reach) <= SURE_OUTSIDE
    lines[:, is_inside | is_outside] = 0
    lines[3, is_inside] = 1
    return lines, ~(is_inside | is_outside)


def iter_tiles(shape: tuple[int, ...], tile_px: int = TILE_PX) -> Iterator[tuple[slice, slice]]:
    """Cut an image of (height, width) into tiles, row by row.

    Example:
        >>> [(rows.start, columns.start, columns.stop) for rows, columns in iter_tiles((2, 5), 3)]
        [(0, 0, 3), (0, 3, 5)]
    """
    height, width = shape
    for top in range(0, height, tile_px):
        for left in range(0, width, tile_px):
            yield slice(top, min(top + tile_px, height)), slice(left, min(left + tile_px, width))


def _solve_slopes(colours: NDArray[np.float32], alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (covariance of colours + flat variance)^-1 (covariance of colours with alpha), by cofactors: (3, S, S)."""
    mean, mean_alpha = box_mean(colours, RADIUS_PX), box_mean(alpha, RADIUS_PX)
    pairs = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    products = box_mean(np.stack([colours[i] * colours[j] for i, j in pairs]), RADIUS_PX)
    rr, rg, rb, gg, gb, bb = (product - mean[i] * mean[j] for product, (i, j) in zip(products, pairs, strict=True))
    rr, gg, bb = (variance + FLAT_VARIANCE for variance in (rr, gg, bb))
    r, g, b = box_mean(colours * alpha, RADIUS_PX) - mean * mean_alpha
    cofactors = (gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb)
    determinant = rr * cofactors[0] + rg * cofactors[1] + rb * cofactors[2]
    red = cofactors[0] * r + cofactors[1] * g + cofactors[2] * b
    green = cofactors[1] * r + (rr * bb - rb * rb) * g + (rb * rg - rr * gb) * b
    blue = cofactors[2] * r + (rb * rg - rr * gb) * g + (rr * gg - rg * rg) * b
    return np.stack((red, green, blue)) / determinant


def _matte_box(
    rows: slice, columns: slice, photo: tuple[int, ...], matte: tuple[int, ...]
) -> tuple[float, float, float, float]:
    """Say where a tile of the photo lies in the matte: left, top, right, bottom."""
    down, across = matte[0] / photo[0], matte[1] / photo[1]
    return columns.start * across, rows.start * down, columns.stop * across, rows.stop * down


def _apply_lines(
    planes: list[Image.Image], colours: NDArray[np.uint8], box: tuple[float, float, float, float]
) -> NDArray[np.uint8]:
    """Put a tile's colours into the lines, upsampled to it; (h, w) in 0..255."""
    size = colours.shape[1], colours.shape[0]
    red, green, blue, offset = (np.asarray(plane.resize(size, Image.Resampling.BILINEAR, box=box)) for plane in planes)
    alpha = colours[..., 0] * (red / 255) + colours[..., 1] * (green / 255) + colours[..., 2] * (blue / 255) + offset
    levels = (alpha - SURE_OUTSIDE) * (255 / (SURE_INSIDE - SURE_OUTSIDE))
    return np.clip(levels + 0.5, 0, 255).astype(np.uint8)
