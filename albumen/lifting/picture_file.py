"""Writing cut-outs and stickers: new files only, whole or not at all."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image, ImageCms

from albumen.errors import OutputError, UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

# zlib's default, 6, takes three times as long at 12 megapixels, for a file that is a fifth smaller.
_PNG_LEVEL = 2

# Visually lossless for photos; alpha is stored without loss beside it.
_WEBP_QUALITY = 92


def check_target(path: Path, suffixes: Sequence[str], *, originals: Sequence[Path], is_forced: bool) -> None:
    """Refuse a file that must not be written.

    Raises:
        UsageError: its suffix is none of `suffixes`, it is one of the originals, its folder is absent, or it exists and
            nothing says to replace it.
    """
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{path.name} is none of the kinds that can be written here: {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}; make it, or choose another with -o")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it with -o")
    if path.exists():
        if any(original.exists() and path.samefile(original) for original in originals):
            raise UsageError(f"{path} is the original, which is never written to; choose another name with -o")
        if not is_forced:
            raise UsageError(f"{path} exists; choose another name with -o, or say --force to replace it")


def write_cutout(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write RGBA pixels, (H, W, 4), as PNG or, by the suffix, WebP. Colours are sRGB, and said to be.

    Raises:
        OutputError: the file system refused.
    """
    contiguous = np.ascontiguousarray(pixels)  # which Pillow then shares rather than copies
    image = Image.frombuffer("RGBA", (pixels.shape[1], pixels.shape[0]), contiguous, "raw", "RGBA", 0, 1)
    if path.suffix.lower() == ".webp":
        save = functools.partial(image.save, format="WEBP", quality=_WEBP_QUALITY, method=2)
    else:
        save = functools.partial(image.save, format="PNG", compress_level=_PNG_LEVEL)
    write_whole(path, lambda file: save(file, icc_profile=srgb_profile()))


@functools.cache
def srgb_profile() -> bytes:
    """Return the ICC profile that says what our colours are."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def write_whole(path: Path, save: Callable[[BinaryIO], object]) -> None:
    """Write a file under another name first, so that a full disk or an interruption leaves nothing half written.

    Raises:
        OutputError: the file system refused.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            save(file)
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
