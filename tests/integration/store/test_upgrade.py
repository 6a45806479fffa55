"""A library of the first release, with vectors and work in it, becomes one of this release."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from albumen.store.database import _connect_without_foreign_keys, migrate
from albumen.store.records import DATABASE_FILE, ModelKind
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from models import create_encoder

ROWS = (
    "INSERT INTO models VALUES (1, 'ansa-s', '1', 'centre224-v1', 'aa', 4)",
    "INSERT INTO models VALUES (2, 'ViT-B-32', 'openai', 'open_clip-0', 'bb', 4)",
    "INSERT INTO photos (id, content_hash, size_bytes, is_truncated, keywords) VALUES (1, 'cc', 9, 0, '[]')",
    "INSERT INTO jobs (id, photo_id, model_id, state, attempts) VALUES (1, 1, 1, 'done', 0)",
    f"INSERT INTO embeddings VALUES (1, 1, 1, x'{np.eye(1, 4, dtype='<f2').tobytes().hex()}')",
)


@pytest.fixture
def first_release(library: Path) -> Path:
    path = library / DATABASE_FILE
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrate(connection, "0001_first_store")
        for row in ROWS:
            connection.execute(text(row))
    engine.dispose()
    return path


def test_its_models_are_encoders_and_the_shipped_one_is_in_the_shipped_space(first_release: Path) -> None:
    with Store(first_release) as store, store.read() as tx:
        shipped, other = tx.models.all(ModelKind.ENCODER)
    assert (shipped.id, shipped.identity) == (1, EncoderIdentity("ansa-s", "1", "centre224-v1"))
    assert shipped.space == create_encoder("ansa-s").space
    assert other.space == "ViT-B-32/openai@open_clip-0"


def test_its_vectors_and_work_are_kept(first_release: Path) -> None:
    with Store(first_release) as store:
        with store.read() as tx:
            model = tx.models.all()[0]
            stored = tx.embeddings.find(1, model)
            assert tx.jobs.counts(model.id)["done"] == 1
            assert tx.signals.is_empty()
        assert stored is not None
        assert stored.tolist() == [[1, 0, 0, 0]]
        assert store.check() == []


def test_going_back_leaves_the_encoders_and_takes_the_rest(first_release: Path) -> None:
    with Store(first_release) as store:
        with store.write() as tx:
            for kind in set(ModelKind) - {ModelKind.ENCODER}:
                model = tx.models.add(EncoderIdentity("ansa-s", "1", "p"), sha256="d", kind=kind)
                tx.jobs.finish([1], model.id)
        with _connect_without_foreign_keys(store._writer) as connection, connection.begin():
            migrate(connection, "0001_first_store")
            assert connection.execute(text("SELECT id, name, dim FROM models")).all() == [
                (1, "ansa-s", 4),
                (2, "ViT-B-32", 4),
            ]
            assert connection.execute(text("SELECT model_id FROM jobs")).scalars().all() == [1]
            assert connection.execute(text("SELECT count(*) FROM embeddings")).scalar() == 1
