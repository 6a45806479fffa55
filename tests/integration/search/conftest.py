"""A real store on disk with vectors in it, and the folder that their index goes to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from albumen.arrays import Embeddings
from albumen.store.records import ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
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


@pytest.fixture
def identity() -> EncoderIdentity:
    """The encoder of the collection."""
    return EncoderIdentity("tiny", "v1", "p1")


@pytest.fixture
def collection(store: Store, identity: EncoderIdentity) -> Collection:
    """A store with a model and no photos yet."""
    return Collection(store, identity)


@pytest.fixture
def folder(library: Path) -> Path:
    """Where the index goes; it is not there yet."""
    return library / "index"
