"""Boxes of COCO's 80 classes on the test part of the panoptic set: average precision, and what the thresholds keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.heads.objects import find_objects
from models.evaluation.detection import DetectionScores, FoundBoxes, TrueBoxes, average_precision
from models.evaluation.readings import OBJECTS
from models.evaluation.table import Line, fraction
from models.training.heads.boxes import join_boxes
from models.training.heads.boxes_drawn import DrawnPhoto, load_panoptic

if TYPE_CHECKING:
    from models.evaluation.bench import Bench
    from models.evaluation.outputs import Outputs

NAME = "objects"
_LOWEST = 0.01  # score of a detection that AP still counts
_WORST = 10


def measure_objects(bench: Bench) -> list[Line]:
    """Return AP over IoU 0.50 to 0.95 and at 0.50, over the classes that the photos show, and the best and worst."""
    photos = load_panoptic(bench.data_dir, "test")
    found = [find_boxes(bench.run([photo.decode_image()])) for photo in photos]
    truth = [_truth(photo) for photo in photos]
    scores = average_precision(found, truth)
    figures = (fraction("AP", scores.mean_ap), fraction("AP at IoU 0.5", scores.mean_ap50))
    note = f"{len(scores.ap)} of 80 classes; the backbone, not the head, was trained on most of these photos"
    return [
        Line(NAME, "COCO panoptic, test part", len(photos), figures, note),
        Line(
            NAME, "classes by AP at 0.5", 0, (), _name_extremes(scores, truth, bench.network.heads[OBJECTS]["labels"])
        ),
    ]


def find_boxes(outputs: Outputs) -> FoundBoxes:
    """Return the objects of one photo, each once, down to scores that no threshold lets through."""
    boxes, scores, classes = (outputs[f"objects_{name}"][0] for name in ("boxes", "scores", "classes"))
    kept = find_objects(boxes, classes, scores >= _LOWEST)
    return FoundBoxes(boxes[kept], classes[kept], scores[kept])


def _truth(photo: DrawnPhoto) -> TrueBoxes:
    everything = join_boxes([photo.boxes, photo.crowds])
    crowd = np.arange(len(everything)) >= len(photo.boxes)
    return TrueBoxes(everything.xyxy, everything.classes, crowd)


def _name_extremes(scores: DetectionScores, truth: Sequence[TrueBoxes], labels: Sequence[str]) -> str:
    """Name the classes found best and worst, each with its AP and how often it is there."""
    counts = np.bincount(np.concatenate([one.classes[~one.crowd] for one in truth]), minlength=len(labels))
    order = sorted(scores.ap50, key=lambda row: scores.ap50[row])
    worst, best = order[:_WORST], order[: -_WORST - 1 : -1]
    return "; ".join(
        f"{word}: " + ", ".join(f"{labels[row]} {scores.ap50[row]:.2f} of {counts[row]}" for row in rows)
        for word, rows in (("best", best), ("worst", worst))
    )
