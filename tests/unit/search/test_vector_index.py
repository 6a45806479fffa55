"""Top-k equals brute force: with ties, filters, few photos, many parts, and on both sides of the exact limit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.arrays import Embeddings, Rows, Scores, StoredEmbeddings
from albumen.store.records import EmbeddingsStamp
from albumen.types import EncoderIdentity
from search.vector_index import VectorIndex

IDENTITY = EncoderIdentity("fake", "1", "1")


def unit_rows(rng: np.random.Generator, count: int, dim: int) -> Embeddings:
    rows = rng.standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def build(ids: Rows, vectors: npt.ArrayLike, *, exact_limit: int = 500_000, batch: int = 7) -> VectorIndex:
    rows = np.asarray(vectors, np.float16)
    stamp = EmbeddingsStamp(IDENTITY, rows.shape[1], len(ids), len(ids))
    batches = ((ids[start : start + batch], rows[start : start + batch]) for start in range(0, len(ids), batch))
    return VectorIndex.build(stamp, batches, exact_limit=exact_limit)


def grow(index: VectorIndex, ids: Rows, vectors: npt.ArrayLike) -> VectorIndex:
    count = len(index) + len(ids)
    stamp = EmbeddingsStamp(IDENTITY, index.stamp.dim, count, count)
    return index.with_added(stamp, [(ids, np.asarray(vectors, np.float16))])


def brute_force(
    ids: Rows, vectors: StoredEmbeddings, queries: Embeddings, top_k: int, allowed: set[int]
) -> tuple[Scores, Rows]:
    keep = np.array([photo_id in allowed for photo_id in ids.tolist()], bool)
    kept_ids, rows = ids[keep], vectors[keep].astype(np.float64)
    scores, found = [], []
    for query in queries.astype(np.float64):
        row = np.array([np.sum(vector * query) for vector in rows]).astype(np.float32)
        order = sorted(range(len(row)), key=lambda at: (-row[at], kept_ids[at]))[:top_k]
        scores.append(row[order])
        found.append(kept_ids[order])
    shape = (len(queries), min(top_k, len(kept_ids)))
    return np.array(scores, np.float32).reshape(shape), np.array(found, np.int64).reshape(shape)


@st.composite
def libraries(draw: st.DrawFn) -> tuple[Rows, StoredEmbeddings, Embeddings]:
    """Ids in any order, and vectors of which many are equal."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count, dim = draw(st.integers(0, 60)), draw(st.sampled_from([1, 2, 3, 8, 17]))
    different = unit_rows(rng, draw(st.integers(1, 20)), dim).astype(np.float16)
    ids = np.array(draw(st.lists(st.integers(1, 2**40), min_size=count, max_size=count, unique=True)), np.int64)
    return ids, different[rng.integers(0, len(different), count)], unit_rows(rng, draw(st.integers(0, 3)), dim)


@given(library=libraries(), top_k=st.integers(1, 80), data=st.data())
def test_top_k_equals_brute_force(
    library: tuple[Rows, StoredEmbeddings, Embeddings], top_k: int, data: st.DataObject
) -> None:
    ids, vectors, queries = library
    allowed = excluded = None
    if data.draw(st.booleans()) and len(ids):
        allowed = data.draw(st.sets(st.sampled_from(ids.tolist()))) | {2**50}  # and one that the index lacks
    if data.draw(st.booleans()) and len(ids):
        excluded = data.draw(st.sets(st.sampled_from(ids.tolist())))
    expected = brute_force(
        ids, vectors, queries, top_k, (set(ids.tolist()) if allowed is None else allowed) - (excluded or set())
    )
    cut = data.draw(st.integers(0, len(ids)))
    grown = build(ids[:cut], vectors[:cut])
    for start in range(cut, len(ids), 9):
        grown = grow(grown, ids[start : start + 9], vectors[start : start + 9])
    for index in (build(ids, vectors), grown):
        scores, found = index.search(
            queries,
            top_k,
            allowed_ids=None if allowed is None else np.array(sorted(allowed), np.int64),
            excluded_ids=None if excluded is None else np.array(sorted(excluded), np.int64),
        )
        np.testing.assert_array_equal(found, expected[1])
        np.testing.assert_array_equal(scores, expected[0])


def test_photos_of_equal_vectors_come_in_the_order_of_their_ids_however_many_there_are() -> None:
    rng = np.random.default_rng(0)
    ids = rng.permutation(5_000).astype(np.int64)
    vectors = np.repeat(unit_rows(rng, 1, 64), 5_000, axis=0)
    scores, found = build(ids, vectors).search(vectors[:1], 7)
    assert found.tolist() == [[0, 1, 2, 3, 4, 5, 6]]
    assert len(set(scores[0].tolist())) == 1


