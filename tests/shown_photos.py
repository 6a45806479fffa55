"""Photos that can be shown, and a source that paints them: what slideshows, covers and wallpapers are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image

from albumen.curation.photo_source import SeenPhoto
from albumen.errors import CorruptPhotoError
from albumen.store.curation_records import Memory, MemoryKind, MemoryPhoto
from albumen.types import SALIENCY_SIDE, Box, PhotoSignals, Place, Saliency, Segmentation
from tests.curation_photos import make_photo
from tests.signals import signals


def saliency_at(box: Box) -> Saliency:
    """Say that the eye goes to a box, in shares of the photo; the box of the result is that of a photo of 1000 x 1000."""
    heat = np.zeros((SALIENCY_SIDE, SALIENCY_SIDE), np.uint8)
    rows = slice(round(box.top * SALIENCY_SIDE), max(1, round(box.bottom * SALIENCY_SIDE)))
    columns = slice(round(box.left * SALIENCY_SIDE), max(1, round(box.right * SALIENCY_SIDE)))
    heat[rows, columns] = 255
    return Saliency(heat.tobytes(), box.scaled(1000, 1000))


def seen_photo(
    photo_id: int,
    size_px: tuple[int, int] = (400, 300),
    *,
    title: str | None = None,
    taken: datetime | None = None,
    place: Place | None = None,
    seen: PhotoSignals | None = None,
    segmentation: Segmentation | None = None,
    path: Path = Path("/gone/photo.jpg"),
) -> SeenPhoto:
    """Make a photo of which this much is known."""
    facts = make_photo(photo_id, taken, place, title=title, width_px=size_px[0], height_px=size_px[1])
    return SeenPhoto(facts, (path,), seen or signals(), segmentation)


def memory_of(photo_ids: Iterable[int], *, title: str = "A weekend in Lisbon", cover: int | None = None) -> Memory:
    """Make a memory of photos, in this order."""
    ids = list(photo_ids)
    photos = tuple(MemoryPhoto(photo_id, "it is sharp") for photo_id in ids)
    day = datetime(2023, 5, 6).date()
    return Memory(
        "trip:1",
        MemoryKind.TRIP,
        title,
        "May 2023",
        cover or ids[0],
        photos,
        "calm",
        120,
        "two days away",
        0.5,
        day,
        day,
    )


class PaintedSource:
    """Paints each photo in one colour, told by its id; `broken` ones cannot be decoded, `lost` ones have no pixels."""

    def __init__(
        self, photos: Iterable[SeenPhoto], *, broken: Collection[int] = (), lost: Collection[int] = ()
    ) -> None:
        self._photos = {photo.facts.id: photo for photo in photos}
        self._broken, self._lost = broken, lost
        self.loaded: list[int] = []

    def look_up(self, photo_ids: Collection[int]) -> dict[int, SeenPhoto]:
        return {photo_id: self._photos[photo_id] for photo_id in photo_ids if photo_id in self._photos}

    def has_pixels(self, photo: SeenPhoto) -> bool:
        return photo.facts.id not in self._lost

    def load(self, photo: SeenPhoto, *, max_side_px: int) -> Image.Image:
        if photo.facts.id in self._broken:
            raise CorruptPhotoError("damaged")
        self.loaded.append(photo.facts.id)
        scale = min(1.0, max_side_px / max(photo.size_px))
        size = max(1, round(photo.size_px[0] * scale)), max(1, round(photo.size_px[1] * scale))
        return Image.new("RGB", size, colour_of(photo.facts.id))


def colour_of(photo_id: int) -> tuple[int, int, int]:
    """Tell the colour that a photo is painted in."""
    return (40 * photo_id % 256, 90, 255 - 40 * photo_id % 256)
