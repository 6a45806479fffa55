"""The bundled subject lifter: an encoder that gives the confidence too, and a decoder that makes the matte.

They are two graphs because ONNX Runtime runs the whole of a graph whatever outputs are asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from models.image_input import whole_square
from models.runtime.bundled_network import BundledNetwork
from models.segmenter import SubjectMatte

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from PIL.Image import Image

ENCODER_FILE, DECODER_FILE = "encoder.onnx", "decoder.onnx"
PIXELS, ALPHA, CONFIDENCE = "pixels", "alpha", "confidence"
FEATURES = ("feature2", "feature4", "feature8", "feature16", "feature32")  # at 1/2 to 1/32 of the side


class EfficientLifter(BundledNetwork):
    """A `SubjectLifter` over a weights folder; the whole photo is squeezed into the network's square."""

    @property
    def min_confidence(self) -> float:
        """The confidence from which on a matte is shown, as chosen on validation photos."""
        return float(self._bundle.manifest["min_confidence"])

    def rate_image(self, image: Image) -> float:
        """Return the confidence alone: the decoder is not run."""
        (confidence,) = self._encoder.run([CONFIDENCE], {PIXELS: self._pixels(image)})
        return float(confidence[0])

    def lift_image(self, image: Image) -> SubjectMatte:
        """Return the matte, at the network's side, and the confidence of an upright image of any mode and size."""
        pixels = self._pixels(image)
        confidence, *features = self._encoder.run([CONFIDENCE, *FEATURES], {PIXELS: pixels})
        (alpha,) = self._decoder.run([ALPHA], {PIXELS: pixels, **dict(zip(FEATURES, features, strict=True))})
        return SubjectMatte(alpha[0], float(confidence[0]))

    def _pixels(self, image: Image) -> NDArray[np.uint8]:
        return whole_square(image, int(self._bundle.manifest["image_side_px"]))[None]  # (1, S, S, 3)

    @cached_property
    def _encoder(self) -> InferenceSession:
        return self._open_graph(ENCODER_FILE)

    @cached_property
    def _decoder(self) -> InferenceSession:
        return self._open_graph(DECODER_FILE)
