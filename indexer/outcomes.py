"""What the pipeline hands to the writer: one outcome a file or job, a batch of them a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from albumen.errors import CorruptPhotoError, TooManyPixelsError, UnsupportedFormatError
from albumen.store.records import FileSighting, ModelRecord
from albumen.store.store import Transaction
from albumen.types import PhotoMetadata, PixelFacts

# The same bytes will fail in the same way: there is no point in another try.
_LASTING_REASONS = frozenset({CorruptPhotoError.reason, TooManyPixelsError.reason, UnsupportedFormatError.reason})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is now known. Parts that are None stay as the store has them.

    `sighting` records the file; `vector` (D,) float32 or `reason` and `error` settle the photo's job.
    """

    content_hash: str | None = None
    size_bytes: int = 0
    sighting: FileSighting | None = None
    facts: PixelFacts | None = None
    metadata: PhotoMetadata | None = None
    vector: np.ndarray | None = None
    reason: str | None = None
    error: str = ""


def save_outcomes(tx: Transaction, outcomes: Sequence[Outcome], model: ModelRecord, *, max_attempts: int) -> None:
    """Write a batch; photos come before the files that point to them."""
    photo_ids: dict[str, int] = {}
    vectors: dict[int, np.ndarray] = {}
    for outcome in outcomes:
        if outcome.content_hash is None:
            continue
        photo_id = tx.photos.save(
            outcome.content_hash, outcome.size_bytes, facts=outcome.facts, metadata=outcome.metadata
        )
        photo_ids[outcome.content_hash] = photo_id
        if outcome.vector is not None:
            vectors[photo_id] = outcome.vector
        elif outcome.reason is not None:
            retries = 0 if outcome.reason in _LASTING_REASONS else max_attempts - 1
            tx.jobs.fail(photo_id, model.id, reason=outcome.reason, error=outcome.error, retries=retries)
    tx.files.save(outcome.sighting for outcome in outcomes if outcome.sighting is not None)
    if vectors:
        tx.embeddings.save(vectors, np.stack(list(vectors.values())), model.id)
        tx.jobs.finish(vectors, model.id)
