"""How likely two photos are one picture, frames of one burst or views of one scene, from print, PDQ and vector, as logits.

Fitted by logistic regression on train photos as they are in a library (short side 448 px): 220 photos with 8 edits each
(re-encoded, resized, a thumbnail of 176 px, cropped by 3 to 10 % a side, a watermark, brighter or darker, turned, mirrored)
against the nearest 665 of 4.8 million pairs of 3,100 different photos; 220 photos with 4 made frames each (crops of 75 to
97 %, tilted, other exposure, noise) against 7,673 pairs of photos with one label; and 59 nearer views of a scene in two made
libraries of train photos against 1,017 other pairs of one camera within ten minutes. docs/duplicates.md has what comes of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Beyond 80 bits PDQ says nothing more: crops lie there, and all that is different.
_PDQ_CEILING = 80
_COSINE_FLOOR = 0.85
# Where there is no vector of the encoder that this was fitted with: the middle of the hard cases.
_UNKNOWN_COSINE = 0.93
_MIDDLE_COSINE = 0.8
_FITTED_PHOTOS = 3_100


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near pairs of photos are: bits that differ of 256, PDQ's in the nearest of its eight forms, and the cosine.

    All are (P,); the cosine is NaN where a vector is absent.
    """

    print_bits: NDArray[np.uint8]
    pdq_bits: NDArray[np.uint8]
    cosine: NDArray[np.float32]

    def rate_same_picture(self) -> NDArray[np.float64]:
        """Return the logits of being one picture, among some thousand photos. (P,)."""
        cosine = np.maximum(self._known_cosine(), _COSINE_FLOOR)
        pdq = np.minimum(self.pdq_bits, _PDQ_CEILING)
        return 26.99 - 13.29 * self.print_bits / 64 - 17.52 * pdq / 64 + 3.29 * (10 * cosine - 8.5)

    def rate_burst(self) -> NDArray[np.float64]:
        """Return the logits of being frames of one burst, for photos of one camera that are seconds apart. (P,)."""
        return 13.92 - 14.585 * self.print_bits / 64 + 0.886 * (10 * self._known_cosine() - 8.5)

    def rate_scene(self) -> NDArray[np.float64]:
        """Return the logits of showing one scene, for photos of one camera that are minutes apart. (P,)."""
        return 7.739 - 6.561 * self.print_bits / 64 + 0.997 * (10 * self._known_cosine(_MIDDLE_COSINE) - 7.5)

    def _known_cosine(self, unknown: float = _UNKNOWN_COSINE) -> NDArray[np.float64]:
        return np.where(np.isnan(self.cosine), unknown, self.cosine).astype(np.float64)


def penalise_size(photo_count: int) -> float:
    """Return what to take off a logit in a larger library: a photo meets more others that are like it by chance.

    Example:
        >>> penalise_size(100), round(penalise_size(31_000), 2)
        (0.0, 2.3)
    """
    return max(0.0, math.log(photo_count / _FITTED_PHOTOS)) if photo_count else 0.0


def to_confidence(logit: float) -> float:
    """Return the probability that a logit stands for.

    Example:
        >>> to_confidence(0.0)
        0.5
    """
    return 1.0 / (1.0 + math.exp(-min(max(logit, -30.0), 30.0)))
