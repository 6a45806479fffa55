"""What the pipeline hands to the writer: one outcome a file or job, a batch of them a transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from albumen.errors import CorruptPhotoError, TooManyPixelsError, UnsupportedFormatError
from albumen.store.records import FileSighting, ModelKind, ModelRecord, PhotoUpdate
from albumen.store.store import Transaction
from albumen.types import PhotoMetadata, PhotoSignals, PixelFacts

# The same bytes will fail in the same way: there is no point in another try.
_LASTING_REASONS = frozenset({CorruptPhotoError.reason, TooManyPixelsError.reason, UnsupportedFormatError.reason})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is now known. Parts that are None stay as the store has them.

    `sighting` records the file; `vector` (D,) float32 and `signals`, boxes in pixels of the full-size photo, settle the
    photo's jobs; `reason` and `error` say why the work of the kinds in `failed` has no result, or why a file has no
    content.
    """

    content_hash: str | None = None
    size_bytes: int = 0
    sighting: FileSighting | None = None
    facts: PixelFacts | None = None
    metadata: PhotoMetadata | None = None
    vector: np.ndarray | None = None
    signals: PhotoSignals | None = None
    reason: str | None = None
    error: str = ""
    failed: frozenset[ModelKind] = frozenset()

    @property
    def made(self) -> frozenset[ModelKind]:
        """The kinds of work that have a result."""
        results = {ModelKind.ENCODER: self.vector, ModelKind.ANALYSER: self.signals}
        return frozenset(kind for kind, result in results.items() if result is not None)


def save_outcomes(
    tx: Transaction, outcomes: Sequence[Outcome], models: Mapping[ModelKind, ModelRecord], *, max_attempts: int
) -> None:
    """Write a batch; photos come before the files that point to them."""
    photo_ids = tx.photos.save_all(
        [
            PhotoUpdate(outcome.content_hash, outcome.size_bytes, outcome.facts, outcome.metadata)
            for outcome in outcomes
            if outcome.content_hash is not None
        ]
    )
    vectors: dict[int, np.ndarray] = {}
    signals: dict[int, PhotoSignals] = {}
    for outcome in outcomes:
        if outcome.content_hash is None:
            continue
        photo_id = photo_ids[outcome.content_hash]
        if outcome.vector is not None:
            vectors[photo_id] = outcome.vector
        if outcome.signals is not None:
            signals[photo_id] = outcome.signals
        if outcome.reason is not None:
            retries = 0 if outcome.reason in _LASTING_REASONS else max_attempts - 1
            for kind in outcome.failed:
                tx.jobs.fail(photo_id, models[kind].id, reason=outcome.reason, error=outcome.error, retries=retries)
    tx.files.save(outcome.sighting for outcome in outcomes if outcome.sighting is not None)
    if vectors:
        tx.embeddings.save(vectors, np.stack(list(vectors.values())), models[ModelKind.ENCODER].id)
        tx.jobs.finish(vectors, models[ModelKind.ENCODER].id)
    if signals:
        tx.signals.save(signals, models[ModelKind.ANALYSER].id)
        tx.jobs.finish(signals, models[ModelKind.ANALYSER].id)
