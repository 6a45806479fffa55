"""The least score that counts, one for each class: where validation photos show the precision that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from models.ansa.heads.objects import find_objects, pairwise_iou
from models.evaluation.detection import FoundBoxes, TrueBoxes, average_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.training.heads.boxes import Boxes
    from models.training.heads.objects_lessons import LessonPool
    from models.training.heads.objects_network import PeakPicker
    from models.training.heads.objects_photos import BoxedPhotos

PRECISION = 0.7
_ENOUGH = 20  # detections of a class from which on it may have a threshold of its own
_SURE = 0.5  # confidence of a teacher's box from which on it is an object; below, it is neither hit nor missed
_LOWEST = 0.05
_CAUTIOUS = 0.5  # where no precision can be shown
_HIT = 0.5  # IoU
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Judged:
    """Detections of many photos: their classes, scores, and whether they hit an object."""

    classes: NDArray[np.int64]
    scores: NDArray[np.float32]
    hits: NDArray[np.bool_]


def choose_thresholds(
    picker: PeakPicker, whole: LessonPool, photos: BoxedPhotos, labels: Sequence[str]
) -> dict[str, Any]:
    """Return facts: `thresholds`, the precision they stand for, and what was found of the validation photos."""
    facts: dict[str, Any] = {"precision": PRECISION}
    judged = []
    for name, rows in (("teacher", photos.validation), ("drawn", photos.drawn_validation)):
        found = find_in(picker, whole, rows)
        truth = [true_boxes(photos.boxes[row]) for row in rows]
        scores = average_precision(found, truth)
        facts[f"validation_{name}"] = {"ap": round(scores.mean_ap, 4), "ap50": round(scores.mean_ap50, 4)}
        judged += [judge(*pair) for pair in zip(found, truth, strict=True)]
    joined = Judged(*(np.concatenate([getattr(part, field) for part in judged]) for field in Judged.__slots__))
    return {**facts, "thresholds": [round(value, 4) for value in thresholds_of(joined, len(labels))]}


def find_in(picker: PeakPicker, whole: LessonPool, rows: NDArray[np.int64]) -> list[FoundBoxes]:
    """Return the head's detections on these photos, each object once."""
    found = []
    for start in range(0, len(rows), _BATCH):
        with torch.inference_mode():
            outputs = picker(*whole.read(rows[start : start + _BATCH]).maps)
        for boxes, scores, classes in zip(*(output.numpy() for output in outputs), strict=True):
            kept = find_objects(boxes, classes, scores >= _LOWEST)
            found.append(FoundBoxes(boxes[kept], classes[kept], scores[kept]))
    return found


def true_boxes(boxes: Boxes) -> TrueBoxes:
    """Return labels as truth; what the teacher was unsure of counts neither way."""
    return TrueBoxes(boxes.xyxy, boxes.classes, boxes.confidence < _SURE)


def judge(found: FoundBoxes, truth: TrueBoxes) -> Judged:
    """Match each detection, best first, with an object of its class that no better one has hit.

    Detections on what counts neither way are left out.
    """
    overlaps = pairwise_iou(found.xyxy, truth.xyxy) * (found.classes[:, None] == truth.classes)
    hits = np.zeros(len(found.scores), dtype=bool)
    free = ~truth.crowd
    for row in np.argsort(-found.scores):
        candidates = overlaps[row] * free
        if len(candidates) and candidates.max() >= _HIT:
            free[candidates.argmax()] = False
            hits[row] = True
    unsure = (overlaps * truth.crowd).max(axis=1, initial=0.0) >= _HIT
    counted = hits | ~unsure
    return Judged(found.classes[counted], found.scores[counted], hits[counted])


def thresholds_of(judged: Judged, classes: int) -> list[float]:
    """Return the least score from which on `PRECISION` of a class's detections hit.

    Classes with few detections, or that never get there, share one threshold, found over all of their detections:
    common classes would pull it down.
    """
    own = [_threshold(judged, judged.classes == kind) for kind in range(classes)]
    without = np.isin(judged.classes, [kind for kind, threshold in enumerate(own) if threshold is None])
    shared = _threshold(judged, without)
    fallback = _CAUTIOUS if shared is None else shared
    return [fallback if threshold is None else threshold for threshold in own]


def _threshold(judged: Judged, rows: NDArray[np.bool_]) -> float | None:
    """Return the threshold of these detections, unless they are too few."""
    order = np.argsort(-judged.scores[rows])
    precision = np.cumsum(judged.hits[rows][order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    if len(order) < _ENOUGH or not len(good) or good[-1] < _ENOUGH // 2:
        return None
    return float(judged.scores[rows][order[good[-1]]])
