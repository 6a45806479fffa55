"""How light a photographed skin looks: the individual typology angle (ITA) of its pixels.

Source: Chardon et al., "Skin colour typology and suntanning pathways", Int. J. Cosmetic Science 13, 1991, for the
angle; Del Bino and Bernerd, "Variations in skin colour and the biological consequences of ultraviolet radiation
exposure", British J. Dermatology 169, 2013, for the six groups. Both measured skin under a known lamp. A photo's light,
exposure, white balance, make-up and shadow move the angle by more than a group's width, so a group here means how
light the skin came out in the picture, and says nothing certain of the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Name and the angle in degrees above which it begins, lightest first.
TONES = {
    "very light": 55.0,
    "light": 41.0,
    "intermediate": 28.0,
    "tan": 10.0,
    "brown": -30.0,
    "dark": -np.inf,
}
FEWEST_PIXELS = 100  # below, an angle would be that of a few edge pixels
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)  # D65, what sRGB's white is


def tone_of(image: NDArray[np.uint8], skin: NDArray[np.bool_]) -> str | None:
    """Return the name of the group that a photo's skin falls into, or None where too little is shown.

    Args:
        image: (H, W, 3) sRGB.
        skin: (H, W).
    """
    if int(skin.sum()) < FEWEST_PIXELS:
        return None
    return tone_at(typology_angle(image[skin]))


def tone_at(angle: float) -> str:
    """Return the name of the group of an angle in degrees.

    Example:
        >>> tone_at(60.0), tone_at(41.0), tone_at(-50.0)
        ('very light', 'intermediate', 'dark')
    """
    return next(name for name, above in TONES.items() if angle > above)


def typology_angle(pixels: NDArray[np.uint8]) -> float:
    """Return the angle of the median colour in degrees: atan((L* - 50) / b*).

    Args:
        pixels: (N, 3) sRGB, one at least.
    """
    lightness, _, yellow = np.median(srgb_to_lab(pixels), axis=0)
    return float(np.degrees(np.arctan2(lightness - 50.0, yellow)))


def srgb_to_lab(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return CIE L*a*b* (D65) of sRGB pixels, (N, 3); IEC 61966-2-1 and CIE 15."""
    encoded = pixels / 255.0
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    relative = linear @ _TO_XYZ.T / _WHITE  # (N, 3)
    root = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    x, y, z = root.T
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=1)
