"""Vectors of many photos in one matrix: whatever encoder made them, as long as they may be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Transaction

# Below so many photos, asking for each is quicker than reading all vectors of the library.
_FEW = 1_000


@dataclass(frozen=True, slots=True)
class PhotoVectors:
    """Unit vectors of one space by photo. `ids` (N,) int64 ascend; `matrix` is (N, D) float16. `space` None: there are none."""

    space: str | None
    ids: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float16]

    def rows_of(self, photo_ids: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the vectors (P, D) of photos; zeros, which are like nothing, where a photo has none."""
        wanted = np.asarray(photo_ids, np.int64)
        found = np.zeros((len(wanted), self.matrix.shape[1]), np.float32)
        if len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
            known = self.ids[at] == wanted
            found[known] = self.matrix[at[known]]
        return found

    def knows(self, photo_ids: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Say which photos (P,) have a vector."""
        return np.isin(np.asarray(photo_ids, np.int64), self.ids)


NO_VECTORS = PhotoVectors(None, np.zeros(0, np.int64), np.zeros((0, 1), np.float16))


def load_vectors(tx: Transaction, photo_ids: Collection[int], space: str | None = None) -> PhotoVectors:
    """Load photos' vectors of a space, each by the newest model; where it has none, of the space that knows most photos."""
    models = [model for model in tx.models.all(ModelKind.ENCODER) if tx.embeddings.stamp(model).count]
    if not models or not photo_ids:
        return NO_VECTORS
    if space not in {model.space for model in models}:
        space = max(models, key=lambda model: (tx.embeddings.count_photos([model]), model.id)).space
    models = [model for model in models if model.space == space]
    wanted = np.array(sorted(photo_ids), np.int64)
    matrix = np.zeros((len(wanted), models[-1].dim), np.float16)
    for model in models:  # a newer one's vectors lie over an older one's
        _fill(tx, model, wanted, matrix)
    known = matrix.any(axis=1)
    return PhotoVectors(space, wanted[known], matrix[known])


def _fill(tx: Transaction, model: ModelRecord, wanted: npt.NDArray[np.int64], matrix: npt.NDArray[np.float16]) -> None:
    for ids, vectors in _batches(tx, model, wanted):
        at = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
        is_wanted = (wanted[at] == ids) & np.isfinite(vectors).all(axis=1)
        matrix[at[is_wanted]] = vectors[is_wanted]


def _batches(
    tx: Transaction, model: ModelRecord, wanted: npt.NDArray[np.int64]
) -> Iterable[tuple[npt.NDArray[np.int64], npt.NDArray[np.float16]]]:
    if len(wanted) > _FEW:
        yield from tx.embeddings.iter_batches(model)
        return
    for photo_id in wanted.tolist():
        vector = tx.embeddings.find(photo_id, model)
        if vector is not None:
            yield np.array([photo_id], np.int64), vector.astype(np.float16)
