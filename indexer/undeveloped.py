"""What a decoder hands to the common steps (alpha, size, orientation, colour)."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from albumen.types import PixelFacts
from indexer.metadata.embedded import EmbeddedTags


@dataclass(frozen=True, slots=True)
class Undeveloped:
    """Pixels as stored: any mode, not upright yet, colours in the terms of `profile`.

    `facts` is about the upright full-size photo already.
    """

    image: Image.Image
    facts: PixelFacts
    orientation: int
    profile: bytes | None
    tags: EmbeddedTags
