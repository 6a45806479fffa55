"""The head `objects`: the best centres of each photo to objects with their boxes in pixels.

The graph has already found the local maxima of the heat maps; here are thresholds, one for each class, and the
suppression of a second centre on the same object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.types import Box, DetectedObject

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_IOU = 0.6  # of two boxes of one class; above it they are one object


def decode_objects(
    outputs: Mapping[str, NDArray[Any]], image_sizes: Sequence[tuple[int, int]], facts: Mapping[str, Any]
) -> list[tuple[DetectedObject, ...]]:
    """Return each photo's objects, best first.

    Args:
        outputs: `objects_boxes` (N, K, 4) xyxy in shares of the photo's sides, `objects_scores` (N, K) in [0, 1], best
            first, and `objects_classes` (N, K), rows of the labels.
        image_sizes: Width and height of each upright photo, px; boxes are in these pixels and inside the photo.
        facts: The head's: `labels`, and `thresholds`, the least score that counts, one for each label.
    """
    labels, thresholds = facts["labels"], np.asarray(facts["thresholds"])
    rows = zip(*(outputs[f"objects_{name}"] for name in ("boxes", "scores", "classes")), image_sizes, strict=True)
    objects = []
    for boxes, scores, classes, (width, height) in rows:
        kept = find_objects(boxes, classes, scores >= thresholds[classes])
        objects.append(
            tuple(
                DetectedObject(labels[classes[row]], float(scores[row]), _box(boxes[row]).scaled(width, height))
                for row in kept
            )
        )
    return objects


def find_objects(
    boxes: NDArray[np.float32], classes: NDArray[np.int64], counted: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the rows, best first, that stand for an object of their own.

    Args:
        boxes: (K, 4) xyxy, best first.
        classes: (K,).
        counted: (K,) those to look at; boxes without an area are left out too.
    """
    rows = np.flatnonzero(counted & (boxes[:, 2:] > boxes[:, :2]).all(axis=1))
    rivals = (pairwise_iou(boxes[rows], boxes[rows]) > MAX_IOU) & (classes[rows][:, None] == classes[rows])
    kept = np.ones(len(rows), dtype=bool)
    for place in range(len(rows)):
        if kept[place]:
            kept[place + 1 :] &= ~rivals[place, place + 1 :]
    return rows[kept]


def pairwise_iou(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return intersection over union of every box (A, 4) with every other (B, 4), (A, B)."""
    corner = np.maximum(first[:, None, :2], second[None, :, :2])
    shared = (np.minimum(first[:, None, 2:], second[None, :, 2:]) - corner).clip(0.0).prod(axis=-1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (first, second)]
    return shared / np.maximum(areas[0][:, None] + areas[1][None] - shared, 1e-9)


def _box(shares: NDArray[np.float32]) -> Box:
    left, top, right, bottom = np.clip(shares, 0.0, 1.0).tolist()
    return Box(left, top, right, bottom)
