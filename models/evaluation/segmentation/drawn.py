"""What people drew on a photo: parts and people as the segmenter's lessons read them, and the subject.

`models.training.hyperdetr.label_maps` says what each class of each set stands for, in training and here alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind
from models.evaluation.segmentation.instance_precision import TruePeople
from models.training.hyperdetr.label_maps import (
    coco_labels,
    face_labels,
    garment_labels,
    pedestrian_labels,
    street_labels,
)
from models.training.hyperdetr.lesson import BITS, UNCOUNTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.samples import Sample

# Classes of Clothing Co-Parsing, in their alphabetical order.
GARMENTS = {
    "dress or skirt": (14, 42),
    "trousers": (25, 27, 31),  # jeans, leggings, pants
    "shorts": (40,),
    "coat, jacket or cape": (4, 10, 13, 24),
    "with a bag": (2, 33),
    "with a hat": (20,),
}
_SALIENT = 128  # of 255
_THINGS_SHARE = (0.02, 0.75)  # of the frame, that all things may cover together to be taken for a subject


@dataclass(frozen=True)
class Drawn:
    """One photo's labels (H, W, 3), as `Lesson` has them, and what a lift of it should give, (H, W)."""

    labels: NDArray[np.uint8]
    subject: NDArray[np.bool_] | None = None

    def part(self, kind: MaskKind) -> NDArray[np.bool_]:
        """Return where a kind is, (H, W)."""
        return (self.labels[..., 0] & BITS[kind]) > 0

    def is_known(self, kind: MaskKind) -> NDArray[np.bool_]:
        """Return where it is known whether a kind is there, (H, W)."""
        return (self.labels[..., 1] & BITS[kind]) == 0

    @cached_property
    def people(self) -> TruePeople:
        """The people who are told apart, and last, as one crowd, those who are not."""
        instances = self.labels[..., 2]
        indices = [index for index in np.unique(instances) if index]
        masks = np.array([instances == index for index in indices], bool).reshape(len(indices), *instances.shape)
        return TruePeople(masks, np.array([index == UNCOUNTED for index in indices], bool))


def read_street(sample: Sample) -> Drawn:
    """Read a CamVid map."""
    return Drawn(street_labels(sample.decode_labels()))


def read_face(sample: Sample) -> Drawn:
    """Read a CelebAMask-HQ map."""
    return Drawn(face_labels(np.asarray(sample.decode_image()), sample.decode_labels()))


def read_clothed(sample: Sample) -> Drawn:
    """Read a CCP map: the one person is the subject."""
    labels = garment_labels(sample.decode_labels())
    return Drawn(labels, (labels[..., 0] & BITS[MaskKind.PERSON]) > 0)


def read_pedestrians(sample: Sample) -> Drawn:
    """Read a Penn-Fudan map."""
    return Drawn(pedestrian_labels(sample.decode_labels()))


def read_subject(sample: Sample) -> Drawn:
    """Read an ECSSD mask; nothing else is known."""
    mask = sample.decode_labels()
    mask = mask if mask.ndim == 2 else mask[..., 0]
    nothing = np.zeros_like(mask)
    return Drawn(np.stack([nothing, ~nothing, nothing], axis=-1), mask >= _SALIENT)


class PanopticReader:
    """Reads COCO panoptic maps; all things together are the subject, where they are neither a speck nor everything."""

    def __init__(self, data_dir: Path) -> None:
        path = data_dir / "segmentation" / "coco_panoptic_categories.json"
        categories = json.loads(path.read_text(encoding="utf-8"))
        self._things = {category["id"] for category in categories if category["isthing"]}

    def __call__(self, sample: Sample) -> Drawn:
        """Read one map."""
        colours, segments = sample.decode_labels()[..., :3], sample.facts["segments_info"]
        ids = colours.astype(np.int32) @ np.array([1, 256, 65536], np.int32)  # COCO's: R + 256 G + 65536 B
        things = np.isin(ids, [segment["id"] for segment in segments if segment["category_id"] in self._things])
        low, high = _THINGS_SHARE
        return Drawn(coco_labels(colours, segments), things if low <= things.mean() <= high else None)
