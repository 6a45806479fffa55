"""Photos of one memory: good, spread out, and no two of one picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge_graph.memories.selection import Pool, choose, thin
from knowledge_graph.memories.variety import SAME_ANY_TIME, Likeness


def _likeness(
    count: int, *, vectors: np.ndarray | None = None, seconds: np.ndarray | None = None, sets: np.ndarray | None = None
) -> Likeness:
    unlike = np.eye(count, dtype=np.float32)
    return Likeness(
        unlike if vectors is None else vectors.astype(np.float32),
        np.arange(count, dtype=np.float64) * 3_600 if seconds is None else seconds.astype(np.float64),
        np.full(count, -1, np.int64) if sets is None else sets,
    )


def _pool(worth: list[float], stretches: list[int], likeness: Likeness) -> Pool:
    return Pool(np.array(worth), (np.array(stretches, np.int64),), (1.0,), likeness)


def test_the_best_photo_of_each_stretch_comes_before_a_second_of_the_best_stretch() -> None:
    pool = _pool([0.9, 0.88, 0.3, 0.35], [0, 0, 1, 1], _likeness(4))
    assert choose(pool, 2) == [0, 3]


def test_a_photo_that_looks_like_a_chosen_one_waits_for_others() -> None:
    twin = np.array([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 1.0]])
    assert choose(_pool([0.9, 0.9, 0.8], [0, 1, 2], _likeness(3, vectors=twin)), 2) == [0, 2]


def test_of_a_near_duplicate_set_only_the_best_is_chosen() -> None:
    sets = np.array([7, 7, -1])
    assert sorted(choose(_pool([0.5, 0.9, 0.1], [0, 1, 2], _likeness(3, sets=sets)), 3)) == [1, 2]


def test_without_vectors_shots_of_one_second_are_one() -> None:
    likeness = _likeness(3, vectors=np.zeros((3, 4)), seconds=np.array([0, 1, 60]))
    assert choose(_pool([0.9, 0.8, 0.7], [0, 1, 2], likeness), 3) == [0, 2]


def test_photos_without_dates_and_vectors_are_all_different() -> None:
    likeness = _likeness(3, vectors=np.zeros((3, 4)), seconds=np.full(3, np.nan))
    assert len(choose(_pool([0.9, 0.8, 0.7], [0, 0, 0], likeness), 3)) == 3


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 9))
def test_no_two_chosen_photos_are_near_duplicates(count: int, limit: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    vectors = draw.normal(size=(count, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    likeness = _likeness(count, vectors=vectors, sets=draw.integers(-1, 4, count))
    chosen = choose(_pool(draw.random(count).tolist(), draw.integers(0, 3, count).tolist(), likeness), limit)
    assert 1 <= len(chosen) == len(set(chosen)) <= limit
    for row in chosen:
        same = likeness.same_picture(row, likeness.cosines(row))
        assert [other for other in chosen if same[other]] == [row]
        assert (likeness.cosines(row)[[other for other in chosen if other != row]] < SAME_ANY_TIME).all()


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), max_size=60), st.integers(1, 20))
def test_thinning_keeps_the_best_of_every_stretch(photos: list[tuple[float, int]], limit: int) -> None:
    worth, stretches = [photo[0] for photo in photos], [photo[1] for photo in photos]
    rows = thin(worth, stretches, limit)
    assert rows == sorted(set(rows))
    assert len(rows) == min(limit, len(photos))
    if limit >= len(set(stretches)):
        for stretch in set(stretches):
            best = max(value for value, number in photos if number == stretch)
            assert best in [worth[row] for row in rows if stretches[row] == stretch]
