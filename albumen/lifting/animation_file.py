"""Writing animated stickers: APNG and WebP with soft edges, GIF with hard ones, which is all that it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image

from albumen.output_file import write_whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUFFIXES = (".webp", ".png", ".apng", ".gif")

# Half the bytes of 90 for frames that are seen for a tenth of a second.
_WEBP_QUALITY = 80

_GIF_COLOURS = 255
_TRANSPARENT = 255


def write_animation(path: Path, frames: Sequence[NDArray[np.uint8]], durations_ms: Sequence[int]) -> None:
    """Write frames, (h, w, 4) RGBA each, in the format of the suffix; they repeat for ever.

    Raises:
        OutputError: the file system refused.
    """
    save = {".webp": _save_webp, ".gif": _save_gif}.get(path.suffix.lower(), _save_apng)
    write_whole(path, lambda file: save(file, [Image.fromarray(frame) for frame in frames], list(durations_ms)))


def _save_webp(file: BinaryIO, images: list[Image.Image], durations_ms: list[int]) -> None:
    options = {"quality": _WEBP_QUALITY, "method": 2, "loop": 0, "duration": durations_ms}
    images[0].save(file, "WEBP", save_all=True, append_images=images[1:], **options)


def _save_apng(file: BinaryIO, images: list[Image.Image], durations_ms: list[int]) -> None:
    options = {"disposal": 1, "blend": 0, "loop": 0, "duration": durations_ms}  # each frame on an empty canvas
    images[0].save(file, "PNG", save_all=True, append_images=images[1:], **options)


def _save_gif(file: BinaryIO, images: list[Image.Image], durations_ms: list[int]) -> None:
    palette = _choose_palette(images)
    indexed = [_index_colours(image, palette) for image in images]
    options = {"disposal": 2, "loop": 0, "duration": durations_ms, "transparency": _TRANSPARENT, "optimize": False}
    indexed[0].save(file, "GIF", save_all=True, append_images=indexed[1:], **options)


def _choose_palette(images: list[Image.Image]) -> Image.Image:
    """Take one palette for all frames, so that colours do not flicker, from what is seen of them."""
    seen = np.concatenate([np.asarray(image)[np.asarray(image)[..., 3] >= 128][::7, :3] for image in images])
    seen = seen if len(seen) else np.zeros((1, 3), np.uint8)
    return Image.fromarray(seen[None]).quantize(_GIF_COLOURS)


def _index_colours(image: Image.Image, palette: Image.Image) -> Image.Image:
    indices = np.array(image.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE))
    indices[np.asarray(image)[..., 3] < 128] = _TRANSPARENT
    indexed = Image.frombytes("P", image.size, indices.tobytes())
    colours = palette.getpalette() or []
    indexed.putpalette(colours + [0] * (768 - len(colours)))
    return indexed
