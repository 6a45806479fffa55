"""Masks of a segmentation at the size of what people drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.run_lengths import unpack_mask
from albumen.types import Mask, MaskKind, Segmentation
from models.evaluation.segmentation.instance_precision import FoundPeople

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALF = 128  # of 255


def find_part(segmentation: Segmentation, kind: MaskKind, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return what all masks of a kind cover together, (H, W) of `shape`."""
    masks = [mask for mask in segmentation.masks if mask.kind is kind]
    together = np.zeros((segmentation.height_px, segmentation.width_px), bool)
    for mask in masks:
        together |= _unpack(segmentation, mask)
    return resize_mask(together, shape)


def find_people(segmentation: Segmentation, shape: tuple[int, int]) -> FoundPeople:
    """Return each person's mask, (F, H, W) of `shape`, and score, the surest first."""
    people = sorted((mask for mask in segmentation.masks if mask.kind is MaskKind.PERSON), key=lambda mask: -mask.score)
    masks = [resize_mask(_unpack(segmentation, mask), shape) for mask in people]
    return FoundPeople(
        np.stack(masks) if masks else np.zeros((0, *shape), bool), np.array([mask.score for mask in people], np.float64)
    )


def resize_mask(mask: NDArray[np.bool_], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a mask at another (H, W): a pixel is inside where more than half of it is."""
    if mask.shape == shape:
        return mask
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)) >= _HALF


def _unpack(segmentation: Segmentation, mask: Mask) -> NDArray[np.bool_]:
    return unpack_mask(mask.runs, (segmentation.height_px, segmentation.width_px))
