"""People told apart, and the panoptic quality of sky and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind
from models.evaluation.segmentation.found import find_part, find_people
from models.evaluation.segmentation.instance_precision import FoundPeople, TruePeople, mask_precision
from models.evaluation.segmentation.instances import InstanceScores, match_photo, score_instances
from models.evaluation.segmentation.panoptic import Matches, match_segments, part_overlaps
from models.evaluation.table import Figure, Line, fraction, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.evaluation.segmentation.bench import SegmentationBench
    from models.evaluation.segmentation.truth import DrawnPhoto

NAME = "people"
PANOPTIC = "panoptic quality"
FEW = 4  # people in a photo; the article's target and the network's default number of queries
_NO_MATCH = Matches(0, 0.0, 0, 0)


def measure_people(bench: SegmentationBench) -> list[Line]:
    """Return matched IoU, hits, how often the number of people is right, average precision, and error of their share."""
    coco = [(photo, people) for photo, people in _with_people(bench.sets.panoptic()) if not people.crowd.any()]
    few = [(photo, people) for photo, people in coco if len(people.masks) <= FEW]
    return [
        _count_line(bench, "COCO, photos without a crowd", coco),
        _count_line(bench, f"COCO, of them up to {FEW} people", few),
        _cover_line(bench, "Penn-Fudan", _with_people(bench.sets.pedestrians())),
        _precision_line(bench),
        *(_share_line(bench, name, photos) for name, photos in _sets_with_all_people(bench).items()),
    ]


def measure_panoptic(bench: SegmentationBench) -> list[Line]:
    """Return PQ of sky and of people on COCO, and their mean."""
    sky, people = _NO_MATCH, _NO_MATCH
    photos = bench.sets.panoptic()
    for photo in photos:
        in_sky, in_people = match_panoptic(bench, photo)
        sky, people = sky + in_sky, people + in_people
    mean = percent("PQ", float(np.mean([sky.panoptic_quality, people.panoptic_quality])))
    return [
        _quality_line("sky", sky, len(photos)),
        _quality_line("people", people, len(photos)),
        Line(PANOPTIC, "mean of both, COCO", len(photos), (mean,)),
    ]


def match_panoptic(bench: SegmentationBench, photo: DrawnPhoto) -> tuple[Matches, Matches]:
    """Return the matches of sky and of people in one photo; a pixel is a person's before it is sky."""
    drawn = photo.decode_drawn()
    people = drawn.people
    shape = people.masks.shape[1:]
    found = find_people(bench.segment(photo), (shape[0], shape[1])).masks
    sky = find_part(bench.segment(photo), MaskKind.SKY, (shape[0], shape[1]))
    *found_people, found_sky = part_overlaps([*found, sky])
    unlabelled = ~drawn.is_known(MaskKind.SKY)
    crowd = people.masks[people.crowd].any(axis=0)
    true_sky = drawn.part(MaskKind.SKY)
    return (
        match_segments(_shown([found_sky]), _shown([true_sky]), unknown=unlabelled),
        match_segments(_shown(found_people), list(people.masks[~people.crowd]), unknown=unlabelled | crowd),
    )


def _shown(masks: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
    return [mask for mask in masks if mask.any()]


def _with_people(photos: Sequence[DrawnPhoto]) -> list[tuple[DrawnPhoto, TruePeople]]:
    return [(photo, photo.decode_drawn().people) for photo in photos]


def _find(bench: SegmentationBench, photo: DrawnPhoto, people: TruePeople) -> FoundPeople:
    _, height, width = people.masks.shape
    return find_people(bench.segment(photo), (height, width))


def _count_line(bench: SegmentationBench, what: str, photos: list[tuple[DrawnPhoto, TruePeople]]) -> Line:
    scores = _score(bench, photos)
    figures = (
        *_cover_figures(scores),
        percent("right of those found", scores.precision),
        percent("number right", scores.count_right),
        percent("within one", scores.count_within_one),
    )
    return Line(NAME, what, len(photos), figures, f"{scores.instances} people")


def _cover_line(bench: SegmentationBench, what: str, photos: list[tuple[DrawnPhoto, TruePeople]]) -> Line:
    scores = _score(bench, photos)
    note = f"{scores.instances} people; others in the photos are not drawn, so that counts say nothing"
    return Line(NAME, what, len(photos), _cover_figures(scores), note)


def _score(bench: SegmentationBench, photos: list[tuple[DrawnPhoto, TruePeople]]) -> InstanceScores:
    return score_instances([match_photo(_find(bench, photo, people).masks, people.masks) for photo, people in photos])


def _cover_figures(scores: InstanceScores) -> tuple[Figure, ...]:
    return percent("matched IoU", scores.mean_iou), percent("found at IoU 0.5", scores.recall)


def _sets_with_all_people(bench: SegmentationBench) -> dict[str, list[DrawnPhoto]]:
    return {"COCO": bench.sets.panoptic(), "CCP": bench.sets.clothed(), "CelebAMask-HQ": bench.sets.faces()}


def _share_line(bench: SegmentationBench, name: str, photos: list[DrawnPhoto]) -> Line:
    true = np.array([photo.decode_drawn().part(MaskKind.PERSON).mean() for photo in photos])
    found = np.array([bench.segment(photo).person_share for photo in photos])
    figures = (
        Figure("points of the frame off, mean", 100.0 * float(np.abs(found - true).mean())),
        Figure("true share, mean", 100.0 * float(true.mean())),
    )
    return Line(
        NAME, f"{name}, share of the frame", len(photos), figures, "by the fixed channel of all people together"
    )


def _precision_line(bench: SegmentationBench) -> Line:
    photos = _with_people(bench.sets.panoptic())
    overall, at_half = mask_precision(
        [_find(bench, photo, people) for photo, people in photos], [people for _, people in photos]
    )
    note = "of the masks that are shipped, those above the threshold; crowds neither hit nor missed"
    return Line(
        NAME,
        "COCO, average precision",
        len(photos),
        (fraction("AP", overall), fraction("AP at IoU 0.5", at_half)),
        note,
    )


def _quality_line(what: str, matches: Matches, photos: int) -> Line:
    figures = (
        percent("PQ", matches.panoptic_quality),
        percent("SQ", matches.segmentation_quality),
        percent("RQ", matches.recognition_quality),
    )
    note = f"{matches.pairs} matched, {matches.found_alone} found alone, {matches.true_alone} missed"
    return Line(PANOPTIC, f"{what}, COCO", photos, figures, note)
