from __future__ import annotations

import numpy as np
import pytest

from albumen.curation.people import find_people
from albumen.run_lengths import pack_mask
from albumen.types import Box, DetectedObject, Mask, MaskKind, Segmentation

SIDE = 20


def _mask(kind: MaskKind, rows: slice, columns: slice, instance: int = 0) -> Mask:
    inside = np.zeros((SIDE, SIDE), bool)
    inside[rows, columns] = True
    return Mask(kind, instance, 0.9, float(inside.mean()), pack_mask(inside))


def test_a_head_is_where_the_hair_is_and_what_a_face_reaches_below_it() -> None:
    person = _mask(MaskKind.PERSON, slice(4, 20), slice(2, 12), instance=1)
    hair = _mask(MaskKind.HAIR, slice(4, 6), slice(5, 9))
    (found,) = find_people(Segmentation(SIDE, SIDE, (person, hair), 0.4), (), (100, 100))
    assert found.body == Box(0.1, 0.2, 0.6, 1.0)
    assert (found.head.left, found.head.right) == (0.25, 0.45)
    assert found.head.top == 0.2
    assert found.head.bottom == pytest.approx(0.35)


def test_long_hair_makes_no_head_of_more_than_half_the_body() -> None:
    person = _mask(MaskKind.PERSON, slice(0, 20), slice(0, 10), instance=1)
    hair = _mask(MaskKind.HAIR, slice(0, 16), slice(0, 10))
    (found,) = find_people(Segmentation(SIDE, SIDE, (person, hair), 0.5), (), (100, 100))
    assert found.head.bottom == 0.5


def test_another_s_hair_makes_no_head() -> None:
    people = [
        _mask(MaskKind.PERSON, slice(0, 20), columns, at) for at, columns in enumerate((slice(0, 5), slice(10, 15)), 1)
    ]
    hair = _mask(MaskKind.HAIR, slice(0, 4), slice(0, 5))
    first, second = find_people(Segmentation(SIDE, SIDE, (*people, hair), 0.5), (), (100, 100))
    assert first.head.bottom == pytest.approx(0.3)
    assert second.head == Box(0.5, 0.0, 0.75, 0.25)


def test_arms_that_are_spread_below_the_head_make_it_no_wider() -> None:
    person = np.zeros((SIDE, SIDE), bool)
    person[0:5, 8:12] = True
    person[5:8, 0:20] = True
    person[8:20, 7:13] = True
    mask = Mask(MaskKind.PERSON, 1, 0.9, float(person.mean()), pack_mask(person))
    (found,) = find_people(Segmentation(SIDE, SIDE, (mask,), 0.5), (), (100, 100))
    assert found.body == Box(0.0, 0.0, 1.0, 1.0)
    assert (found.head.left, found.head.right) == (0.4, 0.6)


def test_without_masks_the_detector_s_sure_people_count() -> None:
    objects = [
        DetectedObject("person", 0.9, Box(50, 0, 100, 100)),
        DetectedObject("person", 0.3, Box(0, 0, 20, 20)),
        DetectedObject("dog", 0.9, Box(0, 0, 20, 20)),
    ]
    (found,) = find_people(None, objects, (200, 100))
    assert found.body == Box(0.25, 0.0, 0.5, 1.0)


def test_nobody_is_found_where_nobody_was_seen() -> None:
    assert find_people(Segmentation(SIDE, SIDE, (), 0.0), [], (10, 10)) == ()
    assert find_people(None, [], (10, 10)) == ()
