"""Decoding through Pillow: every format but camera raw."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from PIL import Image

from albumen.errors import CorruptPhotoError, TooManyPixelsError
from albumen.types import PhotoKind, PixelFacts
from indexer.decoder_errors import DECODER_ERRORS, describe_cause, is_refusal
from indexer.formats import PhotoFormat
from indexer.geometry import find_upright_size, fit_size
from indexer.metadata.embedded import collect_tags
from indexer.pillow_setup import PLUGINS, tolerating_damage
from indexer.undeveloped import Undeveloped

# TIFF pages, MPO stereo pairs and HEIC bursts are not animations; their first picture is the photo.
_ANIMATED_FORMATS = frozenset({PhotoFormat.GIF, PhotoFormat.PNG, PhotoFormat.WEBP, PhotoFormat.AVIF})

# A damaged file is worth keeping when at least this share of its rows holds something: an eighth is the top of a
# skyline, enough to recognise a photo by and less than most half-copied files have.
MIN_DECODED_SHARE = 1 / 8


def open_image(file: BinaryIO, photo_format: PhotoFormat, *, max_pixels: int) -> Image.Image:
    """Read a picture's header with Pillow.

    Raises:
        TooManyPixelsError: the header claims more than `max_pixels`.
        Exception: many kinds; see `indexer.decoder_errors`.
    """
    file.seek(0)
    image = Image.open(file, formats=PLUGINS[photo_format])
    check_pixel_count(image.size, max_pixels)
    return image


def check_pixel_count(size_px: tuple[int, int], max_pixels: int) -> None:
    """Refuse a decompression bomb before memory is taken for it.

    Raises:
        TooManyPixelsError: width times height is over the cap.
    """
    width, height = size_px
    if width * height > max_pixels:
        raise TooManyPixelsError(
            f"The picture claims {width} x {height} pixels, over the cap of {max_pixels:,}; raise the cap to index it."
        )


def decode_with_pillow(file: BinaryIO, photo_format: PhotoFormat, *, max_side_px: int, max_pixels: int) -> Undeveloped:
    """Decode strictly, and where that fails once more for whatever can be saved.

    Raises:
        TooManyPixelsError: over the cap.
        CorruptPhotoError: too little of the picture can be decoded.
    """
    try:
        return _decode(file, photo_format, max_side_px, max_pixels, is_truncated=False)
    except DECODER_ERRORS as error:
        if is_refusal(error):
            raise
        failure = error
    with tolerating_damage():
        try:
            found = _decode(file, photo_format, max_side_px, max_pixels, is_truncated=True)
        except DECODER_ERRORS:
            raise _damaged(failure) from failure
    if measure_decoded_share(found.image) < MIN_DECODED_SHARE:
        raise _damaged(failure) from failure
    return found


def measure_decoded_share(image: Image.Image) -> float:
    """Return the share of rows, 0..1, between the first and the last that hold more than one value.

    Decoders leave the rows that they did not reach at zero, or fill them with one grey: below what they decoded, and
    above it in bitmaps, which start at the bottom.
    """
    pixels = np.asarray(image).reshape(image.height, -1, len(image.getbands()))  # (H, W, C)
    varied = np.flatnonzero((pixels != pixels[:, :1]).any(axis=(1, 2)))
    return float(varied[-1] - varied[0] + 1) / image.height if len(varied) else 0.0


def _decode(
    file: BinaryIO, photo_format: PhotoFormat, max_side_px: int, max_pixels: int, *, is_truncated: bool
) -> Undeveloped:
    image = open_image(file, photo_format, max_pixels=max_pixels)
    full_size, kind = image.size, _find_kind(image, photo_format)
    if photo_format is PhotoFormat.JPEG:
        image.draft(None, fit_size(image.size, max_side_px))  # the decoder picks 1, 1/2, 1/4 or 1/8
    image.load()
    tags = collect_tags(image)  # after the pixels: PNG may keep its EXIF behind them
    width, height = find_upright_size(full_size, tags.orientation)
    facts = PixelFacts(photo_format.value, kind, width, height, is_truncated)
    return Undeveloped(image, facts, tags.orientation, image.info.get("icc_profile"), tags)


def _find_kind(image: Image.Image, photo_format: PhotoFormat) -> PhotoKind:
    if photo_format not in _ANIMATED_FORMATS:
        return PhotoKind.STILL
    try:
        is_animated = bool(getattr(image, "is_animated", False))
    except DECODER_ERRORS:
        is_animated = False
    return PhotoKind.ANIMATION if is_animated else PhotoKind.STILL


def _damaged(error: Exception) -> CorruptPhotoError:
    return CorruptPhotoError(f"The picture is damaged beyond use ({describe_cause(error)}); restore it from a copy.")
