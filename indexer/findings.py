"""What the networks of a run find in a photo, and what every set of networks can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from albumen.store.records import ModelKind
from albumen.types import EncoderIdentity, PhotoSignals, Segmentation

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """A network as the store is to know it; `dim` and `space` are those of its vectors, if it makes any."""

    kind: ModelKind
    identity: EncoderIdentity
    sha256: str
    dim: int = 0
    space: str | None = None


@dataclass(slots=True)
class Findings:
    """What the networks made of one image; `error` says why something that was wanted is absent.

    `vector` is (D,) float32; boxes of `signals` are in pixels of the image; `confidence` is the lifter's in a subject.
    """

    vector: np.ndarray | None = None
    signals: PhotoSignals | None = None
    segmentation: Segmentation | None = None
    confidence: float | None = None
    error: str | None = None

    @property
    def made(self) -> frozenset[ModelKind]:
        """The kinds of work that have a result."""
        results = {
            ModelKind.ENCODER: self.vector,
            ModelKind.ANALYSER: self.signals,
            ModelKind.SEGMENTER: self.segmentation,
            ModelKind.LIFTER: self.confidence,
        }
        return frozenset(kind for kind, result in results.items() if result is not None)


class PhotoNetworks(Protocol):
    """The networks of one run, which look at photos together."""

    @property
    def identities(self) -> dict[ModelKind, EncoderIdentity]:
        """Name the networks, without loading one."""

    @property
    def cards(self) -> Sequence[NetworkCard]:
        """Say which networks they are, one of a kind."""

    def look(self, images: Sequence[Image], wants: Sequence[frozenset[ModelKind]]) -> list[Findings]:
        """Look at images, each for what it wants; one that a network refuses spoils no other.

        Raises:
            ModelError: a network cannot be loaded.
        """
