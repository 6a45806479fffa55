from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from models.evaluation.near_duplicates import (
    KINDS,
    CopyDistances,
    choose_thresholds,
    compare,
    figures_at,
    find_distinct,
    hamming_distances,
    largest_threshold,
    measure_near_duplicates,
    pdq_rows,
)
from models.evaluation.photos import LabelledPhoto
from models.training.heads.copies import EDITS, make_copy, random_copy

PICTURES = [data.chelsea(), data.coffee(), data.rocket(), data.astronaut()]


def _photo(picture: NDArray[np.uint8], utility: str | None = None) -> LabelledPhoto:
    file = io.BytesIO()
    Image.fromarray(picture).resize((120, 90)).save(file, "PNG")
    return LabelledPhoto("key", "test", "source", "CC0", file.getvalue(), utility=utility)


def _mean_colours(images: Sequence[Image.Image]) -> NDArray[np.uint8]:
    return np.stack([np.asarray(image.resize((1, 1), Image.Resampling.BOX)).ravel() for image in images])


@pytest.fixture(scope="module")
def photos() -> list[LabelledPhoto]:
    return [_photo(picture) for picture in PICTURES]


def test_distances_count_the_bits_that_differ() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.integers(0, 256, (3, 32), np.uint8), rng.integers(0, 256, (4, 32), np.uint8)
    expected = [[sum((int(a) ^ int(b)).bit_count() for a, b in zip(x, y, strict=True)) for y in right] for x in left]
    assert hamming_distances(left, right).tolist() == expected


def test_a_copy_is_compared_with_its_own_photo_and_with_all_others() -> None:
    gallery = np.array([[0], [1], [3]], np.uint8)
    copies = np.array([[[0], [7]]], np.uint8)  # one kind; of the photos 0 and 2
    distances = compare(gallery, copies, np.array([0, 2]))
    assert distances.own.tolist() == [[0, 1]]
    assert distances.others.tolist() == [[[1, 2], [3, 2]]]


def test_the_threshold_is_the_largest_that_keeps_the_precision() -> None:
    own, others = np.array([[1, 2, 5, 9]]), np.array([[[6], [7], [8], [20]]])
    distances = CopyDistances(own.repeat(len(KINDS), axis=0), others.repeat(len(KINDS), axis=0))
    assert largest_threshold(distances, 1.0) == 5
    assert largest_threshold(distances, 0.7) == 6
    figures = figures_at(distances, 6)
    assert (figures.precision, figures.mean_recall, figures.false_matches) == (0.75, 0.75, 0.25)
    assert largest_threshold(CopyDistances(own=np.array([[3]]), others=np.array([[[2]]])), 0.99) == -1


def test_prints_are_measured_on_the_same_copies_by_kind(photos: list[LabelledPhoto]) -> None:
    prints = {"pdq": pdq_rows, "colour": _mean_colours}
    thresholds = choose_thresholds(prints, photos, query_every=2)
    table = measure_near_duplicates(prints, photos, thresholds, query_every=2)
    assert list(table["pdq"].recall) == list(KINDS)
    assert table["pdq"].precision >= 0.99
    assert table["pdq"].recall["jpeg"] == 1.0
    assert table["colour"].mean_recall < table["pdq"].mean_recall


def test_pictures_that_the_source_holds_twice_and_utility_pictures_are_no_distractors() -> None:
    twice = [
        _photo(data.coffee()),
        _photo(data.chelsea(), utility="receipt"),
        _photo(data.coffee()),
        _photo(data.rocket()),
    ]
    assert find_distinct(twice).tolist() == [0, 3]
    assert find_distinct([]).tolist() == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_edit_makes_another_picture_and_the_same_one_by_the_same_seed(kind: str) -> None:
    photo = Image.fromarray(data.chelsea()).resize((240, 176))
    copy, again = (make_copy(photo, kind, np.random.default_rng(5)) for _ in range(2))
    assert copy.mode == "RGB"
    assert copy.tobytes() == again.tobytes()
    assert copy.tobytes() != photo.tobytes()


def test_a_tilted_copy_without_corners_shows_picture_everywhere() -> None:
    white = Image.new("RGB", (300, 200), "white")
    copies = [EDITS["tilt"](white, np.random.default_rng(seed)) for seed in range(20)]
    straightened = [copy for copy in copies if copy.size != white.size]
    assert straightened
    assert all(np.asarray(copy).min() > 200 for copy in straightened)


def test_random_copies_of_a_tiny_photo_never_fail() -> None:
    for seed in range(40):
        assert min(random_copy(Image.new("RGB", (24, 17)), np.random.default_rng(seed)).size) >= 8
