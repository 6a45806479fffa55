"""Pillow's process-wide settings and plugins: the one place that changes them.

- `MAX_IMAGE_PIXELS = None`: Pillow's own bomb check warns at one size, raises at twice that size, and differs between
  formats. Albumen compares the header's size with its own cap before any pixel is decoded (`indexer.decode`).
- `LOAD_TRUNCATED_IMAGES` stays off, so that damage is noticed, and is on only inside `tolerating_damage`, for the second
  try at a file that failed. The flag is global: decode in one thread a process (workers are processes).
- HEIC comes from pi-heif. Its embedded thumbnails, depth maps and auxiliary pictures are left alone.
"""

from __future__ import annotations

import functools
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import AvifImagePlugin, Image, ImageFile

from indexer.formats import PhotoFormat

logger = logging.getLogger(__name__)

# Only the decoder that the signature calls for is tried: fewer parsers for a hostile file to reach.
PLUGINS: dict[PhotoFormat, tuple[str, ...]] = {
    PhotoFormat.JPEG: ("JPEG",),
    PhotoFormat.PNG: ("PNG",),
    PhotoFormat.WEBP: ("WEBP",),
    PhotoFormat.GIF: ("GIF",),
    PhotoFormat.TIFF: ("TIFF",),
    PhotoFormat.BMP: ("BMP",),
    PhotoFormat.HEIC: ("HEIF",),
    PhotoFormat.AVIF: ("AVIF",),
}


@functools.cache
def set_up_pillow() -> None:
    """Apply the settings above, once a process."""
    import pi_heif

    Image.MAX_IMAGE_PIXELS = None
    # One thread a decoder: photos are decoded side by side in processes, one a core.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@contextmanager
def tolerating_damage() -> Iterator[None]:
    """Let Pillow hand out what it could decode of a damaged file."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


@contextmanager
def captured_warnings() -> Iterator[None]:
    """Send Python warnings of the decoders to the debug log: they are about one file and must neither print nor raise."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        logger.debug("decoder: %s", warning.message)
