"""A photo and what is known of each of its pixels, small enough to keep thousands in memory.

Each data set labels some of the categories only. So a pixel carries three bytes: the kinds that are there (a bit each),
the kinds of which nothing is known, and which person it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumen.types import MaskKind
from models.hyperdetr.config import SCENE_KINDS

UNCOUNTED = 255  # the instance of people who are not told apart
BITS = {kind: 1 << index for index, kind in enumerate(SCENE_KINDS)}
ALL_BITS = sum(BITS.values())
ON_PEOPLE = BITS[MaskKind.HAIR] | BITS[MaskKind.SKIN] | BITS[MaskKind.TEETH] | BITS[MaskKind.GLASSES]
_PRESENT, _UNKNOWN, _INSTANCE = range(3)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A photo with labels.

    `pixels` (H, W, 3) uint8 RGB; `labels` (H, W, 3) uint8: bits of the kinds present, bits of those unknown, and the
    person's index from 1, 0 outside, `UNCOUNTED` for people who are not told apart. `is_complete`: every person in the
    photo is labelled, so that a query which finds another one is wrong.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    is_complete: bool

    @property
    def present(self) -> NDArray[np.uint8]:
        """Bits of the kinds that are there, (H, W)."""
        return self.labels[..., _PRESENT]

    @property
    def unknown(self) -> NDArray[np.uint8]:
        """Bits of the kinds of which nothing is known, (H, W)."""
        return self.labels[..., _UNKNOWN]

    @property
    def instances(self) -> NDArray[np.uint8]:
        """Which person, (H, W)."""
        return self.labels[..., _INSTANCE]


def stack_labels(
    present: NDArray[np.uint8], unknown: NDArray[np.uint8], instances: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return the three maps as one, (H, W, 3); what is present is known."""
    return np.stack([present, unknown & ~present, instances], axis=-1)


def bits_where(mask: NDArray[np.bool_], bits: int) -> NDArray[np.uint8]:
    """Return `bits` inside the mask and 0 outside, (H, W) uint8."""
    return mask.astype(np.uint8) * np.uint8(bits)
