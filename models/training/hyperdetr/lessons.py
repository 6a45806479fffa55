"""All lessons, by archive, with those that are held out of the train split for validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.training.hyperdetr import label_maps
from models.training.hyperdetr.lesson import Lesson
from models.training.hyperdetr.scenes import iter_indoors, iter_scenes
from models.training.samples import Sample, iter_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

HELD_OUT_SHARE = 0.1  # of each archive's train split, its last keys
FACES, GARMENTS, PORTRAITS = "face-celebamask", "person-ccp", "person-humanseg"
PEDESTRIANS, COCO, STREETS = "person-instances-pennfudan", "panoptic-coco200", "scene-camvid"
EMPTY, INDOORS = "empty", "indoors"
ARCHIVES = (FACES, GARMENTS, PORTRAITS, PEDESTRIANS, COCO, STREETS)
_COMPLETE = {FACES, COCO}


@dataclass(frozen=True, slots=True)
class Curriculum:
    """Lessons by archive; `EMPTY` are scenes without people, `INDOORS` those without sky."""

    train: dict[str, list[Lesson]]
    validation: dict[str, list[Lesson]]


def load_curriculum(data_dir: Path) -> Curriculum:
    """Read everything that trains; the test split stays unread."""
    train, validation = {}, {}
    for archive in ARCHIVES:
        lessons = list(_read(data_dir, archive, "train"))
        held_out = 0 if archive == STREETS else round(HELD_OUT_SHARE * len(lessons))
        train[archive] = lessons[: len(lessons) - held_out]
        validation[archive] = lessons[len(lessons) - held_out :]
    validation[STREETS] = list(_read(data_dir, STREETS, "val"))
    every = round(1.0 / HELD_OUT_SHARE)
    for name, scenes in ((EMPTY, iter_scenes(data_dir)), (INDOORS, iter_indoors(data_dir))):
        lessons = list(scenes)
        validation[name] = lessons[::every]
        train[name] = [lesson for row, lesson in enumerate(lessons) if row % every]
    return Curriculum(train, validation)


def _read(data_dir: Path, archive: str, split: str) -> Iterator[Lesson]:
    for sample in iter_samples(data_dir / "segmentation" / f"{archive}.tar.gz", split):
        pixels = np.asarray(sample.decode_image())
        labels = _labels(archive, sample, pixels)
        is_complete = archive in _COMPLETE or (archive == PORTRAITS and bool((labels[..., 2] == 1).any()))
        yield Lesson(pixels, labels, is_complete)


def _labels(archive: str, sample: Sample, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    stored = sample.decode_labels()
    if archive == FACES:
        return label_maps.face_labels(pixels, stored)
    if archive == COCO:
        return label_maps.coco_labels(stored, sample.facts["segments_info"])
    read = {
        GARMENTS: label_maps.garment_labels,
        PORTRAITS: label_maps.portrait_labels,
        PEDESTRIANS: label_maps.pedestrian_labels,
        STREETS: label_maps.street_labels,
    }[archive]
    return read(stored)
