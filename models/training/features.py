"""What the frozen part of TinyViT makes of each training photo, computed once: (N, 14, 14, 160) float16.

The first three stages stay as ImageNet-22k left them, so ONNX Runtime computes them once (about 90 photos/s on two
cores) and training reads a memory map of 62 kB a photo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.export import SIDE_PX
from models.ansa.towers import IMAGE_MEAN, IMAGE_STD
from models.image_input import centre_square
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto

_BATCH = 8
_FIRST_TRAINED_LAYER = "stages.3/downsample/conv1"


def cache_features(
    photos: Sequence[LabelledPhoto], onnx_path: Path, target: Path, *, report: Callable[[int], None] | None = None
) -> NDArray[np.float16]:
    """Write the frozen features of photos to a `.npy` file, and return it memory-mapped.

    Args:
        photos: N photos.
        onnx_path: TinyViT-5M as ONNX.
        target: The `.npy` file; one of the right length is taken as it is.
        report: Called with the number of photos done.
    """
    if target.exists():
        cached = np.load(target, mmap_mode="r")
        if len(cached) == len(photos):
            return cached
    partial = target.with_suffix(".partial.npy")
    features = np.lib.format.open_memmap(partial, "w+", np.float16, (len(photos), 14, 14, 160))
    session = open_session(_frozen_part(onnx_path))
    for start in range(0, len(photos), _BATCH):
        batch = photos[start : start + _BATCH]
        pixels = np.stack([centre_square(photo.decode_image(), SIDE_PX) for photo in batch])
        maps = session.run(None, {"input": _normalise(pixels)})[0]  # (N, 160, 14, 14)
        features[start : start + len(batch)] = maps.transpose(0, 2, 3, 1)
        if report is not None:
            report(start + len(batch))
    features.flush()
    partial.replace(target)
    return np.load(target, mmap_mode="r")


def _normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    mean, std = np.array(IMAGE_MEAN, np.float32), np.array(IMAGE_STD, np.float32)
    scaled = (pixels.astype(np.float32) / 255.0 - mean) / std
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def _frozen_part(onnx_path: Path) -> bytes:
    """Return the network up to the input of its last stage."""
    import onnx
    from onnx.utils import Extractor

    model = onnx.load(str(onnx_path))
    layer = next(n for n in model.graph.node if n.op_type == "Conv" and _FIRST_TRAINED_LAYER in n.output[0])
    return Extractor(model).extract_model(["input"], [layer.input[0]]).SerializeToString()
