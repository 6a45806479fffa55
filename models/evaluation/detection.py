"""COCO's average precision of detected objects, by COCO's own program (pycocotools)."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FoundBoxes:
    """A detector's answer on one image: boxes (D, 4) xyxy in any unit, classes (D,) and scores (D,)."""

    xyxy: NDArray[np.float32]
    classes: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrueBoxes:
    """The objects of one image, in the unit of its detections; a crowd (T,) is neither hit nor missed."""

    xyxy: NDArray[np.float32]
    classes: NDArray[np.int64]
    crowd: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DetectionScores:
    """AP over IoU 0.50 to 0.95 and at 0.50, in [0, 1], for each class that the images show, by its row."""

    ap: dict[int, float]
    ap50: dict[int, float]

    @property
    def mean_ap(self) -> float:
        """Mean over the classes that the images show."""
        return float(np.mean(list(self.ap.values())))

    @property
    def mean_ap50(self) -> float:
        """Mean over the classes that the images show."""
        return float(np.mean(list(self.ap50.values())))


def average_precision(found: Sequence[FoundBoxes], truth: Sequence[TrueBoxes]) -> DetectionScores:
    """Compare detections with the objects of the same images, in the same order.

    Raises:
        ValueError: The images show no object, or the lists differ in length.
    """
    if len(found) != len(truth) or not any(len(objects.classes) for objects in truth):
        raise ValueError(f"{len(found)} images with detections, {len(truth)} with objects: nothing to compare")
    precision, classes = _evaluate(found, truth)  # (T, R, K)
    means = {
        kind: (float(precision[:, :, column].mean()), float(precision[0, :, column].mean()))
        for column, kind in enumerate(classes)
        if (precision[:, :, column] > -1).all()
    }
    return DetectionScores({kind: ap for kind, (ap, _) in means.items()}, {kind: at for kind, (_, at) in means.items()})


def _evaluate(found: Sequence[FoundBoxes], truth: Sequence[TrueBoxes]) -> tuple[NDArray[np.float64], list[int]]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    classes = sorted({int(kind) for objects in truth for kind in objects.classes})
    dataset = {
        "info": {},
        "images": [{"id": image} for image in range(len(truth))],
        "categories": [{"id": kind} for kind in classes],
        "annotations": [row for image, objects in enumerate(truth) for row in _annotations(image, objects)],
    }
    for number, annotation in enumerate(dataset["annotations"]):
        annotation["id"] = number + 1  # 0 would count as unmatched
    results = [row for image, boxes in enumerate(found) for row in _results(image, boxes)]
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its progress
        coco = COCO()
        coco.dataset = dataset
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results) if results else COCO(), "bbox")
        evaluation.params.imgIds = list(range(len(truth)))
        evaluation.params.catIds = classes
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][:, :, :, 0, -1], classes  # all sizes, up to 100 detections


def _annotations(image: int, objects: TrueBoxes) -> list[dict[str, Any]]:
    return [
        {"image_id": image, "category_id": int(kind), "bbox": _xywh(box), "area": _area(box), "iscrowd": int(crowd)}
        for box, kind, crowd in zip(objects.xyxy, objects.classes, objects.crowd, strict=True)
    ]


def _results(image: int, boxes: FoundBoxes) -> list[dict[str, Any]]:
    return [
        {"image_id": image, "category_id": int(kind), "bbox": _xywh(box), "score": float(score)}
        for box, kind, score in zip(boxes.xyxy, boxes.classes, boxes.scores, strict=True)
    ]


def _xywh(box: NDArray[np.float32]) -> list[float]:
    left, top, right, bottom = box.tolist()
    return [left, top, right - left, bottom - top]


def _area(box: NDArray[np.float32]) -> float:
    _, _, width, height = _xywh(box)
    return width * height
