"""What every section measures: a network, and test photos that it looks at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.ansa.image_graph import EMBEDDINGS
from models.evaluation.outputs import Network, Outputs
from models.evaluation.photos import LabelledPhoto, load_photos

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from models.evaluation.degradations import Transformation

RETRIEVAL_SOURCE = "flickr8k"
ZERO_SHOT_SOURCE = "nips2017_imagenet1000"
_BATCH = 32
_MOST_VALUES_KEPT = 4096  # of one output of one photo; heat maps of 80 classes would fill the memory


class Bench:
    """A network beside the data; embeddings of texts and outputs of photos are computed once and kept."""

    def __init__(self, network: Network, data_dir: Path) -> None:
        self.network = network
        self.data_dir = data_dir
        self._seen: dict[tuple[str, Transformation | None], Outputs] = {}
        self._texts: dict[str, NDArray[np.float32]] = {}

    @cached_property
    def test_photos(self) -> list[LabelledPhoto]:
        """The test split, in key order."""
        return load_photos(self.data_dir, "test")

    @cached_property
    def captioned(self) -> list[LabelledPhoto]:
        """Test photos with captions: Flickr8k's."""
        return [photo for photo in self.test_photos if photo.source == RETRIEVAL_SOURCE]

    @cached_property
    def classified(self) -> list[LabelledPhoto]:
        """Test photos with one of ImageNet's classes."""
        return [photo for photo in self.test_photos if photo.source == ZERO_SHOT_SOURCE]

    def has_head(self, name: str) -> bool:
        """Say whether the network has this head."""
        return name in self.network.heads

    def look(self, photos: Sequence[LabelledPhoto], transformation: Transformation | None = None) -> Outputs:
        """Return the small outputs of photos by name, (N, ...) each, after a transformation.

        Args:
            photos: One at least.
            transformation: What is done to each photo first; the same object is the same transformation.
        """
        new = [photo for photo in photos if (photo.key, transformation) not in self._seen]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            images = [photo.decode_image() for photo in batch]
            outputs = self.network.run([transformation(image) if transformation else image for image in images])
            for row, photo in enumerate(batch):
                self._seen[photo.key, transformation] = _keep_small(outputs, row)
        rows = [self._seen[photo.key, transformation] for photo in photos]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def embed(self, photos: Sequence[LabelledPhoto], transformation: Transformation | None = None) -> Embeddings:
        """Return the embeddings of photos, (N, D) unit rows."""
        return self.look(photos, transformation)[EMBEDDINGS]

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        """Return the embeddings of texts, (N, D) unit rows."""
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        self._texts.update(zip(new, self.network.encoder.encode_texts(new), strict=True))
        return np.stack([self._texts[text] for text in texts])

    def run(self, images: Sequence[Image]) -> Outputs:
        """Return all outputs of images that belong to one section alone; nothing is kept."""
        return self.network.run(images)


def _keep_small(outputs: Outputs, row: int) -> dict[str, NDArray[Any]]:
    return {name: values[row].copy() for name, values in outputs.items() if values[row].size <= _MOST_VALUES_KEPT}
