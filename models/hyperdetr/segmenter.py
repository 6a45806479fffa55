"""The shipped network in ONNX Runtime: two graphs, of which the second runs only where there are people."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind, Segmentation
from models.hyperdetr.config import SCENE_KINDS, STRIDE
from models.hyperdetr.decode import Thresholds, decode_people, decode_scene, pack
from models.image_input import to_rgb
from models.runtime.bundled_network import BundledNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from PIL.Image import Image

    from models.runtime.bundle import WeightBundle

SCENE_FILE = "scene.onnx"
SUBJECTS_FILE = "subjects.onnx"


class HyperDetrSegmenter(BundledNetwork):
    """Finds sky, people, hair, skin, teeth and glasses."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        """Wrap a bundle; each graph loads on first use.

        Args:
            bundle: What `models.training.hyperdetr` wrote.
            threads: Threads of one forward pass; 0 lets the runtime decide.
        """
        super().__init__(bundle, threads=threads)
        self._thresholds = Thresholds.from_manifest(bundle.manifest["thresholds"])

    def segment_image(self, image: Image) -> Segmentation:
        """Segment an upright image of any mode and size; people are told apart.

        Raises:
            WeightsError: The weights cannot be loaded.
        """
        return self._segment(image, asks_for_people=True)

    def segment_scene(self, image: Image) -> Segmentation:
        """Segment what the scene shows, for less: no mask of a single person, and no transformer run.

        Raises:
            WeightsError: The weights cannot be loaded.
        """
        return self._segment(image, asks_for_people=False)

    def _segment(self, image: Image, *, asks_for_people: bool) -> Segmentation:
        pixels = _resize(image, self._bundle.manifest["pixels"])
        features, logits, deep = self._scene.run(None, {"image": pixels[None]})
        seen = decode_scene(logits[0], SCENE_KINDS, self._thresholds)
        everyone = seen.pop(MaskKind.PERSON, None)
        masks = [pack(kind, 0, mask, score) for kind, (mask, score) in seen.items()]
        if everyone and asks_for_people:
            masks += [pack(MaskKind.PERSON, *found) for found in self._find_people(deep, features)]
        person_share = float(everyone[0].mean()) if everyone else 0.0
        return Segmentation(pixels.shape[0], pixels.shape[1], tuple(masks), person_share)

    def _find_people(
        self, deep: NDArray[np.float32], features: NDArray[np.float32]
    ) -> list[tuple[int, NDArray[np.bool_], float]]:
        logits, _, masks = self._subjects.run(None, {"deep": deep, "features": features})
        found = decode_people(logits[0], masks[0], self._thresholds)
        return [(instance, mask, score) for instance, (mask, score) in enumerate(found, start=1)]

    @cached_property
    def _scene(self) -> InferenceSession:
        return self._open_graph(SCENE_FILE)

    @cached_property
    def _subjects(self) -> InferenceSession:
        return self._open_graph(SUBJECTS_FILE)


def choose_size(width_px: int, height_px: int, pixels: int) -> tuple[int, int]:
    """Return width and height for the network: multiples of 32, near the photo's shape and of about `pixels`.

    Example:
        >>> choose_size(4032, 3024, 384 * 512), choose_size(1080, 1920, 384 * 512)
        ((512, 384), (320, 576))
    """
    scale = math.sqrt(pixels / (width_px * height_px))
    width = max(1, round(width_px * scale / STRIDE)) * STRIDE
    height = max(1, min(round(height_px * scale / STRIDE), pixels // (width * STRIDE) + 1)) * STRIDE
    return width, height


def _resize(image: Image, pixels: int) -> NDArray[np.uint8]:
    from PIL.Image import Resampling

    size = choose_size(*image.size, pixels)
    return np.asarray(to_rgb(image).resize(size, Resampling.BILINEAR, reducing_gap=2.0))
