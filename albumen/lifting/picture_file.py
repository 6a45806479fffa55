"""Writing cut-outs and stickers as pictures with alpha."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms

from albumen.output_file import write_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

# zlib's default, 6, takes three times as long at 12 megapixels, for a file that is a fifth smaller.
_PNG_LEVEL = 2

# Visually lossless for photos; alpha is stored without loss beside it.
_WEBP_QUALITY = 92


def write_cutout(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write RGBA pixels, (H, W, 4), as PNG or, by the suffix, WebP. Colours are sRGB, and said to be.

    Raises:
        OutputError: the file system refused.
    """
    image = _share_pixels(pixels)
    if path.suffix.lower() == ".webp":
        save = functools.partial(image.save, format="WEBP", quality=_WEBP_QUALITY, method=2)
    else:
        save = functools.partial(image.save, format="PNG", compress_level=_PNG_LEVEL)
    write_whole(path, lambda file: save(file, icc_profile=srgb_profile()))


def encode_cutout(pixels: NDArray[np.uint8]) -> bytes:
    """Encode RGBA pixels, (H, W, 4), as a PNG in memory."""
    stream = io.BytesIO()
    _share_pixels(pixels).save(stream, "PNG", compress_level=_PNG_LEVEL, icc_profile=srgb_profile())
    return stream.getvalue()


def _share_pixels(pixels: NDArray[np.uint8]) -> Image.Image:
    contiguous = np.ascontiguousarray(pixels)  # which Pillow then shares rather than copies
    return Image.frombuffer("RGBA", (pixels.shape[1], pixels.shape[0]), contiguous, "raw", "RGBA", 0, 1)


@functools.cache
def srgb_profile() -> bytes:
    """Return the ICC profile that says what our colours are."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
