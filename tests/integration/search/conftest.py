"""A real store on disk with vectors in it, and the folder that their index goes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumen.store.store import Store
from albumen.types import EncoderIdentity
from tests.integration.search.collection import Collection


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
