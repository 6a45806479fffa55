"""Sky, people, hair, skin, teeth and glasses: how far the masks cover what people drew, beside what else can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind
from models.evaluation.segmentation.boundary import boundary_f
from models.evaluation.segmentation.finders import Finder, by_position, parsed_faces, shipped
from models.evaluation.segmentation.overlap import Overlap, count_overlap
from models.evaluation.segmentation.part_lines import part_line

if TYPE_CHECKING:
    from models.evaluation.segmentation.bench import SegmentationBench
    from models.evaluation.segmentation.truth import DrawnPhoto, DrawnSets
    from models.evaluation.table import Line

NAME = "parts"
_FACES = "CelebAMask-HQ"


@dataclass(frozen=True, slots=True)
class PartSet:
    """One set: its photos, the kinds that were drawn, and remarks on some of them."""

    name: str
    load: Callable[[DrawnSets], list[DrawnPhoto]]
    kinds: tuple[MaskKind, ...]
    notes: dict[MaskKind, str]


SETS = (
    PartSet("CamVid", lambda sets: sets.streets(), (MaskKind.SKY,), {MaskKind.SKY: "asked: 85"}),
    PartSet(
        _FACES,
        lambda sets: sets.faces(),
        (MaskKind.HAIR, MaskKind.SKIN, MaskKind.TEETH, MaskKind.GLASSES),
        {
            MaskKind.HAIR: "asked: 75",
            MaskKind.SKIN: "asked: 75",
            MaskKind.TEETH: "against what stands in for teeth: see the card",
        },
    ),
    PartSet(
        "CCP",
        lambda sets: sets.clothed(),
        (MaskKind.PERSON, MaskKind.HAIR, MaskKind.SKIN, MaskKind.GLASSES),
        {MaskKind.PERSON: "passers-by are not drawn, and count as wrong"},
    ),
    PartSet(
        "COCO",
        lambda sets: sets.panoptic(),
        (MaskKind.SKY, MaskKind.PERSON),
        {MaskKind.PERSON: "all people together, crowds too; no more are told apart than the network has queries"},
    ),
)


def measure_parts(bench: SegmentationBench) -> list[Line]:
    """Return the overlap of each kind on each set."""
    return [line for part_set in SETS for line in _measure_set(bench, part_set)] + [_strict_skin(bench)]


def overlaps_of(
    photos: Iterable[DrawnPhoto], kind: MaskKind, find: Finder, *, is_strict: bool = False
) -> list[Overlap]:
    """Return each photo's overlap of one kind; strictly, what is not known to be of the kind is taken not to be."""
    overlaps = []
    for photo in photos:
        drawn = photo.decode_drawn()
        true = drawn.part(kind)
        counted = None if is_strict else drawn.is_known(kind)
        overlaps.append(count_overlap(find(photo, kind, true.shape), true, counted=counted))
    return overlaps


def mean_boundary(photos: Sequence[DrawnPhoto], kind: MaskKind, find: Finder) -> float:
    """Return the mean boundary F over the photos that show the kind; NaN without one."""
    scores = []
    for photo in photos:
        true = photo.decode_drawn().part(kind)
        if true.any():
            scores.append(boundary_f(find(photo, kind, true.shape), true))
    return float(np.mean(scores)) if scores else float("nan")


def _measure_set(bench: SegmentationBench, part_set: PartSet) -> list[Line]:
    photos = part_set.load(bench.sets)
    finders = {str(bench.segmenter.identity): shipped(bench)} | _baselines(bench, part_set)
    lines = []
    for kind in part_set.kinds:
        for name, find in finders.items():
            is_own = find is next(iter(finders.values()))
            note = part_set.notes.get(kind, "") if is_own else ""
            edge = mean_boundary(photos, kind, find) if is_own else None
            what = f"{kind.value}, {part_set.name}, {name}"
            lines.append(part_line(NAME, what, overlaps_of(photos, kind, find), note=note, boundary=edge))
    return lines


def _baselines(bench: SegmentationBench, part_set: PartSet) -> dict[str, Finder]:
    train = part_set.load(bench.sets.of_split("train"))
    finders = {"position alone": by_position(train, part_set.kinds)}
    if part_set.name == _FACES and bench.baselines_dir is not None:
        finders["BiSeNet, trained on these photos"] = parsed_faces(bench.baselines_dir, threads=bench.threads)
    return finders


def _strict_skin(bench: SegmentationBench) -> Line:
    overlaps = overlaps_of(bench.sets.faces(), MaskKind.SKIN, shipped(bench), is_strict=True)
    note = "eyes, brows, lips and mouth, which are left out above, count as no skin"
    return part_line(NAME, f"skin, {_FACES}, strictly, {bench.segmenter.identity}", overlaps, note=note)
