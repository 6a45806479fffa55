"""A store with a model, and a filer of photos for it."""

from __future__ import annotations

import pytest

from albumen.store.records import ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from tests.shelf import Shelf


@pytest.fixture
def shelf(store: Store) -> Shelf:
    """A filer of photos in the store."""
    return Shelf(store)


@pytest.fixture
def model(store: Store) -> ModelRecord:
    """A model of four dimensions."""
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("tiny", "v1", "p1"), sha256="a" * 64, dim=4)
