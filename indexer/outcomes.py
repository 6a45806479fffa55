"""What the pipeline hands to the writer: one outcome a file or job, a batch of them a transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from albumen.errors import CorruptPhotoError, TooManyPixelsError, UnsupportedFormatError
from albumen.store.records import FileSighting, ModelKind, ModelRecord, PhotoUpdate
from albumen.store.store import Transaction
from albumen.types import PhotoMetadata, PixelFacts
from indexer.findings import Findings

# The same bytes will fail in the same way: there is no point in another try.
_LASTING_REASONS = frozenset({CorruptPhotoError.reason, TooManyPixelsError.reason, UnsupportedFormatError.reason})

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is now known. Parts that are None stay as the store has them.

    `sighting` records the file; `found`, with boxes in pixels of the full-size photo, settles the photo's jobs; `reason`
    and `error` say why the work of the kinds in `failed` has no result, or why a file has no content.
    """

    content_hash: str | None = None
    size_bytes: int = 0
    sighting: FileSighting | None = None
    facts: PixelFacts | None = None
    metadata: PhotoMetadata | None = None
    found: Findings = field(default_factory=Findings)
    reason: str | None = None
    error: str = ""
    failed: frozenset[ModelKind] = frozenset()


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
    for outcome in outcomes:
        if outcome.content_hash is not None and outcome.reason is not None:
            retries = 0 if outcome.reason in _LASTING_REASONS else max_attempts - 1
            for kind in outcome.failed:
                photo_id = photo_ids[outcome.content_hash]
                tx.jobs.fail(photo_id, models[kind].id, reason=outcome.reason, error=outcome.error, retries=retries)
    tx.files.save(outcome.sighting for outcome in outcomes if outcome.sighting is not None)
    found = [(photo_ids[outcome.content_hash], outcome.found) for outcome in outcomes if outcome.content_hash]
    _save_findings(tx, found, {kind: model.id for kind, model in models.items()})


def _save_findings(tx: Transaction, found: Sequence[tuple[int, Findings]], model_ids: Mapping[ModelKind, int]) -> None:
    """Write what the networks made of photos, and settle their jobs; copies of a photo come without findings."""
    if vectors := _collect(found, lambda one: one.vector):
        tx.embeddings.save(vectors, np.stack(list(vectors.values())), model_ids[ModelKind.ENCODER])
    if signals := _collect(found, lambda one: one.signals):
        tx.signals.save(signals, model_ids[ModelKind.ANALYSER])
    if segmentations := _collect(found, lambda one: one.segmentation):
        tx.segmentations.save(segmentations, model_ids[ModelKind.SEGMENTER])
    if confidences := _collect(found, lambda one: one.confidence):
        tx.mattes.save_confidences(confidences, model_ids[ModelKind.LIFTER])
    for kind, model_id in model_ids.items():
        if done := [photo_id for photo_id, one in found if kind in one.made]:
            tx.jobs.finish(done, model_id)


def _collect(found: Sequence[tuple[int, Findings]], part: Callable[[Findings], Result | None]) -> dict[int, Result]:
    return {photo_id: result for photo_id, one in found if (result := part(one)) is not None}
