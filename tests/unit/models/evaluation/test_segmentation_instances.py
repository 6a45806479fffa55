"""People told apart: matches, counts and COCO's average precision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.evaluation.segmentation.instances import match_photo, pairwise_iou, score_instances


def _columns(*spans: tuple[int, int]) -> np.ndarray:
    masks = np.zeros((len(spans), 4, 20), bool)
    for mask, (start, stop) in zip(masks, spans, strict=True):
        mask[:, start:stop] = True
    return masks


def test_pairwise_iou_equals_counting() -> None:
    rng = np.random.default_rng(0)
    found, true = rng.random((3, 6, 5)) < 0.5, rng.random((2, 6, 5)) < 0.5
    table = pairwise_iou(found, true)
    for row, column in itertools.product(range(3), range(2)):
        both, either = (found[row] & true[column]).sum(), (found[row] | true[column]).sum()
        assert table[row, column] == pytest.approx(both / either)


def test_two_people_covered_by_one_mask_are_one_found() -> None:
    photo = match_photo(_columns((0, 8)), _columns((0, 5), (5, 8)))
    assert photo.ious.tolist() == [5 / 8, 0.0]
    assert photo.found == 1


def test_nobody_found_and_nobody_there() -> None:
    assert match_photo(_columns(), _columns((0, 4))).ious.tolist() == [0.0]
    assert match_photo(_columns((0, 4)), _columns()).ious.tolist() == []


def test_scores_of_known_photos() -> None:
    photos = [
        match_photo(_columns((0, 4), (6, 10)), _columns((0, 4), (6, 10))),
        match_photo(_columns((0, 4), (10, 20)), _columns((0, 5))),
        match_photo(_columns(), _columns((0, 5), (6, 9))),
    ]
    scores = score_instances(photos)
    assert scores.instances == 5
    assert scores.mean_iou == pytest.approx((1 + 1 + 0.8) / 5)
    assert scores.recall == pytest.approx(3 / 5)
    assert scores.precision == pytest.approx(3 / 4)
    assert (scores.count_right, scores.count_within_one) == (pytest.approx(1 / 3), pytest.approx(2 / 3))


def test_average_precision_of_masks_by_coco_s_program() -> None:
    pytest.importorskip("pycocotools")
    from models.evaluation.segmentation.instance_precision import FoundPeople, TruePeople, mask_precision

    def found(masks: np.ndarray, *scores: float) -> FoundPeople:
        return FoundPeople(masks, np.array(scores))

    def true(masks: np.ndarray, crowds: int = 0) -> TruePeople:
        return TruePeople(masks, np.arange(len(masks)) >= len(masks) - crowds)

    people = _columns((0, 4), (6, 10))
    assert mask_precision([found(people, 0.9, 0.8)], [true(people)]) == pytest.approx((1.0, 1.0))
    _, one_of_two = mask_precision([found(people[:1], 0.9)], [true(people)])
    assert one_of_two == pytest.approx(51 / 101)
    _, crowded = mask_precision([found(people, 0.8, 0.9)], [true(people, crowds=1)])
    assert crowded == pytest.approx(1.0)
    assert mask_precision([found(_columns())], [true(people)]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="nothing to compare"):
        mask_precision([found(people, 0.9, 0.8)], [true(_columns())])
