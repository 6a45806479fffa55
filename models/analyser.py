"""What looks at photos for more than a vector: tags, objects, utility, print, quality, saliency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from albumen.types import EncoderIdentity, PhotoSignals


@dataclass(frozen=True, slots=True)
class Analyses:
    """What one pass over N images gave; `embeddings` (N, D) are those of the analyser's `embeddings_identity`."""

    embeddings: Embeddings
    signals: list[PhotoSignals]


@runtime_checkable
class PhotoAnalyser(Protocol):
    """Runs a backbone once for all of its heads."""

    @property
    def signals_identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing of the signals; the tag changes with any head."""

    @property
    def embeddings_identity(self) -> EncoderIdentity:
        """Identity of the vectors that come with the signals."""

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""

    def analyse_images(self, images: Sequence[Image]) -> Analyses:
        """Analyse images of any mode and size; boxes are in pixels of the image that was given.

        Raises:
            ModelError: The weights cannot be loaded.
        """
