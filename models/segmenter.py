"""What takes photos apart: panoptic masks, and the subject with its alpha matte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from albumen.types import EncoderIdentity, Segmentation


class PhotoSegmenter(Protocol):
    """Finds sky, people, hair, skin, teeth and glasses."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing; the tag changes with the weights."""

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""

    def segment_image(self, image: Image) -> Segmentation:
        """Segment an upright image of any mode and size.

        Raises:
            ModelError: The weights cannot be loaded.
        """


@dataclass(frozen=True, slots=True)
class SubjectMatte:
    """How much of each pixel is subject: `alpha` (S, S) float32 in [0, 1], the whole photo squeezed to a square.

    `confidence` in [0, 1] is how likely it is that the photo has a subject at all.
    """

    alpha: NDArray[np.float32]
    confidence: float


class SubjectLifter(Protocol):
    """Tells the subject of a photo, whatever it is, from what lies behind it."""

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing; the tag changes with the weights."""

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""

    @property
    def min_confidence(self) -> float:
        """The confidence from which on a matte is shown to people."""

    def rate_image(self, image: Image) -> float:
        """Return the confidence alone, for less than the matte costs.

        Raises:
            ModelError: The weights cannot be loaded.
        """

    def lift_image(self, image: Image) -> SubjectMatte:
        """Return the matte of an upright image of any mode and size.

        Raises:
            ModelError: The weights cannot be loaded.
        """
