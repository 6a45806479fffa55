"""Labelled boxes of one image, and what a crop, a flip or a place in a mosaic makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MIN_VISIBLE = 0.4  # share of an object's area that a crop must keep for the object to count as shown


@dataclass(frozen=True, slots=True)
class Boxes:
    """B objects of an image; coordinates are shares of its width and height, so they survive any squeezing."""

    xyxy: NDArray[np.float32]  # (B, 4) in [0, 1]
    classes: NDArray[np.int64]  # (B,) rows of the class list
    confidence: NDArray[np.float32]  # (B,) chance that the box is right; 1 where a person drew it

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self.classes)

    def selected(self, rows: NDArray[Any]) -> Boxes:
        """Return the objects of these rows, by index or by mask."""
        return Boxes(self.xyxy[rows], self.classes[rows], self.confidence[rows])

    def flipped(self) -> Boxes:
        """Return the boxes of the image mirrored left to right."""
        left, top, right, bottom = self.xyxy.T
        return Boxes(np.stack([1 - right, top, 1 - left, bottom], axis=1), self.classes, self.confidence)

    def cropped(self, window: tuple[float, float, float, float]) -> Boxes:
        """Return the boxes inside a window (xyxy, shares of the image), cut at its borders.

        Objects of which the window shows too little are left out.
        """
        left, top, right, bottom = window
        scale = np.array([right - left, bottom - top] * 2, dtype=np.float32)
        moved = (self.xyxy - np.array([left, top, left, top], dtype=np.float32)) / scale
        cut = moved.clip(0.0, 1.0)
        shown = areas(cut) >= _MIN_VISIBLE * np.maximum(areas(moved), 1e-9)
        return Boxes(cut[shown], self.classes[shown], self.confidence[shown])

    def placed(self, window: tuple[float, float, float, float]) -> Boxes:
        """Return the boxes of the image laid into a window (xyxy, shares) of a larger one."""
        left, top, right, bottom = window
        scale = np.array([right - left, bottom - top] * 2, dtype=np.float32)
        return Boxes(
            self.xyxy * scale + np.array([left, top, left, top], dtype=np.float32), self.classes, self.confidence
        )


def make_boxes(xyxy: Sequence[Sequence[float]], classes: Sequence[int], confidence: Sequence[float]) -> Boxes:
    """Return boxes from plain numbers, also when there are none."""
    return Boxes(
        np.asarray(xyxy, dtype=np.float32).reshape(-1, 4),
        np.asarray(classes, dtype=np.int64),
        np.asarray(confidence, dtype=np.float32),
    )


def join_boxes(parts: Sequence[Boxes]) -> Boxes:
    """Return all objects of several sets over the same image."""
    if not parts:
        return make_boxes([], [], [])
    return Boxes(
        np.concatenate([part.xyxy for part in parts]),
        np.concatenate([part.classes for part in parts]),
        np.concatenate([part.confidence for part in parts]),
    )


def areas(xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each box's area, (B,)."""
    return (xyxy[:, 2] - xyxy[:, 0]) * (xyxy[:, 3] - xyxy[:, 1])
