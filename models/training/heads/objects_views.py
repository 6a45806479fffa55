"""What the objects head is shown: whole photos, mirrored cut-outs, and mosaics of four, with their boxes.

The backbone is frozen, so each view passes through it once and its maps are kept. Cut-outs move and enlarge objects;
a mosaic halves them, and shows four photos for the price of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.ansa.export import SIDE_PX
from models.image_input import whole_square
from models.training.heads.boxes import Boxes, join_boxes
from models.training.heads.view_maps import open_view_maps, write_view_maps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Protocol

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    class Decodable(Protocol):
        """A photo of the shards or of the segmentation sets."""

        def decode_image(self) -> Image.Image:
            """Return the pixels as 8-bit RGB."""


MAPS = ("map8", "map16", "map32", "embeddings")
_SMALLEST_CUT = 0.35  # of the photo's area
_MIRRORED = 0.5
_SEAM = (0.4, 0.6)  # where a mosaic's seams run, as shares of its sides
_SMOOTH = Image.Resampling.BICUBIC  # as the product's own preprocessing


@dataclass(frozen=True, slots=True)
class BoxedPhoto:
    """A photo and the objects on it."""

    photo: Decodable
    boxes: Boxes


@dataclass(frozen=True, slots=True)
class View:
    """A picture as the backbone reads it, (224, 224, 3) uint8, and its objects."""

    pixels: NDArray[np.uint8]
    boxes: Boxes


@dataclass(frozen=True, slots=True)
class ViewMaps:
    """The backbone's maps of V views, memory-mapped (V, C, H, W) float16 each, and the views' boxes."""

    maps: dict[str, NDArray[np.float16]]
    boxes: list[Boxes]


def cut_out(boxed: BoxedPhoto, rng: np.random.Generator) -> View:
    """Return a random window of a photo, mirrored half of the time."""
    image = boxed.photo.decode_image()
    window = _random_window(rng)
    scale = (image.width, image.height, image.width, image.height)
    left, top, right, bottom = (side * share for side, share in zip(scale, window, strict=True))
    pixels = np.asarray(image.resize((SIDE_PX, SIDE_PX), _SMOOTH, box=(left, top, right, bottom)))
    boxes = boxed.boxes.cropped(window)
    if rng.random() < _MIRRORED:
        return View(np.ascontiguousarray(pixels[:, ::-1]), boxes.flipped())
    return View(pixels, boxes)


def lay_mosaic(four: Sequence[BoxedPhoto], rng: np.random.Generator) -> View:
    """Return four photos side by side, two above two, each squeezed into its place."""
    x, y = rng.uniform(*_SEAM, size=2)
    pixels = np.empty((SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
    parts = []
    windows = [(0.0, 0.0, x, y), (x, 0.0, 1.0, y), (0.0, y, x, 1.0), (x, y, 1.0, 1.0)]
    for boxed, window in zip(four, windows, strict=True):
        left, top, right, bottom = (round(SIDE_PX * share) for share in window)
        image = boxed.photo.decode_image()
        pixels[top:bottom, left:right] = np.asarray(image.resize((right - left, bottom - top), _SMOOTH))
        exact = (left / SIDE_PX, top / SIDE_PX, right / SIDE_PX, bottom / SIDE_PX)
        parts.append(boxed.boxes.placed(exact))
    return View(pixels, join_boxes(parts))


def whole_view(boxed: BoxedPhoto) -> View:
    """Return a photo as the product sees it."""
    return View(whole_square(boxed.photo.decode_image(), SIDE_PX), boxed.boxes)


def cache_views(backbone: InferenceSession, views: Iterator[View], *, count: int, folder: Path) -> ViewMaps:
    """Pass `count` views through the backbone (outputs `MAPS`), or read what an earlier call left in `folder`."""
    stored = folder / "boxes.npz"
    if not stored.exists():
        pairs = ((view.pixels, view.boxes) for view in views)
        save_boxes(stored, write_view_maps(folder, MAPS, backbone, pairs, count=count))
    return ViewMaps(open_view_maps(folder, MAPS), load_boxes(stored))


def save_boxes(path: Path, boxes: Sequence[Boxes]) -> None:
    """Write the boxes of many images to one file."""
    joined = join_boxes(boxes)
    np.savez(
        path,
        counts=np.array([len(part) for part in boxes]),
        xyxy=joined.xyxy,
        classes=joined.classes,
        confidence=joined.confidence,
    )


def load_boxes(path: Path) -> list[Boxes]:
    """Read what `save_boxes` wrote."""
    with np.load(path) as stored:
        ends = np.cumsum(stored["counts"])[:-1]
        columns = [np.split(stored[name], ends) for name in ("xyxy", "classes", "confidence")]
    return [Boxes(*row) for row in zip(*columns, strict=True)]


def _random_window(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Return a window of at least `_SMALLEST_CUT` of the area whose sides' shares differ by at most a third."""
    share = np.sqrt(rng.uniform(_SMALLEST_CUT, 1.0))
    stretch = np.exp(rng.uniform(-0.15, 0.15))
    width, height = min(1.0, share * stretch), min(1.0, share / stretch)
    left, top = rng.uniform(0.0, 1.0 - width), rng.uniform(0.0, 1.0 - height)
    return left, top, left + width, top + height
