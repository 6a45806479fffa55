from __future__ import annotations

import numpy as np
import pytest

from search.scoring import Scorer, load_scorer
from search.scoring.background import BACKGROUND_FILE
from search.scoring.scorer import WEIGHTS_FILE

SPACE = "openai-clip-vit-b-16/centred"


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    loaded = load_scorer(SPACE)
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def query(scorer: Scorer) -> np.ndarray:
    vector = np.random.default_rng(1).normal(size=len(scorer.background.mean)).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_nothing_is_known_of_another_space() -> None:
    assert load_scorer("ViT-L-14/openai") is None


def test_no_candidates_have_no_scores(scorer: Scorer, query: np.ndarray) -> None:
    assert scorer.score(query, np.empty(0, np.float32), gallery_size=0).shape == (0,)


def test_a_higher_cosine_is_never_less_likely(scorer: Scorer, query: np.ndarray) -> None:
    scores = scorer.score(query, np.linspace(-1, 1, 200, dtype=np.float32), gallery_size=1_000)
    assert (np.diff(scores) >= 0).all()
    assert scores[0] < 0.01 < 0.9 < scores[-1]


def test_the_best_of_more_photos_is_less_likely(scorer: Scorer, query: np.ndarray) -> None:
    at_zero, at_one = scorer.background.standardise(query, np.array([0.0, 1.0], np.float32))
    cosines = np.array(
        [(4.0 - at_zero) / (at_one - at_zero)], np.float32
    )  # four standard deviations above the background
    small, large = (scorer.score(query, cosines, gallery_size=size)[0] for size in (100, 100_000))
    assert large < small


def test_a_photo_without_a_vector_has_a_probability_too(scorer: Scorer, query: np.ndarray) -> None:
    cosines = np.array([np.nan, 0.0], np.float32)
    scores = scorer.score(query, cosines, gallery_size=2, text_hits=np.array([True, False]))
    assert scores[0] >= scorer.floor > scores[1]


def test_what_is_doubted_is_less_likely_unless_it_is_written_there(scorer: Scorer, query: np.ndarray) -> None:
    cosines, doubts = np.ones(3, np.float32), np.array([1.0, 0.2, 0.2], np.float32)
    plain, doubted, written = scorer.score(
        query, cosines, gallery_size=3, doubts=doubts, text_hits=np.array([False, False, True])
    )
    assert doubted < scorer.floor < plain
    assert written >= scorer.floor


def test_a_day_of_the_holiday_is_enough_to_be_shown(scorer: Scorer, query: np.ndarray) -> None:
    of_day, other = scorer.score(query, np.zeros(2, np.float32), gallery_size=2, day_hits=np.array([True, False]))
    assert of_day >= scorer.floor
    assert other < of_day


def test_no_evidence_weighs_against_a_photo_but_the_number_of_others(scorer: Scorer) -> None:
    for weights in (scorer.word_weights, scorer.concept_weights, scorer.sentence_weights):
        bias, level, squared, gallery, rank, *tags = weights
        assert bias < 0 < min(level, squared, *tags, 1.0)
        assert gallery < 0 <= rank


def test_a_tag_says_less_where_more_is_asked_than_concepts(scorer: Scorer, query: np.ndarray) -> None:
    cosines, tags = np.zeros(1, np.float32), np.full((1, 1), 0.95, np.float32)
    alone, among = (
        scorer.score(query, cosines, gallery_size=100, tag_scores=tags, is_sentence=is_sentence)[0]
        for is_sentence in (False, True)
    )
    assert among < alone


def test_what_many_photos_show_is_shown_in_all_of_them(scorer: Scorer, query: np.ndarray) -> None:
    at_zero, at_one = scorer.background.standardise(query, np.array([0.0, 1.0], np.float32))
    fitting = np.full(200, (2.5 - at_zero) / (at_one - at_zero), np.float32)  # so much above the background
    tags = np.full((200, 1), 0.9, np.float32)
    alone = scorer.score(query, fitting[:1], gallery_size=2_000, tag_scores=tags[:1])
    together = scorer.score(query, fitting, gallery_size=2_000, tag_scores=tags)
    assert alone[0] < together.min()
    assert together.min() >= scorer.floor


def test_a_sure_tag_is_shown_however_many_photos_there_are(scorer: Scorer, query: np.ndarray) -> None:
    cosines, tags = np.full(1, -0.1, np.float32), np.full((1, 1), 0.97, np.float32)
    assert scorer.score(query, cosines, gallery_size=1_000_000, tag_scores=tags)[0] >= scorer.floor
    assert scorer.score(query, cosines, gallery_size=1_000_000, tag_scores=tags, is_sentence=True)[0] < scorer.floor


def test_the_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in (BACKGROUND_FILE, WEIGHTS_FILE)) < 200_000
