"""Photos and material for tests of memories: what may be shown, what may not, and vectors that tell photos apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from albumen.store.curation_records import Home, Memory, MemoryKind, MemoryPhoto, PhotoFacts, Trip
from albumen.types import PhotoKind, Place, Tag, UtilityKind
from knowledge_graph.memories.material import Material, may_be_shown, weigh_all
from knowledge_graph.memories.vectors import NO_VECTORS, PhotoVectors
from knowledge_graph.moments import split_moments
from knowledge_graph.wishes import Wishes
from tests.curation_photos import make_photo

TODAY = date(2026, 11, 20)
SPACE = "test"


def good_photo(
    photo_id: int, taken: datetime | None = None, place: Place | None = None, *, tags: Sequence[str] = (), **facts: Any
) -> PhotoFacts:
    """Make a photo that may be shown, unless it is told otherwise."""
    defaults: dict[str, Any] = {
        "kind": PhotoKind.STILL,
        "width_px": 4000,
        "height_px": 3000,
        "utility": UtilityKind.NONE,
        "utility_score": 0.99,
        "aesthetics": 0.6,
        "technical": 0.95,
        "concepts": tuple(Tag(concept, round(0.98 - at / 100, 2)) for at, concept in enumerate(tags)),
    }
    return make_photo(photo_id, taken, place, **(defaults | facts))


def make_material(
    photos: Iterable[PhotoFacts],
    *,
    today: date = TODAY,
    trips: Sequence[Trip] = (),
    homes: Sequence[Home] = (),
    vectors: PhotoVectors = NO_VECTORS,
    duplicate_sets: dict[int, int] | None = None,
) -> Material:
    """Make what memories are made from, out of photos."""
    everything = list(photos)
    shown = may_be_shown(everything, Wishes())
    return Material(
        photos=shown,
        today=today,
        worth=weigh_all(shown.values(), {}, Wishes()),
        moments=split_moments(everything),
        trips=trips,
        homes=homes,
        duplicate_sets=duplicate_sets or {},
        vectors=vectors,
    )


def random_vectors(photo_ids: Sequence[int], *, dim: int = 32, seed: int = 0) -> PhotoVectors:
    """Make vectors that are all unlike."""
    rows = np.random.default_rng(seed).normal(size=(len(photo_ids), dim))
    return vectors_of(dict(zip(photo_ids, rows, strict=True)))


def vectors_of(rows: dict[int, np.ndarray]) -> PhotoVectors:
    """Make vectors of photos from rows of any length."""
    ids = np.array(sorted(rows), np.int64)
    matrix = np.stack([rows[photo_id] / np.linalg.norm(rows[photo_id]) for photo_id in ids.tolist()])
    return PhotoVectors(SPACE, ids, matrix.astype(np.float16))


def make_memory(key: str, photo_ids: Sequence[int], *, kind: MemoryKind = MemoryKind.THEME, **values: Any) -> Memory:
    """Make a memory of photos."""
    defaults: dict[str, Any] = {
        "title": "Beaches",
        "subtitle": "",
        "cover_id": photo_ids[0],
        "photos": tuple(MemoryPhoto(photo_id, "") for photo_id in photo_ids),
        "mood": "calm",
        "tempo_bpm": 70,
        "reason": "",
        "score": 0.5,
        "starts_on": None,
        "ends_on": None,
    }
    return Memory(key=key, kind=kind, **(defaults | values))
