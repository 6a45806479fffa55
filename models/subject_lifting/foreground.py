"""The subject's own colours where it is half transparent, so that a cut-out carries no halo of its old background.

A pixel of hair is part hair, part sky: I = alpha F + (1 - alpha) B. Around each place F and B are those that explain the
window best (least squares), first in a wide window, then in a narrow one that leans on the wide one's answer; at full
resolution F is corrected by what the equation then leaves unexplained. The two windows and the correction are those of
blur fusion (Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021), which takes weighted means instead.

Works in place; beside the photo's array it takes a few planes of at most `SIDE_PX` squared and a band: 37 MB at 12
megapixels, 43 MB at 48 (measured with tracemalloc).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.subject_lifting.box_mean import box_mean
from models.subject_lifting.guided_filter import iter_tiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Planes = NDArray[np.float32]  # (3, h, w) colours in 0..255, or (1, h, w) weights in 0..1

# Long side at which colours are fitted.
SIDE_PX = 640

# Radii of the windows; blur fusion's are 90 and 6 pixels wide, in photos of about 1,000.
WIDE_PX, NARROW_PX = 28, 2

# How much a window leans on what it is given: chosen on composites of photos with exact and with blurred mattes.
_WIDE_LEANING, _NARROW_LEANING = 0.01, 0.03

_BAND_BLOCKS = 32
_NOTHING = 1e-4


def restore_foreground(pixels: NDArray[np.uint8]) -> None:
    """Replace the colours of a photo with those of its foreground, in place; black where it is wholly transparent.

    Args:
        pixels: (H, W, 4) RGBA, straight alpha.
    """
    foreground, background = _estimate_nearby_colours(pixels)
    across, down = foreground.width / pixels.shape[1], foreground.height / pixels.shape[0]
    for rows, columns in iter_tiles(pixels.shape[:2]):
        tile = pixels[rows, columns]
        is_mixed = (tile[..., 3] > 0) & (tile[..., 3] < 255)
        if is_mixed.any():
            box = (columns.start * across, rows.start * down, columns.stop * across, rows.stop * down)
            nearby = [_enlarge(colours, tile.shape, box)[is_mixed] for colours in (foreground, background)]
            tile[is_mixed, :3] = _unmix(tile[is_mixed], *nearby)
        tile[tile[..., 3] == 0] = 0


def _unmix(mixed: NDArray[np.uint8], foreground: NDArray[np.uint8], background: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Correct the nearby foreground by what it does not explain; all (N, 3) but `mixed`, (N, 4)."""
    alpha = mixed[:, 3:].astype(np.float32) / 255
    explained = alpha * foreground + (1 - alpha) * background
    return np.clip(foreground + alpha * (mixed[:, :3] - explained) + 0.5, 0, 255).astype(np.uint8)


def _enlarge(colours: Image.Image, shape: tuple[int, ...], box: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    return np.asarray(colours.resize((shape[1], shape[0]), Image.Resampling.BILINEAR, box=box))


def _estimate_nearby_colours(pixels: NDArray[np.uint8]) -> tuple[Image.Image, Image.Image]:
    """Return the foreground's and the background's colours around each place, RGB of low resolution."""
    mixed, front, back, alpha = _reduce(pixels, -(-max(pixels.shape[:2]) // SIDE_PX))
    front, back = _weighted_mean(front, alpha), _weighted_mean(back, 1 - alpha)
    front, back = _explain(mixed, alpha, (front, back), radius_px=WIDE_PX, leaning=_WIDE_LEANING)
    front, back = _explain(mixed, alpha, (front, back), radius_px=NARROW_PX, leaning=_NARROW_LEANING)
    return _to_image(front), _to_image(back)


def _explain(
    mixed: Planes, alpha: Planes, given: tuple[Planes, Planes], *, radius_px: int, leaning: float
) -> tuple[Planes, Planes]:
    """Find the F and B of each window that make the sum of (I - alpha F - (1 - alpha) B)^2 least, near the given ones."""
    inverse = 1 - alpha
    ff, fb, bb = (box_mean(product, radius_px) for product in (alpha * alpha, alpha * inverse, inverse * inverse))
    ff, bb = ff + leaning, bb + leaning
    f = box_mean(alpha * mixed, radius_px) + leaning * given[0]
    b = box_mean(inverse * mixed, radius_px) + leaning * given[1]
    determinant = ff * bb - fb * fb
    front, back = (bb * f - fb * b) / determinant, (ff * b - fb * f) / determinant
    return np.clip(front, 0, 255), np.clip(back, 0, 255)


def _reduce(pixels: NDArray[np.uint8], factor: int) -> tuple[Planes, Planes, Planes, Planes]:
    """Average over blocks: the photo, its colours weighted by alpha and by what alpha leaves, and alpha."""
    height = _BAND_BLOCKS * factor
    bands = [_reduce_band(pixels[top : top + height], factor) for top in range(0, len(pixels), height)]
    front, back = (np.concatenate(side).transpose(2, 0, 1).astype(np.float32) for side in zip(*bands, strict=True))
    alpha: Planes = np.divide(front[3:], 255, dtype=np.float32)
    mixed: Planes = alpha * front[:3] + (1 - alpha) * back[:3]
    return mixed, front[:3], back[:3], alpha


def _reduce_band(band: NDArray[np.uint8], factor: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pillow weighs colours by alpha when it reduces RGBA; for the background, alpha is turned round."""
    inverted = band.copy()
    inverted[..., 3] = 255 - band[..., 3]
    front, back = (np.asarray(Image.fromarray(side).reduce(factor)) for side in (band, inverted))
    return front, back


def _weighted_mean(colours: Planes, weight: Planes) -> Planes:
    """Average in wide windows."""
    return box_mean(colours * weight, WIDE_PX) / (box_mean(weight, WIDE_PX) + _NOTHING)


def _to_image(colours: Planes) -> Image.Image:
    return Image.fromarray((colours + 0.5).astype(np.uint8).transpose(1, 2, 0).copy())
