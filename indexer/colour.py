"""Any pixel layout to 8-bit sRGB: bit depth, alpha, palettes, CMYK and colour profiles."""

from __future__ import annotations

import functools
import io
import logging

import numpy as np
from PIL import Image, ImageCms

logger = logging.getLogger(__name__)

# Transparent parts become paper: most pictures with alpha are logos and screenshots made for a white page.
BACKGROUND = (255, 255, 255)

# Profiles in one library are few (sRGB, Display P3, Adobe RGB, a printer's); a CMYK transform takes about 1 MB.
_CACHED_TRANSFORMS = 16

_ALPHA_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_DEEP_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
# What each mode's values mean in a profile's header (ICC.1:2022, table 19).
_PROFILE_SPACE = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK", "LAB": "Lab "}

# Largest values of the bit depths that cameras, scanners and medical devices keep in 16 bits.
_DEPTH_CEILINGS = (255, 4095, 65535)


def flatten(image: Image.Image) -> Image.Image:
    """Bring a decoded image to 8 bits without alpha or palette: mode L, RGB, CMYK or LAB.

    The result can be resampled, and its colours still mean what the file's profile says.
    """
    if image.mode in _DEEP_MODES:
        return _to_eight_bits(image)
    if image.mode == "1":
        return image.convert("L")
    if image.mode in _ALPHA_MODES or (image.mode in ("P", "L", "RGB", "I") and "transparency" in image.info):
        return _lay_on_background(image)
    if image.mode in _PROFILE_SPACE:
        return image
    return image.convert("RGB")


def convert_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert colours to sRGB by the file's ICC profile.

    A profile that is absent, damaged or made for another colour space is passed over: the numbers are then taken for
    sRGB, which is what other viewers do.

    Args:
        image: What `flatten` returned.
        profile: The ICC profile's bytes.

    Returns:
        RGB.
    """
    transform = _find_transform(profile, image.mode) if profile else None
    if transform is None and image.mode == "LAB":
        transform = _create_lab_transform()
    if transform is None:
        return image if image.mode == "RGB" else image.convert("RGB")
    try:
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError, OSError) as error:
        logger.debug("colour profile not applied: %s", error)
        converted = None
    return converted if converted is not None else image.convert("RGB")


@functools.lru_cache(maxsize=_CACHED_TRANSFORMS)
def _find_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Build the transform to sRGB; None where there is nothing to do or the profile is of no use."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space != _PROFILE_SPACE.get(mode):
            return None
        if mode == "RGB" and _is_srgb(source):
            return None
        intent = ImageCms.Intent.PERCEPTUAL
        return ImageCms.buildTransform(source, _create_srgb(), mode, "RGB", renderingIntent=intent)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError) as error:
        logger.debug("colour profile not usable: %s", error)
        return None


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Compare primaries rather than names: a profile's description can say anything."""
    ours, theirs = _create_srgb().profile, profile.profile
    if not (theirs.profile_description or "").lower().startswith(("srgb", "c2")):
        return False
    pairs = ((getattr(ours, name), getattr(theirs, name)) for name in ("red_primary", "green_primary", "blue_primary"))
    return all(b is not None and np.allclose(a[1], b[1], atol=0.01) for a, b in pairs)


@functools.cache
def _create_srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@functools.cache
def _create_lab_transform() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("LAB"), _create_srgb(), "LAB", "RGB")


def _lay_on_background(image: Image.Image) -> Image.Image:
    rgba = image if image.mode == "RGBA" else image.convert("RGBA")
    paper = Image.new("RGB", rgba.size, BACKGROUND)
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and floating-point grey to 0..255.

    Integers are divided by the smallest usual depth that holds them, so that a dark picture stays dark. Floating
    point is taken as 0..1, or as 0..255 where it is larger; anything beyond, or negative, is stretched.
    """
    values = np.nan_to_num(np.asarray(image), nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)  # (H, W)
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    ceilings = (1.0, *_DEPTH_CEILINGS) if image.mode == "F" else _DEPTH_CEILINGS
    ceiling = next((float(depth) for depth in ceilings if high <= depth), None)
    if low < 0 or ceiling is None:
        values, ceiling = values - low, max(high - low, 1e-6)
    return Image.fromarray(np.clip(values * (255.0 / ceiling) + 0.5, 0, 255).astype(np.uint8))
