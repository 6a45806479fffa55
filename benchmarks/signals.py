"""Signals as a photo with much in it has them, for measuring what keeping and filtering them costs."""

from __future__ import annotations

import numpy as np

from albumen.types import (
    PRINT_BYTES,
    SALIENCY_SIDE,
    Box,
    DetectedObject,
    PhotoSignals,
    Quality,
    Saliency,
    Tag,
    UtilityKind,
)
from models.taxonomy import load_taxonomy

LABELS = ("person", "dog", "car", "chair", "bottle", "boat", "bird", "cup")
_TAGS, _OBJECTS = 10, 3


def make_signals(seed: int = 0) -> PhotoSignals:
    """Make ten tags, three objects, a smooth heat map and random prints."""
    rng = np.random.default_rng(seed)
    concepts = load_taxonomy().concepts
    chosen = rng.choice(len(concepts), _TAGS, replace=False)
    return PhotoSignals(
        tags=tuple(Tag(concepts[at].id, float(score)) for at, score in zip(chosen, rng.random(_TAGS), strict=True)),
        objects=tuple(DetectedObject(str(rng.choice(LABELS)), float(rng.random()), _box(rng)) for _ in range(_OBJECTS)),
        utility=_utility(rng),
        print_bits=rng.bytes(PRINT_BYTES),
        pdq_bits=rng.bytes(PRINT_BYTES),
        quality=Quality(*rng.random(5).tolist()),
        saliency=Saliency(_heat(rng), _box(rng)),
    )


def _utility(rng: np.random.Generator) -> dict[UtilityKind, float]:
    rest = rng.dirichlet(np.full(len(UtilityKind), 0.1))
    return dict(zip(UtilityKind, rest.tolist(), strict=True))


def _box(rng: np.random.Generator) -> Box:
    left, top, width, height = (rng.random(4) * (2000, 1500, 2000, 1500)).tolist()
    return Box(left, top, left + width, top + height)


def _heat(rng: np.random.Generator) -> bytes:
    """Two soft spots, with the noise that a network's output has."""
    rows, columns = np.mgrid[:SALIENCY_SIDE, :SALIENCY_SIDE]
    heat = np.zeros((SALIENCY_SIDE, SALIENCY_SIDE))
    for row, column in rng.random((2, 2)) * SALIENCY_SIDE:
        heat += 200 * np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / 40)
    return np.clip(heat + rng.normal(0, 1, heat.shape), 0, 255).astype(np.uint8).tobytes()
