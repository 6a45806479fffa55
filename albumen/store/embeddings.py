"""Embeddings as float16 rows, by photo and model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from albumen.arrays import Embeddings, Rows, StoredEmbeddings
from albumen.store.chunks import iter_chunks
from albumen.store.records import EmbeddingsStamp, ModelRecord
from albumen.store.tables import EmbeddingRow

_DTYPE = np.dtype("<f2")


class EmbeddingTable:
    """The embeddings table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, photo_ids: Iterable[int], vectors: Embeddings, model_id: int) -> None:
        """Write vectors; a photo that has one of this model keeps it (same content, same model, same vector).

        Args:
            photo_ids: N photos.
            vectors: (N, D) float32, unit rows.
            model_id: the model that made them.
        """
        given = dict(zip(photo_ids, vectors, strict=True))
        query = select(EmbeddingRow.photo_id).where(EmbeddingRow.model_id == model_id)
        known = set(self._session.scalars(query.where(EmbeddingRow.photo_id.in_(given))))
        rows = [
            {"photo_id": photo_id, "model_id": model_id, "vector": vector.astype(_DTYPE).tobytes()}
            for photo_id, vector in given.items()
            if photo_id not in known
        ]
        if rows:
            self._session.execute(insert(EmbeddingRow), rows)

    def stamp(self, model: ModelRecord) -> EmbeddingsStamp:
        """Tell the present state of a model's embeddings."""
        query = select(func.count(), func.max(EmbeddingRow.id)).where(EmbeddingRow.model_id == model.id)
        count, last_id = self._session.execute(query).one()
        return EmbeddingsStamp(model.identity, model.dim, count, last_id or 0)

    def count_photos(self, models: Collection[ModelRecord]) -> int:
        """Count the photos that have a vector of any of the models."""
        query = select(func.count(EmbeddingRow.photo_id.distinct()))
        return self._session.scalar(query.where(EmbeddingRow.model_id.in_([model.id for model in models]))) or 0

    def find(self, photo_id: int, model: ModelRecord) -> Embeddings | None:
        """Find one photo's vector, (1, D) float32; one of the wrong length reads as zeros, as in `iter_batches`."""
        query = select(EmbeddingRow.vector).where(EmbeddingRow.photo_id == photo_id, EmbeddingRow.model_id == model.id)
        blob = self._session.scalar(query)
        return None if blob is None else _read_vectors([blob], model.dim).astype(np.float32)

    def iter_batches(
        self, model: ModelRecord, *, after_id: int = 0, batch_size: int = 8192
    ) -> Iterator[tuple[Rows, StoredEmbeddings]]:
        """Yield photo ids (N,) and vectors (N, D) float16 in the order written, those with row id > `after_id`.

        A vector of the wrong length reads as zeros, which fit no query: one damaged row stops no search.
        `find_damaged` lists it.
        """
        query = select(EmbeddingRow.photo_id, EmbeddingRow.vector).where(EmbeddingRow.model_id == model.id)
        query = query.where(EmbeddingRow.id > after_id).order_by(EmbeddingRow.id)
        for part in self._session.execute(query.execution_options(yield_per=batch_size)).partitions():
            ids = np.fromiter((row[0] for row in part), dtype=np.int64, count=len(part))
            yield ids, _read_vectors([row[1] for row in part], model.dim)

    def find_damaged(self, model: ModelRecord) -> list[int]:
        """List photos whose stored vector is of the wrong length or not a unit row."""
        damaged: list[int] = []
        query = select(EmbeddingRow.photo_id, EmbeddingRow.vector).where(EmbeddingRow.model_id == model.id)
        for photo_id, blob in self._session.execute(query.execution_options(yield_per=8192)):
            vector = np.frombuffer(blob[: len(blob) // 2 * 2], _DTYPE).astype(np.float32)
            norm = float(np.linalg.norm(vector))
            if len(vector) != model.dim or not abs(norm - 1.0) < 0.02:  # float16 rounding of 512 values is < 0.001
                damaged.append(photo_id)
        return damaged

    def remove(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Delete vectors, as for ones that are damaged."""
        statement = delete(EmbeddingRow).where(EmbeddingRow.model_id == model_id)
        for chunk in iter_chunks(photo_ids):
            self._session.execute(statement.where(EmbeddingRow.photo_id.in_(chunk)))


def _read_vectors(blobs: Sequence[bytes], dim: int) -> StoredEmbeddings:
    size = dim * _DTYPE.itemsize
    whole = b"".join(blob if len(blob) == size else bytes(size) for blob in blobs)
    return np.frombuffer(whole, _DTYPE).reshape(len(blobs), dim)
