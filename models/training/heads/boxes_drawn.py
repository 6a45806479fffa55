"""Boxes that people drew: COCO's, by the id of the image, and Penn-Fudan's pedestrians.

98 of the 100 photos that the objects head is measured on are also train photos of `images/`, without their boxes.
`coco_ids` finds them, so that they are neither trained on nor chosen by here.
"""

from __future__ import annotations

import json
import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.training.heads.boxes import Boxes, make_boxes
from models.training.samples import Sample, iter_samples

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL.Image import Image

_COCO_NUMBER = re.compile(r"(\d{12})")
_COCO_SOURCE = "coco256_lightly"
_PANOPTIC = "panoptic-coco200.tar.gz"
_PEDESTRIANS = "person-instances-pennfudan.tar.gz"


@dataclass(frozen=True, slots=True)
class DrawnPhoto:
    """A photo with all its boxes; `crowds` are regions of uncounted objects, to be neither hit nor missed."""

    sample: Sample
    boxes: Boxes
    crowds: Boxes

    def decode_image(self) -> Image:
        """Return the pixels as 8-bit RGB."""
        return self.sample.decode_image()


def load_class_names(data_dir: Path) -> list[str]:
    """Return COCO's 80 names of things, in the order of their ids: what every row of classes here means."""
    return [category["name"] for category in _things(data_dir)]


def load_panoptic(data_dir: Path, split: str) -> list[DrawnPhoto]:
    """Return the photos of the panoptic set's `train` or `test` part, their things as boxes."""
    row_of = {category["id"]: row for row, category in enumerate(_things(data_dir))}
    photos = []
    for sample in iter_samples(data_dir / "segmentation" / _PANOPTIC, split):
        segments = _segment_ids(sample.decode_labels())
        things = [segment for segment in sample.facts["segments_info"] if segment["category_id"] in row_of]
        boxes, crowds = (
            _boxes([thing for thing in things if thing["iscrowd"] == crowd], segments, row_of=row_of)
            for crowd in (0, 1)
        )
        photos.append(DrawnPhoto(sample, boxes, crowds))
    return photos


def load_pedestrians(data_dir: Path) -> list[DrawnPhoto]:
    """Return Penn-Fudan's train photos, each labelled pedestrian boxed as class 0, person."""
    photos = []
    for sample in iter_samples(data_dir / "segmentation" / _PEDESTRIANS, "train"):
        instances = sample.decode_labels()
        boxes = [_extent(instances == index) for index in np.unique(instances)[1:]]
        drawn = make_boxes(boxes, [0] * len(boxes), [1.0] * len(boxes))
        photos.append(DrawnPhoto(sample, drawn, make_boxes([], [], [])))
    return photos


def load_coco_boxes(data_dir: Path) -> dict[int, Boxes]:
    """Return the drawn boxes of COCO photos by their id, those of test photos left out."""
    row_of = {name: row for row, name in enumerate(load_class_names(data_dir))}
    test = load_test_ids(data_dir)
    boxes = {}
    for line in (data_dir / "segmentation" / "boxes-coco.jsonl").read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        if facts["coco_id"] in test:
            continue
        centres = [(name, x - w / 2, y - h / 2, x + w / 2, y + h / 2) for name, x, y, w, h in facts["boxes_cxcywh_rel"]]
        rows = [row_of[name] for name, *_ in centres]
        boxes[facts["coco_id"]] = make_boxes([xyxy for _, *xyxy in centres], rows, [1.0] * len(rows))
    return boxes


def load_test_ids(data_dir: Path) -> set[int]:
    """Return the COCO ids that are for measuring only."""
    samples = iter_samples(data_dir / "segmentation" / _PANOPTIC, "test")
    return {sample.facts["coco_id"] for sample in samples}


def coco_ids(data_dir: Path) -> dict[str, int]:
    """Return the COCO id of each train photo of `images/` that came from COCO with its number, by key."""
    ids = {}
    for shard in sorted((data_dir / "images").glob("train-*.tar.gz")):
        with tarfile.open(shard) as archive:
            for member in archive:
                if member.name.endswith(".json"):
                    facts = json.load(archive.extractfile(member))  # type: ignore[arg-type]
                    if facts["source"] == _COCO_SOURCE:
                        ids[member.name.removesuffix(".json")] = _coco_number(facts["origin"])
    return ids


def _coco_number(origin: str) -> int:
    match = _COCO_NUMBER.search(origin)
    if match is None:
        raise ValueError(f"{origin} carries no COCO number")
    return int(match[1])


def _things(data_dir: Path) -> list[dict[str, Any]]:
    path = data_dir / "segmentation" / "coco_panoptic_categories.json"
    return [category for category in json.loads(path.read_text(encoding="utf-8")) if category["isthing"]]


def _segment_ids(colours: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return each pixel's segment id (H, W), which COCO writes as R + 256 G + 65536 B."""
    return colours[..., :3].astype(np.int64) @ np.array([1, 256, 65536])


def _boxes(things: list[dict[str, Any]], segments: NDArray[np.int64], *, row_of: dict[int, int]) -> Boxes:
    """Return the extent of each thing's pixels; `bbox` in the JSON is in pixels of an image that is not here."""
    masks = [(row_of[thing["category_id"]], segments == thing["id"]) for thing in things]
    shown = [(row, mask) for row, mask in masks if mask.any()]
    return make_boxes([_extent(mask) for _, mask in shown], [row for row, _ in shown], [1.0] * len(shown))


def _extent(mask: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Return the box around a mask, as shares of its sides."""
    (height, width), (rows, columns) = mask.shape, np.nonzero(mask)
    return columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height
