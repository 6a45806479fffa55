"""Each measure of masks on cases small enough to check by hand, or against counting."""

from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.segmentation.boundary import boundary_f, dilate, mask_edge
from models.evaluation.segmentation.mattes import best_f_interval, mean_scores, score_matte
from models.evaluation.segmentation.overlap import Overlap, count_overlap, score_overlaps
from models.evaluation.segmentation.panoptic import match_segments, part_overlaps


def _square(side: int, left: int, top: int, size: int) -> np.ndarray:
    mask = np.zeros((side, side), bool)
    mask[top : top + size, left : left + size] = True
    return mask


def _eight_bit(alpha: np.ndarray) -> np.ndarray:
    return np.rint(255.0 * np.clip(alpha, 0, 1)).astype(np.uint8)


def test_overlap_equals_counting_pixels_one_by_one() -> None:
    rng = np.random.default_rng(0)
    found, true = rng.random((9, 7)) < 0.4, rng.random((9, 7)) < 0.5
    pairs = list(zip(found.ravel().tolist(), true.ravel().tolist(), strict=True))
    overlap = count_overlap(found, true)
    assert overlap.iou == sum(a and b for a, b in pairs) / sum(a or b for a, b in pairs)
    assert overlap.precision == sum(a and b for a, b in pairs) / sum(a for a, _ in pairs)
    assert overlap.recall == sum(a and b for a, b in pairs) / sum(b for _, b in pairs)


def test_pixels_of_unknown_truth_are_not_counted() -> None:
    found, true = np.array([[True, True]]), np.array([[True, False]])
    assert count_overlap(found, true, counted=np.array([[True, False]])).iou == 1.0


def test_a_mean_weighs_photos_and_a_pool_weighs_pixels() -> None:
    scores = score_overlaps([Overlap(1, 1, 0), Overlap(100, 0, 0)])
    assert scores.mean_iou == 0.75
    assert scores.pooled.iou == 101 / 102
    assert scores.interval[0] <= 0.75 <= scores.interval[1]


def test_a_photo_without_the_category_can_only_raise_a_false_alarm() -> None:
    scores = score_overlaps([Overlap(1, 0, 0), Overlap(0, 5, 0), Overlap(0, 0, 0)])
    assert (scores.photos, scores.mean_iou, scores.false_alarms) == (1, 1.0, 0.5)
    assert scores.pooled.iou == 1 / 6


def test_a_category_that_nothing_shows_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="none of 1 photos"):
        score_overlaps([Overlap(0, 1, 0)])


def test_an_edge_that_lies_within_the_tolerance_is_right() -> None:
    true = _square(100, 30, 30, 40)
    assert boundary_f(true, true) == 1.0
    assert boundary_f(_square(100, 31, 30, 40), true) == 1.0
    assert boundary_f(_square(100, 40, 40, 20), true) == 0.0


def test_an_edge_that_is_right_in_part_gives_the_harmonic_mean() -> None:
    found, true = np.zeros((2, 100, 100), bool)
    found[:, 50:], true[20:80, 50:] = True, True  # a straight edge of 100 pixels, and one of 60 with two sides of 49
    precision, recall = 64 / 100, (60 + 2 * 2) / (60 + 2 * 49)
    assert boundary_f(found, true) == pytest.approx(2 * precision * recall / (precision + recall))


def test_nothing_found_where_nothing_is_has_a_perfect_boundary() -> None:
    empty = np.zeros((10, 10), bool)
    assert boundary_f(empty, empty) == 1.0
    assert boundary_f(_square(10, 2, 2, 4), empty) == 0.0


def test_a_mask_that_fills_the_frame_has_no_edge() -> None:
    assert not mask_edge(np.ones((5, 5), bool)).any()


def test_growing_reaches_every_pixel_within_the_radius_and_no_other() -> None:
    mask = np.zeros((9, 9), bool)
    mask[4, 4] = True
    rows, columns = np.mgrid[:9, :9]
    assert (dilate(mask, 3) == ((rows - 4) ** 2 + (columns - 4) ** 2 <= 9)).all()


def test_a_perfect_matte_has_no_error() -> None:
    mask = _square(40, 10, 10, 20)
    scores = mean_scores([score_matte(_eight_bit(mask), mask)])
    assert (scores.best_f, scores.iou, scores.precision, scores.recall, scores.boundary) == (1, 1, 1, 1, 1)
    assert scores.error == 0.0


def test_a_matte_of_nothing_scores_nothing() -> None:
    scores = mean_scores([score_matte(np.zeros((8, 8), np.uint8), _square(40, 10, 10, 20))])
    assert (scores.iou, scores.precision, scores.recall, scores.boundary) == (0, 0, 0, 0)
    assert scores.error == 0.25


def test_a_network_beside_itself_is_no_better() -> None:
    rng = np.random.default_rng(2)
    scores = [score_matte(_eight_bit(rng.random((20, 20))), _square(40, 10, 10, 20)) for _ in range(8)]
    assert best_f_interval(scores, scores) == (0.0, 0.0)
    low, high = best_f_interval(scores)
    assert low <= mean_scores(scores).best_f <= high


def test_the_interval_of_a_difference_lies_above_zero_for_the_better_of_two() -> None:
    rng, mask = np.random.default_rng(3), _square(40, 10, 10, 20)
    good = [score_matte(_eight_bit(mask + rng.normal(0, 0.2, mask.shape)), mask) for _ in range(12)]
    bad = [score_matte(_eight_bit(rng.random((40, 40))), mask) for _ in range(12)]
    assert best_f_interval(good, bad)[0] > 0.2


def test_panoptic_quality_of_a_known_case() -> None:
    true = [_square(20, 0, 0, 4), _square(20, 10, 10, 4)]
    found = [_square(20, 0, 0, 4), np.roll(_square(20, 10, 10, 4), 1, axis=1), _square(20, 0, 10, 3)]
    matches = match_segments(found, true, unknown=np.zeros((20, 20), bool))
    assert (matches.pairs, matches.found_alone, matches.true_alone) == (2, 1, 0)
    assert matches.segmentation_quality == pytest.approx((1.0 + 12 / 20) / 2)
    assert matches.panoptic_quality == pytest.approx((1.0 + 12 / 20) / 2.5)
    assert matches.panoptic_quality == pytest.approx(matches.segmentation_quality * matches.recognition_quality)


def test_a_segment_that_lies_mostly_where_the_truth_is_unknown_is_no_mistake() -> None:
    unknown = _square(20, 0, 0, 10)
    assert match_segments([_square(20, 2, 2, 6)], [], unknown=unknown).found_alone == 0
    assert match_segments([_square(20, 8, 8, 6)], [], unknown=unknown).found_alone == 1


def test_unknown_pixels_do_not_count_against_a_match() -> None:
    true, found = _square(20, 0, 0, 10), np.ones((20, 20), bool)
    matches = match_segments([found], [true], unknown=~true)
    assert matches.iou_sum == 1.0


def test_pixels_belong_to_the_surest_segment_alone() -> None:
    first, second = part_overlaps([_square(10, 0, 0, 6), _square(10, 4, 4, 6)])
    assert not (first & second).any()
    assert (first | second).sum() == 36 + 36 - 4
    assert part_overlaps([]) == []