def test_above_the_exact_limit_recall_stays_over_99_percent_and_scores_are_exact() -> None:
    rng = np.random.default_rng(1)
    ids, vectors = np.arange(1, 6_001), unit_rows(rng, 6_000, 64).astype(np.float16)
    queries = unit_rows(rng, 40, 64)
    index = build(ids, vectors, exact_limit=1_000)
    assert index.parts[0].codes is not None
    scores, found = index.search(queries, 10)
    exact_scores, exact_found = brute_force(ids, vectors, queries, 10, set(ids.tolist()))
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found.tolist(), exact_found.tolist(), strict=True)])
    assert recall >= 0.99
    same = found == exact_found
    np.testing.assert_array_equal(scores[same], exact_scores[same])


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.99])
def test_above_the_exact_limit_a_filter_loses_no_photo(share: float) -> None:
    rng = np.random.default_rng(2)
    ids, vectors = np.arange(1, 6_001), unit_rows(rng, 6_000, 32).astype(np.float16)
    queries = unit_rows(rng, 5, 32)
    allowed = ids[rng.random(6_000) < share]
    _, found = build(ids, vectors, exact_limit=1_000).search(queries, 10, allowed_ids=allowed)
    _, expected = brute_force(ids, vectors, queries, 10, set(allowed.tolist()))
    if share < 0.9:
        np.testing.assert_array_equal(found, expected)
    assert found.shape == expected.shape
    assert set(found.ravel().tolist()) <= set(allowed.tolist())


def test_an_index_that_grows_slowly_stays_of_few_parts_and_keeps_every_row() -> None:
    rng = np.random.default_rng(3)
    vectors = unit_rows(rng, 900, 8).astype(np.float16)
    ids = np.arange(1, 901)
    index = build(ids[:500], vectors[:500])
    for at in range(500, 900):
        index = grow(index, ids[at : at + 1], vectors[at : at + 1])
    assert len(index.parts) <= 6
    assert sorted(index.ids().tolist()) == ids.tolist()
    assert index.search(vectors[899:900].astype(np.float32), 1)[1].tolist() == [[900]]


def test_growing_leaves_the_index_before_as_it_was() -> None:
    vectors = np.eye(4, dtype=np.float32)
    before = build(np.array([1, 2]), vectors[:2])
    after = grow(before, np.array([3]), vectors[2:3])
    assert (len(before), len(after)) == (2, 3)
    assert before.search(vectors[2:3], 5)[1].tolist() == [[1, 2]]
    assert after.search(vectors[2:3], 5)[1].tolist() == [[3, 1, 2]]


def test_an_empty_index_finds_nothing() -> None:
    scores, found = build(np.empty(0, np.int64), np.empty((0, 4), np.float16)).search(np.eye(4, dtype=np.float32), 3)
    assert scores.shape == found.shape == (4, 0)


def test_one_damaged_vector_does_not_spoil_the_others() -> None:
    vectors = np.array([[np.nan, 0], [0, 1], [np.inf, 1]], np.float16)
    scores, found = build(np.array([1, 2, 3]), vectors).search(np.array([[0, 1]], np.float32), 3)
    assert found.tolist() == [[2, 1, 3]]
    assert scores.tolist() == [[1, 0, 0]]


@pytest.mark.parametrize(
    ("queries", "top_k"),
    [(np.eye(2), 0), (np.eye(3), 1), (np.ones(2), 1), (np.array([[np.nan, 1.0]]), 1)],
    ids=["top_k", "dim", "one axis", "nan"],
)
def test_a_search_that_makes_no_sense_is_refused(queries: Embeddings, top_k: int) -> None:
    with pytest.raises(ValueError, match=r"top_k|queries are|NaN"):
        build(np.array([1, 2]), np.eye(2)).search(queries.astype(np.float32), top_k)


def test_threads_that_search_at_once_all_get_the_right_answer() -> None:
    rng = np.random.default_rng(4)
    vectors = unit_rows(rng, 2_000, 32)
    index = build(np.arange(2_000), vectors)
    start = threading.Barrier(8)

    def search(at: int) -> list[int]:
        start.wait()
        return [int(index.search(vectors[row : row + 1], 1)[1][0, 0]) for row in range(at, 400, 8)]

    with ThreadPoolExecutor(8) as pool:
        for at, found in enumerate(pool.map(search, range(8))):
            assert found == list(range(at, 400, 8))
