from __future__ import annotations

import numpy as np
import pytest

from models.mining import disagreement, entropy, nearness, nearness_to_boundary, pick_distinct


def _unit(*angles_degrees: float) -> np.ndarray:
    angles = np.radians(angles_degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_a_photo_is_as_near_as_its_nearest_example() -> None:
    assert nearness(_unit(0, 60, 90), _unit(0, 90)) == pytest.approx([1.0, np.cos(np.radians(30)), 1.0])


def test_what_lies_on_the_threshold_is_nearest_to_it() -> None:
    scores = nearness_to_boundary([0.1, 0.3, 0.31, 0.9], 0.3)
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]
    assert scores[1] == 0.0


def test_certain_probabilities_stay_finite() -> None:
    assert np.isfinite(nearness_to_boundary([0.0, 1.0], 0.5)).all()
    assert entropy(np.array([[1.0, 0.0, 0.0]])) == pytest.approx([0.0], abs=1e-4)


def test_entropy_is_one_where_all_kinds_are_equal() -> None:
    assert entropy(np.full((1, 9), 1 / 9)) == pytest.approx([1.0])


def test_heads_disagree_where_one_says_yes_and_the_other_no() -> None:
    scores = disagreement([0.9, 0.9, 0.1, 0.6], [0.1, 0.9, 0.2, 0.1], first_threshold=0.5, second_threshold=0.5)
    assert (scores > 0).tolist() == [True, False, False, True]
    assert scores[0] > scores[3] > 0


def test_each_head_is_held_against_its_own_threshold() -> None:
    assert disagreement([0.4], [0.4], first_threshold=0.3, second_threshold=0.5)[0] > 0


def test_copies_of_a_picked_photo_are_passed_over() -> None:
    rows = _unit(0, 1, 45, 90)
    assert pick_distinct(np.array([0.9, 0.8, 0.7, 0.6]), rows, 3) == [0, 2, 3]


def test_photos_that_are_known_already_are_passed_over() -> None:
    assert pick_distinct(np.array([0.9, 0.8]), _unit(0, 45), 2, known=_unit(1)) == [1]


def test_equal_scores_are_picked_in_their_order_and_undefined_ones_never() -> None:
    rows = _unit(0, 45, 90, 135)
    assert pick_distinct(np.array([0.5, np.nan, 0.5, 0.5]), rows, 10) == [0, 2, 3]
