"""A photo and its matte to a cut-out: full resolution, soft edges, the subject's own colours.

One array holds the photo and becomes the cut-out: at 12 megapixels 48 MB, and little beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.image_input import whole_square
from models.subject_lifting.foreground import restore_foreground
from models.subject_lifting.guided_filter import write_alpha

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

# Alpha that still counts when a cut-out is cropped: the last threads of hair, but no dust.
_CROPPED_ALPHA = 13

_BAND_PX = 256


def cut_out(image: Image, alpha: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Cut the subject out of a photo.

    Args:
        image: The upright photo, RGB.
        alpha: Its matte, (S, S) in [0, 1].

    Returns:
        (H, W, 4) RGBA with straight alpha; wholly transparent pixels hold nothing of the photo.
    """
    pixels = copy_pixels(image)
    write_alpha(pixels, alpha, whole_square(image, alpha.shape[0]))
    restore_foreground(pixels)
    return pixels


def copy_pixels(image: Image) -> NDArray[np.uint8]:
    """Copy an RGB image to (H, W, 4), opaque, without a second copy on the way."""
    pixels = np.full((image.height, image.width, 4), 255, np.uint8)
    for top in range(0, image.height, _BAND_PX):
        bottom = min(top + _BAND_PX, image.height)
        pixels[top:bottom, :, :3] = np.asarray(image.crop((0, top, image.width, bottom)))
    return pixels


def find_box(pixels: NDArray[np.uint8]) -> tuple[slice, slice]:
    """Return the rows and columns that hold the subject of a cut-out; all of them where it holds none."""
    is_seen = pixels[..., 3] >= _CROPPED_ALPHA
    rows, columns = np.flatnonzero(is_seen.any(1)), np.flatnonzero(is_seen.any(0))
    if not rows.size:
        return slice(0, pixels.shape[0]), slice(0, pixels.shape[1])
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
