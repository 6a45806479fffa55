"""The photos that the objects head learns from and is validated on, each with boxes by people or by the teacher."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.heads.objects import pairwise_iou
from models.training.heads.boxes import Boxes, join_boxes, make_boxes
from models.training.heads.boxes_drawn import coco_ids, load_coco_boxes, load_panoptic, load_pedestrians, load_test_ids
from models.training.heads.objects_teacher import detect, open_teacher, trust
from models.training.heads.objects_views import BoxedPhoto, load_boxes, save_boxes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

TEACHERS = "teachers"
CACHE = "objects-cache"
_FLAT = frozenset({"document", "notes", "receipt", "screenshot", "whiteboard"})  # the teacher calls them refrigerators
_SAME = 0.5  # IoU from which on two boxes of a class are one object
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BoxedPhotos:
    """Boxes of all train photos, and the rows to fit on, to validate on, and those of them that people drew."""

    boxes: list[Boxes]
    fit: NDArray[np.int64]
    validation: NDArray[np.int64]  # boxes of the teacher
    drawn_validation: NDArray[np.int64]  # boxes of people


def load_boxed_photos(workshop: Workshop) -> BoxedPhotos:
    """Label every train photo; COCO photos that people drew boxes on take theirs, paper and screens have none.

    Photos that are also in the panoptic test part are in none of the three sets of rows. Every second COCO photo
    with drawn boxes validates.
    """
    boxes = [
        make_boxes([], [], []) if photo.utility in _FLAT else _trusted(found)
        for photo, found in zip(workshop.photos, _detections(workshop), strict=True)
    ]
    ids, test = coco_ids(workshop.data_dir), load_test_ids(workshop.data_dir)
    drawn = load_coco_boxes(workshop.data_dir)
    row_of = {photo.key: row for row, photo in enumerate(workshop.photos)}
    held, validation = set(), set(workshop.split.flickr) | set(workshop.split.others)
    for key, number in ids.items():
        if number in test:
            held.add(row_of[key])
        elif number in drawn:
            boxes[row_of[key]] = drawn[number]
    asked = {row_of[key] for key, number in ids.items() if number in drawn and validates(number)}
    every = set(range(len(boxes)))
    return BoxedPhotos(
        boxes,
        fit=np.array(sorted(every - held - validation - asked)),
        validation=np.array(sorted(validation - held - asked)),
        drawn_validation=np.array(sorted(asked)),
    )


def load_sharp_photos(workshop: Workshop) -> list[BoxedPhoto]:
    """Return train photos of the segmentation sets: larger, with boxes that people drew.

    On Penn-Fudan's photos people boxed pedestrians alone, and not all, so the teacher adds what they left.
    """
    teacher = open_teacher(workshop.work_dir / TEACHERS, threads=workshop.threads)
    panoptic = [
        photo for photo in load_panoptic(workshop.data_dir, "train") if not validates(photo.sample.facts["coco_id"])
    ]
    streets = [
        BoxedPhoto(photo, _completed(photo.boxes, _trusted(detect(teacher, photo.decode_image()))))
        for photo in load_pedestrians(workshop.data_dir)
    ]
    return [*(BoxedPhoto(photo, photo.boxes) for photo in panoptic), *streets]


def validates(coco_id: int) -> bool:
    """Whether a COCO photo with drawn boxes validates, instead of being learnt from."""
    return coco_id % 2 == 1


def _detections(workshop: Workshop) -> list[Boxes]:
    """Return the teacher's detections on all train photos, computed once: 17 ms a photo on one core."""
    path: Path = workshop.work_dir / CACHE / "detections.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        teacher = open_teacher(workshop.work_dir / TEACHERS, threads=workshop.threads)
        found = []
        for photo in workshop.photos:
            found.append(detect(teacher, photo.decode_image()))
            if len(found) % 1000 == 0:
                _LOG.info("detections on %d of %d photos", len(found), len(workshop.photos))
        save_boxes(path, found)
    return load_boxes(path)


def _trusted(found: Boxes) -> Boxes:
    return Boxes(found.xyxy, found.classes, trust(found.confidence))


def _completed(drawn: Boxes, found: Boxes) -> Boxes:
    """Return drawn boxes with those found ones that are none of them."""
    same = (pairwise_iou(found.xyxy, drawn.xyxy) > _SAME) & (found.classes[:, None] == drawn.classes)
    return join_boxes([drawn, found.selected(~same.any(axis=1))])
