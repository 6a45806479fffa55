"""Crops of any aspect ratio: as large as fits, where the eye goes, with heads inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.types import SALIENCY_SIDE, Box, Saliency
from models.ansa.heads.saliency import crop_box

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A head touches no edge: this share of its own size stays free around it, where the photo has it.
_HEAD_ROOM = 0.25

# Places for the crop that are tried along the side that it slides on, beside those where a head just fits.
_STARTS = 101

# One head, kept whole or cut, outweighs any saliency: the latter is a share in [0, 1].
_HEAD_WEIGHT = 2.0

_NO_HEAT = bytes(SALIENCY_SIDE * SALIENCY_SIDE)


def choose_crop(
    size_px: tuple[int, int], aspect: float, saliency: Saliency | None = None, heads: Iterable[Box] = ()
) -> Box:
    """Return the largest crop of a shape, where it keeps heads whole and most of what the eye goes to.

    Args:
        size_px: width and height of the upright photo.
        aspect: width over height of the crop, above 0.
        saliency: where the eye goes; the middle is taken where nobody has looked.
        heads: boxes that should not be cut, in shares of the photo's sides.

    Returns:
        A box inside the photo, px. Where not every head fits, the larger ones are kept.

    Raises:
        ValueError: `aspect` is not above 0.

    Example:
        >>> choose_crop((400, 200), 1.0)
        Box(left=100.0, top=0.0, right=300.0, bottom=200.0)
        >>> choose_crop((400, 200), 1.0, heads=[Box(0.8, 0.1, 0.9, 0.3)])
        Box(left=170.0, top=0.0, right=370.0, bottom=200.0)
    """
    heat = saliency.heat if saliency is not None else _NO_HEAT
    crop = crop_box(heat, size_px, aspect)
    roomy = [_with_room(head) for head in heads]
    if not roomy:
        return crop
    width, height = size_px
    cells = np.frombuffer(heat, np.uint8).reshape(SALIENCY_SIDE, SALIENCY_SIDE)
    left = width * _slide(crop.left / width, crop.right / width, cells.sum(0), [(h.left, h.right) for h in roomy])
    top = height * _slide(crop.top / height, crop.bottom / height, cells.sum(1), [(h.top, h.bottom) for h in roomy])
    return Box(left, top, left + crop.right - crop.left, top + crop.bottom - crop.top)


def crop_to_aspect(
    image: Image.Image,
    saliency: Saliency | None,
    aspect: float,
    *,
    heads: Iterable[Box] = (),
    max_size_px: tuple[int, int] | None = None,
) -> Image.Image:
    """Crop an upright image to a shape, and reduce it to a size where that is smaller.

    Args:
        image: any mode.
        saliency: of the same photo, at whatever resolution it was looked at.
        aspect: width over height, above 0.
        heads: in shares of the photo's sides.
        max_size_px: width and height that the crop is reduced to fit; it is never enlarged.

    Raises:
        ValueError: `aspect` is not above 0.
    """
    box = choose_crop(image.size, aspect, saliency, heads)
    width, height = max(1, round(box.right - box.left)), max(1, round(box.bottom - box.top))
    limits = max_size_px or (width, height)
    scale = min(1.0, limits[0] / width, limits[1] / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    edges = (box.left, box.top, box.right, box.bottom)
    return image.resize(size, Image.Resampling.LANCZOS, box=edges, reducing_gap=3.0)


def _with_room(head: Box) -> Box:
    across, down = _HEAD_ROOM * (head.right - head.left), _HEAD_ROOM * (head.bottom - head.top)
    edges = (head.left - across, head.top - down, head.right + across, head.bottom + down)
    return Box(*(min(1.0, max(0.0, edge)) for edge in edges))


def _slide(start: float, end: float, profile: NDArray[np.uint64], heads: Sequence[tuple[float, float]]) -> float:
    """Return where a window along a side starts, all in shares of it: `start` unless heads say otherwise."""
    window = end - start
    if window >= 1:
        return 0.0
    heads = [_middle_of(first, last, window) for first, last in heads]
    edges = [edge for first, last in heads for edge in (first, last - window)]
    starts = np.concatenate([[start], edges, np.linspace(0, 1 - window, _STARTS)]).clip(0, 1 - window)
    worth = _kept_saliency(starts, window, profile)
    sizes = np.array([last - first for first, last in heads])
    for weight, (first, last) in zip(sizes / sizes.sum(), heads, strict=True):
        worth += _HEAD_WEIGHT * weight * _kept_head(starts, window, first, last)
    good = starts[worth >= worth.max() - 1e-9]
    return float(good[np.abs(good - start).argmin()])


def _middle_of(first: float, last: float, window: float) -> tuple[float, float]:
    """Of a head that is longer than the window, only the middle counts: it is cut alike at both ends."""
    excess = max(0.0, last - first - window) / 2
    return first + excess, last - excess


def _kept_saliency(starts: NDArray[np.float64], window: float, profile: NDArray[np.uint64]) -> NDArray[np.float64]:
    total = float(profile.sum())
    if not total:
        return np.zeros(len(starts))
    borders = np.linspace(0.0, 1.0, len(profile) + 1)
    until = np.concatenate([[0.0], np.cumsum(profile, dtype=np.float64)]) / total
    return np.interp(starts + window, borders, until) - np.interp(starts, borders, until)


def _kept_head(starts: NDArray[np.float64], window: float, first: float, last: float) -> NDArray[np.float64]:
    """Say how much of a head each window keeps: a cut head is worth half as much."""
    kept = np.clip(np.minimum(starts + window, last) - np.maximum(starts, first), 0, None)
    share = kept / max(last - first, 1e-9)
    return np.where(share > 1 - 1e-6, 1.0, share / 2)
