"""Hits with what a person wants to see of each: where it lies, when and where it was taken, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from albumen.arrays import Rows
from albumen.store.records import PhotoRecord, TextTerm
from albumen.store.store import Transaction
from search.query import SearchHit


def describe_hits(tx: Transaction, scores: Sequence[float | None], ids: Rows) -> tuple[SearchHit, ...]:
    """Tell of each photo that has a file, in the order given."""
    paths = tx.files.paths_of(ids.tolist())
    photos = tx.photos.get(ids.tolist())
    online = [root.path for root in tx.roots.all() if root.is_online]
    return tuple(
        _hit(photos[photo_id], score, paths[photo_id], online)
        for photo_id, score in zip(ids.tolist(), scores, strict=True)
        if photo_id in photos and paths[photo_id]
    )


def add_tags(tx: Transaction, hits: Sequence[SearchHit]) -> tuple[SearchHit, ...]:
    """Tell what the photos show, too; for those that are answered, and not for every candidate."""
    tags = tx.signals.tags_of(hit.photo_id for hit in hits)
    return tuple(replace(hit, tags=tags[hit.photo_id]) for hit in hits)


def add_lines(tx: Transaction, hits: Sequence[SearchHit], terms: Sequence[TextTerm]) -> tuple[SearchHit, ...]:
    """Tell where in each photo the text stands that was asked for, if any was."""
    if not terms:
        return tuple(hits)
    lines = tx.texts.matching_lines((hit.photo_id for hit in hits), terms)
    return tuple(replace(hit, line=lines[hit.photo_id].text) if hit.photo_id in lines else hit for hit in hits)


def _hit(photo: PhotoRecord, score: float | None, paths: Sequence[Path], online: Sequence[Path]) -> SearchHit:
    return SearchHit(
        photo_id=photo.id,
        content_hash=photo.content_hash,
        score=None if score is None else min(score, 1.0),  # float16 rows are unit to 0.001
        paths=tuple(paths),
        is_online=any(paths[0].is_relative_to(root) for root in online),
        taken=photo.metadata.taken,
        place=photo.metadata.place,
        camera=photo.metadata.exposure.camera,
    )
