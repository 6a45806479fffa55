from __future__ import annotations

import numpy as np

from albumen.types import MaskKind
from models.training.hyperdetr import label_maps
from models.training.hyperdetr.composition import compose, cut_people
from models.training.hyperdetr.lesson import ALL_BITS, BITS, UNCOUNTED, Lesson
from models.training.hyperdetr.targets import stack_lessons
from models.training.hyperdetr.views import draw_view, flip_and_turn, jitter_colours

RNG_SEED = 3


def _lesson(labels: np.ndarray, *, is_complete: bool = True) -> Lesson:
    return Lesson(np.full(labels.shape, 120, np.uint8), labels, is_complete)


def _person(height: int = 80, width: int = 60) -> Lesson:
    classes = np.zeros((height, width), np.uint8)
    classes[10:70, 15:45] = 41  # skin
    return _lesson(label_maps.garment_labels(classes))


def test_each_face_part_has_its_kind_and_brows_are_left_out_of_skin() -> None:
    classes = np.array([[0, 1, 6, 13, 3, 17]], np.uint8)
    labels = label_maps.face_labels(np.zeros((1, 6, 3), np.uint8), classes)[0]
    skin, hair, glasses = BITS[MaskKind.SKIN], BITS[MaskKind.HAIR], BITS[MaskKind.GLASSES]
    assert [bool(pixel[0] & skin) for pixel in labels] == [False, True, False, False, False, True]
    assert labels[2, 1] & skin
    assert labels[3, 0] & hair
    assert labels[4, 0] & glasses
    assert labels[0].tolist() == [0, BITS[MaskKind.SKY], 0]


def test_teeth_are_what_is_bright_and_colourless_in_a_mouth() -> None:
    pixels = np.array([[[220, 210, 200], [230, 225, 220], [120, 20, 20], [20, 10, 10], [150, 110, 80]]], np.uint8)
    teeth, unsure = label_maps.find_teeth(pixels, np.array([[True, True, True, True, True]]))
    assert teeth[0].tolist() == [True, True, False, False, False]
    assert unsure[0].tolist() == [False, False, False, False, True]


def test_passers_by_on_a_street_are_people_whom_nobody_tells_apart() -> None:
    labels = label_maps.street_labels(np.array([[0, 9, 11]], np.uint8))[0]
    assert labels[0, 0] == BITS[MaskKind.SKY]
    assert labels[1, 2] == UNCOUNTED
    assert labels[2, 1] == ALL_BITS


def test_a_crowd_is_not_told_apart_and_unlabelled_pixels_are_unknown() -> None:
    colours = np.array([[[1, 0, 0], [2, 0, 0], [3, 0, 0], [0, 0, 0]]], np.uint8)
    segments = [
        {"id": 1, "category_id": 1, "iscrowd": 0},
        {"id": 2, "category_id": 1, "iscrowd": 1},
        {"id": 3, "category_id": 187, "iscrowd": 0},
    ]
    labels = label_maps.coco_labels(colours, segments)[0]
    assert labels[:, 2].tolist() == [1, UNCOUNTED, 0, 0]
    assert labels[2, 0] == BITS[MaskKind.SKY]
    assert labels[3, 1] & BITS[MaskKind.SKY]


def test_labels_follow_the_pixels_through_a_view() -> None:
    labels = np.zeros((60, 80, 3), np.uint8)
    labels[20:40, 30:50] = (BITS[MaskKind.PERSON], 0, 1)
    lesson = Lesson(np.where(labels[..., 2:] == 1, 255, 0).astype(np.uint8).repeat(3, -1), labels, is_complete=True)
    rng = np.random.default_rng(RNG_SEED)
    for _ in range(20):
        view = flip_and_turn(draw_view(lesson, (64, 64), rng), rng)
        bright = view.pixels[..., 0] > 127
        assert view.pixels.shape == view.labels.shape == (64, 64, 3)
        assert (bright == (view.instances == 1)).mean() > 0.9


def test_jitter_leaves_grey_grey_and_stays_in_range() -> None:
    grey = np.full((4, 4, 3), 130, np.uint8)
    for seed in range(5):
        varied = jitter_colours(grey, np.random.default_rng(seed)).astype(int)
        assert varied.max() - varied.min() <= 1


def test_people_in_front_hide_those_behind() -> None:
    background = _lesson(label_maps.empty_labels((96, 128), 0))
    people = cut_people([_person()])
    rng = np.random.default_rng(RNG_SEED)
    for _ in range(20):
        composed = compose(background, people, rng)
        is_person = (composed.present & BITS[MaskKind.PERSON]) > 0
        assert (is_person == (composed.instances > 0))[composed.unknown == 0].all()
        assert composed.instances.max() >= 1
    assert background.instances.max() == 0


def test_small_people_are_neither_asked_for_nor_wrong() -> None:
    labels = np.zeros((100, 100, 3), np.uint8)
    labels[10:60, 10:40, 2] = 1
    labels[90:92, 90:92, 2] = 2
    batch = stack_lessons([_lesson(labels)], queries=4)
    assert batch.people[0].masks.shape == (1, 100, 100)
    assert not batch.people[0].is_complete
    np.testing.assert_allclose(batch.people[0].boxes[0], [0.25, 0.35, 0.3, 0.5])


def test_of_many_people_the_largest_get_a_query() -> None:
    labels = np.zeros((60, 60, 3), np.uint8)
    for person in range(6):
        labels[: 10 + 5 * person, 10 * person : 10 * person + 10, 2] = person + 1
    people = stack_lessons([_lesson(labels)], queries=4).people[0]
    assert people.masks.sum(dim=(1, 2)).tolist() == [350, 300, 250, 200]
