"""A large library that real words find photos in: a made-up life, with vectors, written texts and near-duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from albumen.arrays import Embeddings, StoredEmbeddings
from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, PhotoFacts
from albumen.store.database import open_engine
from albumen.store.records import ModelKind
from albumen.store.signal_tables import SignalsRow
from albumen.store.store import Store
from albumen.store.tables import EmbeddingRow
from albumen.types import Box, EncoderIdentity, TextLine, UtilityKind
from benchmarks.life import make_life
from benchmarks.life_library import fill_library
from models.encoder import ImageTextEncoder
from search.scoring.background import load_background

# How much a photo's first tag moves its vector towards the tag's words: the best of 100,000 then lies above the floor.
_TAG_WEIGHT = 0.35
_BATCH = 10_000
_WRITTEN_SHARE = 0.03
_PAIR_SHARE = 0.05
_WORDS = ("invoice", "total", "receipt", "berlin", "coffee", "2023", "tax", "gate", "boarding", "menu", "platform")


def make_spoken_library(folder: Path, encoder: ImageTextEncoder, count: int) -> Store:
    """Write a library of `count` photos that `encoder`'s text vectors speak of."""
    photos = make_life(count)
    store = fill_library(folder, photos)
    with store.write() as tx:
        model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim, space=encoder.space)
        reader = tx.models.add(EncoderIdentity("reader", "1", "1"), sha256="0" * 64, kind=ModelKind.READER)
    engine = open_engine(store.path)
    with Session(engine) as session, session.begin():
        for batch in iter_chunks(_iter_vectors(photos, encoder), _BATCH):
            rows = [{"photo_id": at, "model_id": model.id, "vector": row.tobytes()} for at, row in batch]
            session.execute(insert(EmbeddingRow), rows)
        written = [photo.id for photo in photos[:: round(1 / _WRITTEN_SHARE)]]
        for chunk in iter_chunks(written):
            is_written = SignalsRow.photo_id.in_(chunk)
            session.execute(update(SignalsRow).where(is_written).values(utility=UtilityKind.RECEIPT))
    engine.dispose()
    _write_texts(store, written, reader.id)
    _pair(store, photos)
    store.analyze()
    return store


def _iter_vectors(photos: list[PhotoFacts], encoder: ImageTextEncoder) -> Iterator[tuple[int, Any]]:
    """Yield photos of the scorer's background, each moved towards its first tag."""
    background, rng = load_background(), np.random.default_rng(0)
    names = sorted({tag.concept for photo in photos for tag in photo.concepts[:1]})
    spoken = dict(zip(names, encoder.encode_texts([name.replace("_", " ") for name in names]), strict=True))
    for batch in iter_chunks(photos, _BATCH):
        directions = rng.standard_normal((len(batch), len(background.factors)), np.float32)
        rows = background.mean + directions @ background.factors
        rows += np.sqrt(background.rest) * rng.standard_normal(rows.shape, np.float32)
        rows += _TAG_WEIGHT * np.array([spoken[photo.concepts[0].concept] for photo in batch])
        yield from zip((photo.id for photo in batch), _unit_rows(rows), strict=True)


def _unit_rows(rows: Embeddings) -> StoredEmbeddings:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


def _write_texts(store: Store, photo_ids: Iterable[int], reader_id: int) -> None:
    rng = np.random.default_rng(1)
    box = Box(10, 10, 200, 40)
    with store.write() as tx:
        for photo_id in photo_ids:
            words = [_WORDS[at] for at in rng.integers(0, len(_WORDS), 12)]
            lines = [TextLine(" ".join(words[at : at + 3]), 0.9, box) for at in range(0, 12, 3)]
            tx.texts.save(photo_id, reader_id, lines)


def _pair(store: Store, photos: list[PhotoFacts]) -> None:
    """Let some photos be the burst of the one before."""
    step = round(1 / _PAIR_SHARE)
    groups = [
        DuplicateGroup(
            f"g{first.id}",
            DuplicateKind.BURST,
            tuple(DuplicateMember(photo.id, None, 0.9, "made") for photo in (first, second)),
            0.9,
            "made",
        )
        for first, second in zip(photos[::step], photos[1::step], strict=False)
    ]
    with store.write() as tx:
        tx.duplicates.replace(groups)
