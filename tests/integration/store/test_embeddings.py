"""Vectors come back as float16 rounds them, never mix between models, and any write changes the stamp."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sqlalchemy import text

from albumen.arrays import Embeddings
from albumen.store.records import EmbeddingsStamp, ModelRecord
from albumen.types import EncoderIdentity
from tests.shelf import Shelf


@pytest.fixture
def other_model(shelf: Shelf) -> ModelRecord:
    """A second model, of the same width."""
    with shelf.store.write() as tx:
        return tx.models.add(EncoderIdentity("other", "v1", "p1"), sha256="b" * 64, dim=4)


def _unit_rows(count: int, *, seed: int = 0) -> Embeddings:
    rows = np.random.default_rng(seed).standard_normal((count, 4)).astype(np.float32)  # (N, 4)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _put(shelf: Shelf, count: int) -> list[int]:
    return [shelf.put(f"{number}.jpg") for number in range(count)]


def _save(shelf: Shelf, photos: list[int], model: ModelRecord, *, seed: int = 0) -> Embeddings:
    vectors = _unit_rows(len(photos), seed=seed)
    with shelf.store.write() as tx:
        tx.embeddings.save(photos, vectors, model.id)
    return vectors


def _stamp(shelf: Shelf, model: ModelRecord) -> EmbeddingsStamp:
    with shelf.store.read() as tx:
        return tx.embeddings.stamp(model)


def _remove(shelf: Shelf, photos: list[int], model: ModelRecord) -> None:
    with shelf.store.write() as tx:
        tx.embeddings.remove(photos, model.id)


@given(row=arrays.arrays(np.float32, 4, elements=st.floats(-1, 1, width=32)))
def test_a_vector_comes_back_as_float16_rounds_it(shelf: Shelf, model: ModelRecord, row: np.ndarray) -> None:
    photo = shelf.put("a.jpg")
    _remove(shelf, [photo], model)
    with shelf.store.write() as tx:
        tx.embeddings.save([photo], row[None], model.id)
        found = tx.embeddings.find(photo, model)
    assert found is not None
    assert (found.shape, found.dtype) == ((1, 4), np.float32)
    np.testing.assert_array_equal(found[0], row.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("batch_size", [1, 3, 7, 100])
def test_batches_bring_every_vector_once_in_the_order_written(
    shelf: Shelf, model: ModelRecord, batch_size: int
) -> None:
    photos = _put(shelf, 7)[::-1]
    vectors = _save(shelf, photos, model)
    with shelf.store.read() as tx:
        batches = list(tx.embeddings.iter_batches(model, batch_size=batch_size))
    ids, rows = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    assert all(len(part) <= batch_size for part, _ in batches)
    assert (ids.dtype, rows.dtype) == (np.int64, np.float16)
    assert ids.tolist() == photos
    np.testing.assert_array_equal(rows, vectors.astype(np.float16))


def test_batches_after_a_stamp_bring_only_what_is_new(shelf: Shelf, model: ModelRecord) -> None:
    photos = _put(shelf, 5)
    _save(shelf, photos[:3], model)
    seen = _stamp(shelf, model).last_id
    _save(shelf, photos[3:], model)
    with shelf.store.read() as tx:
        ids = [ids.tolist() for ids, _ in tx.embeddings.iter_batches(model, after_id=seen)]
    assert ids == [photos[3:]]


def test_without_vectors_there_are_no_batches(shelf: Shelf, model: ModelRecord) -> None:
    with shelf.store.read() as tx:
        assert list(tx.embeddings.iter_batches(model)) == []
        assert tx.embeddings.find(404, model) is None


def test_the_vectors_of_two_models_never_meet(shelf: Shelf, model: ModelRecord, other_model: ModelRecord) -> None:
    photos = _put(shelf, 2)
    ours, theirs = _save(shelf, photos, model), _save(shelf, photos, other_model, seed=1)
    with shelf.store.read() as tx:
        for which, wanted in ((model, ours), (other_model, theirs)):
            ((_, rows),) = tx.embeddings.iter_batches(which)
            np.testing.assert_array_equal(rows, wanted.astype(np.float16))
            assert tx.embeddings.stamp(which).count == 2
    _remove(shelf, photos, model)
    assert (_stamp(shelf, model).count, _stamp(shelf, other_model).count) == (0, 2)


def test_a_photo_keeps_the_first_vector_of_a_model(shelf: Shelf, model: ModelRecord) -> None:
    photos = _put(shelf, 3)
    first = _save(shelf, photos[:2], model)
    stamp = _stamp(shelf, model)
    _save(shelf, photos[:2], model, seed=1)
    assert _stamp(shelf, model) == stamp
    _save(shelf, photos, model, seed=2)
    with shelf.store.read() as tx:
        found = tx.embeddings.find(photos[0], model)
    np.testing.assert_array_equal(found, first[:1].astype(np.float16))
    assert _stamp(shelf, model).count == 3


def test_as_many_vectors_as_photos_are_needed(shelf: Shelf, model: ModelRecord) -> None:
    with shelf.store.write() as tx, pytest.raises(ValueError, match=r"zip\(\)"):
        tx.embeddings.save([], _unit_rows(1), model.id)


@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=12))
def test_two_states_of_the_vectors_never_have_the_same_stamp(
    shelf: Shelf, model: ModelRecord, steps: list[tuple[bool, int]]
) -> None:
    photos = _put(shelf, 4)
    _remove(shelf, photos, model)
    rows_at = {_stamp(shelf, model): _row_ids(shelf)}
    for is_save, index in steps:
        if is_save:
            _save(shelf, [photos[index]], model)
        else:
            _remove(shelf, [photos[index]], model)
        rows = _row_ids(shelf)
        assert rows_at.setdefault(_stamp(shelf, model), rows) == rows


def _row_ids(shelf: Shelf) -> list[int]:
    with shelf.store.read() as tx:
        return list(tx._session.execute(text("SELECT id FROM embeddings ORDER BY id")).scalars())


def test_ids_are_never_used_again(shelf: Shelf, model: ModelRecord) -> None:
    photos = _put(shelf, 2)
    _save(shelf, photos, model)
    before = _stamp(shelf, model)
    _remove(shelf, photos, model)
    _save(shelf, photos, model)
    after = _stamp(shelf, model)
    assert after.count == before.count
    assert after.last_id > before.last_id


def test_a_purged_photo_takes_its_vector_along(shelf: Shelf, model: ModelRecord) -> None:
    photos = _put(shelf, 2)
    _save(shelf, photos, model)
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("0.jpg")])
        assert tx.photos.purge_orphans(days=0) == 1
    assert _stamp(shelf, model).count == 1


def test_damaged_vectors_are_found_and_can_be_removed(shelf: Shelf, model: ModelRecord) -> None:
    photos = _put(shelf, 6)
    _save(shelf, photos, model)
    damage = [b"", b"\x00" * 8, b"\x00" * 7, b"\xff\xff" * 4, b"\x00\x3c" * 5]
    with shelf.store.write() as tx:
        for photo, blob in zip(photos, damage, strict=False):
            statement = text("UPDATE embeddings SET vector = :blob WHERE photo_id = :photo")
            tx._session.execute(statement, {"blob": blob, "photo": photo})
        assert tx.embeddings.find_damaged(model) == photos[:5]
        tx.embeddings.remove(photos[:5], model.id)
        assert tx.embeddings.find_damaged(model) == []
        assert tx.embeddings.stamp(model).count == 1
