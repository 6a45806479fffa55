"""Carrying one subject's matte through the frames of a burst or video.

In each frame the matte of before is moved by the subject's estimated motion, and of what the network finds there, that
which overlaps it is the subject. Where the network finds nothing of it, the moved matte bridges the gap, for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.lifting.motion import SIDE_PX, estimate_shift, shift_plane, to_grey_square
from models.subject_lifting.box_mean import box_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.lifting.subjects import Subjects

# A subject of a frame is the followed one, or a part of it, when so much of it lies where that is expected.
_MIN_INSIDE = 0.5

# Below this overlap with what is expected (intersection over union), the network has lost the subject.
_MIN_OVERLAP = 0.4

# How far outside the expected shape a limb may have moved, as a share of the frame; another subject that touches lies further.
_REACH = 0.06

# Frames that are bridged in a row before the subject counts as gone.
MAX_BRIDGED = 6

# Differences of alpha below this are the network's flicker rather than motion, and are evened out by half.
_FLICKER = 0.4


@dataclass(frozen=True, slots=True)
class Carried:
    """The followed subject in one frame: its matte, (S, S), its motion since the frame before, and who says so.

    `shift` is down and across, in shares of the frame.
    """

    alpha: NDArray[np.float32]
    shift: tuple[float, float]
    is_bridged: bool


class SubjectTracker:
    """Follows one subject from the frame in which it was chosen."""

    def __init__(self, image: Image.Image, alpha: NDArray[np.float32]) -> None:
        """Start with the subject's matte, (S, S), in its first frame."""
        self._grey = to_grey_square(image)
        self._alpha = alpha

    def follow(self, image: Image.Image, subjects: Subjects | None) -> Carried:
        """Find the subject in the next frame; `subjects` is what the network found there, None for nothing."""
        grey = to_grey_square(image)
        down, across = estimate_shift(self._grey, grey, _resize(self._alpha, SIDE_PX))
        scale = self._alpha.shape[0] / SIDE_PX
        expected = shift_plane(self._alpha, round(down * scale), round(across * scale))
        found = None if subjects is None else pick_expected(subjects, expected)
        self._grey, self._alpha = grey, expected if found is None else even_out(found, expected)
        return Carried(self._alpha, (down / SIDE_PX, across / SIDE_PX), found is None)


def pick_expected(subjects: Subjects, expected: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return what the network found of the expected subject, (S, S); None where that is too little."""
    alpha, labels = subjects.matte.alpha, subjects.parts.labels
    shared = np.bincount(labels.ravel(), weights=np.minimum(alpha, expected).ravel())
    whole = np.bincount(labels.ravel(), weights=alpha.ravel())
    shared[0] = 0  # no subject
    is_part = shared > _MIN_INSIDE * whole
    is_part[shared.argmax()] = True  # a subject that has merged with a larger one is cut out of it
    near = box_mean(expected, round(_REACH * len(expected))) > 0.02
    found = np.where(is_part[labels] & near, alpha, 0)
    return found if _overlap(found, expected) >= _MIN_OVERLAP else None


def even_out(found: NDArray[np.float32], expected: NDArray[np.float32]) -> NDArray[np.float32]:
    """Halve small differences from what is expected, and leave large ones, which are motion."""
    difference = found - expected
    return np.where(np.abs(difference) < _FLICKER, found - difference / 2, found)


def fill_dropouts(carried: list[Carried]) -> list[NDArray[np.float32]]:
    """Put back what is gone in one frame and there in the frames before and after, as the subject moves.

    Returns:
        The mattes, in order.
    """
    filled = [each.alpha for each in carried]
    for at in range(1, len(carried) - 1):
        side = filled[at].shape[0]
        before = shift_plane(carried[at - 1].alpha, *(round(part * side) for part in carried[at].shift))
        after = shift_plane(carried[at + 1].alpha, *(round(-part * side) for part in carried[at + 1].shift))
        filled[at] = np.maximum(filled[at], np.minimum(before, after))
    return filled


def _overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.minimum(one, other).sum() / max(float(np.maximum(one, other).sum()), 1e-6))


def _resize(alpha: NDArray[np.float32], side_px: int) -> NDArray[np.float32]:
    return np.asarray(Image.fromarray(alpha).resize((side_px, side_px), Image.Resampling.BOX))
