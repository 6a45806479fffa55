"""The same figures on parts of the test photos: by how light skin came out, by whom captions name, by garment.

There are no labels of skin tone or gender in the data. Tones are measured in the picture (`skin_tone`); captions of
COCO's photos say whom five people saw; garments are garments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind
from models.evaluation.intervals import bootstrap_mean
from models.evaluation.segmentation.captioned_people import read_presentations
from models.evaluation.segmentation.drawn import GARMENTS
from models.evaluation.segmentation.finders import shipped
from models.evaluation.segmentation.sections.lifting import score_lifts
from models.evaluation.segmentation.sections.parts import overlaps_of
from models.evaluation.segmentation.skin_tone import TONES, tone_of
from models.evaluation.table import Figure, Line, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.segmentation.bench import SegmentationBench
    from models.evaluation.segmentation.truth import DrawnPhoto

TONE = "slices by how light skin came out"
PRESENTATION = "slices by whom captions name"
GARMENT = "slices by garment"
_FEW = 10  # photos, below which a slice's figure says little


def measure_tones(bench: SegmentationBench) -> list[Line]:
    """Return IoU of hair, skin, person and lift by the skin's typology angle in the picture."""
    faces, clothed = bench.sets.faces(), bench.sets.clothed()
    face_ious = part_ious(bench, faces, (MaskKind.HAIR, MaskKind.SKIN))
    clothed_ious = part_ious(bench, clothed, (MaskKind.PERSON, MaskKind.HAIR, MaskKind.SKIN)) | {
        "lift": lift_ious(bench, clothed)
    }
    return slice_lines(TONE, "CelebAMask-HQ", face_ious, _tones(faces)) + slice_lines(
        TONE, "CCP", clothed_ious, _tones(clothed)
    )


def measure_presentations(bench: SegmentationBench) -> list[Line]:
    """Return IoU of people on COCO's photos whose captions name men alone, or women alone."""
    photos = [photo for photo in bench.sets.panoptic() if photo.decode_drawn().part(MaskKind.PERSON).any()]
    named = read_presentations(bench.sets.data_dir)
    groups = [named.get(photo.sample.facts["coco_id"]) for photo in photos]
    return slice_lines(PRESENTATION, "COCO", part_ious(bench, photos, (MaskKind.PERSON,)), _members(groups))


def measure_garments(bench: SegmentationBench) -> list[Line]:
    """Return IoU of person and lift on CCP's photos by what is worn; a photo may be in several slices."""
    photos = bench.sets.clothed()
    ious = part_ious(bench, photos, (MaskKind.PERSON,)) | {"lift": lift_ious(bench, photos)}
    labels = [photo.sample.decode_labels() for photo in photos]
    members = {name: np.array([np.isin(worn, classes).any() for worn in labels]) for name, classes in GARMENTS.items()}
    return slice_lines(GARMENT, "CCP", ious, members)


def part_ious(
    bench: SegmentationBench, photos: Sequence[DrawnPhoto], kinds: Sequence[MaskKind]
) -> dict[str, NDArray[np.float64]]:
    """Return each photo's IoU of each kind, (N,); NaN where neither is there."""
    return {
        kind.value: np.array([overlap.iou for overlap in overlaps_of(photos, kind, shipped(bench))]) for kind in kinds
    }


def lift_ious(bench: SegmentationBench, photos: Sequence[DrawnPhoto]) -> NDArray[np.float64]:
    """Return each photo's IoU of the matte cut at one half, (N,)."""
    return np.array([score.overlap.iou for score in score_lifts(bench, photos)])


def slice_lines(
    section: str, name: str, ious: Mapping[str, NDArray[np.float64]], members: Mapping[str, NDArray[np.bool_]]
) -> list[Line]:
    """Return a line for each slice, with the mean IoU and its interval of each part."""
    lines = []
    for group, inside in members.items():
        count = int(inside.sum())
        if count:
            figures = tuple(_mean(part, values[inside]) for part, values in ious.items())
            lines.append(Line(section, f"{name}, {group}", count, figures, "few photos" if count < _FEW else ""))
    return lines


def _mean(part: str, values: NDArray[np.float64]) -> Figure:
    known = values[~np.isnan(values)]
    if not known.size:
        return percent(part, float("nan"))
    return percent(part, float(known.mean()), bootstrap_mean(known, np.arange(len(known))))


def _tones(photos: Sequence[DrawnPhoto]) -> dict[str, NDArray[np.bool_]]:
    tones = [tone_of(np.asarray(photo.decode_image()), photo.decode_drawn().part(MaskKind.SKIN)) for photo in photos]
    members = _members(tones)
    return {tone: members[tone] for tone in TONES if tone in members}


def _members(groups: Sequence[str | None]) -> dict[str, NDArray[np.bool_]]:
    names = sorted({group for group in groups if group is not None})
    return {name: np.array([group == name for group in groups]) for name in names}
