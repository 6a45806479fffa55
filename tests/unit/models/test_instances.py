from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.subject_lifting.components import label_components
from models.subject_lifting.instances import map_subjects
from models.subject_lifting.nearest import spread_labels

SIDE = 96


def _flood(mask: np.ndarray) -> np.ndarray:
    """Label by filling from each pixel in reading order."""
    labels, count = np.zeros(mask.shape, int), 0
    for start in zip(*np.nonzero(mask), strict=True):
        if labels[start]:
            continue
        count += 1
        stack = [start]
        while stack:
            row, column = stack.pop()
            inside = 0 <= row < mask.shape[0] and 0 <= column < mask.shape[1]
            if inside and mask[row, column] and not labels[row, column]:
                labels[row, column] = count
                stack += [(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return labels


def _alpha(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Boxes of (top, left, bottom, right), with a fringe of two pixels."""
    alpha = np.zeros((SIDE, SIDE), np.float32)
    for top, left, bottom, right in boxes:
        fringe = alpha[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2]
        np.maximum(fringe, 0.3, out=fringe)
        alpha[top:bottom, left:right] = 1
    return alpha


def _mask(top: int, left: int, bottom: int, right: int) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), bool)
    mask[top:bottom, left:right] = True
    return mask


@given(st.integers(0, 12), st.integers(1, 12), st.floats(0, 1), st.integers(0, 10_000))
def test_parts_are_those_that_a_flood_fills(height: int, width: int, density: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < density
    labels, truth = label_components(mask), _flood(mask)
    assert ((labels > 0) == mask).all()
    pairs = set(zip(labels[mask].tolist(), truth[mask].tolist(), strict=True))
    assert len(pairs) == truth.max(initial=0) == labels.max(initial=0)
    sizes = np.bincount(labels[mask], minlength=1)[1:]
    assert (np.diff(sizes) <= 0).all()


@given(st.integers(1, 24), st.integers(1, 24), st.integers(1, 4), st.integers(0, 10_000))
def test_labels_spread_to_what_is_nearest(height: int, width: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = np.zeros((height, width), np.int32)
    seeds = np.column_stack((rng.integers(0, height, count), rng.integers(0, width, count)))
    labels[tuple(seeds.T)] = np.arange(1, count + 1)
    rows, columns = np.indices(labels.shape)
    away = {label: np.hypot(rows - r, columns - c) for (r, c) in seeds if (label := labels[r, c])}
    spread = spread_labels(labels)
    found = np.choose(
        spread, [np.full(labels.shape, np.inf), *(away.get(at, away[labels.max()]) for at in range(1, 5))]
    )
    assert (found - np.min(list(away.values()), axis=0)).max() < 1


def test_separate_parts_are_subjects_the_largest_first() -> None:
    subjects = map_subjects(_alpha((10, 10, 30, 30), (40, 40, 90, 90)))
    assert subjects.count == 2
    assert subjects.box_of(1) == pytest.approx((40 / SIDE, 40 / SIDE, 90 / SIDE, 90 / SIDE))
    assert subjects.share_of(2) == pytest.approx(400 / SIDE**2)


def test_fringes_and_specks_belong_to_the_nearest_subject() -> None:
    alpha = _alpha((10, 10, 30, 30), (40, 40, 90, 90))
    alpha[8:10, 34:36] = 1
    subjects = map_subjects(alpha)
    assert subjects.count == 2
    assert subjects.labels[8, 34] == 2
    assert subjects.labels[91, 60] == 1
    assert subjects.labels[2, 80] == 0


def test_a_faint_patch_by_itself_belongs_to_nothing() -> None:
    alpha = _alpha((40, 40, 90, 90))
    alpha[5:15, 5:15] = 0.4
    subjects = map_subjects(alpha)
    assert subjects.count == 1
    assert subjects.labels[10, 10] == 0
    assert subjects.labels[39, 60] == 1


def test_a_tiny_subject_alone_is_a_subject() -> None:
    assert map_subjects(_alpha((10, 10, 12, 12))).count == 1


def test_people_who_touch_are_told_apart_by_their_masks() -> None:
    alpha = _alpha((20, 10, 80, 80))
    people = [_mask(25, 10, 80, 40), _mask(25, 44, 80, 80)]
    subjects = map_subjects(alpha, people)
    assert subjects.count == 2
    assert subjects.find_at(20 / SIDE, 50 / SIDE) == 2
    assert subjects.find_at(70 / SIDE, 50 / SIDE) == 1
    assert (subjects.shape_of(1) | subjects.shape_of(2)).sum() == (alpha >= 0.5).sum()


def test_one_person_beside_what_they_hold_stays_one_subject() -> None:
    assert map_subjects(_alpha((20, 10, 80, 80)), [_mask(25, 10, 80, 40)]).count == 1


def test_a_person_in_the_background_splits_nothing() -> None:
    alpha = _alpha((20, 10, 80, 50))
    assert map_subjects(alpha, [_mask(25, 10, 80, 40), _mask(0, 48, 90, 90)]).count == 1


def test_a_point_finds_the_subject_under_it_or_right_beside_it() -> None:
    subjects = map_subjects(_alpha((10, 10, 30, 30), (40, 40, 90, 90)))
    assert subjects.find_at(0.2, 0.2) == 2
    assert subjects.find_at(30.8 / SIDE, 0.2) == 2
    assert subjects.find_at(0.9, 0.1) is None


def test_an_empty_matte_has_no_subject() -> None:
    subjects = map_subjects(np.zeros((SIDE, SIDE), np.float32))
    assert subjects.count == 0
    assert subjects.find_at(0.5, 0.5) is None
