"""Each measure on cases small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.types import Box, UtilityKind
from models.evaluation.calibration import calibration_error, keep_above, reliability
from models.evaluation.intervals import bootstrap_mean
from models.evaluation.quality import share_in_order
from models.evaluation.saliency import f_beta_curve, kept_by_box, saliency_scores
from models.evaluation.utility import count_confusions, kind_of

sklearn = pytest.importorskip("sklearn")

from models.evaluation.probe import is_frequent, probe  # noqa: E402 - after the skip
from models.evaluation.scikit import average_precision  # noqa: E402
from models.evaluation.tags import concept_precisions, find_worst, group_means  # noqa: E402
from models.evaluation.utility import precision_against  # noqa: E402


def test_an_interval_holds_the_mean_and_narrows_with_more_photos() -> None:
    hits = np.tile([1.0, 0.0, 0.0, 1.0], 50)
    low, high = bootstrap_mean(hits, np.arange(200))
    assert low < 0.5 < high
    few_low, few_high = bootstrap_mean(hits[:20], np.arange(20))
    assert few_high - few_low > 2 * (high - low)


def test_captions_of_one_photo_count_as_one_draw() -> None:
    hits = np.repeat([1.0, 0.0] * 10, 5)
    alone = bootstrap_mean(hits, np.arange(100))
    together = bootstrap_mean(hits, np.repeat(np.arange(20), 5))
    assert together[1] - together[0] > 1.8 * (alone[1] - alone[0])


def test_equal_bins_hold_what_was_said_and_what_was_true() -> None:
    bins = reliability([0.9, 0.1, 0.8, 0.2], [True, False, False, False], bins=2)
    assert [(part.said, part.true, part.count) for part in bins] == [
        (pytest.approx(0.15), 0.0, 2),
        (pytest.approx(0.85), 0.5, 2),
    ]


def test_calibration_error_is_the_mean_gap() -> None:
    assert calibration_error([0.9, 0.1, 0.8, 0.2], [True, False, False, False], bins=2) == pytest.approx(0.25)


def test_honest_probabilities_have_hardly_any_calibration_error() -> None:
    rng = np.random.default_rng(3)
    said = rng.random(20_000)
    assert calibration_error(said, rng.random(20_000) < said) < 0.02
    assert calibration_error(said**3, rng.random(20_000) < said) > 0.15


def test_a_threshold_keeps_what_reaches_it() -> None:
    kept = keep_above([0.2, 0.5, 0.9, 0.7], [True, True, True, False], 0.5)
    assert (kept.precision, kept.recall, kept.count) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 3)


def test_precision_of_nothing_is_undefined() -> None:
    assert np.isnan(keep_above([0.1], [True], 0.5).precision)
    assert np.isnan(average_precision([False, False], [0.1, 0.2]))


def test_average_precision_is_the_mean_of_precisions_at_each_positive() -> None:
    assert average_precision([True, False, True, False], [0.9, 0.8, 0.7, 0.1]) == pytest.approx((1 + 2 / 3) / 2)


def test_photos_of_unknown_truth_do_not_touch_a_concept() -> None:
    scores = np.array([[0.9, 0.9], [0.8, 0.8], [0.7, 0.7]])
    truth = np.array([[False, True], [True, False], [False, True]])
    known = np.array([[False, True], [True, True], [True, True]])
    assert concept_precisions(scores, truth, known).tolist() == pytest.approx([1.0, (1 + 2 / 3) / 2])


def test_a_concept_that_is_nowhere_is_not_measured() -> None:
    precisions = concept_precisions(np.ones((2, 3)), np.array([[0, 1, 1], [0, 1, 0]], bool), np.ones((2, 3), bool))
    assert np.isnan(precisions).tolist() == [True, True, False]
    assert group_means(precisions, ["a", "a", "b"]) == {"b": (0.5, 1)}


def test_the_worst_concepts_come_worst_first() -> None:
    assert find_worst(np.array([0.5, np.nan, 0.1, 0.9]), count=10) == [2, 0, 3]


def test_worse_versions_that_score_higher_are_out_of_order() -> None:
    assert share_in_order(np.array([[3.0, 2.0, 1.0]])) == 1.0
    assert share_in_order(np.array([[1.0, 2.0, 3.0]])) == 0.0
    assert share_in_order(np.zeros((4, 3))) == 0.5


def test_a_perfect_heat_map_has_no_error() -> None:
    mask = np.zeros((8, 8), bool)
    mask[2:6, 2:6] = True
    scores = saliency_scores([np.where(mask, 255, 0).astype(np.uint8)], [mask])
    assert (scores.mae, scores.adaptive_f, scores.best_f) == (0.0, 1.0, 1.0)


def test_a_heat_map_of_everything_has_the_precision_of_chance() -> None:
    mask = np.zeros((8, 8), bool)
    mask[:4] = True
    scores = saliency_scores([np.full((4, 4), 255, np.uint8)], [mask])
    assert scores.mae == 0.5
    assert scores.best_f == pytest.approx(1.3 * 0.5 / (0.3 * 0.5 + 1.0))


def test_f_beta_at_each_threshold_equals_counting() -> None:
    rng = np.random.default_rng(1)
    heat, mask = rng.integers(0, 256, (12, 12), dtype=np.uint8), rng.random((12, 12)) < 0.3
    curve = f_beta_curve(heat, mask)
    for threshold in (0, 100, 200):
        kept = heat >= threshold
        precision, recall = (kept & mask).sum() / kept.sum(), (kept & mask).sum() / mask.sum()
        assert curve[threshold] == pytest.approx(1.3 * precision * recall / (0.3 * precision + recall))


def test_a_box_keeps_its_share_of_the_salient_pixels() -> None:
    mask = np.zeros((10, 10), bool)
    mask[:, :4] = True
    assert kept_by_box(mask, Box(2, 0, 7, 10)) == (0.5, 0.5)


def test_utility_kinds_are_told_from_photos_and_from_each_other() -> None:
    truth = [UtilityKind.RECEIPT, UtilityKind.NONE, UtilityKind.DOCUMENT]
    probabilities = np.array([0.8, 0.1, 0.9])
    photos = np.array([False, True, False])
    assert precision_against(UtilityKind.RECEIPT, probabilities, truth, others=photos) == 1.0
    assert precision_against(UtilityKind.RECEIPT, probabilities, truth) == 0.5


def test_confusions_are_counted_by_the_true_kind() -> None:
    none, meme = UtilityKind.NONE, UtilityKind.MEME
    assert count_confusions([none, none, meme], [none, meme, meme]) == {none: {none: 1, meme: 1}, meme: {meme: 1}}


def test_a_whiteboard_is_notes() -> None:
    assert [kind_of(name) for name in ("whiteboard", "code", None)] == [
        UtilityKind.NOTES,
        UtilityKind.CODE,
        UtilityKind.NONE,
    ]


def test_the_probe_finds_classes_that_a_plane_parts() -> None:
    rng = np.random.default_rng(0)
    labels = ["left", "right"] * 40
    rows = np.array([[-1.0, 0.2] if label == "left" else [1.0, 0.2] for label in labels]) + rng.normal(0, 0.1, (80, 2))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    hits = probe(rows, labels, np.arange(80) >= 60)
    assert hits.linear.all()
    assert hits.neighbours.all()
    assert len(hits.linear) == 20


def test_rare_labels_are_told() -> None:
    assert is_frequent(["a", "b", "a"], at_least=2).tolist() == [True, False, True]
