from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.scoring import load_scorer
from search.scoring.background import Background, load_background, measure_background, save_background
from search.scoring.features import OF_TAGS, OF_WORDS, of_tags, of_words, rank_levels, weigh

SCORER = load_scorer("openai-clip-vit-b-16/centred")
PROBABILITIES = st.floats(0.0, 1.0, width=32)


def _vectors(count: int, dim: int) -> np.ndarray:
    rows = np.random.default_rng(3).normal(size=(count, dim)).astype(np.float32) + 0.3
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_columns_are_as_many_as_their_names() -> None:
    assert of_words(np.zeros(3, np.float32), 10, np.ones(3)).shape == (3, len(OF_WORDS))
    assert of_tags(np.zeros((3, 2), np.float32)).shape == (3, len(OF_TAGS))


def test_a_photo_without_tags_has_no_evidence_of_them() -> None:
    assert not of_tags(np.zeros((1, 2), np.float32)).any()


@given(st.lists(st.tuples(PROBABILITIES, PROBABILITIES), min_size=1, max_size=5), PROBABILITIES)
def test_a_surer_tag_never_makes_a_photo_less_likely(scores: list[tuple[float, float]], surer: float) -> None:
    assert SCORER is not None
    low = np.array(scores, np.float32)
    high = np.maximum(low, np.array([surer, 0.0], np.float32))
    query = SCORER.background.factors[-1] / np.linalg.norm(SCORER.background.factors[-1])
    cosines = np.full(len(low), 0.2, np.float32)
    before, after = (SCORER.score(query, cosines, gallery_size=500, tag_scores=tags) for tags in (low, high))
    assert (after >= before - 1e-6).all()


def test_a_background_of_full_rank_gives_the_z_score_of_its_own_photos() -> None:
    vectors, query = _vectors(400, 16), _vectors(1, 16)[0]
    cosines = vectors @ query
    level = measure_background(vectors, 16).standardise(query, cosines)
    np.testing.assert_allclose(level, (cosines - cosines.mean()) / cosines.std(ddof=1), atol=1e-4)


def test_the_rest_of_a_background_keeps_the_whole_variance() -> None:
    vectors = _vectors(400, 16)
    background = measure_background(vectors, 4)
    kept = float((background.factors**2).sum()) + 12 * background.rest
    np.testing.assert_allclose(kept, np.trace(np.cov(vectors.T)), rtol=1e-4)


def test_a_background_is_read_as_it_was_written(tmp_path) -> None:
    background = measure_background(_vectors(100, 8), 3)
    save_background(background, tmp_path / "background.npz")
    read = load_background(tmp_path / "background.npz")
    assert isinstance(read, Background)
    np.testing.assert_allclose(read.factors, background.factors, atol=1e-3)
    np.testing.assert_allclose(read.mean, background.mean, atol=1e-3)


@given(st.lists(st.floats(-3.0, 6.0, width=32), min_size=1, max_size=20), st.integers(0, 2))
def test_a_higher_level_never_counts_for_less(levels: list[float], which: int) -> None:
    assert SCORER is not None
    weights = (SCORER.word_weights, SCORER.concept_weights, SCORER.sentence_weights)[which]
    level = np.sort(np.array(levels, np.float32))
    columns = of_words(level, 1_000, rank_levels(level))
    tags = None if which == 0 else np.zeros((len(level), len(OF_TAGS)), np.float32)
    assert (np.diff(weigh(columns, tags, weights)) >= 0).all()


def test_a_photo_without_a_vector_is_ranked_among_the_others() -> None:
    assert rank_levels(np.array([np.nan, 2.0, -2.0], np.float32)).tolist() == [2.0, 1.0, 3.0]
