"""Make signals of photos."""

from __future__ import annotations

from collections.abc import Sequence

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

TOP_LEFT = Box(0, 0, 10, 10)


def signals(
    *,
    tags: Sequence[str] = (),
    objects: Sequence[str] = (),
    kind: UtilityKind = UtilityKind.NONE,
    technical: float = 0.5,
    aesthetics: float = 0.5,
    box: Box = TOP_LEFT,
) -> PhotoSignals:
    """Make signals that say this much and are else alike; scores fall by a hundredth from 0.9."""
    utility = dict.fromkeys(UtilityKind, 0.0125) | {kind: 0.9}
    return PhotoSignals(
        tags=tuple(Tag(concept, round(0.9 - at / 100, 2)) for at, concept in enumerate(tags)),
        objects=tuple(DetectedObject(label, round(0.9 - at / 100, 2), box) for at, label in enumerate(objects)),
        utility=utility,
        print_bits=bytes(range(PRINT_BYTES)),
        pdq_bits=bytes(PRINT_BYTES),
        quality=Quality(aesthetics, technical, blur=0.1, exposure=0.2, noise=0.3),
        saliency=Saliency(bytes(SALIENCY_SIDE * SALIENCY_SIDE), box),
    )
