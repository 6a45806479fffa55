"""A store with vectors in it, and what must hold of an index of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from albumen.arrays import Embeddings
from albumen.store.records import ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from search.index_cache import check_index
from search.vector_index import VectorIndex
from tests.shelf import Shelf

DIM = 16


class Collection:
    """Puts photos with vectors into a store."""

    def __init__(self, store: Store, identity: EncoderIdentity) -> None:
        self.store = store
        self.shelf = Shelf(store)
        with store.write() as tx:
            self.model: ModelRecord = tx.models.add(identity, sha256="a" * 64, dim=DIM)

    def add(self, names: Sequence[str], *, seed: int = 0) -> list[int]:
        """File photos, each with a vector; return their ids."""
        ids = [self.shelf.put(f"{name}.jpg") for name in names]
        self.save_vectors(ids, random_rows(len(ids), seed=seed))
        return ids

    def save_vectors(self, ids: Sequence[int], vectors: Embeddings) -> None:
        """Save vectors of photos that are there."""
        with self.store.write() as tx:
            tx.embeddings.save(ids, vectors, self.model.id)

    def remove_vectors(self, ids: Sequence[int]) -> None:
        """Delete vectors."""
        with self.store.write() as tx:
            tx.embeddings.remove(ids, self.model.id)

    def vectors(self) -> dict[int, Embeddings]:
        """Load all vectors by photo."""
        with self.store.read() as tx:
            return {
                photo_id: vector
                for ids, vectors in tx.embeddings.iter_batches(self.model)
                for photo_id, vector in zip(ids.tolist(), vectors, strict=True)
            }


def random_rows(count: int, *, seed: int = 0) -> Embeddings:
    """Make unit rows, (N, DIM)."""
    rows = np.random.default_rng(seed).standard_normal((count, DIM)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def names(count: int, prefix: str = "p") -> list[str]:
    return [f"{prefix}{at}" for at in range(count)]


def assert_mirrors(index: VectorIndex, collection: Collection) -> None:
    """The index holds each vector of the store, under its photo's id, and nothing else."""
    stored = collection.vectors()
    held = {
        photo_id: vector
        for part in index.parts
        for photo_id, vector in zip(part.ids.tolist(), part.rows.vectors, strict=True)
    }
    assert held.keys() == stored.keys()
    assert len(index) == len(stored)
    assert all(np.array_equal(held[photo_id], stored[photo_id]) for photo_id in stored)
    with collection.store.read() as tx:
        assert index.stamp == tx.embeddings.stamp(collection.model)


def check(collection: Collection, folder: Path) -> None:
    with collection.store.read() as tx:
        stamp = tx.embeddings.stamp(collection.model)
    check_index(stamp, folder)


def saved_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def was_rebuilt(caplog: pytest.LogCaptureFixture) -> bool:
    return any("built again" in record.message for record in caplog.records)
