"""A cut-out to a sticker: cropped, scaled to a size that chat programs take, with a border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.lifting.outline import add_outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The border's share of the size: 12 pixels of 512.
_OUTLINE_SHARE = 1 / 42


@dataclass(frozen=True, slots=True)
class StickerStyle:
    """How a sticker looks: its long side, and its border's width (None: what suits the size) and colour (RGB)."""

    size_px: int = 512
    outline_px: int | None = None
    colour: tuple[int, int, int] = (255, 255, 255)

    @property
    def border_px(self) -> int:
        """Width of the border; a sticker keeps at least half its size for the subject."""
        wanted = round(self.size_px * _OUTLINE_SHARE) if self.outline_px is None else self.outline_px
        return min(wanted, self.size_px // 4)


def make_sticker(pixels: NDArray[np.uint8], style: StickerStyle) -> NDArray[np.uint8]:
    """Scale a cropped cut-out, so that with its border the long side has the style's size, and add the border.

    Args:
        pixels: (H, W, 4) RGBA.
        style: Size, border and colour.

    Returns:
        (h, w, 4) RGBA, the longer of h and w being the style's size.
    """
    border = style.border_px
    inner = style.size_px - 2 * border
    scale = inner / max(pixels.shape[:2])
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    image = Image.fromarray(np.ascontiguousarray(pixels))
    scaled = np.asarray(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
    return add_outline(np.pad(scaled, ((border, border), (border, border), (0, 0))), border, style.colour)
