"""The shortlist loses nothing: what is ranked is what ranking every photo gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.records import EmbeddingsStamp
from albumen.types import EncoderIdentity
from search import comparison as comparison_module
from search.columns.columns import Columns
from search.comparison import Comparison
from search.composing import MINUS_WEIGHT, compose
from search.evidence import Evidence
from search.folding import fold
from search.space_index import SpaceIndex
from search.vector_index import VectorIndex

PHOTOS, DIM = 60, 4


class Rows(Columns):
    """Columns of nothing but ids and near-duplicates."""

    def __init__(self, ids: np.ndarray, leaders: np.ndarray) -> None:
        vars(self).update(ids=ids, leaders=leaders)


class Doubter:
    """A scorer that believes tags and hits, and a cosine as far as it goes; never less for more of anything."""

    floor = 0.3

    def score(self, _query: Any, cosines: Any, *, tag_scores: Any, text_hits: Any, name_hits: Any, **_: object) -> Any:
        misses = 1.0 - np.clip(np.nan_to_num(cosines, nan=0.0), 0.0, 0.9)
        if tag_scores is not None:
            misses = misses * (1.0 - 0.8 * tag_scores.min(axis=1))
        for hits in (text_hits, name_hits):
            misses = misses if hits is None else np.where(hits, misses * 0.1, misses)
        return (1.0 - misses).astype(np.float32)


def _compare(seed: int, allowed_share: float, is_unfolded: bool) -> tuple[Comparison, Columns, np.ndarray]:
    rng = np.random.default_rng(seed)
    ids = np.sort(rng.choice(1_000, PHOTOS, replace=False)).astype(np.int64)
    rows = rng.standard_normal((PHOTOS, DIM)).astype(np.float32)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    known = rng.random(PHOTOS) < 0.9
    stamp = EmbeddingsStamp(EncoderIdentity("toy", "1", "1"), DIM, int(known.sum()), 1)
    order = rng.permutation(np.flatnonzero(known))
    index = SpaceIndex((VectorIndex.build(stamp, [(ids[order], rows[order])]),))
    tags = tuple(
        (rng.random(PHOTOS) * (rng.random(PHOTOS) < 0.2)).astype(np.float32) for _ in range(rng.integers(0, 3))
    )
    evidence = Evidence(tags, rng.random(PHOTOS) < 0.05, rng.random(PHOTOS) < 0.05)
    leaders = np.minimum(np.arange(PHOTOS), rng.integers(0, PHOTOS, PHOTOS)).astype(np.int32)
    scorer: Any = Doubter()
    query = rng.standard_normal(DIM).astype(np.float32)
    comparison = Comparison(index, query / np.linalg.norm(query), evidence, scorer, 5, is_unfolded)
    return comparison, Rows(ids, leaders), rng.random(PHOTOS) < allowed_share


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.booleans())
def test_a_shortlist_gives_the_first_photos_that_ranking_all_gives(seed: int, share: float, is_unfolded: bool) -> None:
    comparison, columns, allowed = _compare(seed, share, is_unfolded)
    whole = comparison.rank(columns, allowed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison_module, "CANDIDATES", 20)
        short = comparison.rank(columns, allowed)
    first = min(5, len(short.rows))
    assert len(short.rows) >= min(5, len(whole.rows)) or not is_unfolded
    assert short.rows[:first].tolist() == whole.rows[:first].tolist()
    assert allowed[whole.rows].all()
    assert whole.total == len(whole.rows)
    assert whole.probabilities is not None
    assert (np.diff(whole.probabilities) <= 0).all()
    assert (whole.probabilities >= Doubter.floor).all()


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_folding_keeps_the_first_of_each_set_and_counts_the_rest(rows: list[int], leaders: list[int]) -> None:
    kept, more = fold(np.array(rows, np.int64), np.array(leaders, np.int32))
    firsts = [row for at, row in enumerate(rows) if leaders[row] not in {leaders[before] for before in rows[:at]}]
    assert kept.tolist() == firsts
    assert more.tolist() == [sum(leaders[row] == leaders[first] for row in rows) - 1 for first in firsts]


def test_one_vector_is_left_as_it_is_and_several_are_added_and_taken_away() -> None:
    east, north = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    assert compose([east], [], None) is east
    np.testing.assert_allclose(compose([east, north], [], None), np.sqrt([0.5, 0.5]), rtol=1e-6)
    away = compose([east], [north], None)
    np.testing.assert_allclose(away[1] / away[0], -MINUS_WEIGHT, rtol=1e-6)
    assert np.linalg.norm(away) == pytest.approx(1.0)
    (
        np.testing.assert_array_equal(compose([east], [2 * east], None), east),
        "nothing is left of it: then it stays itself",
    )
