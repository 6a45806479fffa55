from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from albumen.types import Box
from models.ansa.heads.objects import decode_objects, pairwise_iou

FACTS = {"labels": ["person", "dog"], "thresholds": [0.5, 0.3]}


def _outputs(*objects: tuple[list[float], float, int]) -> dict[str, Any]:
    boxes, scores, classes = zip(*objects, strict=True)
    return {
        "objects_boxes": np.array([boxes], np.float32),
        "objects_scores": np.array([scores], np.float32),
        "objects_classes": np.array([classes]),
    }


def test_boxes_come_in_pixels_of_the_photo_as_it_was_before_it_was_squeezed() -> None:
    outputs = _outputs(([0.25, 0.5, 0.75, 1.0], 0.9, 1))
    ((dog,),) = decode_objects(outputs, [(400, 200)], FACTS)
    assert dog.label == "dog"
    assert dog.score == pytest.approx(0.9)
    assert dog.box == Box(100.0, 100.0, 300.0, 200.0)


def test_boxes_that_leave_the_photo_are_cut_at_its_border() -> None:
    outputs = _outputs(([-0.2, 0.5, 1.3, 1.1], 0.9, 0))
    ((person,),) = decode_objects(outputs, [(10, 10)], FACTS)
    assert person.box == Box(0.0, 5.0, 10.0, 10.0)


def test_each_class_has_its_own_threshold() -> None:
    outputs = _outputs(([0.0, 0.0, 0.5, 0.5], 0.4, 0), ([0.5, 0.5, 1.0, 1.0], 0.4, 1))
    (objects,) = decode_objects(outputs, [(100, 100)], FACTS)
    assert [found.label for found in objects] == ["dog"]


def test_a_second_centre_on_the_same_object_is_dropped_and_another_class_there_kept() -> None:
    outputs = _outputs(([0.1, 0.1, 0.9, 0.9], 0.9, 0), ([0.1, 0.1, 0.9, 0.88], 0.8, 0), ([0.1, 0.1, 0.9, 0.9], 0.7, 1))
    (objects,) = decode_objects(outputs, [(100, 100)], FACTS)
    assert [(found.label, round(found.score, 1)) for found in objects] == [("person", 0.9), ("dog", 0.7)]


def test_a_photo_without_objects_has_none_and_a_box_without_area_is_none() -> None:
    outputs = _outputs(([0.5, 0.5, 0.5, 0.9], 0.9, 0), ([0.1, 0.1, 0.9, 0.9], 0.01, 0))
    assert decode_objects(outputs, [(100, 100)], FACTS) == [()]


def test_overlap_is_what_two_boxes_share_of_what_they_cover() -> None:
    boxes = np.array([[0, 0, 2, 2], [1, 0, 3, 2], [5, 5, 6, 6]], np.float32)
    np.testing.assert_allclose(pairwise_iou(boxes[:1], boxes), [[1.0, 1 / 3, 0.0]], atol=1e-6)
