from __future__ import annotations

import numpy as np
import pytest

from search.scoring.training.fitting import fit_weights, worth_of
from search.scoring.training.galleries import Gallery
from search.scoring.training.held_out import (
    Held,
    calibration_error,
    choose_floor,
    find_emptiness,
    hold_out,
    reliability,
    separate,
)
from search.scoring.training.logistic import fit_logistic, predict
from search.scoring.training.queries import Family, MadeQuery, half_of


def _gallery(best: float, *, has_answer: bool, half: int = 0, size: int = 100) -> Gallery:
    levels = np.array([best, 0.5, -0.5], np.float32)
    is_answer = np.array([has_answer, False, False])
    query = MadeQuery(Family.NAME, "dog", (0,), half=half)
    ranks = np.array([1, 2, 3], np.float32)
    return Gallery(query, size, levels, levels / 10, ranks, np.zeros((3, 1), np.float32), is_answer, has_answer)


def _galleries() -> list[Gallery]:
    draw = np.random.default_rng(5)
    return [
        _gallery(float(draw.normal(4.0 if has_answer else 2.0, 0.8)), has_answer=has_answer, half=half)
        for half in (0, 1)
        for has_answer in (True, False)
        for _ in range(100)
    ]


def test_probabilities_are_right_on_average() -> None:
    draw = np.random.default_rng(1)
    rows = np.column_stack([np.ones(5_000), draw.normal(size=5_000)])
    truth = draw.random(5_000) < predict(rows, np.array([-1.0, 2.0]))
    weights = fit_logistic(rows, truth, np.ones(5_000))
    np.testing.assert_allclose(weights, [-1.0, 2.0], atol=0.2)
    assert predict(rows, weights).mean() == pytest.approx(truth.mean(), abs=1e-3)


def test_a_column_that_says_nothing_has_no_weight() -> None:
    rows = np.column_stack([np.ones(4), np.zeros(4)])
    assert fit_logistic(rows, np.array([True, False, True, False]), np.ones(4))[1] == 0.0


def test_each_query_is_estimated_by_weights_of_the_other_half() -> None:
    galleries = _galleries()
    held = hold_out(galleries, with_tags=False)
    assert len(held) == len(galleries)
    other = fit_weights([one for one in galleries if one.query.half == 1], with_tags=False)
    features = np.array([1.0, galleries[0].levels[0], galleries[0].levels[0] ** 2 / 10, 2.0, 0.0])
    first = next(one for one in held if one.gallery is galleries[0])
    assert first.said[0] == pytest.approx(float(predict(features[None], other)[0]), rel=1e-4)


def test_held_out_probabilities_are_calibrated_and_separate() -> None:
    held = hold_out(_galleries(), with_tags=False)
    assert separate(held) > 0.9
    assert calibration_error(reliability(held)) < 0.05


def test_a_floor_leaves_the_asked_share_empty() -> None:
    held = hold_out(_galleries(), with_tags=False)
    floor = choose_floor(held, 0.9)
    found = find_emptiness(held, floor)
    assert found.empty >= 0.9
    assert find_emptiness(held, floor - 0.01).empty <= 0.93
    assert found.answered <= found.shown


def test_a_gallery_without_candidates_shows_nothing() -> None:
    empty = Gallery(
        MadeQuery(Family.NAME, "dog", (0,)), 0, *(np.empty(0, np.float32) for _ in range(3)),
        np.empty((0, 1), np.float32), np.empty(0, bool), has_answer=False,
    )  # fmt: skip
    assert find_emptiness([Held(empty, np.empty(0))], 0.1).empty == 1.0


def test_answers_of_a_gallery_full_of_them_count_less() -> None:
    one, many = _gallery(3.0, has_answer=True), _gallery(3.0, has_answer=True)
    many.is_answer[:] = True
    assert worth_of(many)[0] < worth_of(one)[0]


def test_halves_are_the_same_each_time() -> None:
    assert {half_of(key) for key in map(str, range(50))} == {0, 1}
    assert half_of("dog") == half_of("dog")
