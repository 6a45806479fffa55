"""Vectors of many photos: of one space, each by the newest model, whole or not at all."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.store.records import ModelRecord
from albumen.store.store import Store, Transaction
from albumen.types import EncoderIdentity
from knowledge_graph.memories.vectors import load_vectors
from tests.shown_library import Shot, ShownLibrary


@pytest.fixture
def ids(store: Store) -> list[int]:
    return ShownLibrary(store).put(*(Shot() for _ in range(4)))


def _model(tx: Transaction, name: str, space: str) -> ModelRecord:
    return tx.models.add(EncoderIdentity(name, "1", "1"), sha256="e" * 64, dim=4, space=space)


def _axis(at: int, count: int) -> np.ndarray:
    return np.repeat(np.eye(4, dtype=np.float32)[at : at + 1], count, axis=0)


def test_a_library_without_vectors_has_none(store: Store, ids: list[int]) -> None:
    with store.read() as tx:
        vectors = load_vectors(tx, ids)
        assert load_vectors(tx, []).space is None
    assert vectors.space is None
    assert vectors.rows_of(ids).shape == (4, 1)
    assert not vectors.knows(ids).any()


def test_a_newer_model_s_vectors_lie_over_an_older_one_s(store: Store, ids: list[int]) -> None:
    with store.write() as tx:
        tx.embeddings.save(ids, _axis(0, 4), _model(tx, "old", "one").id)
        tx.embeddings.save(ids[:2], _axis(1, 2), _model(tx, "new", "one").id)
        tx.embeddings.save(ids[:1], _axis(2, 1), _model(tx, "else", "two").id)
    with store.read() as tx:
        vectors = load_vectors(tx, ids)
        other = load_vectors(tx, ids, "two")
        unknown = load_vectors(tx, ids, "three")
    assert vectors.space == unknown.space == "one"
    assert vectors.rows_of(ids).argmax(axis=1).tolist() == [1, 1, 0, 0]
    assert other.knows(ids).tolist() == [True, False, False, False]
    assert not other.rows_of(ids)[1:].any()


def test_many_photos_are_read_as_few_are(store: Store, ids: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with store.write() as tx:
        tx.embeddings.save(ids, np.eye(4, dtype=np.float32), _model(tx, "one", "one").id)
    with store.read() as tx:
        few = load_vectors(tx, ids[1:3])
        monkeypatch.setattr("knowledge_graph.memories.vectors._FEW", 1)
        many = load_vectors(tx, ids[1:3])
    assert few.ids.tolist() == many.ids.tolist() == ids[1:3]
    assert (few.matrix == many.matrix).all()
