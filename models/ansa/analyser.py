"""The bundled analyser: one pass over the image graph, its outputs read as signals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.types import EncoderIdentity, PhotoSignals
from models.analyser import Analyses
from models.ansa.encoder import vectors_sha256
from models.ansa.heads.objects import decode_objects
from models.ansa.heads.pdq import pdq_bits
from models.ansa.heads.perceptual_print import decode_print
from models.ansa.heads.quality import decode_quality
from models.ansa.heads.saliency import decode_saliency
from models.ansa.heads.tags import decode_tags
from models.ansa.heads.utility import decode_utility
from models.ansa.image_graph import EMBEDDINGS, ImageGraph
from models.runtime.bundle import WeightBundle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image


class AnsaAnalyser:
    """A `PhotoAnalyser` over a bundle whose image graph has heads; the graph loads on first use."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        self._bundle = bundle
        self._graph = ImageGraph(bundle, threads=threads)

    @property
    def signals_identity(self) -> EncoderIdentity:
        """The bundle's name and tag with the version of every head."""
        of_vectors = self.embeddings_identity
        versions = [f"{name}{facts['version']}" for name, facts in sorted(self._heads.items())]
        return EncoderIdentity(of_vectors.name, "+".join([of_vectors.tag, *versions]), of_vectors.preprocessing)

    @property
    def embeddings_identity(self) -> EncoderIdentity:
        """Identity of the bundle's vectors."""
        return self._bundle.identity

    @property
    def weights_sha256(self) -> str:
        """Digest of the heads and of what the vectors come from."""
        digests = [vectors_sha256(self._bundle), *(facts["sha256"] for _, facts in sorted(self._heads.items()))]
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    def analyse_images(self, images: Sequence[Image]) -> Analyses:
        """Analyse images of any mode and size; see `PhotoAnalyser.analyse_images`."""
        if not images:
            return Analyses(np.empty((0, int(self._bundle.manifest["dim"])), np.float32), [])
        outputs = self._graph.run(images)
        return Analyses(outputs[EMBEDDINGS], read_signals(outputs, images, self._heads))

    @property
    def _heads(self) -> dict[str, Any]:
        return self._bundle.manifest["heads"]


def read_signals(
    outputs: Mapping[str, NDArray[Any]], images: Sequence[Image], heads: Mapping[str, Any]
) -> list[PhotoSignals]:
    """Read the outputs of all heads.

    Args:
        outputs: By name, (N, ...) each.
        images: The N images; boxes are in their pixels.
        heads: Facts of the heads, as the manifest has them.
    """
    sizes = [image.size for image in images]
    parts = zip(
        decode_tags(outputs["tags"], heads["tags"]),
        decode_objects(outputs, sizes, heads["objects"]),
        decode_utility(outputs["utility"]),
        decode_print(outputs["print"]),
        [pdq_bits(image) for image in images],
        decode_quality(outputs["quality"]),
        decode_saliency(outputs["saliency"], sizes),
        strict=True,
    )
    return [PhotoSignals(*part) for part in parts]
