from __future__ import annotations

import numpy as np
import pytest

from models.evaluation.photos import LabelledPhoto
from models.evaluation.tag_truth import tag_truth
from search.scoring.background import Background, measure_background
from search.scoring.training.galleries import Gallery, draw_galleries
from search.scoring.training.material import Material
from search.scoring.training.queries import Family, MadeQuery, half_of, make_queries
from search.scoring.training.relevance import find_shown, judge
from tests.fakes import FakeEncoder

DOG, BARE = ("A dog runs.", "A brown dog.", "Dogs play.", "A dog on grass."), ("A street.", "A grey street.", "A road.")


def _photo(number: int, *captions: str) -> LabelledPhoto:
    return LabelledPhoto(f"train-{number:04}", "train", "flickr8k", "", b"", (*captions, "Something outside."))


@pytest.fixture(scope="module")
def material() -> Material:
    photos = [_photo(number, *(DOG if number % 4 == 0 else (*BARE, "An empty place."))) for number in range(240)]
    draw = np.random.default_rng(2)
    vectors = draw.normal(size=(len(photos), FakeEncoder.dim)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    concepts, truth = tag_truth(photos)
    tags = np.where(truth == 1, 0.9, 0.0).astype(np.float16)
    unseen = np.arange(len(photos)) % 8 == 0
    return Material(photos, unseen, vectors, vectors, tags, truth, concepts, FakeEncoder())


@pytest.fixture(scope="module")
def background(material: Material) -> Background:
    return measure_background(material.vectors, 4)


def _dog(material: Material) -> MadeQuery:
    return MadeQuery(Family.NAME, "dog", (material.concepts.index("dog"),), half=half_of("dog"))


def _galleries(material: Material, background: Background, *queries: MadeQuery) -> list[Gallery]:
    return draw_galleries(queries, material, background, np.random.default_rng(4))


def test_captions_that_name_a_thing_make_an_answer_and_five_that_do_not_make_none(material: Material) -> None:
    answers = judge(_dog(material), material, find_shown(material), np.zeros(240, np.float32))
    assert answers.tolist() == [1 if number % 4 == 0 else 0 for number in range(240)]


def test_a_photo_that_the_teacher_sees_a_thing_in_is_no_answer_and_no_other(material: Material) -> None:
    levels = np.where(np.arange(240) == 1, 9.0, 0.0).astype(np.float32)
    assert judge(_dog(material), material, find_shown(material), levels)[1] == -1


def test_a_sentence_is_answered_by_its_own_photo_alone(material: Material) -> None:
    query = MadeQuery(Family.CAPTION, "A dog runs.", _dog(material).columns, photo=8)
    answers = judge(query, material, find_shown(material), np.zeros(240, np.float32))
    assert np.flatnonzero(answers == 1).tolist() == [8]
    assert answers[4] == -1  # another dog may fit the sentence too


def test_a_query_has_a_gallery_without_an_answer_and_one_with_answers(
    material: Material, background: Background
) -> None:
    without, present = _galleries(material, background, _dog(material))
    assert not without.has_answer
    assert not without.is_answer.any()
    assert present.has_answer
    assert present.tag_scores[present.is_answer].min() > 0.8


def test_what_nobody_photographed_has_a_gallery_without_an_answer_alone(
    material: Material, background: Background
) -> None:
    queries = [MadeQuery(Family.NONSENSE, "xqzk"), MadeQuery(Family.NAME, "zebra", (material.concepts.index("zebra"),))]
    galleries = _galleries(material, background, *queries)
    assert [gallery.has_answer for gallery in galleries] == [False, False]
    assert galleries[0].tag_scores.shape == (len(galleries[0].levels), 0)


def test_pairs_and_sentences_are_of_photos_that_no_training_saw(material: Material) -> None:
    queries = make_queries(material, np.random.default_rng(1))
    photos = {query.photo for query in queries if query.photo is not None}
    assert photos
    assert all(material.unseen[photo] for photo in photos)
    assert {query.family for query in queries} >= {Family.NAME, Family.CAPTION, Family.NONSENSE}


def test_a_query_and_its_photo_are_in_one_half(material: Material) -> None:
    for query in make_queries(material, np.random.default_rng(1)):
        if query.photo is not None:
            assert query.half == half_of(material.photos[query.photo].key)
