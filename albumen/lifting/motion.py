"""How far a subject has moved between two frames: phase correlation.

The phase of the cross-power spectrum of two pictures has one peak, at the shift between them. Source: Kuglin, Hines, "The
Phase Correlation Image Alignment Method", IEEE 1975. What lies around the subject moves otherwise, so both frames are looked
at through a soft window around where the subject was; and since a peak can also be a pattern's repetition, the shift is chosen
among the highest peaks, and none at all, by how well the subject then matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.subject_lifting.box_mean import box_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Frames are compared at this side, squeezed to a square: a 256th of the frame is a pixel.
SIDE_PX = 256

_PEAKS = 4
_NEIGHBOURHOOD_PX = 3
_WINDOW_PX = 16


def to_grey_square(image: Image.Image) -> NDArray[np.float32]:
    """Return what frames are compared by: (SIDE_PX, SIDE_PX) brightness in [0, 1]."""
    square = image.convert("L").resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(square, np.float32) / np.float32(255)


def estimate_shift(
    before: NDArray[np.float32], after: NDArray[np.float32], subject: NDArray[np.float32]
) -> tuple[int, int]:
    """Tell how far the subject has moved.

    Args:
        before: The earlier frame, by `to_grey_square`.
        after: The later one.
        subject: Where the subject was in the earlier frame, same shape, in [0, 1].

    Returns:
        Pixels of `SIDE_PX` down and across.
    """
    window = np.clip(4 * box_mean(box_mean(subject, _WINDOW_PX), _WINDOW_PX), 0, 1)
    spectra = [np.fft.rfft2(_through(frame, window)) for frame in (before, after)]
    cross = np.conj(spectra[0]) * spectra[1]
    surface = np.fft.irfft2(cross / (np.abs(cross) + 1e-6), s=before.shape)
    shifts = [(0, 0), *_find_peaks(surface)]
    return min(shifts, key=lambda shift: _mismatch(before, after, subject, shift))


def shift_plane(plane: NDArray[np.float32], down: int, across: int) -> NDArray[np.float32]:
    """Move a plane by whole pixels; what comes in from outside is 0.

    Example:
        >>> shift_plane(np.array([[1, 2], [3, 4]], np.float32), 0, 1).tolist()
        [[0.0, 1.0], [0.0, 3.0]]
    """
    moved = np.zeros_like(plane)
    height, width = plane.shape
    to_rows, from_rows = _overlap(down, height)
    to_columns, from_columns = _overlap(across, width)
    moved[to_rows, to_columns] = plane[from_rows, from_columns]
    return moved


def _overlap(shift: int, size: int) -> tuple[slice, slice]:
    return slice(max(0, shift), max(0, size + min(0, shift))), slice(max(0, -shift), max(0, size - max(0, shift)))


def _through(frame: NDArray[np.float32], window: NDArray[np.float32]) -> NDArray[np.float32]:
    """Look through the window, without the brightness that would make the window itself the pattern."""
    level = float((frame * window).sum() / max(float(window.sum()), 1e-6))
    return (frame - level) * window


def _find_peaks(surface: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the shifts of the highest peaks, each somewhat away from the others."""
    surface, peaks = surface.copy(), []
    for _ in range(_PEAKS):
        row, column = divmod(int(surface.argmax()), SIDE_PX)
        peaks.append(tuple(at - SIDE_PX if at > SIDE_PX // 2 else at for at in (row, column)))
        reach = np.arange(-_NEIGHBOURHOOD_PX, _NEIGHBOURHOOD_PX + 1)
        surface[np.ix_((row + reach) % SIDE_PX, (column + reach) % SIDE_PX)] = -np.inf
    return [(down, across) for down, across in peaks]


def _mismatch(
    before: NDArray[np.float32], after: NDArray[np.float32], subject: NDArray[np.float32], shift: tuple[int, int]
) -> float:
    """Average how far brightness is off over the subject, moved; a subject that has left the frame matches nothing."""
    weight = shift_plane(subject, *shift)
    if weight.sum() < 0.5 * subject.sum():
        return float("inf")
    return float((np.abs(shift_plane(before, *shift) - after) * weight).sum() / max(float(weight.sum()), 1e-6))
