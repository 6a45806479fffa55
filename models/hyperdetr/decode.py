"""From the graphs' outputs to masks: thresholds, people above theirs and surest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from albumen.run_lengths import pack_mask
from albumen.types import Mask, MaskKind

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability on a pixel belongs to a mask, and a query is a person.

    `min_share` is the part of the frame below which a mask is left out as noise, `presence` the mean probability within
    it below which a kind is not there at all: specks on what only looks like it are unsure ones.
    """

    pixels: dict[MaskKind, float]
    person: float
    min_share: float
    presence: dict[MaskKind, float] = field(default_factory=dict)

    @classmethod
    def from_manifest(cls, entry: dict[str, Any]) -> Self:
        """Read what `to_manifest` wrote."""
        pixels, presence = (
            {MaskKind(kind): value for kind, value in entry[name].items()} for name in ("pixels", "presence")
        )
        return cls(pixels, entry["person"], entry["min_share"], presence)

    def to_manifest(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        pixels, presence = (
            {kind.value: value for kind, value in values.items()} for values in (self.pixels, self.presence)
        )
        return {"pixels": pixels, "person": self.person, "min_share": self.min_share, "presence": presence}


def decode_scene(
    logits: NDArray[np.float32], kinds: tuple[MaskKind, ...], thresholds: Thresholds
) -> dict[MaskKind, tuple[NDArray[np.bool_], float]]:
    """Return each kind's mask, (H, W), and score, leaving out what is not seen.

    Args:
        logits: (K, H, W) of the fixed channels.
        kinds: The K kinds.
        thresholds: Those of the manifest.
    """
    seen = {}
    for kind, channel in zip(kinds, logits, strict=True):
        mask = channel > logit(thresholds.pixels[kind])
        if mask.mean() < thresholds.min_share:
            continue
        score = _mean_probability(channel[mask])
        if score >= thresholds.presence.get(kind, 0.0):
            seen[kind] = mask, score
    return seen


def decode_people(
    logits: NDArray[np.float32], masks: NDArray[np.float32], thresholds: Thresholds
) -> list[tuple[NDArray[np.bool_], float]]:
    """Return the people's masks, (H, W) each, and scores, surest first; a pixel belongs to one person at most.

    Args:
        logits: (N,) that each query is a person.
        masks: (N, H, W) mask logits.
        thresholds: Those of the manifest.
    """
    sure = np.flatnonzero(logits > logit(thresholds.person))
    if not sure.size:
        return []
    order = sure[np.argsort(-logits[sure], kind="stable")]
    owner = masks[order].argmax(axis=0)
    inside = masks[order] > logit(thresholds.pixels[MaskKind.PERSON])
    found = [
        (inside[rank] & (owner == rank), float(1.0 / (1.0 + np.exp(-logits[query]))))
        for rank, query in enumerate(order)
    ]
    return [(mask, score) for mask, score in found if mask.mean() >= thresholds.min_share]


def pack(kind: MaskKind, instance: int, mask: NDArray[np.bool_], score: float) -> Mask:
    """Return a mask as it is stored."""
    return Mask(kind, instance, round(score, 4), float(mask.mean()), pack_mask(mask))


def logit(probability: float) -> float:
    """Return the value whose sigmoid is `probability`."""
    return float(np.log(probability / (1.0 - probability)))


def _mean_probability(logits: NDArray[np.float32]) -> float:
    return float((1.0 / (1.0 + np.exp(-logits.astype(np.float64)))).mean())
