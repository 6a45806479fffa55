"""Camera raw through LibRaw: the embedded preview where it is large enough, else a half-size development.

The preview is what the camera showed: its white balance and tone, ready in milliseconds, where developing takes a
second. Source: https://www.libraw.org/docs/API-datastruct-eng.html (`flip`, thumbnails).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image

from albumen.errors import CorruptPhotoError
from albumen.types import PhotoKind, PixelFacts
from indexer.decoder_errors import DECODER_ERRORS, describe_cause
from indexer.formats import PhotoFormat
from indexer.geometry import find_upright_size, fit_size
from indexer.metadata.embedded import collect_tags
from indexer.metadata.raw_tags import collect_raw_tags
from indexer.pillow_decode import check_pixel_count
from indexer.undeveloped import Undeveloped

if TYPE_CHECKING:
    import rawpy

# LibRaw's rotation, in EXIF's numbers: 3 half a turn, 5 a quarter counter-clockwise, 6 a quarter clockwise.
_FLIP_TO_ORIENTATION = {0: 1, 3: 3, 5: 8, 6: 6}


def decode_raw(file: BinaryIO, photo_format: PhotoFormat, *, max_side_px: int, max_pixels: int) -> Undeveloped:
    """Decode a camera's raw file.

    A preview smaller than `max_side_px` is used only when the sensor's data cannot be developed.

    Raises:
        TooManyPixelsError: over the cap.
        CorruptPhotoError: neither a preview nor sensor data can be read.
    """
    import rawpy

    tags = collect_raw_tags(file)
    file.seek(0)
    try:
        raw = rawpy.imread(file)
    except rawpy.LibRawError as error:
        raise _damaged(error) from error
    with raw:
        stored_size = (raw.sizes.width, raw.sizes.height)
        check_pixel_count(stored_size, max_pixels)
        orientation = _FLIP_TO_ORIENTATION.get(raw.sizes.flip, 1)
        width, height = find_upright_size(stored_size, orientation)
        facts = PixelFacts(photo_format.value, PhotoKind.RAW, width, height)

        preview = _find_preview(raw, orientation, max_side_px)
        if preview is not None and max(preview[0].size) >= min(max_side_px, max(stored_size)):
            return Undeveloped(preview[0], facts, preview[1], preview[0].info.get("icc_profile"), tags)
        try:
            return Undeveloped(_develop_half_size(raw), facts, 1, None, tags)
        except (rawpy.LibRawError, *DECODER_ERRORS) as error:
            if preview is None:
                raise _damaged(error) from error
        return Undeveloped(preview[0], facts, preview[1], preview[0].info.get("icc_profile"), tags)


def _find_preview(raw: rawpy.RawPy, orientation: int, max_side_px: int) -> tuple[Image.Image, int] | None:
    """Return the embedded preview as stored, and its orientation: its own tag's, else the raw file's."""
    import rawpy

    try:
        thumbnail = raw.extract_thumb()
        if thumbnail.format == rawpy.ThumbFormat.BITMAP:
            return Image.fromarray(np.asarray(thumbnail.data)), orientation
        if thumbnail.format != rawpy.ThumbFormat.JPEG:
            return None
        with Image.open(io.BytesIO(bytes(thumbnail.data)), formats=("JPEG",)) as image:
            image.draft(None, fit_size(image.size, max_side_px))
            image.load()
            tags = collect_tags(image)
            return image.copy(), tags.orientation if tags.has_orientation else orientation
    except (rawpy.LibRawError, *DECODER_ERRORS):
        return None


def _develop_half_size(raw: rawpy.RawPy) -> Image.Image:
    """Develop one pixel per 2 x 2 filter cell: no interpolation, a quarter of the work. Upright, sRGB."""
    return Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8))


def _damaged(error: Exception) -> CorruptPhotoError:
    return CorruptPhotoError(f"The raw file cannot be developed ({describe_cause(error)}).")
