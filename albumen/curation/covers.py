"""Covers: a photo cropped to any shape, where the eye goes and no head is cut."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from albumen.curation.crop import choose_crop, crop_to_aspect
from albumen.curation.photo_source import PhotoLibrary, PhotoSource, SeenPhoto, open_photos
from albumen.errors import UsageError
from albumen.output_file import check_target, write_whole
from albumen.types import Box

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")

# Visually lossless at the size that it was cropped to.
_QUALITY = 92

_FULL_SIDE_PX = 2**31


@dataclass(frozen=True, slots=True)
class Cover:
    """A crop of a photo: where it lies in the photo, in pixels of the upright photo, and why there."""

    photo: SeenPhoto
    crop: Box
    reason: str
    is_from_preview: bool


def plan_cover(photo: SeenPhoto, aspect: float) -> Cover:
    """Choose the crop of a photo.

    Raises:
        ValueError: `aspect` is not above 0.
    """
    heads = [person.head for person in photo.people]
    crop = choose_crop(photo.size_px, aspect, photo.saliency, heads)
    return Cover(photo, crop, _explain(photo, crop, heads), photo.is_offline)


def draw_cover(source: PhotoSource, cover: Cover, *, max_side_px: int | None = None) -> Image.Image:
    """Draw a cover at the photo's own resolution, or reduced to a longest side.

    Raises:
        PhotoError: nothing of the photo can be read.
    """
    return crop_cover(source.load(cover.photo, max_side_px=needed_side_px(cover, max_side_px)), cover, max_side_px)


def crop_cover(image: Image.Image, cover: Cover, max_side_px: int | None) -> Image.Image:
    """Crop an upright image of a cover's photo, of any size, and reduce it to a longest side."""
    width, height = cover.crop.right - cover.crop.left, cover.crop.bottom - cover.crop.top
    limits = (max_side_px, max_side_px) if max_side_px is not None else None
    heads = [person.head for person in cover.photo.people]
    return crop_to_aspect(image, cover.photo.saliency, width / height, heads=heads, max_size_px=limits)


def write_cover(
    library: PhotoLibrary,
    photo_id: int,
    aspect: float,
    target: Path,
    *,
    max_side_px: int | None = None,
    is_forced: bool = False,
) -> tuple[Cover, tuple[int, int]]:
    """Write a photo's cover; return it, with the width and height of the picture.

    Raises:
        UsageError: the photo cannot be shown, or the file must not be written.
        PhotoError: nothing of the photo can be read.
        OutputError: the file system refused.
    """
    source = open_photos(library)
    photo = source.look_up([photo_id]).get(photo_id)
    if photo is None:
        raise UsageError(f"photo {photo_id} cannot be shown: it has no file in this library, or could not be decoded")
    check_target(target, SUFFIXES, originals=photo.paths, is_forced=is_forced)
    cover = plan_cover(photo, aspect)
    picture = draw_cover(source, cover, max_side_px=max_side_px)
    save_picture(target, picture)
    return cover, picture.size


def save_picture(target: Path, picture: Image.Image) -> None:
    """Write a picture in the format of its suffix; nothing but pixels is in it.

    Raises:
        OutputError: the file system refused.
    """
    kind = {".png": "PNG", ".webp": "WEBP"}.get(target.suffix.lower(), "JPEG")
    options = {} if kind == "PNG" else {"quality": _QUALITY}

    def save(file: BinaryIO) -> None:
        picture.save(file, kind, **options)

    write_whole(target, save)


def needed_side_px(cover: Cover, max_side_px: int | None) -> int:
    """Return the longest side to load the photo at, so that the crop need not be enlarged."""
    if max_side_px is None:
        return _FULL_SIDE_PX
    longest = max(cover.crop.right - cover.crop.left, cover.crop.bottom - cover.crop.top)
    return max(1, round(max_side_px * max(cover.photo.size_px) / longest))


def _explain(photo: SeenPhoto, crop: Box, heads: list[Box]) -> str:
    width, height = photo.size_px
    whole = sum(_holds(crop, head.scaled(width, height)) for head in heads)
    shown = (crop.right - crop.left) * (crop.bottom - crop.top) / (width * height)
    parts = [f"{shown:.0%} of the photo".replace("%", " %")]
    if heads:
        parts.append(f"{whole} of {len(heads)} heads whole")
    parts.append(
        "around what the eye goes to" if photo.saliency is not None else "around the middle: it was not looked at"
    )
    return ", ".join(parts)


def _holds(crop: Box, box: Box) -> bool:
    slack = 0.5
    across = crop.left <= box.left + slack and crop.right >= box.right - slack
    return across and crop.top <= box.top + slack and crop.bottom >= box.bottom - slack
