"""How well a heat map covers what people marked as salient: MAE, F-beta, and how much of it a crop keeps.

Source: Achanta et al., "Frequency-tuned Salient Region Detection", CVPR 2009 (F-beta with beta^2 = 0.3 and the
adaptive threshold of twice the mean); MAE as in Perazzi et al., CVPR 2012. Maps are compared at the mask's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.types import Box

BETA_SQUARED = 0.3
_LEVELS = 256


@dataclass(frozen=True, slots=True)
class SaliencyScores:
    """Means over photos, each in [0, 1]; `best_f` is that of the one threshold that suits all photos best."""

    mae: float
    adaptive_f: float
    best_f: float


def saliency_scores(heats: Sequence[NDArray[np.uint8]], masks: Sequence[NDArray[np.bool_]]) -> SaliencyScores:
    """Compare heat maps with masks, photo by photo.

    Args:
        heats: uint8 maps, each of any size.
        masks: What is salient, (H, W) of each photo.
    """
    errors, adaptive, curves = [], [], []
    for heat, mask in zip(heats, masks, strict=True):
        full = resize_heat(heat, mask.shape)
        errors.append(np.abs(full / 255.0 - mask).mean())
        curve = f_beta_curve(full, mask)
        adaptive.append(curve[min(int(np.ceil(2.0 * full.mean())), _LEVELS - 1)])
        curves.append(curve)
    return SaliencyScores(float(np.mean(errors)), float(np.mean(adaptive)), float(np.mean(curves, axis=0).max()))


def resize_heat(heat: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the map at the mask's (H, W), bilinear."""
    return np.asarray(Image.fromarray(heat).resize((shape[1], shape[0]), Image.Resampling.BILINEAR))


def f_beta_curve(heat: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return F-beta of `heat >= t` for t = 0 to 255, (256,)."""
    inside = np.bincount(heat[mask], minlength=_LEVELS)
    everywhere = np.bincount(heat.ravel(), minlength=_LEVELS)
    hits = inside[::-1].cumsum()[::-1].astype(np.float64)  # (256,) salient pixels at or above t
    kept = everywhere[::-1].cumsum()[::-1]  # (256,)
    precision = np.divide(hits, kept, out=np.zeros(_LEVELS), where=kept > 0)
    recall = hits / max(int(mask.sum()), 1)
    below = BETA_SQUARED * precision + recall
    return np.divide((1.0 + BETA_SQUARED) * precision * recall, below, out=np.zeros(_LEVELS), where=below > 0)


def kept_by_box(mask: NDArray[np.bool_], box: Box) -> tuple[float, float]:
    """Return the share of the salient pixels that lie in a box, and the share of the photo that the box takes.

    Args:
        mask: (H, W).
        box: In pixels of the mask.
    """
    inside = mask[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
    return float(inside.sum() / max(int(mask.sum()), 1)), inside.size / mask.size
