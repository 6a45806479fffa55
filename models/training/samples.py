"""Samples of the segmentation archives: `KEY.webp`, `KEY.png` and `KEY.json` side by side."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from models.evaluation.photos import iter_shard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sample:
    """An encoded photo, its encoded label map, and what is known of it."""

    key: str
    photo: bytes
    labels: bytes
    facts: dict[str, Any]

    def decode_image(self) -> Image.Image:
        """Return the photo's pixels as 8-bit RGB."""
        return Image.open(io.BytesIO(self.photo)).convert("RGB")

    def decode_labels(self) -> NDArray[np.uint8]:
        """Return the label map as it was stored: (H, W), or (H, W, 3) for a colour image."""
        return np.asarray(Image.open(io.BytesIO(self.labels)))


def iter_samples(archive_path: Path, split: str) -> Iterator[Sample]:
    """Yield the samples of one split, in the archive's order."""
    for key, files in iter_shard(archive_path, {"webp", "png", "json"}):
        facts = json.loads(files["json"])
        if facts["split"] == split:
            yield Sample(key, files["webp"], files["png"], facts)
