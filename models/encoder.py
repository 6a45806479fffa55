"""What every image-text encoder can do, whatever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from albumen.types import EncoderIdentity


@runtime_checkable
class ImageTextEncoder(Protocol):
    """Puts images and texts into one space, where the dot product of two rows is their similarity.

    Towers load on first use: asking for texts never loads the image tower, nor the other way round.
    """

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing version."""

    @property
    def space(self) -> str:
        """Name of the vectors' space: those of one space may be compared, whichever encoder made them."""

    @property
    def dim(self) -> int:
        """Length D of a vector."""

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""

    def encode_images(self, images: Sequence[Image]) -> Embeddings:
        """Embed images of any mode and size.

        Returns:
            (N, D) float32, unit rows; row i does not depend on the other images. (0, D) for no images.

        Raises:
            ModelError: The weights cannot be loaded.
        """

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts; a text beyond the tower's context is cut at its end.

        Returns:
            (N, D) float32, unit rows; row i does not depend on the other texts. (0, D) for no texts.

        Raises:
            ModelError: The weights cannot be loaded.
        """
