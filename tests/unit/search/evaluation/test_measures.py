"""The measures against values that can be worked out by hand."""

from __future__ import annotations

from math import isnan, log2

import pytest

from search.evaluation.measures import condense, ndcg, recall, reciprocal_rank, share


def test_a_perfect_order_has_ndcg_one() -> None:
    assert ndcg(["a", "b", "c"], {"a": 2, "b": 1}) == 1.0


def test_a_partly_fitting_photo_first_costs_something() -> None:
    gained = 1 / log2(2) + 3 / log2(3)
    assert ndcg(["b", "a"], {"a": 2, "b": 1}) == pytest.approx(gained / (3 / log2(2) + 1 / log2(3)))


def test_finding_nothing_has_ndcg_zero() -> None:
    assert ndcg([], {"a": 2}) == 0.0


def test_only_the_first_ten_count() -> None:
    ranked = [f"wrong {number}" for number in range(10)] + ["a"]
    assert (ndcg(ranked, {"a": 2}), recall(ranked, {"a": 2}), reciprocal_rank(ranked, {"a": 2})) == (0.0, 0.0, 0.0)


def test_ten_of_many_relevant_photos_are_all_that_can_be_found() -> None:
    names = [str(number) for number in range(30)]
    assert recall(names, dict.fromkeys(names, 2)) == 1.0


def test_what_nobody_judged_and_what_was_there_takes_no_place() -> None:
    assert condense(["unknown", "a", "a", "b"], frozenset({"unknown"})) == ["a", "b"]


def test_the_mean_of_nothing_is_no_number() -> None:
    assert isnan(share([]))
