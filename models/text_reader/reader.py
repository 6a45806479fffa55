"""What reads text, and how many pixels it wants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.types import EncoderIdentity, TextLine

# Of a page in 7 points, photographed at 12 megapixels, 80 % of the words are read at half a megapixel (a preview), 98.5 % at
# one, and as much at two as at three, which take a fifth longer; see docs/decisions/0023-ocr.md.
MOST_PIXELS = 2_000_000


class TextReader(Protocol):
    """Finds lines of text, and reads them."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing; the tag changes with the weights."""

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""

    def read_image(self, image: Image) -> tuple[TextLine, ...]:
        """Read an upright image of any mode and size, from top to bottom; boxes in its pixels.

        Raises:
            ModelError: The weights cannot be loaded.
        """


def reading_side(width_px: int, height_px: int) -> int:
    """Give the long side at which a photo of this size is read: as it is, or so that it has `MOST_PIXELS`.

    Example:
        >>> reading_side(800, 2400), reading_side(4000, 3000), reading_side(1000, 16000)
        (2400, 1632, 5656)
    """
    scale = min(1.0, math.sqrt(MOST_PIXELS / (width_px * height_px)))
    return max(1, int(scale * max(width_px, height_px)))
