"""The image side of a bundle: one ONNX graph that gives the embedding and, where heads are attached, their outputs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import WeightsError
from models.image_input import centre_square, whole_square
from models.runtime.bundle import WeightBundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from PIL.Image import Image

IMAGE_FILE = "image.onnx"
EMBEDDINGS = "embeddings"
PREPROCESSING = {"centre224-v1": centre_square, "whole224-v1": whole_square}  # what a manifest may ask for
_IMAGES_A_RUN = 4  # more makes no photo faster on a CPU, and memory grows with it: 90 MB for 1, 190 MB for 8


class ImageGraph:
    """Runs images through the graph; it loads on first use."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        """Take the graph of a bundle.

        Raises:
            WeightsError: The manifest asks for a preprocessing that this version does not have.
        """
        wanted = bundle.identity.preprocessing
        if wanted not in PREPROCESSING:
            raise WeightsError(
                f"The weights in {bundle.folder} want images prepared as {wanted}, and this Albumen knows "
                f"{', '.join(PREPROCESSING)}. Update albumen."
            )
        self._bundle = bundle
        self._threads = threads

    def run(self, images: Sequence[Image]) -> dict[str, NDArray[Any]]:
        """Return every output of at least one image by its name, (N, ...) each; row i depends on image i alone."""
        parts = [
            self._session.run(
                None, {"pixels": np.stack([self.to_pixels(image) for image in images[at : at + _IMAGES_A_RUN]])}
            )
            for at in range(0, len(images), _IMAGES_A_RUN)
        ]
        arrays = [np.concatenate(rows) for rows in zip(*parts, strict=True)]
        return dict(zip(self._names, arrays, strict=True))

    def to_pixels(self, image: Image) -> NDArray[np.uint8]:
        """Return an image of any mode and size as the graph reads it, (side, side, 3)."""
        manifest = self._bundle.manifest
        return PREPROCESSING[manifest["preprocessing"]](image, int(manifest["image_side_px"]))

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self._bundle.read(IMAGE_FILE), threads=self._threads, name=IMAGE_FILE)

    @cached_property
    def _names(self) -> list[str]:
        return [output.name for output in self._session.get_outputs()]
