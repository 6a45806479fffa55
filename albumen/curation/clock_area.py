"""What lies behind a screen's clock, for each crop of a photo that could fill the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from albumen.run_lengths import unpack_mask
from albumen.types import SALIENCY_SIDE, Box, MaskKind
from knowledge_graph.wallpapers import MEASURED_PX, CropEvidence, Screen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.curation.photo_source import SeenPhoto

# The largest crop, and smaller ones that can be moved both ways, each at so many places along a side.
_SCALES = (1.0, 0.85, 0.7)
_PLACES = 7

# A heat map that stays below half shows nothing in particular (models/ansa/heads/saliency.py).
_SOMETHING = 128

# A head is behind the clock, or cut, from this share of it on.
_TOUCHED = 0.1


def measure_crops(photo: SeenPhoto, image: Image.Image, screen: Screen) -> Iterator[CropEvidence]:
    """Yield what is behind the clock for crops of the screen's shape.

    Args:
        photo: what the models saw in it.
        image: the photo at any size from `MEASURED_PX` on, such as its preview.
        screen: its shape, and where its clock stands.
    """
    planes = _Planes(photo, image)
    heads = [person.head for person in photo.people]
    width, height = photo.size_px
    for view in iter_views(photo.size_px, screen.aspect):
        clock = _part(view, screen.clock)
        below = Box(view.left, clock.bottom, view.right, view.bottom)
        yield CropEvidence(
            crop=view.scaled(width, height),
            detail=planes.detail(clock),
            light=planes.light(clock),
            salient_behind=planes.salient_mean(clock),
            salient_kept=planes.salient_share(below),
            sky_behind=planes.sky_share(clock),
            heads_behind=sum(_covered(head, clock) > _TOUCHED for head in heads),
            heads_cut=sum(_TOUCHED < _covered(head, view) < 1 - _TOUCHED for head in heads),
        )


def iter_views(size_px: tuple[int, int], aspect: float) -> Iterator[Box]:
    """Yield the crops that are tried, in shares of the photo's sides, the largest ones first."""
    width, height = size_px
    across, down = min(1.0, aspect * height / width), min(1.0, width / aspect / height)
    for scale in _SCALES:
        for left in _starts(1 - scale * across):
            for top in _starts(1 - scale * down):
                yield Box(left, top, left + scale * across, top + scale * down)


class _Sums:
    """A plane, summed from its top left corner, so that the mean over any box takes four look-ups."""

    def __init__(self, plane: NDArray[Any]) -> None:
        self._sums = np.pad(plane, ((1, 0), (1, 0))).cumsum(0, dtype=np.float64).cumsum(1)
        self.most = float(plane.max())

    def mean(self, box: Box) -> float:
        """Average over a box in shares, at least over the cell that it begins in."""
        height, width = self._sums.shape[0] - 1, self._sums.shape[1] - 1
        top, left = min(height - 1, int(box.top * height)), min(width - 1, int(box.left * width))
        bottom, right = max(top + 1, round(box.bottom * height)), max(left + 1, round(box.right * width))
        corners = self._sums[bottom, right] - self._sums[top, right] - self._sums[bottom, left] + self._sums[top, left]
        return float(corners) / ((bottom - top) * (right - left))


class _Planes:
    """What is asked of the area behind a clock."""

    def __init__(self, photo: SeenPhoto, image: Image.Image) -> None:
        grey = _to_grey(image)
        self._light, self._detail = _Sums(grey), _Sums(_measure_detail(grey))
        heat = photo.saliency.heat if photo.saliency is not None else bytes(SALIENCY_SIDE**2)
        self._heat = _Sums(np.frombuffer(heat, np.uint8).reshape(SALIENCY_SIDE, SALIENCY_SIDE))
        sky = _find_sky(photo)
        self._sky = _Sums(sky) if sky is not None else None

    def detail(self, box: Box) -> float:
        return self._detail.mean(box)

    def light(self, box: Box) -> float:
        return self._light.mean(box)

    def salient_mean(self, box: Box) -> float:
        return self._heat.mean(box) / 255 if self._is_something else 0.0

    def salient_share(self, box: Box) -> float | None:
        if not self._is_something:
            return None
        inside = self._heat.mean(box) * (box.right - box.left) * (box.bottom - box.top)
        return min(1.0, inside / self._heat.mean(Box(0.0, 0.0, 1.0, 1.0)))

    def sky_share(self, box: Box) -> float | None:
        return self._sky.mean(box) if self._sky is not None else None

    @property
    def _is_something(self) -> bool:
        return self._heat.most >= _SOMETHING


def _to_grey(image: Image.Image) -> NDArray[np.float32]:
    """Return the luma at the size of measuring, (H, W), levels of 255."""
    scale = MEASURED_PX / min(image.size)
    size = max(2, round(image.width * scale)), max(2, round(image.height * scale))
    return np.asarray(image.convert("L").resize(size, Image.Resampling.BOX, reducing_gap=2.0), np.float32)


def _measure_detail(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean absolute difference to the next pixels, right and below, (H, W)."""
    across = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    down = np.abs(np.diff(grey, axis=0, append=grey[-1:]))
    return ((across + down) / 2).astype(np.float32)


def _find_sky(photo: SeenPhoto) -> NDArray[np.bool_] | None:
    """Return where the sky is, (H, W); None where the photo was not segmented."""
    found = photo.segmentation
    if found is None:
        return None
    sky = np.zeros((found.height_px, found.width_px), bool)
    for mask in found.masks:
        if mask.kind is MaskKind.SKY:
            sky |= unpack_mask(mask.runs, sky.shape)
    return sky


def _part(view: Box, share: Box) -> Box:
    """Return the part of a view that a box in shares of it covers."""
    width, height = view.right - view.left, view.bottom - view.top
    inside = share.scaled(width, height)
    return Box(view.left + inside.left, view.top + inside.top, view.left + inside.right, view.top + inside.bottom)


def _covered(box: Box, by: Box) -> float:
    """Return the share of a box that another covers."""
    across = max(0.0, min(box.right, by.right) - max(box.left, by.left))
    down = max(0.0, min(box.bottom, by.bottom) - max(box.top, by.top))
    return across * down / max(1e-9, (box.right - box.left) * (box.bottom - box.top))


def _starts(slack: float) -> list[float]:
    return [0.0] if slack < 1e-6 else np.linspace(0.0, slack, _PLACES).tolist()
