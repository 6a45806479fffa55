"""Pictures that show what the masks of a photo cover: each kind in its colour, each person in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.run_lengths import unpack_mask
from albumen.types import Mask, MaskKind, Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour with the name that a legend calls it by."""

    name: str
    rgb: Colour


_SHADES = {
    MaskKind.SKY: Shade("navy", (10, 30, 150)),  # darker than skies are
    MaskKind.SKIN: Shade("peach", (255, 190, 150)),
    MaskKind.HAIR: Shade("brown", (140, 80, 30)),
    MaskKind.TEETH: Shade("white", (255, 255, 255)),
    MaskKind.GLASSES: Shade("black", (0, 0, 0)),
}
# Of Trubetskoy's list of 20 distinct colours (https://sashamaps.net/docs/resources/20-colors), those that are no sky,
# skin or hair.
_PEOPLE = (
    Shade("red", (230, 25, 75)),
    Shade("green", (60, 180, 75)),
    Shade("yellow", (255, 225, 25)),
    Shade("purple", (145, 30, 180)),
    Shade("cyan", (66, 212, 244)),
    Shade("magenta", (240, 50, 230)),
    Shade("lime", (191, 239, 69)),
    Shade("orange", (245, 130, 48)),
)
# Parts of people lie over them.
_ORDER = (MaskKind.SKY, MaskKind.PERSON, MaskKind.SKIN, MaskKind.HAIR, MaskKind.TEETH, MaskKind.GLASSES)
_FILL, _EDGE = np.uint8(round(255 * 0.45)), np.uint8(round(255 * 0.97))  # opacities


def draw_masks(image: Image.Image, found: Segmentation) -> Image.Image:
    """Draw a photo's masks over a copy of it, of any size, RGB.

    Raises:
        ValueError: a mask is damaged.
    """
    canvas = image.convert("RGB").convert("RGBA")
    canvas.alpha_composite(draw_overlay(found, image.size))
    return canvas.convert("RGB")


def draw_overlay(found: Segmentation, size_px: tuple[int, int]) -> Image.Image:
    """Draw a photo's masks alone, RGBA, as they are laid over the photo at a size (width, height).

    Raises:
        ValueError: a mask is damaged.
    """
    overlay = Image.new("RGBA", size_px)
    for mask in sorted(found.masks, key=lambda mask: _ORDER.index(mask.kind)):
        inside = _fit(unpack_mask(mask.runs, (found.height_px, found.width_px)), size_px)
        layer = Image.new("RGBA", size_px, choose_shade(mask).rgb)
        layer.putalpha(Image.fromarray(np.select([_find_edge(inside), inside], [_EDGE, _FILL], np.uint8(0))))
        overlay.alpha_composite(layer)
    return overlay


def draw_mask(mask: Mask, size_px: tuple[int, int]) -> Image.Image:
    """Draw one mask at the resolution that it has, (width, height): white, opaque inside and transparent outside.

    Raises:
        ValueError: it is damaged, or not of that size.
    """
    inside = unpack_mask(mask.runs, (size_px[1], size_px[0]))
    picture = Image.new("LA", size_px, (255, 0))
    picture.putalpha(Image.fromarray(inside.astype(np.uint8) * 255))
    return picture


def choose_shade(mask: Mask) -> Shade:
    """Tell the colour of a mask; people beyond the eighth have those of the first ones again."""
    if mask.kind is MaskKind.PERSON:
        return _PEOPLE[(mask.instance - 1) % len(_PEOPLE)]
    return _SHADES[mask.kind]


def name_mask(mask: Mask) -> str:
    """Call a mask by its kind, people by their number too.

    Example:
        >>> name_mask(Mask(MaskKind.PERSON, 2, 0.9, 0.1, b""))
        'person 2'
    """
    return f"{mask.kind.value} {mask.instance}" if mask.kind is MaskKind.PERSON else mask.kind.value


def _fit(inside: NDArray[np.bool_], size_px: tuple[int, int]) -> NDArray[np.bool_]:
    """Bring a mask to an image's size, (H, W) bool, with the corners of its pixels cut."""
    small = Image.fromarray(inside.astype(np.uint8) * 255)
    return np.asarray(small.resize(size_px, Image.Resampling.BILINEAR)) > 127


def _find_edge(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find the pixels of a mask that have a neighbour outside it, two deep."""
    core = inside
    for _ in range(2):
        padded = np.pad(core, 1, mode="edge")
        core = core & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~core
